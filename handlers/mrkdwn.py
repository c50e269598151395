"""Slack's mrkdwn, written safely: outside text goes in through `outside`, our own marks go round it.

`Mrkdwn` marks text that is ready for a mrkdwn field. Whatever is not `Mrkdwn` is outside text (a title from
a feed, somebody's name, a quotation), and every function here escapes it, so a view cannot forget to:

    mrkdwn("*{id}* {title}\\n{when}", id=entry.public_id, title=entry.title, when=moment(entry.added))

Sources: docs.slack.dev "Formatting message text" and "Text object".
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from string import Formatter
from typing import TYPE_CHECKING, Any, Final, Literal
from urllib.parse import urlsplit

from handlers.plain import plain, shorten

if TYPE_CHECKING:
    from collections.abc import Iterable

URL_LIMIT: Final = 3000
"""The longest address that Slack links; a longer one is shown as its label alone."""

MomentStyle = Literal["date and time", "date", "time"]
_MOMENT_TOKENS: Final[dict[MomentStyle, str]] = {
    "date and time": "{date_short_pretty} {time}",
    "date": "{date_short_pretty}",
    "time": "{time}",
}


class Mrkdwn(str):
    """Text that is ready for a mrkdwn field: escaped, and free of marks that are not ours.

    An f-string or `+` gives back a plain `str`, which counts as outside text again: compose with `mrkdwn`
    or `joined`.
    """

    __slots__ = ()


def escape(text: str) -> str:
    """Replace exactly the three characters that Slack reads as control characters: `&`, `<` and `>`."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def unescape(text: str) -> str:
    """Undo `escape`."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


# mrkdwn has no escape for its own marks, so a title like `*_~` would switch our bold off. Three ways are in
# use: spaces round the mark (it reads differently), an invisible character beside it (it hides in whatever is
# copied from the message, and clients disagree whether it stops the mark), or a character that looks alike.
# Only the last cannot fail, because the mark is gone. It costs little: a mark between two letters or digits
# (snake_case, 3*4) formats nothing and stays as it is, and search drops punctuation, so words copied from
# a message are still found.
_LOOK_ALIKES: Final = {"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"}  # U+2217, U+02CD, U+223C, U+02CB
_ACTIVE_MARK: Final = re.compile(r"(?<![A-Za-z0-9])[*_~]|[*_~](?![A-Za-z0-9])|`")
_QUOTE_MARK: Final = re.compile(r"^(\s*)>", re.MULTILINE)  # starts a quotation, also when it is escaped


def neutral(text: str) -> str:
    """Replace the marks that Slack would format (`*`, `_`, `~`, backquote, leading `>`) by look-alikes."""
    text = _QUOTE_MARK.sub(r"\1›", text)
    return _ACTIVE_MARK.sub(lambda mark: _LOOK_ALIKES[mark.group()], text)


def outside(text: str) -> Mrkdwn:
    """Make outside text safe: no control characters, marks, links or pings. `Mrkdwn` stays as it is."""
    if isinstance(text, Mrkdwn):
        return text
    return Mrkdwn(escape(neutral(plain(text))))


class _Template(Formatter):
    """`str.format` whose values are outside text, unless they are `Mrkdwn`."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, Mrkdwn):
            return value
        return outside(format(value, format_spec))


def mrkdwn(template: str, *args: object, **values: object) -> Mrkdwn:
    """Fill our own template (syntax of `str.format`) with values; each is escaped unless it is `Mrkdwn`."""
    return Mrkdwn(_Template().vformat(template, args, values))


def joined(parts: Iterable[str], by: str = "\n") -> Mrkdwn:
    """Join the parts that are not empty; each is escaped unless it is `Mrkdwn`. `by` is our own text."""
    return Mrkdwn(by.join(part for part in map(outside, parts) if part))


def bold(text: str) -> Mrkdwn:
    """Return `text` in bold, line by line because bold does not cross lines."""
    return _marked(text, "*")


def italic(text: str) -> Mrkdwn:
    """Return `text` in italics, line by line."""
    return _marked(text, "_")


def _marked(text: str, mark: str) -> Mrkdwn:
    # A mark counts only when it touches the words, so spaces go outside or away.
    lines = (line.strip() for line in outside(text).split("\n"))
    return Mrkdwn("\n".join(f"{mark}{line}{mark}" if line else "" for line in lines))


def quote(text: str) -> Mrkdwn:
    """Return `text` as a quotation: `> ` before every line."""
    return Mrkdwn("\n".join(f"> {line}".rstrip() for line in outside(text).strip("\n").split("\n")))


def link(url: str, label: str = "") -> Mrkdwn:
    """Return a link, or the label alone when `url` is not a whole http or https address.

    An address with a user name in it (`https://bank.example@evil.example`) counts as none: it is there to
    mislead.
    """
    words = as_plain(label) if isinstance(label, Mrkdwn) else label  # a link cannot hold another
    shown = Mrkdwn(" ".join(outside(words or url).split()).replace("|", "∣"))
    if not is_web_address(url):
        return shown
    safe = escape(url.replace("<", "%3C").replace(">", "%3E").replace("|", "%7C"))
    if len(safe) > URL_LIMIT:
        return shown
    return Mrkdwn(f"<{safe}|{shown}>" if shown else f"<{safe}>")


def is_web_address(url: str) -> bool:
    """Tell whether `url` is an absolute http or https address without spaces or a user name in it."""
    if plain(url) != url or re.search(r"\s", url):
        return False
    try:
        parts = urlsplit(url)
        named = parts.hostname and parts.port != 0
    except ValueError:  # a broken IPv6 address, or a port that is no port
        return False
    return parts.scheme in {"http", "https"} and bool(named) and parts.username is None


def moment(instant: datetime, style: MomentStyle = "date and time") -> Mrkdwn:
    """Return an instant that Slack shows in each reader's own zone. `instant` must know its zone.

    Not for calendar dates ("June 27, 2019" in a record): they have no zone and are plain text.
    """
    if instant.tzinfo is None:
        raise ValueError("An instant needs a time zone.")
    fallback = instant.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")
    return Mrkdwn(f"<!date^{int(instant.timestamp())}^{_MOMENT_TOKENS[style]}|{fallback}>")


def mention(user_id: str) -> Mrkdwn:
    """Return a mention of a person. It pings, so the gate lets it pass only for ids it was told of."""
    return Mrkdwn(f"<@{user_id}>") if re.fullmatch(r"[UW][A-Z0-9]+", user_id) else outside(user_id)


_TOKEN: Final = re.compile(r"<([^<>|]*)(?:\|([^<>]*))?>")


def as_plain(marked: str) -> str:
    """Return what a reader sees of mrkdwn, as plain text: labels of links, fallbacks of dates, names."""
    return unescape(_TOKEN.sub(lambda token: _seen(token.group(1), token.group(2)), marked))


def _seen(target: str, label: str | None) -> str:
    if label:
        return label
    kind, rest = target[:1], target[1:]
    return f"{'#' if kind == '#' else '@'}{rest}" if kind in {"@", "#", "!"} else target


__all__ = [
    "MomentStyle",
    "Mrkdwn",
    "as_plain",
    "bold",
    "escape",
    "is_web_address",
    "italic",
    "joined",
    "link",
    "mention",
    "moment",
    "mrkdwn",
    "neutral",
    "outside",
    "plain",
    "quote",
    "shorten",
    "unescape",
]
