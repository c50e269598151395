"""The stand-in against slack_bolt itself: what works here works with Slack's own library."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.integration.workspace.demo_app import running, seen_by
from workspace import NotSeenError, Person, Workspace
from workspace.finding import NotThereError

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from slack_bolt.app.async_app import AsyncApp


@pytest.fixture(params=["socket", "http"])
async def app(request: pytest.FixtureRequest, ws: Workspace, ana: Person) -> AsyncIterator[AsyncApp]:
    del ana
    async with running(ws, request.param) as app:
        yield app


@pytest.mark.usefixtures("app")
class TestCommands:
    async def test_a_command_is_answered_through_its_response_url(self, ana: Person) -> None:
        reply = await ana.command("/records", "clearview")
        assert reply.message.is_ephemeral
        assert reply.text_lines() == [
            "R-1 Memo on Clearview (https://example.org) & more",
            "[Share] [Edit] [Break] [⋯ History | Delete]",
        ]

    async def test_a_command_is_answered_by_its_acknowledgement(self, ana: Person) -> None:
        reply = await ana.command("/records", "at once")
        assert reply.text == "Here at once"
        assert reply.message.is_ephemeral

    async def test_an_answer_in_channel_is_seen_by_everyone(self, ws: Workspace, ana: Person) -> None:
        await ana.command("/records", "public")
        assert [message.text for message in ws.messages("general")] == ["For all"]

    async def test_a_command_nobody_listens_to_shows_an_error(self, ws: Workspace, ana: Person) -> None:
        ws.courier.ack_limit = 0.3
        reply = await ana.command("/nothing")
        assert reply.error in {"operation_timeout", "dispatch_failed"}

    async def test_typed_names_and_signs_arrive_as_slack_passes_them_on(self, ws: Workspace, ana: Person) -> None:
        ws.add_user("ben")
        await ana.command("/records", "@ben in #general <b> & @nobody")
        sent = ws.deliveries[-1].payload["text"]
        assert sent == "<@U0BEN000000|ben> in <#C0GENERAL00|general> &lt;b&gt; &amp; @nobody"


@pytest.mark.usefixtures("app")
class TestConversations:
    async def test_a_mention_is_answered_in_its_thread(self, ws: Workspace, ana: Person) -> None:
        reply = await ana.mention("records clearview")
        assert reply.text == "Heard you"
        [question] = [message for message in ws.messages() if message.post.bot is None]
        assert reply.message.post.thread_ts == question.ts
        assert question.replies == [reply.message]

    async def test_a_mention_in_a_thread_is_answered_in_that_thread(self, ana: Person) -> None:
        first = await ana.say("Look at this")
        reply = await ana.mention("what is it?", thread=first)
        assert reply.message.post.thread_ts == first.ts

    async def test_a_direct_message_is_answered(self, app: AsyncApp, ana: Person) -> None:
        reply = await ana.dm("help")
        assert reply.text == "You said help"
        assert [message.rendered for message in ana.messages("app")] == ["help", "You said help"]
        assert seen_by(app) == ["help"]

    async def test_the_home_tab_shows_what_the_app_published(self, ana: Person) -> None:
        home = await ana.open_home()
        assert home.text_lines() == ["At home"]

    async def test_messages_come_in_order_and_each_once(self, ana: Person) -> None:
        await ana.dm("one")
        await ana.say("Not from the app")
        await ana.dm("two", waits=False)
        assert (await ana.next_message()).text == "You said two"
        with pytest.raises(NotSeenError, match="a message to ana"):
            await ana.next_message(within=0.05)


@pytest.mark.usefixtures("app")
class TestPressing:
    async def test_a_button_replaces_the_ephemeral_message_it_is_in(self, ana: Person) -> None:
        card = await ana.command("/records", "clearview")
        reply = await ana.press(card, "Share")
        assert reply.text == "Shared R-1"
        assert ana.ephemerals() == [card.message]
        assert card.message.buttons == []

    async def test_an_overflow_menu_answers_beside_the_message(self, ana: Person) -> None:
        card = await ana.command("/records", "clearview")
        assert (await ana.overflow(card, "History")).text == "The history"
        assert len(ana.ephemerals()) == 2

    async def test_an_overflow_menu_can_take_the_message_away(self, ana: Person) -> None:
        card = await ana.command("/records", "clearview")
        await ana.overflow(card, "Delete")
        assert card.message.is_deleted
        assert ana.ephemerals() == []

    async def test_a_button_nobody_listens_to_shows_an_error(self, ws: Workspace, ana: Person) -> None:
        card = await ana.command("/records", "clearview")
        ws.courier.ack_limit = 0.3
        assert (await ana.press(card, "Break")).error in {"operation_timeout", "dispatch_failed"}

    async def test_a_button_that_is_not_there_cannot_be_pressed(self, ana: Person) -> None:
        card = await ana.command("/records", "clearview")
        with pytest.raises(NotThereError, match=r"'Share' \(share\), 'Edit' \(edit\), 'Break' \(unknown\)"):
            await ana.press(card, "Delete")


@pytest.mark.usefixtures("app")
class TestForms:
    async def test_a_command_opens_a_form_that_reads_as_it_looks(self, ana: Person) -> None:
        reply = await ana.command("/records", "add")
        assert reply.view.text_lines() == [
            "Add a record",
            "Title: ____",
            "Date (optional): ____",
            "Kind: [Memo ▾]",
            "Linked (optional): [choose ▾]",
            "[Add a quotation]",
            "[Save] [Cancel]",
        ]

    async def test_a_good_form_closes_and_what_follows_is_seen(self, ana: Person) -> None:
        view = (await ana.command("/records", "add")).view
        outcome = await ana.submit(view, {"Title": "A memo", "Kind": "E-mail"})
        assert outcome.closed
        assert not view.is_open
        assert ana.modal() is None
        assert (await ana.next_message()).text == "Saved A memo"

    async def test_an_error_is_shown_at_its_field_and_what_was_typed_stays(self, ana: Person) -> None:
        view = (await ana.command("/records", "add")).view
        outcome = await ana.submit(view, {"Title": "A memo", "Date": "nonsense"})
        assert outcome.errors == {"date": "I cannot read that date."}
        assert view.is_open
        assert "Title: A memo" in view.text_lines()
        assert "  ! I cannot read that date." in view.text_lines()
        assert (await ana.submit(view, {"Date": None})).closed

    async def test_the_client_holds_back_a_form_with_a_required_field_empty(self, ws: Workspace, ana: Person) -> None:
        view = (await ana.command("/records", "add")).view
        deliveries = len(ws.deliveries)
        outcome = await ana.submit(view)
        assert outcome.errors == {"title": "Please complete this required field."}
        too_long = await ana.submit(view, {"Title": "x" * 21})
        assert too_long.errors == {"title": "This entry can have at most 20 characters."}
        assert len(ws.deliveries) == deliveries

    async def test_an_external_menu_offers_what_the_app_suggests(self, ws: Workspace, ana: Person) -> None:
        view = (await ana.command("/records", "add")).view
        assert await ana.suggest(view, "Linked", "clear") == ["Clearview contract", "Clearview memo"]
        assert await ana.suggest(view, "Linked", "c") == []
        await ana.fill(view, {"Linked": ["Clearview memo", "PIA"]})
        assert "Linked (optional): [Clearview memo, PIA ▾]" in view.text_lines()
        assert ws.problems == []

    async def test_a_button_in_a_form_changes_it_and_keeps_what_was_typed(self, ana: Person) -> None:
        view = (await ana.command("/records", "add")).view
        await ana.fill(view, {"Title": "A memo"})
        await ana.press(view, "Add a quotation")
        assert view.inputs[-1] == "Quotation"
        assert "Title: A memo" in view.text_lines()

    async def test_a_form_can_be_answered_with_another(self, ana: Person) -> None:
        view = (await ana.command("/records", "add")).view
        outcome = await ana.submit(view, {"Title": "again"})
        assert outcome.view is not None
        assert outcome.view.title == "Once more"
        assert outcome.view.id == view.id

    async def test_a_pushed_form_lies_on_top_and_closing_it_shows_the_one_below(
        self, app: AsyncApp, ws: Workspace, ana: Person
    ) -> None:
        below = (await ana.command("/records", "add")).view
        outcome = await ana.submit(below, {"Title": "deeper"})
        assert outcome.view is not None
        assert (await ana.opened_view("Deeper")).id == outcome.view.id
        await ana.close(outcome.view)
        assert (await ana.opened_view()).id == below.id
        await ana.close(below, clear=True)
        assert ana.modal() is None
        await ws.settled()
        assert seen_by(app) == ["closed False", "closed True"]

    async def test_errors_for_a_block_that_is_not_there_are_trouble(self, ws: Workspace, ana: Person) -> None:
        view = (await ana.command("/records", "add")).view
        outcome = await ana.submit(view, {"Title": "wrong"})
        assert outcome.error == "We had some trouble connecting. Try again?"
        assert ws.problems == ["answered a submission with errors that do not name input blocks of the view"]

    async def test_a_message_shortcut_opens_a_form(self, ana: Person) -> None:
        message = await ana.say("Worth keeping")
        reply = await ana.message_shortcut("save_to_trail", message)
        assert reply.view.title == "Add a record"
