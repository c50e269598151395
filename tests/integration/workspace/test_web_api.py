"""The Web API as slack_sdk's own client sees it: good answers, and Slack's name for every refusal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import aiohttp
import pytest
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

if TYPE_CHECKING:
    from collections.abc import Awaitable

    from slack_sdk.web.async_slack_response import AsyncSlackResponse

    from workspace import ManualClock, Person, Workspace

SECTION = {"type": "section", "text": {"type": "mrkdwn", "text": "*words*"}}
HOME = {"type": "home", "blocks": [SECTION]}
MODAL = {"type": "modal", "title": {"type": "plain_text", "text": "T"}, "blocks": [SECTION]}


async def refusal(call: Awaitable[AsyncSlackResponse]) -> str:
    """Return the name of the error with which a call is refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    return str(refused.value.response["error"])


async def told(call: Awaitable[AsyncSlackResponse]) -> list[str]:
    """Return the messages with which a call is refused."""
    with pytest.raises(SlackApiError) as refused:
        await call
    messages: list[str] = refused.value.response["response_metadata"]["messages"]
    return messages


class TestAuthorization:
    async def test_auth_test_names_bot_and_team_and_its_scopes_are_in_a_header(
        self, ws: Workspace, client: AsyncWebClient
    ) -> None:
        answer = await client.auth_test()
        assert answer["team_id"] == ws.team.id
        assert answer["user_id"] == ws.installation().bot_user_id
        assert answer["bot_id"] == ws.installation().bot_id
        assert set(answer.headers["X-OAuth-Scopes"].split(",")) == ws.installation().scopes

    async def test_a_wrong_token_and_no_token_are_told_apart(self, ws: Workspace) -> None:
        wrong = AsyncWebClient(token="xoxb-wrong", base_url=ws.api_url)
        assert await refusal(wrong.auth_test()) == "invalid_auth"
        async with aiohttp.ClientSession() as session, session.post(ws.api_url + "auth.test") as answer:
            assert (await answer.json())["error"] == "not_authed"

    async def test_a_token_may_come_as_an_argument(self, ws: Workspace) -> None:
        form = {"token": ws.installation().token}
        async with (
            aiohttp.ClientSession() as session,
            session.post(ws.api_url + "auth.test", data=form) as answer,
        ):
            assert (await answer.json())["ok"]

    async def test_a_missing_scope_is_named(self, ws: Workspace, client: AsyncWebClient) -> None:
        ws.grant("chat:write", "im:history")
        with pytest.raises(SlackApiError) as refused:
            await client.users_info(user="U1")
        assert refused.value.response["needed"] == "users:read"
        assert refused.value.response["provided"] == "chat:write,im:history"

    async def test_the_token_of_an_uninstalled_app_is_inactive(self, ws: Workspace, client: AsyncWebClient) -> None:
        ws.uninstall()
        assert await refusal(client.auth_test()) == "account_inactive"

    async def test_an_unknown_method_is_told(self, client: AsyncWebClient) -> None:
        assert await refusal(client.api_call("chat.shout")) == "unknown_method"

    async def test_a_websocket_needs_an_app_token(self, ws: Workspace, client: AsyncWebClient) -> None:
        answer = await client.apps_connections_open(app_token=ws.world.app.app_token)
        assert answer["url"].startswith("ws://127.0.0.1:")
        bot_token = ws.installation().token
        assert await refusal(client.apps_connections_open(app_token=bot_token)) == "not_allowed_token_type"
        assert await refusal(client.apps_connections_open(app_token="xapp-wrong")) == "invalid_auth"


