"""Long things, a page at a time: the buttons below a list, and blocks laid out on pages that Slack takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from handlers.gate.blocks import weight_of
from handlers.gate.limits import MESSAGE_WEIGHT
from handlers.mrkdwn import Mrkdwn, mrkdwn
from handlers.views.blocks import Block, Element, Message, actions, context, message, section
from handlers.views.lines import run_button

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from handlers.language import Command

# A message takes 50 blocks and a certain weight. A page stays far below both, because people read it.
PAGE_BLOCKS = 30
PAGE_WEIGHT = MESSAGE_WEIGHT // 2


def turn(again: Command, page: int, *, more: bool) -> list[Element]:
    """Previous and next, each where there is a page in that direction."""
    back = run_button("← Previous", again.on_page(page - 1), "previous", says="Previous page")
    on = run_button("Next →", again.on_page(page + 1), "next", says="Next page")
    return [*([back] if page > 0 else []), *([on] if more else [])]


def position(page: int, size: int, shown: int, total: int, *, capped: bool = False) -> list[Block]:
    """`11–20 of 34`, or nothing where everything is on one page."""
    if total <= shown and page == 0:
        return []
    first = page * size + 1
    of = f"more than {total - 1:,}" if capped else f"{total:,}"
    span = f"{first:,}–{first + shown - 1:,}" if shown > 1 else f"{first:,}"
    return [context(mrkdwn("{span} of {of}", span=span, of=of))]


def past_the_end(heading: Mrkdwn, again: Command) -> Message:
    """A page that is no more, because what was on it went since its button was shown."""
    first = run_button("First page", again.on_page(0), "first")
    return message(
        heading, [section(heading), context(mrkdwn("There is nothing on this page any more.")), *actions([first])]
    )


def pages(groups: Iterable[Sequence[Block]]) -> list[list[Block]]:
    """Groups of blocks laid out on pages. A group stays together unless it is longer than a page; never no page."""
    laid: list[list[Block]] = [[]]
    for group in groups:
        for part in _parts(group):
            if laid[-1] and not _fits([*laid[-1], *part]):
                laid.append([])
            laid[-1].extend(part)
    return laid


def _parts(group: Sequence[Block]) -> list[list[Block]]:
    return [[*group]] if _fits(group) else [[block] for block in group]


def _fits(blocks: Sequence[Block]) -> bool:
    return len(blocks) <= PAGE_BLOCKS and weight_of([*blocks]) <= PAGE_WEIGHT
