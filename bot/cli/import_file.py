"""`papertrail import`: load an entries file, all or nothing; or a list of feeds (OPML)."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot import app
from bot.domain.entries import clean_line
from bot.errors import BadFile
from bot.feeds.guard import Guard
from bot.feeds.opml import feeds_of, is_opml, read_opml
from bot.services.importing import Imported, Importing
from bot.settings import load

if TYPE_CHECKING:
    from argparse import ArgumentParser, Namespace

    from bot.settings import Settings
    from storage.engine import Store

MOST_BYTES = 512 * 2**20


def arguments(parser: ArgumentParser) -> None:
    """A file or the starter dossier; `--dry-run` only checks."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "file", nargs="?", metavar="FILE", help="an entries file (paper-trail/1), or a list of feeds (OPML)"
    )
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
            said = _said(importing.load_starter(dry_run=given.dry_run), dry_run=given.dry_run)
        elif is_opml(raw := _read(Path(given.file))):
            said = _import_feeds(store, settings, raw, dry_run=given.dry_run)
        else:
            said = _said(importing.load(raw, dry_run=given.dry_run), dry_run=given.dry_run)
    finally:
        store.close()
    print(said)
    return 0


def _import_feeds(store: Store, settings: Settings, raw: bytes, *, dry_run: bool) -> str:
    """Add the feeds of an OPML file that are not polled yet."""
    services = app.services_over(store, settings)
    asking = services.people.operator("import")
    guard = Guard(settings.feeds_allow)
    drafts, refused = feeds_of(read_opml(raw), asking.dossier.key, guard)
    refusals = [f"\n  left out: {clean_line(url)[:200]}: {reason}" for url, reason in refused]
    if dry_run:
        return f"Nothing is wrong with it. It lists {len(drafts):,} feeds that can be polled.{''.join(refusals)}"
    done = services.feeds.import_many(asking, drafts)
    known = f"; {len(done.known):,} were there already" if done.known else ""
    return f"Added {len(done.added):,} feeds to “{asking.dossier.name}”{known}.{''.join(refusals)}"


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
