"""What was done to a press item, in a sentence, with what is likely next."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.kinds import PRESS
from bot.services.press.items import DISMISSED, REVIEWED, Merged, PressItem
from handlers import ids
from handlers.ids import numbered
from handlers.mrkdwn import Mrkdwn, mrkdwn
from handlers.plain import sendable
from handlers.views.blocks import Message, actions, answer, button, section
from handlers.views.doings import take_back
from handlers.views.lines import cut, open_button, run_button
from handlers.views.press_log import BOARD

if TYPE_CHECKING:
    from bot.domain.entries import Entry

TITLE_SHOWN: Final = 300
FLAGS_SHOWN: Final = 600
FORMS: Final = {
    "flag": ("Flag…", ids.PRESS_FLAG),
    "note": ("Note…", ids.PRESS_NOTE),
    "same": ("Same story as…", ids.PRESS_SAME),
    "response": ("Agency response…", ids.PRESS_RESPONSE),
}


def turned(item: PressItem) -> Mrkdwn:
    """The item has another status now."""
    done = {REVIEWED: "is reviewed", DISMISSED: "is dismissed"}.get(item.status, "is new again")
    return mrkdwn("*{id}* {done}.", id=item.entry.id, done=done)


def flagged(item: PressItem) -> Mrkdwn:
    """The item has these flags now."""
    flags = item.entry.content.tags
    if not flags:
        return mrkdwn("*{id}* has no flags now.", id=item.entry.id)
    return mrkdwn("*{id}* has the flags {flags}.", id=item.entry.id, flags=cut(", ".join(flags), FLAGS_SHOWN))


def responded(item: PressItem) -> Mrkdwn:
    """How the agency responded is set."""
    said = {"none": "no answer"}.get(item.response, item.response)
    return mrkdwn("*{id}*: the agency’s response is set to “{said}”.", id=item.entry.id, said=said)


def noted(item: PressItem) -> Mrkdwn:
    """A note was written."""
    return mrkdwn("Noted on *{id}*.", id=item.entry.id)


def parted(item: PressItem) -> Mrkdwn:
    """Two items were said to be different stories."""
    return mrkdwn("*{id}* stays a story of its own.", id=item.entry.id)


def merged(done: Merged) -> Message:
    """An item was taken off the lists because another one tells the same story."""
    story = done.item.entry
    text = mrkdwn(
        "*{gone}* is off the lists: the same story as *{id}* {title}. Its copies and notes went over.",
        gone=done.gone.id,
        id=story.id,
        title=cut(story.title, TITLE_SHOWN),
    )
    return answer(text, [open_button(story.id, story.title, label=f"Open {story.id}"), *take_back(done.gone)])


def said(text: Mrkdwn, entry: Entry, *, undo: bool = True) -> Message:
    """What was done, with the way to the item, and back."""
    opens = open_button(entry.id, entry.title, label=f"Open {entry.id}")
    return answer(text, [opens, *(take_back(entry) if undo else [])])


def on_card(text: Mrkdwn, card: Message, entry: Entry, *, undo: bool = True) -> Message:
    """The item's card with what was done above it, and the way back below."""
    return {**card, "blocks": [section(text), *card["blocks"], *actions(take_back(entry) if undo else [])]}


def form_here(verb: str, name: str) -> Message:
    """Where Slack gives no trigger for a form: a button that has one."""
    label, action = FORMS[verb]
    opens = button(label, numbered(action, name), name, style="primary")
    return answer(mrkdwn("Press the button for the form on *{id}*.", id=name), [opens])


def address_form(url: str) -> Message:
    """The same for the form that adds the story at an address."""
    text = mrkdwn("Press the button: I read the page, and the form opens with what it says.")
    opens = button("Add this page", numbered(ids.ADD_ENTRY, "page"), sendable(f"{PRESS.name} {url}"), style="primary")
    return answer(text, [opens])


def exported(count: int, name: str, *, direct: bool) -> Message:
    """The log, or a part of it, was sent as a file."""
    items = "1 press item is" if count == 1 else f"{count:,} press items are"
    where = "in a direct message" if direct else "above"
    text = mrkdwn("{items} in `{name}`, {where}.", items=items, name=name, where=where)
    return answer(text, [run_button("Board", BOARD, "board")])


def nothing_to_export(text: str) -> Message:
    """A search that finds nothing makes no file."""
    words = mrkdwn(" for “{words}”", words=cut(text, TITLE_SHOWN)) if text else Mrkdwn()
    return answer(mrkdwn("There is nothing in the log{words}, so there is no file.", words=words), [])
