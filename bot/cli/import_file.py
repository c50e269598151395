"""`papertrail import`: load an entries file, all or nothing."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot import app
from bot.errors import BadFile
from bot.services.importing import Imported, Importing
from bot.settings import load

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

MOST_BYTES = 512 * 2**20


def arguments(parser: ArgumentParser) -> None:
    """A file or the starter dossier; `--dry-run` only checks."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("file", nargs="?", metavar="FILE", help="an entries file (paper-trail/1)")
    what.add_argument("--starter", action="store_true", help="the starter dossier that ships with Paper Trail")
    parser.add_argument("--dry-run", action="store_true", help="check everything and change nothing")
    parser.add_argument("--if-empty", action="store_true", help="do nothing if the database holds a dossier already")


def run(given: Namespace) -> int:
    """Import, and say what was added."""
    settings = load()
    store = app.open_store(settings)
    try:
        importing = Importing(store, app.wall_clock)
        unwanted = given.starter and not settings.starter
        if given.if_empty and (unwanted or importing.holds_something()):
            return 0
        if given.starter:
            imported = importing.load_starter(dry_run=given.dry_run)
        else:
            imported = importing.load(_read(Path(given.file)), dry_run=given.dry_run)
    finally:
        store.close()
    print(_said(imported, dry_run=given.dry_run))
    return 0


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise BadFile((f"{path}: is larger than {MOST_BYTES // 2**20} MB.",))
        return path.read_bytes()
    except OSError as error:
        raise BadFile((f"{path}: {error.strerror or error}.",)) from error


def _said(imported: Imported, *, dry_run: bool) -> str:
    if imported.already_there:
        return f"The dossier “{imported.dossier.name}” is there already; nothing was changed."
    counts = ", ".join(
        f"{count:,} {kind.one if count == 1 else kind.plural}" for kind, count in imported.added if count
    )
    verb = "Nothing is wrong with it. It would add" if dry_run else "Added"
    return f"{verb} to “{imported.dossier.name}”: {counts or 'nothing'}."
