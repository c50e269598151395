"""Nobody is pinged who was not meant to be, and nothing is read that was only quoted."""

from __future__ import annotations

import pytest

from handlers.gate import GateError, outgoing_message, outgoing_view
from handlers.gate.pings import tidy_mrkdwn, without_pings
from handlers.mrkdwn import link, mention, outside
from tests.unit.gate.checker import faults
from tests.unit.gate.samples import (
    Json,
    button,
    confirm,
    entry,
    marked,
    message,
    modal,
    option,
    plain,
    section,
    select,
    typed,
)

PINGS = {
    "<!channel>": "@channel",
    "<!here>": "@here",
    "<!everyone>": "@everyone",
    "<!group>": "@group",
    "<!channel|Press>": "@channel",
    "<!HERE|here>": "@HERE",
    "<!subteam^S0123>": "@group",
    "<!subteam^S0123|@press-team>": "@press-team",
    "<!subteam^S0123^x>": "@group",
    "<!made-up>": "@made-up",
    "<@U0123>": "@U0123",
    "<@W0123>": "@W0123",
    "<@U0123|Ada>": "@Ada",
    "<@U0123|@Ada>": "@Ada",
    "<!>": "@",
}
PLACES = {
    "message text": lambda said: {"text": said},
    "section": lambda said: message(section(said)),
    "field": lambda said: message({"type": "section", "fields": [marked(said)]}),
    "context": lambda said: message({"type": "context", "elements": [marked(said)]}),
    "confirmation": lambda said: message(section(accessory=button(confirm=confirm(text=marked(said))))),
    "checkbox": lambda said: modal(entry(select(type="checkboxes", options=[option(text=marked(said))]))),
    "markdown": lambda said: message({"type": "markdown", "text": said}),
}


def _send(payload: Json, *, strict: bool = False, allowed: frozenset[str] = frozenset()) -> Json:
    gate = outgoing_view if payload.get("type") == "modal" else outgoing_message
    return gate(payload, strict=strict, allowed_mentions=allowed)


@pytest.mark.parametrize("ping", PINGS)
@pytest.mark.parametrize("place", PLACES)
def test_a_ping_is_shown_as_text_wherever_it_stands(ping: str, place: str) -> None:
    sent = _send(PLACES[place](f"Call {ping} now"))
    assert f"Call {PINGS[ping]} now" in str(sent)
    assert ping not in str(sent)
    assert faults(sent) == []


@pytest.mark.parametrize("place", PLACES)
def test_strict_mode_refuses_a_ping_wherever_it_stands(place: str) -> None:
    with pytest.raises(GateError, match="ping"):
        _send(PLACES[place]("<!channel>"), strict=True)


@pytest.mark.parametrize(
    "payload",
    [
        message({"type": "header", "text": plain("<!channel> <@U1>")}),
        message(section(accessory=button(text=plain("<!channel>")))),
        modal(entry(typed(placeholder=plain("<!channel>")), label=plain("<!channel>"))),
    ],
)
def test_a_ping_in_plain_text_is_shown_as_text_and_no_fault_of_the_view(payload: Json) -> None:
    sent = _send(payload, strict=True)
    assert "<!" not in str(sent)
    assert "@channel" in str(sent)


def test_what_a_person_typed_is_given_back_to_them_unchanged() -> None:
    given = modal(entry(typed(initial_value="<!channel> & <b>")))
    assert _send(given, strict=True) == given


def test_a_person_who_is_meant_is_mentioned_and_nobody_else() -> None:
    said = f"{mention('U1')} and <@U1|Ada> and {mention('U2')}"
    sent = _send(message(section(said), text=said), allowed=frozenset({"U1"}))
    assert sent["text"] == sent["blocks"][0]["text"]["text"] == "<@U1> and <@U1|Ada> and @U2"


def test_a_group_cannot_be_allowed() -> None:
    sent = _send(message(section("<!subteam^S1> <!here>")), allowed=frozenset({"S1", "here", "!here", "subteam^S1"}))
    assert sent["blocks"][0]["text"]["text"] == "@group @here"


@pytest.mark.parametrize("setting", [{"link_names": True}, {"link_names": 1}, {"parse": "full"}])
def test_slack_is_never_asked_to_look_for_names_in_texts(setting: Json) -> None:
    assert _send(message(section(), **setting)) == message(section())
    with pytest.raises(GateError, match="ping"):
        _send(message(section(), **setting), strict=True)


