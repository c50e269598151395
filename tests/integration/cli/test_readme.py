"""What the README shows is what the program says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

from tests.feed_server import FeedServer, Reply, Request
from tests.integration.cli.processes import environment_for, started

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest

README = Path(__file__).parents[3] / "README.md"
SHOWN = re.findall(
    r'^\$ papertrail say "([^"\n]+)"\n(.+?)(?=\n\n\$|\n```)', README.read_text(), re.MULTILINE | re.DOTALL
)


def test_every_answer_in_the_readme_is_the_answer_given(
    papertrail: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = f"sqlite:///{tmp_path}/papertrail.db"
    assert papertrail("migrate", DATABASE_URL=database) == 0
    assert papertrail("import", "--starter", DATABASE_URL=database) == 0
    assert len(SHOWN) >= 3
    for words, answer in SHOWN:
        capsys.readouterr()
        assert papertrail("say", words, DATABASE_URL=database) == 0
        assert capsys.readouterr().out.strip() == answer


SESSION = re.search(r"```\n(admin> press watch add .+?)```", README.read_text(), re.DOTALL)
FIRST = """<?xml version="1.0"?>
<rss version="2.0"><channel><title>The Daily Example</title><link>https://daily.example</link>
<item><title>ICE renews its facial recognition contract</title><link>https://daily.example/contract</link><guid>1</guid>
<pubDate>Mon, 23 Nov 2026 21:30:00 -0500</pubDate><description>Records show more licenses.</description></item>
<item><title>Rain until Thursday</title><link>https://daily.example/rain</link><guid>2</guid></item>
</channel></rss>"""
SECOND = FIRST.replace(
    "<item>",
    """<item><title>Court asks how Clearview AI searches were logged</title><link>https://daily.example/court</link>
<guid>3</guid><pubDate>Tue, 24 Nov 2026 08:00:00 -0500</pubDate>
<description>A judge wants the audit log by January.</description></item><item>""",
    1,
)


async def test_the_session_on_press_coverage_goes_as_the_readme_shows(
    papertrail: Callable[..., int], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    database = f"sqlite:///{tmp_path}/papertrail.db"
    assert papertrail("migrate", DATABASE_URL=database) == 0
    assert papertrail("import", "--starter", DATABASE_URL=database) == 0
    assert SESSION is not None
    typed = re.findall(r"^admin> (.+)$", SESSION[1], re.MULTILINE)
    asked = 0

    def serve(_: Request) -> Reply:
        nonlocal asked
        asked += 1
        # It is looked at when it is added, and read for the first time; then it has a second story.
        return Reply(200, {"Content-Type": "application/rss+xml"}, (FIRST if asked <= 2 else SECOND).encode())

    async with FeedServer() as server:
        server.on("/feed.xml", serve)
        here = server.url("/feed.xml")
        lines = "\n".join(typed).replace("http://127.0.0.1:8000/feed.xml", here)
        environment = environment_for(database, FEEDS_ALLOW="127.0.0.1/32")
        async with started("run", **environment) as running:
            out, err = await running.process.communicate(f"{lines}\n".encode())
    assert (running.process.returncode, err) == (0, b"")
    told = out.decode().replace(here, "http://127.0.0.1:8000/feed.xml")
    assert _timeless(told) == _timeless(SESSION[1])


def _timeless(text: str) -> str:
    return re.sub(r"\d{4}-\d{2}-\d{2} \d{2}:\d{2} UTC", "TIME", text).strip()
