"""Every name that Slack gives back to us, once: what a view sends out and what a handler listens for.

An `action_id` must be unique on its surface, so an action's name can carry a tail after a colon, such as the entry it
is about: `numbered(OPEN_CARD, "R-7")`. Handlers match the name with `any_of(OPEN_CARD)`; what to do stands in `value`.
"""

from __future__ import annotations

import re

# Buttons and menus on cards and lists
OPEN_CARD = "card.open"  # value: public id
EDIT_ENTRY = "entry.edit"  # value: public id
LINK_ENTRY = "entry.link"  # value: public id
ENTRY_HISTORY = "entry.history"  # value: public id and page, "R-7 0"
ENTRY_MORE = "entry.more"  # an overflow menu; option values: "delete R-7"
UNDO_STEP = "entry.undo"  # value: public id and version, "R-7 3"
RUN_COMMAND = "command.run"  # value: a command (see language.to_value); the answer replaces the message
SHARE_COMMAND = "command.share"  # value: a command; the answer is posted for everybody in the channel
ADD_ANYWAY = "entry.add-anyway"  # value: a command that was held back because of a likeness
ADD_ENTRY = "entry.add"  # value: kind name, and after it what was typed; opens a form that holds that
ADD_FEED = "feed.add"  # value: "feed", and after it what was typed; opens a form that holds that
FEED_EDIT = "feed.edit"  # value: the feed's number
FEED_MORE = "feed.more"  # an overflow menu; option values: "pause 3 0 failing", with the page and the part of the list
SHOW_COMMAND = "command.show"  # value: a command; the answer is shown to the person who pressed, beside the message

# Buttons and menus on cards of press items. Value: public id, unless it says otherwise
PRESS_REVIEW = "press.review"
PRESS_DISMISS = "press.dismiss"
PRESS_REOPEN = "press.reopen"
PRESS_FLAG = "press.flag"
PRESS_NOTE = "press.note"
PRESS_SAME = "press.same"  # opens the form that asks for the other one
PRESS_SAME_STORY = "press.same-story"  # value: "P-4 P-3", which may be one story, and are
PRESS_DIFFERENT = "press.different"  # value: "P-4 P-3", which are not
PRESS_RESPONSE = "press.response"  # a menu; option values: "P-4 asked not-asked", what it is to be and what it was

# Forms: callback ids
FLAG_FORM = "form.press-flags"
PRESS_NOTE_FORM = "form.press-note"
SAME_FORM = "form.press-same"
RESPONSE_FORM = "form.press-response"
FEED_FORM = "form.feed"
FEED_REMOVAL_FORM = "form.feed-removal"
WATCH_FORM = "form.watch"
WATCH_REMOVAL_FORM = "form.watch-removal"
ENTRY_FORM = "form.entry"
DELETE_FORM = "form.delete"
LINK_FORM = "form.link"

# Inputs of forms: block ids and, as the action id of the input inside, the same name
TITLE = "title"
BODY = "body"
DATE = "date"
TAGS = "tags"
QUOTES = "quotes"
LINKED = "linked"
RELATION = "relation"
BASIS = "basis"
NOTE = "note"
REASON = "reason"
ALIASES = "aliases"
KIND = "kind"
ANYWAY = "anyway"
OTHER = "other-story"
RESPONSE = "response"
RESPONSE_TEXT = "response-text"
URL = "url"
OUTLET = "outlet"
FEED_LOG = "feed-log"
PACE = "pace"
QUERY = "query"
NAME = "name"
ALERT = "alert"
CHANNEL = "channel"
DOSSIER = "dossier"
FIELD = "field"  # a kind's own field: "field:unit"

# Shortcuts
SAVE_MESSAGE = "save_to_trail"


def numbered(name: str, tail: object) -> str:
    """An action id that is `name` for the listener and unique on the surface through `tail`."""
    return f"{name}:{tail}"


def any_of(name: str) -> re.Pattern[str]:
    """Matches `name` with or without a tail."""
    return re.compile(rf"^{re.escape(name)}(:.*)?$", re.DOTALL)
