"""Short answers: help, how things stand, who may do what, what was done, and what went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.domain.people import Asking, Person, Role
from handlers import ids
from handlers.ids import numbered
from handlers.language import Command, to_value, understand
from handlers.mrkdwn import Mrkdwn, joined, moment, mrkdwn
from handlers.views.blocks import Block, Element, Message, actions, button, context, message, section
from handlers.views.lines import command_for, counted, cut, one_of, open_button, run_button, share_button, when

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.domain.dossiers import Dossier
    from bot.domain.entries import Entry
    from bot.domain.kinds import Kind
    from bot.services.entries import Undone
    from bot.services.people import Roles
    from bot.services.status import Status

WORDS_LIMIT = 200
SENTENCE_LIMIT = 2_900
PEOPLE_SHOWN = 60

_READ = (
    (
        "records clearview contract",
        'search; also `"a phrase"`, `-not`, `from:HSI`, `kind:memo`, `date:2019-06..2020-03`',
    ),
    ("records R-7", "open a record by its id or footnote, `fn7`"),
    ("timeline 2019", "what happened when; also `before 2020`, `around T-1`, `gaps`"),
    ("timeline between T-1 and T-3", "how far apart two dates are"),
)
_WRITE = (
    ("records add", "a form; or at once: `records add Title | June 20, 2019 | memo`"),
    ("timeline add", "a form; or at once: `timeline add Text | June 2020`"),
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
        run_button("Status", Command("papertrail", "status"), "status"),
    ]
    return message(heading, [*blocks, context(_EVERYWHERE), *actions(buttons)])


def _lines(heading: str, words: Sequence[tuple[str, str]]) -> Mrkdwn:
    return Mrkdwn("\n".join([heading, *(f"`/{typed}`  {means}" for typed, means in words)]))


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
    if not named_so and role is Role.ADMIN and roles.owners_are_admins:
        return mrkdwn("_The workspace’s owners and admins, because nobody is named yet_")
    if not named_so:
        return mrkdwn("_Nobody yet_")
    shown = [_person(person) for person in named_so[:PEOPLE_SHOWN]]
    rest = len(named_so) - PEOPLE_SHOWN
    return joined([*shown, f"and {rest} more" if rest > 0 else ""], ", ")


def _person(person: Person) -> Mrkdwn:
    """A person by name. Not as a mention: nobody is called because somebody looks at a list."""
    return cut(person.name or person.identity.user, 80)


def named(person: Person) -> Message:
    """Somebody's role was set."""
    text = mrkdwn("*{who}* is now {role}.", who=_person(person), role=_with_article(person.role.word))
    return message(text, [section(text)])


def _with_article(word: str) -> str:
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def channels(asking: Asking, dossiers: Sequence[Dossier]) -> Message:
    """Which dossier this channel speaks of, and which there are."""
    heading = mrkdwn("This channel speaks of *{dossier}*.", dossier=asking.dossier.name)
    others = [mrkdwn("`{slug}` {name}", slug=item.slug, name=cut(item.name, WORDS_LIMIT)) for item in dossiers[:40]]
    blocks = [section(heading), section(joined([mrkdwn("*Dossiers*"), *others]))] if others else [section(heading)]
    how = mrkdwn("Admins change it here with `/papertrail channels SLUG`.")
    return message(heading, [*blocks, context(how)])


def channel_set(dossier: Dossier) -> Message:
    """A channel's dossier was set."""
    text = mrkdwn("This channel now speaks of *{dossier}*.", dossier=cut(dossier.name, WORDS_LIMIT))
    return message(text, [section(text)])


# What was done


def added(entry: Entry) -> Message:
    """An entry is on file; what is next is to fill it in, take it back or show it."""
    text = mrkdwn("*{id}* added: {title} · {date}", id=entry.id, title=cut(entry.title, 900), date=when(entry.date))
    name = str(entry.id)
    details = button("Add details", numbered(ids.EDIT_ENTRY, name), name, style="primary")
    return _done(
        text, [details, open_button(entry.id, entry.title), *_take_back(entry), share_button(command_for(entry.id))]
    )


def edited(entry: Entry) -> Message:
    """An entry was changed."""
    text = mrkdwn("*{id}* saved: {title} · {date}", id=entry.id, title=cut(entry.title, 900), date=when(entry.date))
    return _done(text, [open_button(entry.id, entry.title), *_take_back(entry), share_button(command_for(entry.id))])


def deleted(entry: Entry) -> Message:
    """An entry was taken off the lists."""
    why = entry.deleted_because or ""
    text = mrkdwn("*{id}* deleted: {title}", id=entry.id, title=cut(entry.title, 900))
    return _done(joined([text, mrkdwn("Because: {why}", why=cut(why, 900)) if why else ""]), _take_back(entry))


def _take_back(entry: Entry) -> list[Element]:
    value = f"{entry.id} {entry.version}"
    return [button("Undo", numbered(ids.UNDO_STEP, value), value, says="Undo, within ten minutes")]


def _done(text: Mrkdwn, buttons: Sequence[Element]) -> Message:
    return message(text, [section(text), *actions(buttons)])


