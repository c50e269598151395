"""What can go wrong, as one small tree. Every message is a sentence that a user can read.

A `PaperTrailError` is expected: its text is shown as it is. Anything else is a fault: it is logged with its
traceback under a reference number, and only that number is shown.
"""

from __future__ import annotations


class PaperTrailError(Exception):
    """Something a person can understand, and often mend. The message says what is right, not only what is wrong."""


class BadInput(PaperTrailError):
    """What was typed cannot be used. `field` names the form field it belongs to, where there is one."""

    def __init__(self, message: str, *, field: str | None = None) -> None:
        super().__init__(message)
        self.field = field


class BadDate(BadInput):
    """A date or a range of dates that cannot be read, or that is not in the calendar."""


class BadQuery(BadInput):
    """A search that cannot be read."""


class NotFound(PaperTrailError):
    """There is no such entry, person, channel or dossier, or the asker may not see it."""


class NotAllowed(PaperTrailError):
    """The person's role does not reach that far. The message says who can."""


class Conflict(PaperTrailError):
    """Somebody else was first. Nothing of what was typed is lost."""


class StaleEdit(Conflict):
    """The entry was changed after the form was opened. `version` is the one that is stored now."""

    def __init__(self, message: str, *, version: int) -> None:
        super().__init__(message)
        self.version = version


class Duplicate(Conflict):
    """An entry like this one is on file already. `public_id` names it."""

    def __init__(self, message: str, *, public_id: str) -> None:
        super().__init__(message)
        self.public_id = public_id


class AlreadyDone(Conflict):
    """Slack delivered the same thing again, and it was done the first time."""


class BadFile(PaperTrailError):
    """A file that cannot be imported. `problems` lists every one with its place."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        count = "1 problem" if len(problems) == 1 else f"{len(problems)} problems"
        super().__init__(f"Nothing was imported: {count}.\n" + "\n".join(problems))


class WrongSettings(PaperTrailError):
    """The environment cannot be used. `problems` lists everything that is wrong with it, not only the first."""

    def __init__(self, problems: tuple[str, ...]) -> None:
        self.problems = problems
        super().__init__("These settings need mending:\n" + "\n".join(f"- {problem}" for problem in problems))


class Unavailable(PaperTrailError):
    """The database is locked, gone or not migrated. Trying again later may help; the message says so."""
