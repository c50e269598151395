"""What happened when: lists by date, the stretches between events, and how far apart things are."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.dates import Distance, show_distance, sort_key
from bot.domain.kinds import EVENT
from bot.services.timeline import PAGE, Around, Between, Events, Gap
from handlers.ids import ADD_ENTRY
from handlers.language import Command
from handlers.mrkdwn import Mrkdwn, joined, mrkdwn
from handlers.views.blocks import Block, Element, Message, actions, button, context, divider, message, section
from handlers.views.lines import counted, event_row, listed, named, openers, run_button, share_button, when
from handlers.views.paging import past_the_end, position, turn

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.entries import Line

EXAMPLES = mrkdwn("Try `/timeline 2019`, `June 2020`, `before 2020`, `around T-1`, `between T-1 and T-3` or `gaps`.")


def events(events: Events, again: Command, *, private: bool) -> Message:
    """One page of the timeline, the earliest first and what has no date last."""
    heading = _heading(events)
    if not events.lines:
        return past_the_end(heading, again) if events.total else _nothing(events, again)
    blocks = [section(heading), *listed(events.lines, by_date=True)]
    blocks += position(events.page, PAGE, len(events.lines), events.total)
    more = (events.page + 1) * PAGE < events.total
    blocks += actions([*turn(again, events.page, more=more), *_share(again, private)])
    if not events.about and events.page == 0:
        blocks.append(context(EXAMPLES))
    return message(heading, blocks)


def _heading(events: Events) -> Mrkdwn:
    count = counted(events.total, EVENT)
    if not events.about:
        return mrkdwn("*{count}* on the timeline", count=count)
    return mrkdwn("*{count}* · {about}", count=count, about=events.about)


def _share(again: Command, private: bool) -> list[Element]:
    return [share_button(again)] if private else []


def _nothing(events: Events, again: Command) -> Message:
    if not events.about:
        heading = mrkdwn("*The timeline is empty.*")
        how = mrkdwn("Editors add with the button, or at once: `/timeline add Text | June 21, 2019`.")
        add = button("Add the first event", ADD_ENTRY, EVENT.name, style="primary")
        return message(heading, [section(joined([heading, how])), *actions([add])])
    heading = mrkdwn("*No events* · {about}", about=events.about)
    blocks = [section(heading)]
    if events.nearest:
        blocks += [
            context(mrkdwn("The nearest on the timeline:")),
            *listed(events.nearest, by_date=True),
        ]
    whole = run_button("Show the whole timeline", Command("timeline"), "whole")
    return message(heading, [*blocks, *actions([whole])])


def on_day(events: Events, again: Command, *, private: bool) -> Message:
    """What is dated on one day of any year."""
    if not events.lines:
        heading = mrkdwn("*Nothing on file* is dated {about} of any year.", about=events.about)
        hint = mrkdwn("Name another day: `/timeline on this day June 27`.")
        return message(heading, [section(heading), context(hint)])
    heading = mrkdwn("*On this day*, {about}: {count}", about=events.about, count=counted(events.total))
    blocks = [section(heading), *listed(events.lines, by_date=True)]
    if events.total > len(events.lines):
        blocks.append(context(mrkdwn("The first {shown} of {total:,}", shown=len(events.lines), total=events.total)))
    return message(heading, [*blocks, *actions(_share(again, private))])


def gaps(gaps: tuple[Gap, ...], again: Command, *, private: bool) -> Message:
    """The longest stretches without an event."""
    if not gaps:
        heading = mrkdwn("*No gaps to show.* It takes two dated events that lie apart.")
        return message(heading, [section(heading), context(EXAMPLES)])
    longest = show_distance(gaps[0].distance)
    heading = mrkdwn(
        "*The longest gap is {longest}*: from {one} to {other}",
        longest=longest,
        one=_dated(gaps[0].before),
        other=_dated(gaps[0].after),
    )
    blocks = [section(heading), *(_gap(gap, number) for number, gap in enumerate(gaps, start=1))]
    closer = [_closer(gap, number) for number, gap in enumerate(gaps, start=1)]
    return message(heading, [*blocks, *actions(closer), *actions(_share(again, private))])


def _dated(line: Line) -> Mrkdwn:
    return mrkdwn("{date} ({id})", date=when(line.date), id=line.id)


def _gap(gap: Gap, number: int) -> Block:
    far = mrkdwn("*{number}. {far}*", number=number, far=show_distance(gap.distance))
    return section(joined([far, _event_line(gap.before), _event_line(gap.after), _because(gap.distance)]))


def _closer(gap: Gap, number: int) -> Element:
    """The button that shows a gap with what is on file about both its ends."""
    ends = f"{gap.before.id} → {gap.after.id}"
    command = Command("timeline", f"between {gap.before.id} and {gap.after.id}")
    return run_button(ends, command, number, says=f"Between {gap.before.id} and {gap.after.id}")


def _event_line(line: Line) -> Mrkdwn:
    return mrkdwn("{date}  {name}", date=when(line.date), name=named(line.id, line.title))


def _because(distance: Distance) -> Mrkdwn:
    return Mrkdwn() if distance.exact or not distance.why else mrkdwn("_{why}_", why=distance.why)


def between(between: Between, again: Command, *, private: bool) -> Message:
    """How far apart two entries are, with the working, and what happened between them."""
    far = show_distance(between.distance)
    heading = mrkdwn("*{far}* from {first} to {second}", far=far, first=between.first.id, second=between.second.id)
    working = joined([f"{when(between.first.date)} → {when(between.second.date)}", between.distance.why], " · ")
    blocks = [section(heading), context(working), event_row(between.first)]
    if between.events:
        blocks += [divider(), *map(event_row, between.events), divider()]
    else:
        blocks.append(context(mrkdwn("No other event lies between them.")))
    blocks += [event_row(between.second), *openers([between.first, *between.events, between.second])]
    return message(heading, [*blocks, *actions(_share(again, private))])


def around(around: Around, again: Command, *, private: bool) -> Message:
    """What happened within ninety days of an entry, each with its distance from it."""
    centre = around.centre
    count = counted(len(around.events), EVENT) if around.events else "No events"
    heading = mrkdwn("*{count}* within 90 days of {id}", count=count, id=centre.id)
    before = [(line, far) for line, far in around.events if _is_before(line, centre)]
    after = [(line, far) for line, far in around.events if not _is_before(line, centre)]
    blocks = [section(heading), *_near(before), divider(), event_row(centre), divider(), *_near(after)]
    blocks += openers([*(line for line, _ in before), centre, *(line for line, _ in after)])
    return message(heading, [*blocks, *actions(_share(again, private))])


def _near(found: Sequence[tuple[Line, Distance]]) -> list[Block]:
    return [event_row(line, _away(far)) for line, far in found]


def _is_before(line: Line, centre: Line) -> bool:
    return sort_key(line.date) < sort_key(centre.date)


def _away(far: Distance) -> str:
    """`6 days before`, `up to 29 days apart` where the order is not known."""
    words = show_distance(far)
    if far.order:
        return f"{words} {'after' if far.order > 0 else 'before'}"
    return words if far.exact else f"{words} apart"
