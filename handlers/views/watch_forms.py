"""The forms of a watch."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from bot.domain.press.watch import Alert
from bot.services.watch_names import default_name
from handlers import ids
from handlers.form_state import Choice
from handlers.mrkdwn import bold, joined, mrkdwn, shorten
from handlers.views import inputs
from handlers.views.blocks import Block, Element, modal, option, section, words
from handlers.views.inputs import asked, box
from handlers.views.lines import cut

if TYPE_CHECKING:
    from bot.domain.press.watch import Watch, WatchDraft
    from handlers.form_context import Subject

View = dict[str, Any]

_QUERY_HINT = (
    'clearview OR "facial recognition" · ICE NEAR/5 biometric · surveil* · -sports · title:… outlet:… author:…'
)


def watch_form(draft: WatchDraft, subject: Subject, *, notice: str = "") -> View:
    """Adds a watch, or changes one. `notice` is said on top."""
    name = "" if draft.name == default_name(draft.query) else draft.name
    flags = [Choice(flag) for flag in draft.flags]
    blocks: list[Block] = [
        *([section(mrkdwn(":warning: {notice}", notice=cut(notice, 2_000)))] if notice else []),
        asked(ids.QUERY, "Watch for", box(draft.query, tall=True), hint=_QUERY_HINT, required=True),
        asked(ids.NAME, "Name", box(name, example="Face search"), hint="Without one it is called by its query"),
        inputs.searched(ids.TAGS, "Flags to suggest", "Search, or type a new one", flags),
        _alert(draft.alert),
        _channel(draft.channel),
    ]
    title = f"Edit watch {subject.number}" if subject.number else "Add a watch"
    return modal(title, blocks, ids.WATCH_FORM, subject, submit="Save" if subject.number else "Add")


def _alert(chosen: Alert) -> Block:
    options = [
        option("At once, with a card", Alert.NOW.value),
        option("With the morning’s digest only", Alert.DIGEST.value),
    ]
    initial = next(item for item in options if item["value"] == chosen.value)
    element = {"type": "radio_buttons", "options": options, "initial_option": initial}
    return asked(ids.ALERT, "Tell of matches", element, required=True)


def _channel(channel: str) -> Block:
    element: Element = {
        "type": "conversations_select",
        "placeholder": words("The press channel", 150),
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    hint = "Empty: the press channel. Invite me where I am to write."
    if channel.startswith("#"):
        hint = f"Now {channel}, which stays unless you choose another. Invite me where I am to write."
    elif channel:
        element["initial_conversation"] = channel
    return asked(ids.CHANNEL, "Channel", element, hint=hint)


def removal_form(watch: Watch, subject: Subject) -> View:
    """Asks why a watch is to be removed, and says what that does."""
    text = mrkdwn("What it matched stays in the log. It catches nothing more.")
    blocks = [
        section(joined([bold(shorten(watch.name, 100)), mrkdwn("`{query}`", query=cut(watch.query, 600)), text])),
        asked(ids.REASON, "Why?", box("", example="Too many hits"), required=True),
    ]
    return modal(f"Remove watch {watch.id}", blocks, ids.WATCH_REMOVAL_FORM, subject, submit="Remove")