def undone(undone: Undone) -> Message:
    """A step was taken back, and how the entry is now."""
    entry = undone.entry
    step = {"add": "Adding", "delete": "Deleting", "link": "Linking", "import": "Importing"}.get(
        undone.revision.action, "Changing"
    )
    text = mrkdwn("Undone: {step} *{id}* {title}", step=step.lower(), id=entry.id, title=cut(entry.title, 900))
    if entry.deleted_because:
        return message(
            text,
            [
                section(
                    joined(
                        [text, mrkdwn("It is off the lists again; {id} is not given to another entry.", id=entry.id)]
                    )
                )
            ],
        )
    return _done(text, [open_button(entry.id, entry.title)])


def held_back(sentence: str, public_id: str, command: Command) -> Message:
    """An entry that looks like one on file was not added yet."""
    text = mrkdwn(":warning: {sentence} Nothing was added.", sentence=cut(sentence, SENTENCE_LIMIT))
    anyway = button("Add it anyway", ids.ADD_ANYWAY, to_value(command))
    opens = button(f"Open {public_id}", numbered(ids.OPEN_CARD, public_id), public_id, style="primary")
    return _done(text, [opens, anyway])


def form_button(kind: Kind, target: str = "") -> Message:
    """A button for a form that cannot open by itself: Slack opens one only for a press or a slash command."""
    if target:
        text = mrkdwn("Press the button to edit *{id}*.", id=target)
        return _done(text, [button(f"Edit {target}", numbered(ids.EDIT_ENTRY, target), target, style="primary")])
    text = mrkdwn("Press the button for the form.")
    return _done(
        text,
        [button(f"Add {_with_article(one_of(kind))}", numbered(ids.ADD_ENTRY, kind.name), kind.name, style="primary")],
    )


def shared(answer: Message, *, by: str) -> Message:
    """An answer for everybody, as that person's doing."""
    says = context(mrkdwn("Shared by {name}", name=cut(by, 80) or "somebody"))
    return {**answer, "blocks": [*answer["blocks"], says]}


# What did not work


def sorry(sentence: str) -> Message:
    """A sentence that says what is right. Its code marks are ours; what it quotes is escaped."""
    text = _with_code(sentence)
    return message(text, [section(text)])


def _with_code(sentence: str) -> Mrkdwn:
    """A sentence with what stands between backquotes as code, and everything escaped."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        return cut(sentence, SENTENCE_LIMIT)
    shown = [
        mrkdwn("`{code}`", code=part) if number % 2 and part.strip() else cut(part, SENTENCE_LIMIT)
        for number, part in enumerate(parts)
    ]
    return Mrkdwn("".join(shown))


def fault(reference: str) -> Message:
    """Something broke; the reference is in the log beside what broke."""
    text = mrkdwn("Something went wrong on my side. Reference: `{reference}`", reference=reference)
    hint = mrkdwn(
        "Look whether it was done before you try again. If it stays so, give the reference to whoever runs me."
    )
    return message(text, [section(text), context(hint)])


def unknown(name: str, typed: str, near: str | None, rest: str) -> Message:
    """A word that is no command, and the one that was most likely meant, as a button."""
    typed = typed[:60]
    text = mrkdwn("There is no `{typed}`.", typed=f"/{name} {typed}" if name else typed)
    if near is None:
        return _done(text, [run_button("Show what works", Command("papertrail", "help"), "help")])
    meant = Command(name, f"{near} {rest}".strip()) if name else understand(f"{near} {rest}")
    text = mrkdwn("{text} Did you mean `{meant}`?", text=text, meant=cut(meant.typed, WORDS_LIMIT))
    buttons = [run_button(f"Yes: {meant.typed}", meant, "meant", style="primary")]
    if not name:
        buttons.append(
            run_button(
                f"Search for “{f'{typed} {rest}'.strip()}”", Command("records", f"{typed} {rest}".strip()), "search"
            )
        )
    return _done(text, buttons)


_COMING = {
    "press": "The press log",
    "ask": "Answering questions",
    "digest": "The morning digest",
    "case": "The rest of the dossier",
    "export": "Exporting",
}


def later(word: str, *, search: str = "") -> Message:
    """What does not work yet, and what does instead. `search` are words that may be looked for now."""
    last = word.split()[-1]
    what = _COMING.get(last, f"“{word[:60]}”")
    text = mrkdwn("{what} comes later. Until then, these work:", what=what)
    buttons = []
    if search:
        words = _telling(search)
        buttons.append(run_button(f"Search for “{words}”", Command("records", words), "search", style="primary"))
    buttons += [
        run_button("Records", Command("records"), "records"),
        run_button("Timeline", Command("timeline"), "timeline"),
        run_button("Help", Command("papertrail", "help"), "help"),
    ]
    return _done(text, buttons)


# Words of a question that a search would look for in vain.
_ASKING = frozenset(
    [
        "a",
        "an",
        "and",
        "any",
        "are",
        "at",
        "be",
        "been",
        "by",
        "can",
        "could",
        "did",
        "do",
        "does",
        "for",
        "from",
        "had",
        "has",
        "have",
        "how",
        "in",
        "is",
        "it",
        "its",
        "many",
        "much",
        "of",
        "on",
        "or",
        "that",
        "the",
        "their",
        "there",
        "this",
        "to",
        "was",
        "were",
        "what",
        "when",
        "where",
        "which",
        "who",
        "whom",
        "whose",
        "why",
        "will",
        "with",
        "would",
    ]
)


def _telling(question: str) -> str:
    """The words of a question that say what it is about, or all of them where none does."""
    words = question.strip().rstrip("?!. ").split()
    return " ".join(word for word in words if word.casefold().strip(",;") not in _ASKING) or " ".join(words)
