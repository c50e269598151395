"""A stand-in Slack workspace on loopback, as strict as the real one.

For tests, for trying the bot without Slack, and for benchmarks. It speaks Slack's Web API, Socket Mode,
signed HTTP requests, response_url and views, checks every payload against Block Kit's rules, and lets people
in it type, press and fill in forms. It knows nothing of any particular app.

Start at `Workspace`; `Person` is who acts; `plain_text` turns what they see into text.
"""

from workspace.app_settings import AppSettings
from workspace.clock import Clock, ManualClock, SystemClock
from workspace.faults import Delayed, Dropped, Refused, Silent, Status
from workspace.journal import NotSeenError
from workspace.observed import Message, Outcome, Reply, View
from workspace.person import Person
from workspace.plain_text import render_text, render_view
from workspace.screen import RefusedBySlackError
from workspace.workspace import Workspace

__all__ = [
    "AppSettings",
    "Clock",
    "Delayed",
    "Dropped",
    "ManualClock",
    "Message",
    "NotSeenError",
    "Outcome",
    "Person",
    "Refused",
    "RefusedBySlackError",
    "Reply",
    "Silent",
    "Status",
    "SystemClock",
    "View",
    "Workspace",
    "render_text",
    "render_view",
]