class TestPosting:
    async def test_a_message_is_posted_and_told_as_slack_keeps_it(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        answer = await client.chat_postMessage(channel="#general", text="Hi", blocks=[SECTION])
        assert answer["message"]["bot_id"] == ws.installation().bot_id
        assert answer["message"]["blocks"][0]["block_id"]
        [message] = ana.messages()
        assert (message.ts, message.rendered) == (answer["ts"], "words")

    async def test_a_form_with_blocks_as_json_is_as_good(self, ws: Workspace, ana: Person) -> None:
        form = {"channel": "#general", "text": "x", "blocks": '[{"type": "divider"}]'}
        headers = {"Authorization": f"Bearer {ws.installation().token}"}
        async with (
            aiohttp.ClientSession(headers=headers) as session,
            session.post(ws.api_url + "chat.postMessage", data=form) as answer,
        ):
            assert (await answer.json())["ok"]
        assert ana.messages()[0].rendered == "---"

    async def test_a_person_gets_a_direct_message(self, ana: Person, client: AsyncWebClient) -> None:
        answer = await client.chat_postMessage(channel=ana.id, text="Hi")
        assert answer["channel"].startswith("D")
        assert [message.text for message in ana.messages("app")] == ["Hi"]

    async def test_bad_blocks_are_refused_with_what_and_where(self, ws: Workspace, client: AsyncWebClient) -> None:
        block = {"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}
        assert await told(client.chat_postMessage(channel="general", text="x", blocks=[block])) == [
            "[ERROR] must be less than 3001 characters [json-pointer:/blocks/0/text/text]"
        ]
        assert ws.messages() == []

    @pytest.mark.parametrize(
        ("content", "error"),
        [
            ({"text": ""}, "no_text"),
            ({"text": " \n"}, "no_text"),
            ({"text": "x", "blocks": [SECTION] * 51}, "invalid_blocks"),
            ({"text": "x", "blocks": "not json"}, "invalid_blocks_format"),
            ({"text": "x", "blocks": {"type": "divider"}}, "invalid_blocks_format"),
            (
                {
                    "text": "x",
                    "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2700}}] * 5,
                },
                "msg_blocks_too_long",
            ),
            ({"text": "x", "attachments": [{}] * 101}, "too_many_attachments"),
            ({"text": "x", "attachments": [{"blocks": [{"type": "x"}]}]}, "invalid_attachments"),
            ({"text": "x", "attachments": ["x"]}, "invalid_attachments"),
            ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
            ({"text": 7, "blocks": [SECTION]}, "invalid_arguments"),
            ({"text": "x", "metadata": "not json"}, "invalid_metadata_format"),
            ({"text": "x", "metadata": []}, "invalid_metadata_format"),
            ({"text": "x", "metadata": {"event_type": "x"}}, "invalid_metadata_schema"),
            (
                {"text": "x", "metadata": {"event_type": "x", "event_payload": {"a": "x" * 17_000}}},
                "metadata_too_large",
            ),
            ({"text": "x", "thread_ts": "yesterday"}, "invalid_thread_ts"),
        ],
    )
    async def test_content_that_slack_refuses_is_refused_by_its_name(
        self, client: AsyncWebClient, content: dict[str, Any], error: str
    ) -> None:
        call = client.api_call("chat.postMessage", json={"channel": "general", **content})
        assert await refusal(call) == error

    async def test_markdown_text_is_a_markdown_block(self, ana: Person, client: AsyncWebClient) -> None:
        await client.api_call("chat.postMessage", json={"channel": "general", "markdown_text": "**b**"})
        assert ana.messages()[0].rendered == "b"

    async def test_text_is_cut_at_forty_thousand(self, ana: Person, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="general", text="x" * 40_001)
        assert len(ana.messages()[0].text) == 40_000

    async def test_where_the_app_may_not_post_it_is_told_why(self, ws: Workspace, client: AsyncWebClient) -> None:
        ws.add_channel("old")
        ws.archive("old")
        ws.add_channel("secret", kind="private", with_app=False)
        ws.add_channel("aside", with_app=False)
        post = client.chat_postMessage
        assert await refusal(post(channel="nowhere", text="x")) == "channel_not_found"
        assert await refusal(post(channel="secret", text="x")) == "channel_not_found"
        assert await refusal(post(channel="old", text="x")) == "is_archived"
        await post(channel="aside", text="allowed by chat:write.public")
        ws.grant("chat:write")
        assert await refusal(post(channel="aside", text="x")) == "not_in_channel"

    async def test_blocks_without_a_text_are_complained_of(self, ws: Workspace, client: AsyncWebClient) -> None:
        with pytest.warns(UserWarning, match="text"):
            await client.chat_postMessage(channel="general", blocks=[SECTION])
        assert ws.problems == ["chat.postMessage sent blocks without a text for notifications"]

    async def test_a_reply_to_nothing_is_complained_of(self, ws: Workspace, client: AsyncWebClient) -> None:
        await client.chat_postMessage(channel="general", text="x", thread_ts="1700000000.000100")
        assert ws.problems == ["chat.postMessage replied to 1700000000.000100, where there is no message"]

    async def test_an_ephemeral_message_is_for_a_member_of_the_channel(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        general = ws.world.directory.find_channel("general").id
        outsider = ws.add_user("ben", channels=[])
        answer = await client.chat_postEphemeral(channel=general, user=ana.id, text="Psst")
        assert [(one.ts, one.text) for one in ana.ephemerals()] == [(answer["message_ts"], "Psst")]
        assert ana.messages() == []
        call = client.chat_postEphemeral(channel=general, user=outsider.id, text="Psst")
        assert await refusal(call) == "user_not_in_channel"
        long = client.chat_postEphemeral(channel=general, user=ana.id, text="x" * 40_001)
        assert await refusal(long) == "msg_too_long"


class TestChanging:
    async def test_an_update_without_blocks_keeps_them_and_an_empty_list_removes_them(
        self, ana: Person, client: AsyncWebClient
    ) -> None:
        posted = await client.chat_postMessage(channel="general", text="one", blocks=[SECTION])
        where: dict[str, Any] = {"channel": posted["channel"], "ts": posted["ts"]}
        await client.chat_update(**where, text="two")
        [message] = ana.messages()
        assert (message.text, message.rendered) == ("two", "words")
        await client.chat_update(**where, text="three", blocks=[])
        assert message.rendered == "three"

    async def test_only_own_messages_can_be_changed_or_deleted(self, ana: Person, client: AsyncWebClient) -> None:
        message = await ana.say("mine")
        where: dict[str, Any] = {"channel": message.channel, "ts": message.ts}
        assert await refusal(client.chat_update(**where, text="x")) == "cant_update_message"
        assert await refusal(client.chat_delete(**where)) == "cant_delete_message"

    async def test_an_ephemeral_message_cannot_be_updated(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        general = ws.world.directory.find_channel("general").id
        answer = await client.chat_postEphemeral(channel=general, user=ana.id, text="Psst")
        call = client.chat_update(channel=general, ts=answer["message_ts"], text="x")
        assert await refusal(call) == "message_not_found"

    async def test_an_update_takes_four_thousand_characters(self, client: AsyncWebClient) -> None:
        posted = await client.chat_postMessage(channel="general", text="one")
        where: dict[str, Any] = {"channel": posted["channel"], "ts": posted["ts"]}
        await client.chat_update(**where, text="x" * 4000)
        assert await refusal(client.chat_update(**where, text="x" * 4001)) == "msg_too_long"

    async def test_a_deleted_message_is_gone(self, ana: Person, client: AsyncWebClient) -> None:
        posted = await client.chat_postMessage(channel="general", text="one")
        where: dict[str, Any] = {"channel": posted["channel"], "ts": posted["ts"]}
        await client.chat_delete(**where)
        assert ana.messages() == []
        assert await refusal(client.chat_delete(**where)) == "message_not_found"

    async def test_an_archived_channel_keeps_its_messages_as_they_are(
        self, ws: Workspace, client: AsyncWebClient
    ) -> None:
        posted = await client.chat_postMessage(channel="general", text="one")
        ws.archive("general")
        call = client.chat_update(channel=posted["channel"], ts=posted["ts"], text="two")
        assert await refusal(call) == "is_inactive"


class TestReading:
    async def test_history_is_newest_first_and_metadata_comes_when_asked_for(
        self, ana: Person, client: AsyncWebClient
    ) -> None:
        first = await ana.say("first")
        metadata = {"event_type": "notice", "event_payload": {"id": 7}}
        await client.chat_postMessage(channel="general", text="second", metadata=metadata)
        await client.chat_postMessage(channel="general", text="reply", thread_ts=first.ts)
        plain = await client.conversations_history(channel=first.channel)
        assert [message["text"] for message in plain["messages"]] == ["second", "first"]
        assert "metadata" not in plain["messages"][0]
        assert plain["messages"][1]["reply_count"] == 1
        full = await client.conversations_history(channel=first.channel, include_all_metadata=True)
        assert full["messages"][0]["metadata"] == metadata

    async def test_history_is_paged_and_bounded(self, ana: Person, client: AsyncWebClient) -> None:
        said = [await ana.say(f"n {number}") for number in range(5)]
        page = await client.conversations_history(channel=said[0].channel, limit=2)
        assert page["has_more"]
        cursor = page["response_metadata"]["next_cursor"]
        rest = await client.conversations_history(channel=said[0].channel, limit=9, cursor=cursor)
        assert [message["text"] for message in rest["messages"]] == ["n 2", "n 1", "n 0"]
        between: dict[str, Any] = {"channel": said[0].channel, "oldest": said[1].ts, "latest": said[3].ts}
        strictly = await client.conversations_history(**between)
        assert [message["text"] for message in strictly["messages"]] == ["n 2"]
        inclusive = await client.conversations_history(**between, inclusive=True)
        assert [message["text"] for message in inclusive["messages"]] == ["n 3", "n 2", "n 1"]

    @pytest.mark.parametrize(
        ("wrong", "error"),
        [
            ({"limit": "many"}, "invalid_limit"),
            ({"cursor": "nonsense"}, "invalid_cursor"),
            ({"oldest": "yesterday"}, "invalid_ts_oldest"),
            ({"latest": "today"}, "invalid_ts_latest"),
            ({"channel": "C0NOWHERE00"}, "channel_not_found"),
        ],
    )
    async def test_a_question_about_history_that_makes_no_sense_is_refused(
        self, ws: Workspace, client: AsyncWebClient, wrong: dict[str, str], error: str
    ) -> None:
        general = ws.world.directory.find_channel("general").id
        call = client.api_call("conversations.history", params={"channel": general, **wrong})
        assert await refusal(call) == error

    async def test_history_is_for_members(self, ws: Workspace, client: AsyncWebClient) -> None:
        aside = ws.add_channel("aside", with_app=False)
        assert await refusal(client.conversations_history(channel=aside.id)) == "not_in_channel"

    async def test_a_thread_is_its_first_message_and_the_replies(self, ana: Person, client: AsyncWebClient) -> None:
        first = await ana.say("first")
        await client.chat_postMessage(channel="general", text="reply", thread_ts=first.ts)
        thread = await client.conversations_replies(channel=first.channel, ts=first.ts)
        assert [message["text"] for message in thread["messages"]] == ["first", "reply"]
        call = client.conversations_replies(channel=first.channel, ts="1.000000")
        assert await refusal(call) == "thread_not_found"

    async def test_a_reading_method_takes_no_json(self, ws: Workspace, client: AsyncWebClient) -> None:
        general = ws.world.directory.find_channel("general").id
        call = client.api_call("conversations.info", json={"channel": general})
        assert await refusal(call) == "channel_not_found"

    async def test_a_permalink_leads_to_the_message_in_its_thread(self, ana: Person, client: AsyncWebClient) -> None:
        first = await ana.say("first")
        reply = await ana.say("reply", thread=first)
        answer = await client.chat_getPermalink(channel=first.channel, message_ts=first.ts)
        stem = f"https://coalition.slack.com/archives/{first.channel}/p"
        assert answer["permalink"] == first.permalink == stem + first.ts.replace(".", "")
        assert reply.permalink.endswith(f"?thread_ts={first.ts}&cid={first.channel}")
        call = client.chat_getPermalink(channel=first.channel, message_ts="1.000000")
        assert await refusal(call) == "message_not_found"


class TestPeopleAndPlaces:
    async def test_a_person_is_told_of_with_role_and_zone(self, ws: Workspace, client: AsyncWebClient) -> None:
        olga = ws.add_user("olga", real_name="Olga Ortiz", tz="Europe/Berlin", is_owner=True)
        user = (await client.users_info(user=olga.id))["user"]
        assert (user["real_name"], user["tz"], user["tz_offset"]) == ("Olga Ortiz", "Europe/Berlin", 3600)
        assert (user["is_owner"], user["is_admin"], user["is_stranger"]) == (True, True, False)
        assert await refusal(client.users_info(user="U0NOBODY000")) == "user_not_found"

    async def test_a_stranger_is_seen_only_through_a_shared_channel(
        self, ws: Workspace, client: AsyncWebClient
    ) -> None:
        elsewhere = ws.add_team("Elsewhere")
        ben = ws.add_user("ben", team=elsewhere, is_admin=True)
        assert await refusal(client.users_info(user=ben.id)) == "user_not_found"
        ws.add_channel("joint", shared_with=[elsewhere])
        ws.invite("ben", "joint")
        user = (await client.users_info(user=ben.id))["user"]
        assert (user["is_stranger"], user["team_id"]) == (True, elsewhere.id)
        assert "is_admin" not in user

    async def test_the_list_of_people_is_that_of_the_team(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        ws.add_user("ben", team=ws.add_team("Elsewhere"))
        members = (await client.users_list())["members"]
        assert {member["id"] for member in members} == {ana.id, ws.installation().bot_user_id}

    async def test_channels_are_told_of_with_who_shares_them(self, ws: Workspace, client: AsyncWebClient) -> None:
        elsewhere = ws.add_team("Elsewhere")
        joint = ws.add_channel("joint", shared_with=[elsewhere])
        channel = (await client.conversations_info(channel=joint.id))["channel"]
        assert channel["is_ext_shared"]
        assert channel["connected_team_ids"] == [elsewhere.id]
        assert channel["is_member"]

    async def test_direct_conversations_are_opened_once(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        first = await client.conversations_open(users=ana.id)
        again = await client.conversations_open(users=ana.id)
        assert first["channel"]["id"] == again["channel"]["id"]
        assert again["already_open"]
        direct = (await client.conversations_info(channel=first["channel"]["id"]))["channel"]
        assert (direct["is_im"], direct["user"]) == (True, ana.id)
        assert await refusal(client.conversations_open(users="U0NOBODY000")) == "user_not_found"
        assert await refusal(client.conversations_open(users="")) == "users_list_not_supplied"
        ben = ws.add_user("ben", team=ws.add_team("Elsewhere"))
        assert await refusal(client.conversations_open(users=ben.id)) == "invalid_user_combination"
        group = await client.conversations_open(users=[ana.id, ws.add_user("cleo").id])
        assert group["channel"]["id"].startswith("C")

    async def test_lists_of_channels_and_members_are_paged(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        ws.add_channel("press")
        ws.add_channel("desk", kind="private")
        ws.archive(ws.add_channel("old").name)
        listed = await client.conversations_list(types="public_channel,private_channel", exclude_archived=True)
        assert {channel["name"] for channel in listed["channels"]} == {"general", "press", "desk"}
        assert await refusal(client.conversations_list(types="secret")) == "invalid_types"
        general = ws.world.directory.find_channel("general")
        members = await client.conversations_members(channel=general.id, limit=1)
        assert len(members["members"]) == 1
        assert members["response_metadata"]["next_cursor"]
        assert ana.id in general.members

    async def test_bot_and_team_are_told_of(self, ws: Workspace, client: AsyncWebClient) -> None:
        bot = (await client.bots_info(bot=ws.installation().bot_id))["bot"]
        assert bot["user_id"] == ws.installation().bot_user_id
        assert await refusal(client.bots_info(bot="B1")) == "bot_not_found"
        assert (await client.team_info())["team"]["name"] == "Coalition"
        assert await refusal(client.team_info(team="T1")) == "team_not_found"

    async def test_a_reaction_is_given_once(self, ana: Person, client: AsyncWebClient) -> None:
        message = await ana.say("Look")
        what = {"channel": message.channel, "timestamp": message.ts, "name": "eyes"}
        await client.reactions_add(**what)
        assert list(message.post.reactions) == ["eyes"]
        assert await refusal(client.reactions_add(**what)) == "already_reacted"
        missing = {**what, "timestamp": "1.000000"}
        assert await refusal(client.reactions_add(**missing)) == "message_not_found"


class TestViews:
    async def test_a_modal_is_opened_with_a_trigger_and_only_once(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        trigger = ws.world.tickets.trigger(ws.team.id, ana.id).id
        answer = await client.views_open(trigger_id=trigger, view=MODAL)
        assert answer["view"]["root_view_id"] == answer["view"]["id"]
        assert (await ana.opened_view()).title == "T"
        call = client.views_open(trigger_id=trigger, view=MODAL)
        assert await refusal(call) == "exchanged_trigger_id"

    async def test_a_trigger_expires_after_three_seconds(
        self, ws: Workspace, clock: ManualClock, ana: Person, client: AsyncWebClient
    ) -> None:
        trigger = ws.world.tickets.trigger(ws.team.id, ana.id).id
        clock.advance(3.1)
        assert await refusal(client.views_open(trigger_id=trigger, view=MODAL)) == "expired_trigger_id"
        assert await refusal(client.views_open(trigger_id="1.2.x", view=MODAL)) == "invalid_trigger_id"
        assert await refusal(client.views_open(view=MODAL, trigger_id="")) == "invalid_arguments"

    async def test_a_bad_view_costs_no_trigger(self, ws: Workspace, ana: Person, client: AsyncWebClient) -> None:
        trigger = ws.world.tickets.trigger(ws.team.id, ana.id).id
        bad = {**MODAL, "title": {"type": "plain_text", "text": "x" * 25}}
        assert await told(client.views_open(trigger_id=trigger, view=bad)) == [
            "[ERROR] must be less than 25 characters [json-pointer:/view/title/text]"
        ]
        large = {**MODAL, "blocks": [{**SECTION, "text": {"type": "mrkdwn", "text": "x" * 2999}}] * 90}
        assert await refusal(client.views_open(trigger_id=trigger, view=large)) == "view_too_large"
        assert await refusal(client.views_open(trigger_id=trigger, view=HOME)) == "invalid_arguments"
        await client.views_open(trigger_id=trigger, view=MODAL)

    async def test_an_update_is_guarded_by_the_hash(self, ws: Workspace, ana: Person, client: AsyncWebClient) -> None:
        trigger = ws.world.tickets.trigger(ws.team.id, ana.id).id
        opened = (await client.views_open(trigger_id=trigger, view={**MODAL, "external_id": "mine"}))["view"]
        await client.views_update(external_id="mine", hash=opened["hash"], view={**MODAL, "external_id": "mine"})
        call = client.views_update(view_id=opened["id"], hash=opened["hash"], view=MODAL)
        assert await refusal(call) == "hash_conflict"
        assert await refusal(client.views_update(view_id="V1", view=MODAL)) == "not_found"
        another = ws.world.tickets.trigger(ws.team.id, ws.add_user("ben").id).id
        call = client.views_open(trigger_id=another, view={**MODAL, "external_id": "mine"})
        assert await refusal(call) == "duplicate_external_id"

    async def test_three_modals_can_be_stacked(self, ws: Workspace, ana: Person, client: AsyncWebClient) -> None:
        tickets, team = ws.world.tickets, ws.team.id
        opened = await client.views_open(trigger_id=tickets.trigger(team, ana.id).id, view=MODAL)
        below = opened["view"]["id"]
        for _ in range(2):
            await client.views_push(trigger_id=tickets.trigger(team, ana.id, below).id, view=MODAL)
        call = client.views_push(trigger_id=tickets.trigger(team, ana.id, below).id, view=MODAL)
        assert await refusal(call) == "push_limit_reached"
        loose = client.views_push(trigger_id=tickets.trigger(team, ana.id).id, view=MODAL)
        assert await refusal(loose) == "not_found"

    async def test_a_home_tab_is_published_for_one_person(
        self, ws: Workspace, ana: Person, client: AsyncWebClient
    ) -> None:
        published = (await client.views_publish(user_id=ana.id, view=HOME))["view"]
        home = ws.home("ana")
        assert home is not None
        assert home.rendered == "words"
        await client.views_publish(user_id=ana.id, view=HOME, hash=published["hash"])
        call = client.views_publish(user_id=ana.id, view=HOME, hash=published["hash"])
        assert await refusal(call) == "hash_conflict"
        assert await refusal(client.views_publish(user_id="U1", view=HOME)) == "user_not_found"
        assert await refusal(client.views_publish(user_id=ana.id, view=MODAL)) == "invalid_arguments"


class TestHints:
    async def test_hints_in_threads_are_taken(self, ana: Person, client: AsyncWebClient) -> None:
        message = await ana.say("Look")
        where: dict[str, Any] = {"channel_id": message.channel, "thread_ts": message.ts}
        assert (await client.assistant_threads_setStatus(**where, status="reading"))["ok"]
