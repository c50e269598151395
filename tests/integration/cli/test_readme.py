"""What the README shows is what the program says."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

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
