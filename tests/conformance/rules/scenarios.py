"""Where a scenario goes otherwise than in the published plugin."""

from tests.conformance.rules import advancing, prompting, waiting

RULES = (*advancing.RULES, *waiting.RULES, *prompting.RULES)
