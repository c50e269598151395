"""A card leads to everything that it speaks of, and can be shown to everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.doings import imported

if TYPE_CHECKING:
    from tests.acceptance.house import House
    from workspace import Message

pytestmark = pytest.mark.usefixtures("manners")

LINKS = 90


def much_cited() -> dict[str, Any]:
    """A record with a long text that ninety findings cite."""
    paragraphs = "\n\n".join(f"Paragraph {number}. {'It goes on. ' * 40}" for number in range(20))
    cited = {"kind": "record", "aliases": ["x:cited"], "title": "A much cited report", "body": paragraphs}
    citing = [
        {"kind": "finding", "title": f"Finding number {number}", "links": [{"rel": "cites", "to": "x:cited"}]}
        for number in range(LINKS)
    ]
    return {"dossier": {"slug": "clearview", "name": "ICE and Clearview AI"}, "entries": [cited, *citing]}


@pytest.mark.parametrize("name", ["R-5", "R-7", "F-26", "T-2", "Q-1", "P-1"])
async def test_every_entry_that_a_card_names_opens_from_it(house: House, name: str) -> None:
    card = await house.member.command("/records", name)
    others = [label for label in card.message.buttons if label not in ("History", "Share")]
    assert others
    for label in others:
        id_ = label.strip("←→ ").removeprefix("Open ")
        assert f"• {id_} " in card.text or f" {id_}  " in card.text
        opened = await house.member.press(card, label)
        assert opened.message.is_ephemeral
        assert opened.text.startswith(f"{id_} · ")


async def test_a_card_is_shared_as_the_doing_of_the_one_who_shares_it(house: House) -> None:
    card = await house.editor.command("/records", "R-7")
    await house.editor.press(card, "Share")
    shared = house.slack.messages()[-1]
    assert not shared.is_ephemeral
    assert shared.rendered.startswith("R-7 · ")
    assert "Shared by eda" in shared.rendered
    assert "Share" not in shared.buttons


async def test_a_card_in_a_channel_opens_the_next_one_for_the_one_who_presses(house: House) -> None:
    posted = await house.member.mention("R-7")
    opened = await house.editor.press(posted, "Open F-11")
    assert opened.message.is_ephemeral
    assert "Edit" in opened.message.buttons
    assert "Edit" not in posted.message.buttons


async def test_a_card_with_very_many_links_turns_its_pages_to_the_last_and_back(
    house: House, database_url: str
) -> None:
    imported(database_url, much_cited())
    card = (await house.member.command("/records", "R-15")).message
    seen = [card.rendered]
    while "Next →" in card.buttons:
        await turned(house, card, "Next →")
        assert card.rendered.startswith("R-15 · A much cited report")
        seen.append(card.rendered)
    assert f"Page {len(seen)} of {len(seen)}" in card.rendered
    whole = "\n".join(seen)
    assert all(f"Paragraph {number}. " in whole for number in range(20))
    assert all(f"• F-{number} Finding number {number - 37}" in whole for number in range(37, 37 + LINKS))
    for page in reversed(seen[:-1]):
        await turned(house, card, "← Previous")
        assert card.rendered == page
    assert "← Previous" not in card.buttons
    assert len(house.member.ephemerals()) == 1


async def turned(house: House, message: Message, label: str) -> None:
    """Turn a page, and wait until it is there."""
    before = message.rendered
    await house.member.press(message, label)
    await message.until(lambda seen: seen.rendered != before)


async def test_an_entry_that_a_menu_names_opens_from_it(house: House, database_url: str) -> None:
    imported(database_url, much_cited())
    card = (await house.member.command("/records", "R-15")).message
    while "Open a linked entry…" not in card.rendered:
        await turned(house, card, "Next →")
    menu = next(
        element
        for block in card.blocks
        for element in block.get("elements", [])
        if element.get("type") == "static_select"
    )
    opened = await house.member.select(card, menu["options"][-1]["value"], action_id=menu["action_id"])
    assert opened.text.startswith(menu["options"][-1]["value"])


async def test_the_page_that_is_shared_is_the_one_that_was_looked_at(house: House, database_url: str) -> None:
    imported(database_url, much_cited())
    card = (await house.member.command("/records", "R-15")).message
    await turned(house, card, "Next →")
    await house.member.press(card, "Share")
    assert "Page 2 of " in house.slack.messages()[-1].rendered
