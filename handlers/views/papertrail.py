"""Answers of `/papertrail`: help, how things stand, who may do what. With them the short answers of all commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import Asking, Person, Role
from handlers.language import Command
from handlers.mrkdwn import Mrkdwn, joined, moment, mrkdwn
from handlers.views.blocks import Block, Message, actions, context, message, section
from handlers.views.doings import (
    added,
    deleted,
    edited,
    form_button,
    held_back,
    linked,
    not_added,
    shared,
    unchanged,
    undone,
)
from handlers.views.lines import counted, cut, one_of, run_button, with_article
from handlers.views.troubles import fault, later, sorry, too_long, unknown, welcome

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.dossiers import Dossier
    from bot.domain.kinds import Kind
    from bot.services.people import Roles
    from bot.services.status import Status

__all__ = [
    "added",
    "channel_set",
    "channels",
    "deleted",
    "edited",
    "fault",
    "form_button",
    "held_back",
    "help_message",
    "later",
    "linked",
    "named",
    "not_added",
    "roles",
    "shared",
    "sorry",
    "status",
    "too_long",
    "unchanged",
    "undone",
    "unknown",
    "welcome",
]

WORDS_LIMIT = 200
PEOPLE_SHOWN = 60

_READ = (
    (
        "records clearview contract",
        'search; also `"a phrase"`, `-not`, `from:HSI`, `kind:memo`, `date:2019-06..2020-03`',
    ),
    ("records R-7", "open a record by its id or footnote, `fn7`"),
    ("timeline 2019", "what happened when; also `before 2020`, `around T-1`, `gaps`"),
    ("timeline between T-1 and T-3", "how far apart two dates are"),
    (
        "press",
        "the latest coverage; also `press clearview`, `status:new`, `outlet:Vox`, `since:last-week`, `press P-1`",
    ),
    ("press board", "this week of coverage against the last; `press feeds` and `press watch` list what it comes from"),
)
_WRITE = (
    ("records add", "a form; or at once: `records add Title | June 20, 2019 | memo`"),
    ("timeline add", "a form; or at once: `timeline add Text | June 2020`"),
    ("press add https://…", "reads the page and opens a form; or at once: `press add Title | outlet | date | address`"),
    (
        "press P-1 review",
        "or `dismiss`, `flag First Amendment`, `note …`, `response asked`, `same as P-3`; `press export` makes a table",
    ),
    ("press watch add clearview", "logs what matches; `press feeds add https://…` adds where it is looked for"),
    ("papertrail undo", "take back what you did in the last ten minutes"),
)
_EVERYWHERE = mrkdwn("Say the same words to me in a thread, `@Paper Trail records clearview`, or in a direct message.")


def help_message(asking: Asking) -> Message:
    """The words that work, with examples: those that this person may use."""
    heading = mrkdwn("*The paper trail* of {dossier}: ask, and get cited entries.", dossier=asking.dossier.name)
    blocks: list[Block] = [section(heading), section(_lines("*Look up*", _READ))]
    if asking.person.role >= Role.EDITOR:
        blocks.append(section(_lines("*Add and mend*", _WRITE)))
    buttons = [
        run_button("Latest records", Command("records"), "records"),
        run_button("Timeline", Command("timeline"), "timeline"),
        run_button("Press log", Command("press"), "press"),
        run_button("Status", Command("papertrail", "status"), "status"),
    ]
    return message(heading, [*blocks, context(_EVERYWHERE), *actions(buttons)])


def _lines(heading: str, words: Sequence[tuple[str, str]]) -> Mrkdwn:
    return Mrkdwn("\n".join([heading, *(f"• `/{typed}`  {means}" for typed, means in words)]))


def status(status: Status) -> Message:
    """How many entries of each kind the dossier of the place holds."""
    total = sum(count for _, count in status.counts)
    heading = mrkdwn("*{dossier}*: {count} on file", dossier=status.dossier.name, count=counted(total))
    shown = [
        mrkdwn("*{count:,}* {kind}", count=count, kind=_unit(count, kind)) for kind, count in status.counts if count
    ]
    blocks = [section(heading)]
    if shown:
        blocks.append(section(joined(shown, "  ·  ")))
    return message(heading, [*blocks, context(mrkdwn("As of {now}", now=moment(status.at)))])


def _unit(count: int, kind: Kind) -> str:
    return one_of(kind) if count == 1 else kind.plural


def roles(roles: Roles) -> Message:
    """Who may do what, the highest role first."""
    heading = mrkdwn("*Who may do what*")
    means = {Role.ADMIN: "set roles and channels, and all that editors do", Role.EDITOR: "add, edit and delete entries"}
    blocks = [section(heading)]
    for role, what in means.items():
        blocks.append(
            section(joined([mrkdwn("*{role}s* {what}", role=role.word.capitalize(), what=what), _people(roles, role)]))
        )
    blocks.append(context(mrkdwn("Everybody else of these workspaces is a member: they read and ask.")))
    how = mrkdwn("Admins change this with `/papertrail roles @name editor`.")
    return message(heading, [*blocks, context(how)])


def _people(roles: Roles, role: Role) -> Mrkdwn:
    named_so = [person for person in roles.people if person.role is role]
    shown = [_person(person) for person in named_so[:PEOPLE_SHOWN]]
    rest = len(named_so) - PEOPLE_SHOWN
    owners = f"{'the' if shown else 'The'} workspace’s owners and admins"
    also = owners if role is Role.ADMIN and roles.owners_are_admins else ""
    return joined([*shown, f"{rest} more" if rest > 0 else "", also], ", ") or mrkdwn("_Nobody yet_")


def _person(person: Person) -> Mrkdwn:
    """A person by name. Not as a mention: nobody is called because somebody looks at a list."""
    return cut(person.name or person.identity.user, 80)


def named(person: Person) -> Message:
    """Somebody's role was set."""
    text = mrkdwn("*{who}* is now {role}.", who=_person(person), role=with_article(person.role.word))
    return message(text, [section(text)])


def channels(asking: Asking, dossiers: Sequence[Dossier]) -> Message:
    """Which dossier this channel speaks of, and which there are."""
    place = "This channel speaks" if asking.channel else "In direct messages I speak"
    heading = mrkdwn("{place} of *{dossier}*.", place=place, dossier=asking.dossier.name)
    others = [mrkdwn("`{slug}` {name}", slug=item.slug, name=cut(item.name, WORDS_LIMIT)) for item in dossiers[:40]]
    blocks = [section(heading), section(joined([mrkdwn("*Dossiers*"), *others]))] if others else [section(heading)]
    slug = dossiers[-1].slug if dossiers else "SLUG"
    how = mrkdwn("Admins change it, in the channel itself, with `/papertrail channels {slug}`.", slug=slug)
    return message(heading, [*blocks, context(how)])


def channel_set(dossier: Dossier) -> Message:
    """A channel's dossier was set."""
    text = mrkdwn("This channel now speaks of *{dossier}*.", dossier=cut(dossier.name, WORDS_LIMIT))
    return message(text, [section(text)])
