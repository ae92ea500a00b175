"""The texts by which an error is recognised: one table for every path.

Source: fallback-behaviour 4.2 and 4.3. The retryable ones are the union of what three published
implementations look for (REC of 4.3). Each pattern is named by its own source, so that a verdict
can say which one decided.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from omo_watch_core.fallback.ecma import compiled

Patterns = Mapping[str, re.Pattern[str]]


def table(*sources: str) -> Patterns:
    """Compile patterns, each under its own source."""
    return {source: compiled(source) for source in sources}


def first(patterns: Patterns, text: str) -> str | None:
    """Name the first pattern that is found in a text."""
    return next((name for name, pattern in patterns.items() if pattern.search(text)), None)


RETRYABLE = table(
    r"rate.?limit",
    r"too.?many.?requests",
    r"quota\s+will\s+reset\s+after",
    r"quota.?exceeded",
    r"exceeded.*quota",
    r"usage\s*quota",
    r"free.?usage",
    r"usage.?exceeded",
    r"usage\s+limit\s+has\s+been\s+reached",
    r"quota.?protection",
    r"key.?limit.?exceeded",
    r"exhausted\s+your\s+capacity",
    r"limit\s+exhausted",
    r"all\s+credentials\s+for\s+model",
    r"cool(?:ing)?\s+down",
    r"cooldown",
    r"credit.*balance.*too.*low",
    r"insufficient.?(?:credits?|funds?|balance)",
    r"model.{0,20}?not.{0,10}?supported",
    r"model_not_supported",
    r"service.?unavailable",
    r"overloaded",
    r"temporarily.?unavailable",
    r"try.?again",
    r"(?:^|\s)429(?:\s|$)",
    r"(?:^|\s)503(?:\s|$)",
    r"(?:^|\s)529(?:\s|$)",
    r"使用上限",
    r"频率限制",
    r"请求过于频繁",
    r"暂时不可用",
    r"服务不可用",
    r"请稍后重试",
)
QUOTA = table(
    r"quota.?exceeded",
    r"exceeded.*quota",
    r"usage\s*quota",
    r"subscription.?(?:quota|limit)",
    r"insufficient.?(?:quota|balance|funds?)",
    r"billing.?(?:hard.?)?limit",
    r"exhausted\s+your\s+capacity",
    r"resource.?exhausted",
    r"out\s+of\s+credits?",
    r"payment.?required",
    r"usage\s+limit",
    r"credit\s+balance.*too\s+low",
    r"limit\s+exhausted",
    r"使用上限",
    r"达到.*限制",
    r"额度.*不足",
    r"余额.*不足",
    r"已耗尽",
)
REMAINING = "用户剩余额度"
NOT_HELD_BACK = ("预扣费额度失败", "需要预扣费额度")
"""A provider that names the rest of the allowance and says that it does not cover the call."""

BROKEN = table(
    r"socket\s+hang\s+up",
    r"socket\s+(?:connection\s+)?(?:was\s+)?closed",
    r"other\s+side\s+closed",
    r"\be(?:connreset|connaborted|connrefused|netreset|pipe)\b",
    r"\bbroken\s+pipe\b",
    r"connection\s+(?:was\s+|has\s+been\s+)?(?:reset|closed|lost|aborted|terminated|interrupted"
    r"|refused)",
    r"connection\s+error",
    r"^(?:typeerror:\s*)?terminated$",
    r"premature(?:ly)?\s+(?:closed?|end(?:ed)?)",
    r"stream\s+(?:was\s+|has\s+)?(?:ended|closed|interrupted|disconnected|reset)",
    r"unexpected\s+(?:eof|end\s+of\s+(?:file|stream))",
    r"fetch\s+failed|failed\s+to\s+fetch",
    r"network\s+(?:error|request\s+failed)",
)
"""A connection to the provider that broke (section 15, mid-stream cut): never by itself a reason
to change the model."""
