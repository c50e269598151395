"""Before anything is on file, everything says so, and how to begin."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.acceptance.doings import check_manners

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.acceptance.house import House


@pytest.fixture(autouse=True)
async def manners(empty_house: House) -> AsyncIterator[None]:
    yield
    await empty_house.slack.settled()
    check_manners(empty_house.slack)


async def test_lists_say_that_nothing_is_on_file_and_how_to_add(empty_house: House) -> None:
    records = (await empty_house.member.command("/records")).text
    assert "Nothing is on file here yet." in records
    assert "/records add Title | June 20, 2019 | memo" in records
    timeline = (await empty_house.member.command("/timeline")).text
    assert "The timeline is empty." in timeline
    assert "/timeline add Text | June 21, 2019" in timeline


async def test_nothing_is_added_where_there_is_no_dossier_and_the_sentence_says_how_one_is_made(
    empty_house: House,
) -> None:
    refused = await empty_house.editor.command("/records", "add Budget memo | 2019")
    assert refused.text == "There is no dossier yet. papertrail import --starter loads one."


@pytest.mark.parametrize("command", ["status", "channels", "roles", "help", "undo"])
async def test_every_answer_about_the_house_itself_still_comes(empty_house: House, command: str) -> None:
    assert "Something went wrong" not in (await empty_house.admin.command("/papertrail", command)).text
