"""Watches: the list, what is said of one after something was done to it, and what a query would have caught."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from bot.domain.press.query import MAX_LENGTH, show
from bot.domain.press.watch import FOREVER, Alert
from bot.domain.search.words import folded
from bot.services.press.items import Why
from bot.services.watches import PAGE
from handlers.ids import RUN_COMMAND, numbered
from handlers.language import Command
from handlers.mrkdwn import Mrkdwn, bold, joined, moment, mrkdwn
from handlers.views.blocks import Block, Element, Message, actions, answer, context, message, option, overflow, section
from handlers.views.lines import command_value, cut, run_button
from handlers.views.paging import past_the_end, position, turn
from handlers.views.press_card import hits, linked_title
from handlers.views.troubles import with_code

if TYPE_CHECKING:
    from bot.domain.press.query import Unreadable, WatchQuery
    from bot.domain.press.watch import Watch
    from bot.services.watch_trial import Caught, WatchTest
    from bot.services.watches import AddedWatch, WatchLine, WatchList

NAME_SHOWN: Final = 100
QUERY_SHOWN: Final = 300
FLAGS_SHOWN: Final = 200
TITLE_SHOWN: Final = 140
HITS_SHOWN: Final = 3
ADDRESS_SHOWN: Final = 600  # of ten items a page; longer ones are Google’s
OUTLET_SHOWN: Final = 60

_HOW_TO_ADD = mrkdwn("Try `/press watch add clearview`, or `/press watch test clearview` to see what it would catch.")
_EVERYTHING = mrkdwn("There is no watch yet, so everything that the feeds bring is logged.")
_FROM_NOW_ON = mrkdwn("It catches what comes from now on.")
_FIRST = mrkdwn("It is the first watch: until now everything was logged, from now on only what a watch matches.")


# -- the list -----------------------------------------------------------------------------------------------


def watch_list(listed: WatchList, again: Command) -> Message:
    """One page of the watches, each with how often it matched; what can be done stands in each one's menu."""
    if not listed.total:
        text = joined([_EVERYTHING, _HOW_TO_ADD if listed.may_edit else ""], " ")
        return answer(text, _adding() if listed.may_edit else [])
    heading = mrkdwn("*{watches}*", watches=counted(listed.total))
    if not listed.lines:
        return past_the_end(heading, again)
    blocks = [section(heading), *(_row(line, may_edit=listed.may_edit) for line in listed.lines)]
    blocks += position(listed.page, PAGE, len(listed.lines), listed.total)
    more = (listed.page + 1) * PAGE < listed.total
    buttons = [*turn(again, listed.page, more=more), *(_adding() if listed.may_edit else [])]
    return message(heading, [*blocks, *actions(buttons)])


def counted(count: int) -> str:
    """`1 watch`, `1,000 watches`."""
    return f"{count:,} watch{'' if count == 1 else 'es'}"


def _row(line: WatchLine, *, may_edit: bool) -> Block:
    block = section(_about(line))
    block["accessory"] = _menu(line, may_edit=may_edit)
    return block


def _about(line: WatchLine) -> Mrkdwn:
    """A watch in two or three lines: its name, its query, how often it matched and what becomes of that."""
    watch = line.watch
    name = mrkdwn("*{id}*  {name}", id=watch.id, name=cut(watch.name, NAME_SHOWN))
    query = _code(watch.query) if watch.query != watch.name else ""
    counts = mrkdwn("{week:,} this week, {month:,} in 30 days", week=line.week, month=line.month)
    flags = mrkdwn("flags {flags}", flags=cut(", ".join(watch.flags), FLAGS_SHOWN)) if watch.flags else ""
    return joined([name, query, joined([counts, _told(line), flags], " · ")])


def _told(line: WatchLine) -> Mrkdwn:
    """Where and when people are told of its matches."""
    watch = line.watch
    if line.is_muted:
        if watch.muted_until is None or watch.muted_until >= FOREVER:
            return Mrkdwn("muted")
        return mrkdwn("muted until {until}", until=moment(watch.muted_until))
    if watch.alert is Alert.DIGEST:
        return Mrkdwn("digest only")
    return mrkdwn("cards in {channel}", channel=_channel(watch.channel)) if watch.channel else Mrkdwn()


def _channel(channel: str) -> Mrkdwn:
    return mrkdwn("{name}", name=channel) if channel.startswith("#") else Mrkdwn(f"<#{channel}>")


