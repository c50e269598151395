"""What was done to an entry, in one line, with what is likely next: take it back, fill it in, show it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers import ids
from handlers.ids import numbered
from handlers.mrkdwn import Mrkdwn, joined, mrkdwn
from handlers.plain import sendable
from handlers.views.blocks import Element, Message, actions, answer, button, context, message, section
from handlers.views.lines import (
    command_for,
    command_value,
    cut,
    open_button,
    share_button,
    when_of,
)
from handlers.views.troubles import sorry

if TYPE_CHECKING:
    from bot.domain.entries import Entry
    from bot.domain.kinds import Kind
    from bot.services.entries import Undone
    from handlers.language import Command

TITLE_SHOWN = 900


def added(entry: Entry) -> Message:
    """An entry is on file; what is next is to fill it in, take it back or show it."""
    name = str(entry.id)
    details = button("Add details", numbered(ids.EDIT_ENTRY, name), name, style="primary")
    return answer(_said(entry, "added"), [details, *_next(entry)])


def edited(entry: Entry) -> Message:
    """An entry was changed."""
    return answer(_said(entry, "saved"), _next(entry))


def unchanged(entry: Entry) -> Message:
    """A form was saved as it was opened, so there is nothing to take back."""
    return answer(_said(entry, "is unchanged"), [open_button(entry.id, entry.title)])


def linked(card: Message, entry: Entry) -> Message:
    """The card of an entry that was linked just now, with the way to take that back."""
    says = section(mrkdwn("*{id}* is linked now.", id=entry.id))
    return {**card, "blocks": [says, *card["blocks"], *actions(take_back(entry))]}


def _said(entry: Entry, done: str) -> Mrkdwn:
    text = mrkdwn("*{id}* {done}: {title}", id=entry.id, done=done, title=cut(entry.title, TITLE_SHOWN))
    return joined([text, when_of(entry.kind, entry.date)], " · ")


def _next(entry: Entry) -> list[Element]:
    return [open_button(entry.id, entry.title), *take_back(entry), share_button(command_for(entry.id))]


def deleted(entry: Entry) -> Message:
    """An entry was taken off the lists."""
    why = entry.deleted_because or ""
    text = mrkdwn("*{id}* deleted: {title}", id=entry.id, title=cut(entry.title, TITLE_SHOWN))
    return answer(joined([text, mrkdwn("Because: {why}", why=cut(why, TITLE_SHOWN)) if why else ""]), take_back(entry))


def take_back(entry: Entry) -> list[Element]:
    """The button that takes the last step back."""
    value = f"{entry.id} {entry.version}"
    return [button("Undo", numbered(ids.UNDO_STEP, value), value, says="Undo, within ten minutes")]


_STEPS = {
    "add": "Adding",
    "delete": "Deleting",
    "link": "Linking",
    "import": "Importing",
    "review": "Reviewing",
    "dismiss": "Dismissing",
    "reopen": "Reopening",
    "flag": "Flagging",
    "merge": "Merging",
}


def undone(undone: Undone) -> Message:
    """A step was taken back, and how the entry is now."""
    entry = undone.entry
    step = _STEPS.get(undone.revision.action, "Changing")
    text = mrkdwn("Undone: {step} *{id}* {title}", step=step.lower(), id=entry.id, title=cut(entry.title, TITLE_SHOWN))
    if entry.deleted_because:
        return message(
            text,
            [
                section(
                    joined(
                        [text, mrkdwn("It is off the lists again; {id} is not given to another entry.", id=entry.id)]
                    )
                )
            ],
        )
    return answer(text, [open_button(entry.id, entry.title)])


def held_back(sentence: str, public_id: str, command: Command) -> Message:
    """An entry that looks like one on file was not added yet."""
    text = mrkdwn(":warning: {sentence} Nothing was added.", sentence=cut(sentence, 2_000))
    anyway = button("Add it anyway", ids.ADD_ANYWAY, command_value(command))
    opens = button(f"Open {public_id}", numbered(ids.OPEN_CARD, public_id), public_id, style="primary")
    return answer(text, [opens, anyway])


def not_added(sentence: str, kind: Kind, typed: str) -> Message:
    """Something that was typed in one line cannot be added as it is: why, and a form that holds what was typed."""
    opens = button("Open the form", numbered(ids.ADD_ENTRY, "typed"), sendable(f"{kind.name} {typed}"), style="primary")
    says = sorry(sentence)
    return {**says, "blocks": [*says["blocks"], context(mrkdwn("What you typed is in the form.")), *actions([opens])]}


def form_button(kind: Kind, target: str = "") -> Message:
    """A button for a form that cannot open by itself: Slack opens one only for a press or a slash command."""
    if target:
        text = mrkdwn("Press the button to edit *{id}*.", id=target)
        return answer(text, [button(f"Edit {target}", numbered(ids.EDIT_ENTRY, target), target, style="primary")])
    text = mrkdwn("Press the button for the form.")
    return answer(
        text,
        [button(f"Add {kind.with_article}", numbered(ids.ADD_ENTRY, kind.name), kind.name, style="primary")],
    )


def shared(said: Message, *, by: str) -> Message:
    """An answer for everybody, as that person's doing."""
    says = context(mrkdwn("Shared by {name}", name=cut(by, 80) or "somebody"))
    return {**said, "blocks": [*said["blocks"], says]}
