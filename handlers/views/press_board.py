"""The board: this week of coverage against the last, and what is still to be done."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from handlers.language import Command
from handlers.mrkdwn import Mrkdwn, bold, joined, mrkdwn
from handlers.views.blocks import Message, actions, context, facts, message, section
from handlers.views.lines import cut, run_button, share_button, upper
from handlers.views.press_log import BOARD

if TYPE_CHECKING:
    from datetime import date

    from bot.services.press.board import Board, Row, Rows

NAME_SHOWN: Final = 60
LOG: Final = Command("press")
NEW: Final = Command("press", "status:new")

_UNNAMED: Final = {"outlets": "no outlet named", "statuses": "no status"}


def board(board: Board, *, private: bool) -> Message:
    """The board as tables in two columns: each line says this week, and the last in brackets."""
    heading = mrkdwn("*{dossier}*: {total} this week, {last} last week", **_totals(board))
    shown = [
        ("Outlets", _table(board.outlets, "outlets")),
        ("Flags", _table(board.flags)),
        ("Watches", _table(board.watches)),
        ("Status", _table(board.statuses, "statuses")),
    ]
    tables = [(label, table) for label, table in shown if table]
    to_do = joined([_to_triage(board.to_triage), _owed(board.owed)])
    weeks = mrkdwn(
        "This week since Monday, {monday}; in brackets the whole week before. By the day on which they came in.",
        monday=_day(board.monday),
    )
    buttons = [
        run_button(f"New ({board.to_triage:,})", NEW, "new", style="primary") if board.to_triage else None,
        run_button("Press log", LOG, "log"),
        share_button(BOARD) if private else None,
    ]
    return message(heading, [section(heading), section(to_do), *facts(tables), context(weeks), *actions(buttons)])


def _totals(board: Board) -> dict[str, object]:
    count = f"{board.total.this:,} press item{'' if board.total.this == 1 else 's'}"
    return {"dossier": cut(board.dossier.name, 150), "total": count, "last": f"{board.total.last:,}"}


def _to_triage(count: int) -> Mrkdwn:
    if not count:
        return mrkdwn("Everything in the log has been looked at.")
    return mrkdwn("*{count}* to triage", count=f"{count:,}")


def _owed(count: int) -> Mrkdwn:
    if not count:
        return mrkdwn("No agency response is outstanding.")
    return mrkdwn("*{count}* with the agency asked and no answer yet", count=f"{count:,}")


def _table(rows: Rows, unnamed: str = "") -> Mrkdwn:
    lines = [_row(row, _UNNAMED.get(unnamed, "unnamed")) for row in rows.rows]
    return joined([*lines, mrkdwn("_{more} more_", more=rows.more) if rows.more else ""])


def _row(row: Row, unnamed: str) -> Mrkdwn:
    """`*3* (1) Vox`."""
    name = upper(row.name) if row.name else unnamed
    this = bold(f"{row.this:,}")
    return mrkdwn(
        "{this} ({last}) {name}", this=this, last=f"{row.last:,}", name=cut(" ".join(name.split()), NAME_SHOWN)
    )


def _day(day: date) -> str:
    return f"{day:%B} {day.day}"