def _code(query: str) -> Mrkdwn:
    return mrkdwn("`{query}`", query=cut(query, QUERY_SHOWN))


def _menu(line: WatchLine, *, may_edit: bool) -> Element:
    number = line.watch.id
    choices = [_choice("Test", f"test {number}")]
    if may_edit:
        mute = _choice("Unmute", f"unmute {number}") if line.is_muted else _choice("Mute", f"mute {number}")
        choices += [_choice("Edit…", f"edit {number}"), mute, _choice("Remove…", f"remove {number}")]
    return overflow(numbered(RUN_COMMAND, f"watch{number}"), choices)


def _choice(label: str, text: str) -> Element:
    return option(label, command_value(_command(text)))


def _command(text: str) -> Command:
    return Command("press", f"watch {text}".strip())


def _adding() -> list[Element]:
    return [run_button("Add a watch", _command("add"), "add")]


def _all() -> Element:
    return run_button("All watches", _command(""), "watches")


def _doing(line: WatchLine, *, may_edit: bool = True) -> list[Element]:
    number = line.watch.id
    mute = "unmute" if line.is_muted else "mute"
    test = run_button("Test", _command(f"test {number}"), "test", says=f"Test watch {number}")
    turn = run_button(mute.capitalize(), _command(f"{mute} {number}"), "mute", says=f"{mute} watch {number}")
    return [test, *([_edit(line.watch), turn] if may_edit else []), _all()]


# -- one watch ----------------------------------------------------------------------------------------------


def one(line: WatchLine, *, may_edit: bool) -> Message:
    """One watch by itself."""
    text = _about(line)
    return message(text, [section(text), *actions(_doing(line, may_edit=may_edit))])


def added(added: AddedWatch, tested: WatchTest | None = None) -> Message:
    """A watch was added: what it catches from now on, and what it would have caught."""
    watch = added.watch
    heading = mrkdwn("Watch {id} is added: {query}", id=watch.id, query=_code(watch.query))
    lines = [heading, _FIRST if added.first else "", _FROM_NOW_ON, _would(tested)]
    shown = run_button("Show what it would have caught", _command(f"test {watch.id}"), "test")
    buttons = [*([shown] if tested is None or tested.total else []), _edit(watch), _all()]
    reading = _reading(tested.query) if tested else []
    return message(heading, [section(joined([*lines, _invite(watch)])), *reading, *actions(buttons)])


def _would(tested: WatchTest | None) -> Mrkdwn:
    if tested is None:
        return Mrkdwn()
    if not tested.total:
        return mrkdwn("In the last 30 days it would have caught nothing.")
    return mrkdwn("In the last 30 days it would have caught {items}.", items=_items(tested.total))


def _invite(watch: Watch) -> Mrkdwn:
    if not watch.channel or watch.alert is Alert.DIGEST:
        return Mrkdwn()
    return mrkdwn("Its cards go to {channel}. Invite me there, if I am not in it.", channel=_channel(watch.channel))


def _edit(watch: Watch) -> Element:
    return run_button("Edit…", _command(f"edit {watch.id}"), "edit", says=f"Edit watch {watch.id}")


def changed(line: WatchLine) -> Message:
    """A watch was changed."""
    heading = mrkdwn("Watch {id} is changed.", id=line.watch.id)
    lines = [heading, _about(line), _invite(line.watch)]
    return message(heading, [section(joined(lines)), *actions(_doing(line))])


def muted(line: WatchLine) -> Message:
    """A watch was muted or unmuted."""
    watch = line.watch
    name = bold(cut(watch.name, NAME_SHOWN))
    if not line.is_muted:
        return answer(mrkdwn("Watch {id}, {name}, speaks again.", id=watch.id, name=name), _doing(line))
    until = "until you unmute it"
    if watch.muted_until is not None and watch.muted_until < FOREVER:
        until = mrkdwn("until {until}", until=moment(watch.muted_until))
    text = mrkdwn(
        "Watch {id}, {name}, is muted {until}. What it matches is logged all the same.",
        id=watch.id,
        name=name,
        until=until,
    )
    return answer(text, _doing(line))


def removed(watch: Watch) -> Message:
    """A watch was taken off the list."""
    text = mrkdwn(
        "Watch {id}, {name}, is removed. What it matched stays in the log.",
        id=watch.id,
        name=bold(cut(watch.name, NAME_SHOWN)),
    )
    return answer(text, [_all()])


