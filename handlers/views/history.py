"""An entry's history: each step with who took it, when, where, and what it changed. The newest comes first."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from handlers.mrkdwn import Mrkdwn, joined, moment, mrkdwn
from handlers.views.blocks import Block, Message, actions, context, message, section
from handlers.views.changes import changes, told
from handlers.views.lines import cut, open_button, upper
from handlers.views.paging import turn

if TYPE_CHECKING:
    from bot.domain.history import Revision
    from bot.services.cards import History
    from handlers.language import Command

_CHANNEL = re.compile(r"^[CG][A-Z0-9]{2,}$")
_DONE = {
    "add": "added",
    "edit": "changed",
    "delete": "deleted",
    "restore": "brought back",
    "link": "linked",
    "undo": "took back",
    "import": "imported",
    "log": "logged",
    "review": "reviewed",
    "dismiss": "dismissed",
    "reopen": "reopened",
    "flag": "flagged",
    "respond": "set the agency’s response of",
    "merge": "took off the lists",
}


def history(history: History, again: Command) -> Message:
    """One page of an entry's history."""
    entry = history.entry
    heading = mrkdwn("*History of {id}*  {title}", id=entry.id, title=cut(entry.title, 300))
    blocks: list[Block] = [section(heading)]
    if entry.deleted_because:
        blocks.append(section(mrkdwn("{id} is deleted: {why}", id=entry.id, why=cut(entry.deleted_because, 600))))
    if not history.revisions:
        blocks.append(context(mrkdwn("There are no more steps.")))
    for revision in history.revisions:
        blocks += _step(revision)
    if history.page or history.more:
        blocks.append(context(mrkdwn("Page {page}", page=history.page + 1)))
    opens = [] if entry.deleted_because else [open_button(entry.id, entry.title, label=f"Open {entry.id}")]
    return message(heading, [*blocks, *actions([*opens, *turn(again, history.page, more=history.more)])])


def _step(revision: Revision) -> list[Block]:
    if revision.before is None or revision.after is None:
        what = _whole(revision)
    else:
        what = joined([told(changes(revision)), _because(revision)])
    did = _did(revision)
    did = f"{revision.done.name} {did}" if revision.done.name else upper(did)
    first = mrkdwn("*{version}. {did}*", version=revision.version, did=cut(did, 120))
    when_and_where = joined([moment(revision.done.at), where(revision.done.where)], " · ")
    return [section(joined([first, what])), context(when_and_where)]


def _did(revision: Revision) -> str:
    word = _DONE.get(revision.action, revision.action)
    if revision.undoes is not None:
        return f"{word} step {revision.undoes}"
    return f"{word} it" if revision.done.name else word


def _whole(revision: Revision) -> Mrkdwn:
    """What a step that made or deleted the entry leaves to say."""
    if revision.reason:
        return _because(revision)
    content = revision.after
    if content is None:
        return Mrkdwn()
    date = content.get("date_text") or content.get("date") or "undated"
    return joined([cut(str(content.get("title", "")), 300), cut(str(date), 100)], " · ")


def _because(revision: Revision) -> Mrkdwn:
    return mrkdwn("Because: {why}", why=cut(revision.reason, 600)) if revision.reason else Mrkdwn()


def where(place: str) -> Mrkdwn:
    """A place as people know it: a channel's name, or the door that was used."""
    if _CHANNEL.match(place):
        return mrkdwn("in {channel}", channel=Mrkdwn(f"<#{place}>"))
    if place.startswith("D") and place.isupper():
        return mrkdwn("in a direct message")
    return mrkdwn("by {door}", door=cut(place, 60)) if place else Mrkdwn()