@pytest.mark.parametrize("said", ["@channel", "call @here now", "@Everyone"])
def test_a_text_that_speaks_of_everyone_is_not_looked_into_by_slack(said: str) -> None:
    (block,) = _send(message(section(said)), strict=True)["blocks"]
    assert block["text"] == {**marked(said), "verbatim": True}


def test_an_address_of_electronic_mail_speaks_of_nobody() -> None:
    given = message(section("mail press@channels.example"))
    assert _send(given, strict=True) == given


@pytest.mark.parametrize(
    ("leaf", "shown"),
    [
        ({"type": "broadcast", "range": "channel"}, "@channel"),
        ({"type": "usergroup", "usergroup_id": "S1"}, "@group"),
        ({"type": "user", "user_id": "U1"}, "@U1"),
    ],
)
def test_pings_in_rich_text_are_shown_as_text(leaf: Json, shown: str) -> None:
    def rich(inside: Json) -> Json:
        deep = {
            "type": "rich_text_list",
            "style": "bullet",
            "elements": [{"type": "rich_text_section", "elements": [inside]}],
        }
        return message({"type": "rich_text", "elements": [deep]})

    assert _send(rich(leaf)) == rich({"type": "text", "text": shown})
    with pytest.raises(GateError, match="ping"):
        _send(rich(leaf), strict=True)
    assert _send(rich({"type": "user", "user_id": "U2"}), allowed=frozenset({"U2"}), strict=True)


def test_rich_text_and_table_cells_say_what_they_say() -> None:
    words = {"type": "text", "text": "<!channel> & <b>", "style": {"bold": True}}
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [words]}]}
    table = {"type": "table", "rows": [[{"type": "raw_text", "text": "<!here>"}, rich]]}
    sent = outgoing_message({"blocks": [rich, table]}, strict=True)
    assert sent["blocks"] == [rich, table]
    assert sent["text"] == "&lt;!channel&gt; &amp; &lt;b&gt;\n&lt;!here&gt; · &lt;!channel&gt; &amp; &lt;b&gt;"


# Text that was not escaped


@pytest.mark.parametrize(
    ("said", "tidied"),
    [
        ("a < b > c", "a &lt; b &gt; c"),
        ("<script>", "&lt;script&gt;"),
        ("AT&T &amp; &copy; &lt;", "AT&amp;T &amp; &amp;copy; &lt;"),
        ("<javascript:alert(1)|x>", "&lt;javascript:alert(1)|x&gt;"),
        ("<#general>", "&lt;#general&gt;"),
        ("<!date^soon^{date}|soon>", "&lt;!date^soon^{date}|soon&gt;"),
        ("<https://a.org|one\ntwo>", "&lt;https://a.org|one\ntwo&gt;"),
        ("<!chan<!here>nel>", "&lt;!chan@herenel&gt;"),
        ("<https://a.org?x=1&y=2|a & b>", "<https://a.org?x=1&amp;y=2|a &amp; b>"),
        ("a >> b", "a &gt;&gt; b"),
        ("<", "&lt;"),
    ],
)
def test_text_that_was_not_escaped_is_escaped_late_rather_than_never(said: str, tidied: str) -> None:
    sent = _send(message(section(said)))
    assert sent["blocks"][0]["text"]["text"] == tidied
    assert faults(sent) == []
    with pytest.raises(GateError):
        _send(message(section(said)), strict=True)


@pytest.mark.parametrize(
    "said",
    [
        "> quoted\n> twice\n>>> to the end",
        "<https://a.org/?x=1&amp;y=2>",
        "<https://a.org|a &lt; b>",
        "<mailto:press@example.org|write>",
        "<#C0123|general> <#C0123>",
        "<!date^1561593600^{date_short_pretty} {time}|2019-06-27 00:00 UTC>",
        "<!date^-86400^{date}^https://a.org|1969>",
        "*bold* _italic_ ~gone~ `code` :smile:",
    ],
)
def test_our_own_marks_pass(said: str) -> None:
    assert tidy_mrkdwn(said, frozenset()) == (said, set())


def test_escaped_pings_are_text_already() -> None:
    said = outside("<!channel> <@U1>")
    assert _send(message(section(said)), strict=True)["blocks"] == [section(said)]


def test_a_link_with_a_hostile_label_passes_strictly() -> None:
    said = link("https://example.org/?a=1&b=<2>|3", "<!here> | *_~` & > all")
    assert faults(_send(message(section(said)), strict=True)) == []


def test_pings_hidden_in_pings_are_found() -> None:
    assert without_pings("<!<!here>channel> <<@U1>@U2>") == "@@herechannel @U1@U2"
