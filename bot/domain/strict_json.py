"""JSON text to plain values, without the liberties that readers of JSON usually take.

A key that stands twice in an object is refused, because all but one of its values would be lost without a word.
"""

from __future__ import annotations

import json
from collections import Counter
from functools import partial
from typing import TYPE_CHECKING, Any

from bot.domain.entries import clean_line
from bot.errors import BadFile

if TYPE_CHECKING:
    from collections.abc import Iterator

    Pairs = list[tuple[str, Any]]


class _Doubled(dict[str, Any]):
    """An object in whose text some keys, the `again`, stand more than once."""

    again: tuple[str, ...] = ()


def read_json(raw: bytes) -> object:
    """The value that UTF-8 JSON text gives. Every number comes as a float, in which NaN and infinity may be.

    Raises `BadFile` with the place of what is wrong.
    """
    doubled: list[_Doubled] = []
    try:
        text = raw.decode("utf-8-sig")
        # As a float, a number of a million digits is read in no time; as an int it would be an error or take hours.
        value = json.loads(text, object_pairs_hook=partial(_object, doubled), parse_int=float)
    except UnicodeDecodeError as error:
        raise BadFile((f"byte {error.start + 1:,}: this is not UTF-8 text.",)) from error
    except json.JSONDecodeError as error:
        place = f"line {error.lineno:,}, column {error.colno:,}"
        raise BadFile((f"{place}: this is not JSON ({error.msg[0].lower()}{error.msg[1:]}).",)) from error
    except RecursionError as error:
        raise BadFile(("file: objects and lists lie too deep within one another.",)) from error
    if doubled:
        raise BadFile(tuple(f"{clean_line(place)}: this key stands more than once here." for place in _places(value)))
    return value


def _object(doubled: list[_Doubled], pairs: Pairs) -> dict[str, Any]:
    found = _Doubled(pairs)
    if len(found) == len(pairs):
        return dict(pairs)
    found.again = tuple(key for key, count in Counter(key for key, _ in pairs).items() if count > 1)
    doubled.append(found)
    return found


def _places(value: object) -> Iterator[str]:
    """The places of doubled keys. A loop, not recursion, because the file decides how deep it is."""
    waiting: list[tuple[str, object]] = [("", value)]
    while waiting:
        place, item = waiting.pop()
        if isinstance(item, dict):
            if isinstance(item, _Doubled):
                yield from (f"{place}.{key[:60]}".lstrip(".") for key in item.again)
            waiting += ((f"{place}.{key[:60]}", inner) for key, inner in reversed(item.items()))
        elif isinstance(item, list):
            waiting += ((f"{place}[{index}]", inner) for index, inner in reversed(list(enumerate(item))))
