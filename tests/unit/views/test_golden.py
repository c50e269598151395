"""What each surface sends, kept as files that can be pasted into Block Kit Builder.

`UPDATE_GOLDEN=1 pytest tests/unit/views` writes the files anew; look at what changed before you commit it.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from handlers.gate import outgoing_message, outgoing_options, outgoing_view
from tests.unit.views.surfaces import surfaces
from workspace.block_kit import blocks_are_too_long, message_problems, option_problems, view_is_too_large, view_problems

GOLDEN = Path(__file__).parents[2] / "golden" / "views"
SURFACES = surfaces()
UPDATING = bool(os.environ.get("UPDATE_GOLDEN"))


def _written(payload: dict[str, Any]) -> str:
    return json.dumps(payload, ensure_ascii=False, indent=2) + "\n"


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_a_surface_is_what_its_golden_file_says(name: str) -> None:
    path = GOLDEN / f"{name}.json"
    if UPDATING:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(_written(SURFACES[name]), encoding="utf-8")
    assert _written(SURFACES[name]) == path.read_text(encoding="utf-8")


def test_no_golden_file_is_left_over() -> None:
    kept = {path.stem for path in GOLDEN.glob("*.json")}
    if UPDATING:
        for name in kept - SURFACES.keys():
            (GOLDEN / f"{name}.json").unlink()
    else:
        assert kept == SURFACES.keys()


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_the_gate_has_nothing_to_mend(name: str) -> None:
    payload = SURFACES[name]
    if "blocks" not in payload:
        assert outgoing_options(payload, strict=True) == payload
    elif payload.get("type"):
        assert outgoing_view(payload, strict=True) == payload
    else:
        assert outgoing_message(payload, strict=True) == payload


@pytest.mark.parametrize("name", sorted(SURFACES))
def test_slack_would_take_it(name: str) -> None:
    payload = SURFACES[name]
    if "blocks" not in payload:
        assert not option_problems(payload)
    elif payload.get("type"):
        assert not view_problems(payload)
        assert not view_is_too_large(payload)
    else:
        assert not message_problems(payload["blocks"])
        assert not blocks_are_too_long(payload["blocks"])
