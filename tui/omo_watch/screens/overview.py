"""The page of all sessions: table, rule and detail."""

from __future__ import annotations

from textual import events, getters, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.widgets import Input

from omo_watch.keys import bindings
from omo_watch.lines.detail import TALL
from omo_watch.lines.facts import facts, rows_below, sleeps
from omo_watch.screens.actions import SessionActions
from omo_watch.stage import Stage
from omo_watch.widgets.detail import Detail, Rule
from omo_watch.widgets.empty import Empty
from omo_watch.widgets.filter_line import FilterLine
from omo_watch.widgets.footer import Footer
from omo_watch.widgets.header import Header
from omo_watch.widgets.heads import Heads
from omo_watch.widgets.result_line import ResultLine
from omo_watch.widgets.session_table import SessionTable, session_of
from omo_watch_core.changes import NOTHING, Changes
from omo_watch_core.select.row import Row, row
from omo_watch_core.select.view import SORTS
from omo_watch_core.state import SessionKey, State
