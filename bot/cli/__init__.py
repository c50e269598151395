"""`papertrail …`: the commands. Exit status 0; 1 when it failed, with one line that says why; 2 for wrong usage."""

from __future__ import annotations

import argparse
import os
import sys
from importlib import import_module
from typing import TYPE_CHECKING

from bot.errors import PaperTrailError, WrongSettings

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

# Each command is a module with `SUMMARY`, `arguments(parser)` and `run(arguments) -> int`. A module is imported only
# when its command is called, so that the bot does not pay for what it does not use.
COMMANDS: dict[str, str] = {
    "run": "serve Slack, or the stand-in workspace when there are no tokens",
    "say": "send one message through the stand-in workspace and print the reply",
    "migrate": "bring the database to this version",
    "import": "load an entries file, a list of feeds (OPML), or the starter dossier",
    "poll": "poll the feeds once",
    "doctor": "check tokens, scopes, database and migrations, and say how to mend each",
}
MODULES = {name: f"bot.cli.{name}" for name in COMMANDS} | {"import": "bot.cli.import_file"}


def main(argv: Sequence[str] | None = None) -> int:
    """Run the command that `argv` names; returns the exit status."""
    return _status(lambda: _run(sys.argv[1:] if argv is None else argv))


def _run(given: Sequence[str]) -> int:
    parser = argparse.ArgumentParser(prog="papertrail", description="Paper Trail, a Slack bot for coalitions.")
    subparsers = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    chosen = next((word for word in given if not word.startswith("-")), None)
    for name, summary in COMMANDS.items():
        subparser = subparsers.add_parser(name, help=summary, description=summary[0].upper() + summary[1:] + ".")
        if name == chosen:
            module = import_module(MODULES[name])
            module.arguments(subparser)
            subparser.set_defaults(run=module.run)
    arguments = parser.parse_args(given)
    status: int = arguments.run(arguments)
    return status


def _status(run: Callable[[], int]) -> int:
    try:
        status = run()
        sys.stdout.flush()  # at its end Python would say on standard error what became of it
    except WrongSettings as error:
        print(error, file=sys.stderr)
        return 2
    except PaperTrailError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:
        # The reader went away, and what is left would be written once more at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
    return status
