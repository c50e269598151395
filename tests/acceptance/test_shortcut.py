"""A message becomes a record or an event, with its address as the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.acceptance.doings import form, saved
from workspace import Message
from workspace.model import Post

if TYPE_CHECKING:
    from tests.acceptance.house import House
    from workspace import Person, View

pytestmark = pytest.mark.usefixtures("manners")

SHORTCUT = "save_to_trail"
EVENT = "An event: a date on the timeline"


def posted(house: House, **content: Any) -> Message:
    """A message in the channel as another app, or a person with files, would leave it."""
    world = house.slack.world
    channel = world.directory.find_channel("general")
    post = Post(channel.id, world.new_ts(), house.slack.team.id, house.member.id, **content)
    return Message(world, world.post(post))


async def draft(person: Person, message: Message) -> View:
    """The form that the shortcut opens."""
    return await form(await person.message_shortcut(SHORTCUT, message))


async def test_a_message_is_saved_as_a_record_with_its_address_as_the_source(house: House) -> None:
    said = await house.member.say(
        "Memo says the pilot went on & on\nIt is dated June 2020, see https://example.org/memo"
    )
    view = await draft(house.editor, said)
    assert view.title == "Save to Paper Trail"
    assert "Title: Memo says the pilot went on & on\n" in view.rendered
    assert "It is dated June 2020, see https://example.org/memo" in view.rendered
    added = await saved(house.editor, view, {"Date": "June 2020", "Tags": ["pilot"]})
    assert added.text_lines()[0] == "R-15 added: Memo says the pilot went on & on · June 2020"
    card = (await house.member.command("/records", "R-15")).text
    assert said.permalink in card
    assert "It is dated June 2020" in card


async def test_a_message_is_saved_as_an_event(house: House) -> None:
    view = await draft(house.editor, await house.member.say("Hearing held"))
    chosen = {
        "File it as": EVENT,
        "Date": "27 June 2019",
        "Who wrote it / Who acted": "DHS",
    }
    assert (await saved(house.editor, view, chosen)).text_lines()[0] == "T-8 added: Hearing held · June 27, 2019"
    assert "DHS" in (await house.member.command("/timeline", "T-8")).text


async def test_a_message_that_was_saved_before_is_pointed_out_and_the_choice_is_kept(house: House) -> None:
    said = await house.member.say("Hearing held")
    chosen = {"File it as": EVENT, "Date": "2019"}
    await saved(house.editor, await draft(house.editor, said), chosen)
    held = await house.admin.submit(await draft(house.admin, said), {**chosen, "Title": "Another title"})
    assert held.view is not None
    assert "This looks like T-8 “Hearing held”" in held.view.rendered
    assert "(x) An event" in held.view.rendered
    added = await saved(house.admin, held.view, {"Is it another one?": ["Yes, add it anyway"]})
    assert added.text_lines()[0] == "T-9 added: Another title · 2019"


RICH = {
    "type": "rich_text",
    "elements": [
        {
            "type": "rich_text_section",
            "elements": [
                {"type": "text", "text": "Filed by "},
                {"type": "user", "user_id": "U0MIA000000"},
                {"type": "text", "text": ", see "},
                {"type": "link", "url": "https://example.org/a", "text": "the memo"},
                {"type": "emoji", "name": "tada"},
            ],
        },
        {"type": "rich_text_quote", "elements": [{"type": "text", "text": "Quoted words"}]},
    ],
}
SILENT = {
    "blocks": (
        {"blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "Only in a *block* &amp; more"}}]},
        "Only in a *block* & more",
    ),
    "rich text": ({"blocks": [RICH]}, "Filed by @mia, see the memo (https://example.org/a):tada:\nQuoted words"),
    "an attachment": (
        {"attachments": [{"title": "From a feed", "text": "What it says", "fallback": "From a feed"}]},
        "From a feed\nWhat it says",
    ),
}


@pytest.mark.parametrize(("content", "read"), SILENT.values(), ids=SILENT)
async def test_a_message_without_a_text_of_its_own_is_read_where_it_has_one(
    house: House, content: dict[str, Any], read: str
) -> None:
    view = await draft(house.editor, posted(house, **content))
    assert f"Title: {read.partition(chr(10))[0]}\n" in view.rendered
    assert "\n" not in read or f"In our own words (optional): {read}\n" in view.rendered


async def test_a_message_without_any_words_is_given_a_title_by_the_editor(house: House) -> None:
    said = posted(house, blocks=[{"type": "divider"}])
    view = await draft(house.editor, said)
    assert said.permalink in view.rendered
    assert set((await house.editor.submit(view)).errors) == {"title"}
    assert (await saved(house.editor, view, {"Title": "A scan"})).text_lines()[0].startswith("R-15 added: A scan")


async def test_a_very_long_message_fits_the_form_and_what_is_too_long_is_said_there(house: House) -> None:
    said = posted(house, text="A long story. " * 1_500)
    view = await draft(house.editor, said)
    title = next(line for line in view.text_lines() if line.startswith("Title: "))
    assert title.endswith("…")
    assert len(title) <= len("Title: ") + 150
    assert view.rendered.count("A long story.") >= 1_400
    outcome = await house.editor.submit(view)
    assert outcome.errors == {"body": "The text has 20,999 characters; at most 12,000 fit."}
    boxes = sum(label.startswith("In our own words") for label in view.inputs)
    added = await saved(house.editor, view, {f"body:{number}": None for number in range(3, boxes)})
    assert added.text_lines()[0].startswith("R-15 added: A long story.")


async def test_nobody_is_called_by_a_message_that_calls_everybody(house: House) -> None:
    calling = f"<!channel> <!here> <@{house.admin.id}> in <#C0GENERAL00|general> &lt;b&gt; <https://x.example|a bank>"
    view = await draft(house.editor, posted(house, text=calling))
    title = "@channel @here @ada in #general <b> a bank (https://x.example)"
    assert f"Title: {title}\n" in view.rendered
    added = await saved(house.editor, view)
    assert added.text_lines()[0] == f"R-15 added: {title} · undated"
    shared = await house.editor.mention("R-15")
    assert shared.text.startswith(f"R-15 · {title}")


async def test_where_the_bot_is_not_in_the_channel_the_answer_comes_directly(house: House) -> None:
    house.slack.add_channel("elsewhere", with_app=False)
    view = await draft(house.editor, await house.member.say("A memo turned up", channel="elsewhere"))
    assert (await saved(house.editor, view)).text_lines()[0] == "R-15 added: A memo turned up · undated"
    assert house.editor.messages("app")[-1].text_lines()[0].startswith("R-15 added")


async def test_only_editors_save_messages(house: House) -> None:
    said = await house.member.say("A memo turned up")
    refused = await house.member.message_shortcut(SHORTCUT, said)
    assert refused.message.is_ephemeral
    assert "Only editors and admins can add a record." in refused.text
    assert house.member.modal() is None
