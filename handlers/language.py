"""The one language that people type: after a slash, after a mention, or in a direct message.

Pure: text in, `Command` out. What a command's own words mean is for the module that answers it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from rapidfuzz import process
from rapidfuzz.distance import DamerauLevenshtein

NAMES: tuple[str, ...] = ("records", "timeline", "press", "ask", "digest", "case", "papertrail")
LATER: tuple[str, ...] = ("press", "ask", "digest", "case")
# Said without their command: "help" in a direct message means "papertrail help".
HOME_WORDS: tuple[str, ...] = ("help", "status", "roles", "channels", "undo", "export")
SINGULAR = {"record": "records", "event": "timeline", "events": "timeline", "paper-trail": "papertrail"}
MAX_TYPED = 1_200

_MENTION = re.compile(r"^\s*<@[A-Z0-9]+(\|[^>]*)?>[\s,:]*")
_SLASH = re.compile(r"^/(?=[a-z])")


@dataclass(frozen=True, slots=True)
class Command:
    """What somebody wants: the command's name, the words after it, and the page of the answer, from 0.

    `guessed` is true when the name was not typed and the words alone were taken for a search.
    """

    name: str
    text: str = ""
    page: int = 0
    guessed: bool = False

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
    """The command that a button's value holds."""
    name, page, text = value.split(" ", 2)
    return Command(name, text, int(page))


def understand(text: str) -> Command:
    """The command that `text` means, typed to the bot without Slack having parsed a slash command."""
    text = _SLASH.sub("", _MENTION.sub("", text, count=1).strip()).strip()
    first, _, rest = text.partition(" ")
    word = first.casefold().rstrip(":,")
    word = SINGULAR.get(word, word)
    if not text:
        return Command("papertrail", "")
    if word in NAMES:
        return Command(word, rest.strip())
    if word in HOME_WORDS and (not rest or word in ("roles", "channels", "help", "export")):
        return Command("papertrail", f"{word} {rest}".strip())
    return Command("records", text, guessed=True)


def did_you_mean(typed: str, known: tuple[str, ...]) -> str | None:
    """The known word that a typing error most likely meant; None where nothing is near."""
    typed = typed.casefold()
    if len(typed) < 3:
        return None
    cutoff = 1 if len(typed) <= 4 else 2
    found = process.extractOne(typed, known, scorer=DamerauLevenshtein.distance, score_cutoff=cutoff)
    return found[0] if found else None
