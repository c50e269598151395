"""Dates as people type them, and ranges to filter by: text → pieces → periods → a date or a span."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from bot.domain.dates import words
from bot.domain.dates.edtf_text import read_kept_form, to_dating
from bot.domain.dates.model import Dating, Span
from bot.domain.dates.parts import Parts, UnreadError, completed, read_parts, sharing
from bot.domain.dates.period import Extent, interval, one
from bot.domain.dates.refusals import EXAMPLES, quoted, refusal
from bot.domain.dates.relative import is_relative, read_relative
from bot.domain.dates.showing import as_range
from bot.domain.dates.tokens import Token, cleaned, on_one_line, tokens
from bot.errors import BadDate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

SPAN_EXAMPLES: Final = "Write it like 2019, June 2020, 2019-06..2020-03, before 2020 or last month."

_OPEN: Final[tuple[tuple[re.Pattern[str], Callable[[Extent], Extent]], ...]] = tuple(
    (re.compile(pattern), to_extent)
    for pattern, to_extent in (
        (r"(?:on or before|not after|no later than) (.+)", lambda end: interval(None, end.end)),
        (r"(?:on or after|not before|no earlier than) (.+)", lambda end: interval(end.start, None)),
        (
            r"(?:before|prior to|earlier than) (.+)",
            lambda end: interval(None, end.start and end.start.previous()),
        ),
        (r"(?:after|later than) (.+)", lambda end: interval(end.end and end.end.following(), None)),
        (r"(?:until|till|by|through|up to) (.+)", lambda end: interval(None, end.end)),
        (
            r"(?:since|from|starting) ((?:(?! to | until | till | through | - |\.\.).)+)",
            lambda end: interval(end.start, None),
        ),
        (r"(.+) (?:or|and) (?:earlier|before)", lambda end: interval(None, end.end)),
        (r"(.+) (?:or|and) (?:later|after)", lambda end: interval(end.start, None)),
        (r"(.+) onwards?", lambda end: interval(end.start, None)),
        (r"\.{2,3}(.+)", lambda end: interval(None, end.end)),
        (r"(.*[^.])\.{2,3}", lambda end: interval(end.start, None)),
    )
)
_BETWEEN: Final = re.compile(r"between (.+?) (?:and|&) (.+)")
_TO: Final = frozenset({"to", "until", "till", "through", "thru"})
_QUARTER: Final = re.compile(r"\b(first|second|third|fourth|1st|2nd|3rd|4th) quarter\b")
_WINTER: Final = re.compile(r"(?:the )?winter (?:of )?([0-9]{4}) ?[-/] ?([0-9]{2}|[0-9]{4})")
_SHORT_RANGE: Final = re.compile(r"([0-9]{2})([0-9]{2})[-/]([0-9]{2})")
_TIME_OF_DAY: Final = re.compile(r"[0-9]:[0-9]{2}|\b[0-9]{1,2} ?[ap]\.?m\b")


def read_date(text: str, *, today: date) -> Dating:
    """The date that a person typed. `text` is kept as the date's text unless it is told from today, like
    "yesterday".

    Raises `BadDate`: what is wrong in a sentence, and what to write.
    """
    extent, line = _read(text, today, EXAMPLES)
    return to_dating(extent, text="" if is_relative(line) else on_one_line(text))


def read_span(text: str, *, today: date) -> Span:
    """The range of days that a person typed to filter by: whatever `read_date` reads. Raises `BadDate`."""
    extent, _ = _read(text, today, SPAN_EXAMPLES)
    return Span(extent.lo, extent.hi, as_range(extent))


def _read(text: str, today: date, examples: str) -> tuple[Extent, str]:
    line = cleaned(text)
    try:
        return _phrase(line, today), line
    except UnreadError:
        raise _unreadable(text, line, today, examples) from None


def _unreadable(text: str, line: str, today: date, examples: str) -> BadDate:
    if line.replace(".", "") in words.UNDATED:
        return refusal(f"{quoted(text)} is no date.", "Leave the date empty if there is none.")
    if _TIME_OF_DAY.search(line):
        return refusal(f"{quoted(text)} has a time of day, which dates here do not keep.", examples)
    meant = _mended(line, today)
    guess = f"Did you mean {quoted(meant)}? " if meant else ""
    return refusal(f"{quoted(text)} is not a date that can be read.", guess + examples)


def _mended(line: str, today: date) -> str:
    """The line with one misspelt word mended so that it can be read, or ""."""
    for word in dict.fromkeys(re.findall(r"[^\W\d_]{3,20}", line)):
        for likely in words.likely_words(word):
            mended = re.sub(rf"\b{word}\b", likely, line)
            if mended != line and _is_readable(mended, today):
                return re.sub(r"[a-z]+", lambda found: words.capitalised(found[0]), mended)
    return ""


def _is_readable(line: str, today: date) -> bool:
    try:
        _phrase(line, today)
    except (UnreadError, BadDate):
        return False
    return True


def _phrase(line: str, today: date) -> Extent:
    """A date, an open range ("before 2020") or a range. Raises `UnreadError` or `BadDate`."""
    line = _QUARTER.sub(lambda found: f"q{words.ordinal(found[1])}", line)
    whole = read_relative(line, today) or _winter(line) or _edtf(line)
    if whole is not None:
        return whole
    for pattern, to_extent in _OPEN:
        if match := pattern.fullmatch(line):
            return to_extent(_whole(_side(match[1].strip(), today)))
    if match := _BETWEEN.fullmatch(line):
        return _range(_side(match[1], today), _side(match[2], today))
    return _range_or_date(line, today)


def _range_or_date(line: str, today: date) -> Extent:
    pieces = tokens(line.removeprefix("from "))
    cuts = [place for place, piece in enumerate(pieces) if _is_cut(piece)]
    if len(cuts) > 1:
        raise UnreadError
    if not cuts:
        return one(completed(read_parts(pieces)))
    start, end = pieces[: cuts[0]], pieces[cuts[0] + 1 :]
    return _range(_cut_side(start, today), _cut_side(end, today))


def _is_cut(piece: Token) -> bool:
    return piece.kind == "to" or (piece.kind == "word" and piece.text in _TO)


def _cut_side(pieces: tuple[Token, ...], today: date) -> Extent | Parts:
    return read_relative(" ".join(piece.text for piece in pieces), today) or read_parts(pieces)


def _side(text: str, today: date) -> Extent | Parts:
    """One end of a range, told from today or in pieces that may lack what the other end says."""
    return read_relative(text, today) or read_parts(tokens(text))


def _whole(side: Extent | Parts) -> Extent:
    return one(completed(side)) if isinstance(side, Parts) else side


def _range(start: Extent | Parts, end: Extent | Parts) -> Extent:
    if isinstance(start, Parts) and isinstance(end, Parts):
        start_had_year = start.year is not None
        start, end = sharing(start, end)
        if not start_had_year:
            _check_shared_year(start, end)
    return interval(_whole(start).start, _whole(end).end)


def _check_shared_year(start: Parts, end: Parts) -> None:
    first, last = completed(start), completed(end)
    if first.lo > last.hi:
        earlier = completed(replace(start, year=first.year - 1))
        raise refusal(
            f"This range runs backwards if both ends are in {last.year}.",
            f"Write the year of both, as in {earlier.text} to {last.text}.",
        )


def _winter(line: str) -> Extent | None:
    """ "winter 2019–20": the one winter that is not ambiguous."""
    match = _WINTER.fullmatch(line)
    if match is None:
        return None
    year = int(match[1])
    if (year + 1) % 10 ** len(match[2]) != int(match[2]):
        raise refusal(f"{quoted(line)} is not one winter.", f"Write winter {year}-{(year + 1) % 100:02d}.")
    return interval(completed(Parts(year=year, part=12)), completed(Parts(year=year + 1, part=2)))


def _edtf(line: str) -> Extent | None:
    """EDTF typed as it is, except where people are likelier to mean something else by it."""
    if match := _SHORT_RANGE.fullmatch(line):
        _check_short_range(line, *(int(number) for number in match.groups()))
    return read_kept_form(line.upper())


def _check_short_range(line: str, century: int, year: int, part: int) -> None:
    """`2019-21` would be spring 2019 in EDTF, but is what people write for 2019 to 2021."""
    if not 12 < part < 33 or part <= year:
        return
    first, last = f"{century:02d}{year:02d}", f"{century:02d}{part:02d}"
    season = words.season_code(part)
    if season:
        raise refusal(
            f"{quoted(line)} can be {first} to {last} or, in EDTF, {season} {first}.",
            f"Write {first} to {last}, or {season} {first}.",
        )
    raise refusal(f"There is no month {part} in {quoted(line)}.", f"For the years write {first} to {last}.")
