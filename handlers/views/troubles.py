"""What did not work, in a sentence that says what does."""

from __future__ import annotations

from handlers.language import Command, understand
from handlers.mrkdwn import Mrkdwn, mrkdwn
from handlers.plain import pieces, size
from handlers.views.blocks import Message, answer, message, section
from handlers.views.lines import cut, run_button

SENTENCE_LIMIT = 2_900
TYPED_SHOWN = 9_000  # of the 13,000 that a message takes
WORDS_LIMIT = 200


def sorry(sentence: str) -> Message:
    """A sentence that says what is right. Its code marks are ours; what it quotes is escaped."""
    text = with_code(sentence)
    return message(text, [section(text)])


def too_long(typed: str, most: int) -> Message:
    """More was typed than one line takes: where it can be written, and the text itself, which Slack keeps nowhere."""
    says = sorry(
        f"That is {size(typed):,} characters; up to {most:,} fit here. For a long text, open the form with"
        " `/records add` or `/timeline add`. This is what you typed:"
    )
    text = [section(piece) for piece in map(Mrkdwn, pieces(cut(typed, TYPED_SHOWN), SENTENCE_LIMIT))]
    return {**says, "blocks": [*says["blocks"], *text]}


def welcome() -> Message:
    """To somebody who says thanks."""
    text = mrkdwn("You’re welcome.")
    return message(text, [section(text)])


def with_code(sentence: str) -> Mrkdwn:
    """A sentence with what stands between backquotes as code, and everything escaped."""
    parts = sentence.split("`")
    if len(parts) % 2 == 0:
        return cut(sentence, SENTENCE_LIMIT)
    shown = [
        mrkdwn("`{code}`", code=part) if number % 2 and part.strip() else cut(part, SENTENCE_LIMIT)
        for number, part in enumerate(parts)
    ]
    return Mrkdwn("".join(shown))


def fault(reference: str) -> str:
    """The sentence for what nobody foresaw: it is not known how much was done before it broke.

    The reference is in the log beside what broke.
    """
    return (
        f"Something went wrong on my side. Reference: `{reference}`. Look whether it was done before you try again."
        " If it stays so, give the reference to whoever runs me."
    )


def unknown(name: str, typed: str, near: str | None, rest: str) -> Message:
    """A word that is no command, and the one that was most likely meant, as a button."""
    typed = typed[:60]
    text = mrkdwn("There is no `{typed}`.", typed=f"/{name} {typed}" if name else typed)
    if near is None:
        return answer(text, [run_button("Show what works", Command("papertrail", "help"), "help")])
    first, _, more = name.partition(" ")  # "press feeds" is of the command "press"
    meant = Command(first, f"{more} {near} {rest}".strip()) if name else understand(f"{near} {rest}")
    text = mrkdwn("{text} Did you mean `{meant}`?", text=text, meant=cut(meant.typed, WORDS_LIMIT))
    buttons = [run_button(f"Yes: {meant.typed}", meant, "meant", style="primary")]
    if not name:
        buttons.append(
            run_button(
                f"Search for “{f'{typed} {rest}'.strip()}”", Command("records", f"{typed} {rest}".strip()), "search"
            )
        )
    return answer(text, buttons)


_COMING = {
    "ask": "Answering questions",
    "digest": "The morning digest",
    "case": "The rest of the dossier",
    "export": "Exporting",
}


def later(word: str, *, search: str = "") -> Message:
    """What does not work yet, and what does instead. `search` are words that may be looked for now."""
    last = word.rpartition(" ")[2]
    what = _COMING.get(last, f"“{word[:60]}”")
    text = mrkdwn("{what} comes later. Until then, these work:", what=what)
    buttons = []
    if search:
        words = _telling(search)
        buttons.append(run_button(f"Search for “{words}”", Command("records", words), "search", style="primary"))
    buttons += [
        run_button("Records", Command("records"), "records"),
        run_button("Timeline", Command("timeline"), "timeline"),
        run_button("Press log", Command("press"), "press"),
        run_button("Help", Command("papertrail", "help"), "help"),
    ]
    return answer(text, buttons)


# Words of a question that a search would look for in vain.
_ASKING_WORDS = (
    "a an and any are at be been by can could did do does for from had has have how in is it its many much of on or"
    " that the their there this to was were what when where which who whom whose why will with would"
)
_ASKING = frozenset(_ASKING_WORDS.split())


def _telling(question: str) -> str:
    """The words of a question that say what it is about, or all of them where none does."""
    words = question.strip().rstrip("?!. ").split()
    return " ".join(word for word in words if word.casefold().strip(",;") not in _ASKING) or " ".join(words)