# -- trying a query -----------------------------------------------------------------------------------------


def tested(tested: WatchTest, again: Command, *, may_edit: bool) -> Message:
    """What a query would have caught in 30 days: how much, where, and the items themselves, a page at a time."""
    heading = _tested_heading(tested)
    blocks: list[Block] = [section(joined([heading, _outlets(tested)])), *_reading(tested.query)]
    if not tested.total:
        return message(heading, [*blocks, context(_tried(tested)), *actions(_next(tested, may_edit=may_edit))])
    if not tested.caught:
        return past_the_end(heading, again)
    blocks += [section(_item(caught)) for caught in tested.caught]
    blocks += position(tested.page, PAGE, len(tested.caught), tested.total)
    more = (tested.page + 1) * PAGE < tested.total
    buttons = [*turn(again, tested.page, more=more), *_next(tested, may_edit=may_edit)]
    return message(heading, [*blocks, context(_tried(tested)), *actions(buttons)])


def _tested_heading(tested: WatchTest) -> Mrkdwn:
    query = _code(tested.query.text)
    if not tested.total:
        return mrkdwn("{query} would have caught nothing in the last 30 days.", query=query)
    return mrkdwn("{query} would have caught *{items}* in 30 days.", query=query, items=_items(tested.total))


def _items(count: int) -> str:
    return f"{count:,} item{'' if count == 1 else 's'}"


def _outlets(tested: WatchTest) -> Mrkdwn:
    shown = [
        mrkdwn("{outlet} {count:,}", outlet=cut(name, OUTLET_SHOWN), count=count) for name, count in tested.outlets
    ]
    rest = tested.total - sum(count for _, count in tested.outlets)
    return joined([*shown, f"others {rest:,}" if rest else ""], " · ")


def _item(caught: Caught) -> Mrkdwn:
    address = caught.url if len(caught.url) <= ADDRESS_SHOWN else ""
    title = linked_title(caught.title or "Untitled", address, TITLE_SHOWN)
    found = hits(Why("", caught.hits[:HITS_SHOWN]))
    return joined([title, joined([cut(caught.outlet, OUTLET_SHOWN), moment(caught.seen, "date"), found], " · ")])


def _tried(tested: WatchTest) -> Mrkdwn:
    newest = "the newest " if tested.cut else ""
    return mrkdwn("Tried on {newest}{tried} from the feeds.", newest=newest, tried=_items(tested.tried))


def _next(tested: WatchTest, *, may_edit: bool) -> list[Element]:
    if not may_edit:
        return [_all()]
    if tested.watch is not None:
        return [_edit(tested.watch), _all()]
    return [run_button("Add this watch", _command(f"add {tested.query.text}"), "add", style="primary"), _all()]


def _reading(query: WatchQuery) -> list[Block]:
    """How a query is read, where that may not be what was meant: `ICE biometric OR clearview`."""
    read = show(query.root)
    if folded(read) == folded(query.text) or len(read) > MAX_LENGTH:
        return []
    return [context(mrkdwn("Read as {query}", query=_code(read)))]


# -- what did not work --------------------------------------------------------------------------------------


def unreadable(error: Unreadable) -> Message:
    """A query that cannot be read: why, and where, in a font of fixed width."""
    text = with_code(error.sentence)
    return message(text, [section(joined([text, mrkdwn("```{pointed}```", pointed=error.pointed)]))])


def no_such(typed: str, *, may_edit: bool) -> Message:
    """What was typed is no watch and no command: most likely it is to be one."""
    text = mrkdwn("There is no watch “{typed}”.", typed=cut(typed, QUERY_SHOWN))
    add = [run_button("Add it", _command(f"add {typed}"), "add")] if may_edit else []
    return answer(text, [run_button("Test it", _command(f"test {typed}"), "test"), *add, _all()])


def form_button(number: str = "") -> Message:
    """Where Slack gives no trigger for a form: a button that has one."""
    if number:
        edit = run_button("Edit…", _command(f"edit {number}"), "edit")
        return answer(mrkdwn("The form for watch {number} opens here:", number=number), [edit])
    return answer(mrkdwn("The form for a new watch opens here:"), _adding())


def how_to_remove(number: str) -> Message:
    """Where Slack gives no trigger for the form that asks for the reason."""
    return answer(mrkdwn("Say why: `press watch remove {number} too many hits`.", number=number), [_all()])
