"""The one language that people type: after a slash, after a mention, or in a direct message.

Pure: text in, `Command` out. What a command's own words mean is for the module that answers it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot.errors import NotFound
from handlers.mrkdwn import unescape
from handlers.plain import sendable

if TYPE_CHECKING:
    from handlers.attached import AttachedFile

NAMES: tuple[str, ...] = ("records", "timeline", "press", "ask", "digest", "case", "papertrail")
LATER: tuple[str, ...] = ("ask", "digest", "case")
# Said without their command: "help" in a direct message means "papertrail help".
HOME_WORDS: tuple[str, ...] = ("help", "status", "roles", "channels", "undo", "export")
SINGULAR = {"record": "records", "event": "timeline", "events": "timeline", "paper-trail": "papertrail"}
MAX_TYPED = 1_200
OLD_BUTTON = "That button is from an older message. Please ask again."

_GREETING = re.compile(r"^(hello|hi|hey|good (morning|afternoon|evening))( there)?[\s!.,]*$", re.IGNORECASE)
_ITEM = r"P\s?[-‐‑–—]?\s?[1-9]\d*\b"
_PRESS_ITEM = re.compile(rf"^(?:review|dismiss|reopen|flag|unflag|note)\s+{_ITEM}|^{_ITEM}\s+[A-Za-z]", re.IGNORECASE)
_PLEASE = re.compile(r"[\s,]+please[\s.!]*$", re.IGNORECASE)
_MENTION = re.compile(r"^\s*<@[A-Z0-9]+(\|[^>]*)?>[\s,:]*")
_SLASH = re.compile(r"^/(?=[A-Za-z])")
_ADDRESS = re.compile(r"<(?P<address>https?://[^|<>]+)(?:\|(?P<label>[^<>]*))?>")
_OTHER_LINK = re.compile(r"<(?P<target>mailto:|tel:|#)(?P<rest>[^|<>]*)(?:\|(?P<label>[^<>]*))?>")


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants: the command's name, the words after it, and the page of the answer, from 0.

    `guessed` is true when the name was not typed and the words alone were taken for a search. `files` were attached to
    the message; a slash command and a button have none.
    """

    name: str
    text: str = ""
    page: int = 0
    guessed: bool = False
    files: tuple[AttachedFile, ...] = ()

    def on_page(self, page: int) -> Command:
        """The same command, another page of its answer."""
        return replace(self, page=page)

    @property
    def typed(self) -> str:
        """As one would type it: `/records clearview`."""
        return f"/{self.name} {self.text}".strip()


def to_value(command: Command) -> str:
    """The command as a button's value."""
    return f"{command.name} {command.page} {command.text}"


def from_value(value: str) -> Command:
    """The command that a button's value holds. Raises `NotFound` for a value that no button has now."""
    name, page, text = [*value.split(" ", 2), "", ""][:3]
    if name not in NAMES or not page.isdecimal():
        raise NotFound(OLD_BUTTON)
    return Command(name, text, int(page))


def first_word(text: str) -> tuple[str, str]:
    """The first word, and what comes after it: they may be apart by any white space, also by the end of a line."""
    word, rest = [*text.split(maxsplit=1), "", ""][:2]
    return word, rest.strip()


def readable(text: str) -> str:
    """Text as it was typed, from what Slack makes of it: addresses without brackets, the escapes and controls undone.

    People stay as Slack marks them (`<@U1>`), because only so are they known.
    """
    text = _ADDRESS.sub(lambda link: link["address"], text)
    text = _OTHER_LINK.sub(_named, text)
    return sendable(unescape(text))


def _named(link: re.Match[str]) -> str:
    mark = "#" if link["target"] == "#" else ""
    return mark + (link["label"] or link["rest"])


def said_to(bot: str, text: str) -> str:
    """What was said to the bot: what follows its name, or where nothing does, what comes before it."""
    before, *after = re.split(rf"<@{re.escape(bot)}(?:\|[^>]*)?>", text, maxsplit=1) if bot else [text]
    return after[0] if after and re.search(r"\w", after[0]) else before


def understand(text: str) -> Command:
    """The command that `text` means, typed to the bot without Slack having parsed a slash command."""
    text = _MENTION.sub("", text, count=1).lstrip(",:; ").strip()
    if text[:1] == "`" == text[-1:]:  # as help shows it, with its marks
        text = text.strip("`")
    text = _PLEASE.sub("", _SLASH.sub("", text.strip())).strip()
    first, rest = first_word(text)
    word = first.casefold().rstrip(".,:;!?")
    word = SINGULAR.get(word, word)
    if not re.search(r"\w", text) or _GREETING.match(text):
        return Command("papertrail", "")
    if word in NAMES:
        return Command(word, rest)
    if word in HOME_WORDS and (not rest or word in ("roles", "channels", "help", "export")):
        return Command("papertrail", f"{word} {rest}".strip())
    if _PRESS_ITEM.match(text):  # "P-4 review"
        return Command("press", text)
    return Command("records", text, guessed=True)
