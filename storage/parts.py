"""Long sequences in parts, so that neither a statement nor the memory is asked for too much at once."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

VALUES_IN_A_QUERY: Final = 1000  # both databases limit how many a statement may have
ENTRIES_IN_HAND: Final = 2000  # of which rows and words are held in memory at a time

T = TypeVar("T")


def in_parts(values: Iterable[T], size: int = VALUES_IN_A_QUERY) -> Iterator[list[T]]:
    """The values in order, in lists of at most `size`."""
    waiting: list[T] = []
    for value in values:
        waiting.append(value)
        if len(waiting) == size:
            yield waiting
            waiting = []
    if waiting:
        yield waiting
