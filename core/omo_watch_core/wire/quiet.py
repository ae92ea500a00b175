"""The types of events that are known and change nothing we show."""

from __future__ import annotations

_NEXT = """
compaction.delta compaction.ended compaction.started context.updated moved prompt.admitted prompted
reasoning.delta reasoning.ended reasoning.started retried revert.cleared revert.committed
revert.staged shell.ended shell.started step.ended step.failed step.started synthetic text.delta
text.ended text.started tool.called tool.failed tool.input.delta tool.input.ended
tool.input.started tool.progress tool.success
"""
"""Of the second engine: it writes these for its own runs only, and we start none there."""
_OTHERS = """
sync session.idle
command.executed file.edited file.watcher.updated installation.update-available
installation.updated integration.updated lsp.client.diagnostics lsp.updated
mcp.browser.open.failed mcp.tools.changed plugin.added project.directories.updated project.updated
pty.created pty.deleted pty.exited pty.updated reference.updated tui.command.execute
tui.prompt.append tui.session.select vcs.branch.updated workspace.failed workspace.ready
workspace.status worktree.failed worktree.ready
"""
"""`sync` repeats the event before it, `session.idle` the status."""

QUIET = frozenset({f"session.next.{name}" for name in _NEXT.split()} | set(_OTHERS.split()))
