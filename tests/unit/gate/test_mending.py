"""What the gate does with payloads that Slack would refuse for other reasons than a length."""

from __future__ import annotations

import copy
import logging
from typing import TYPE_CHECKING, Any

import pytest

from handlers.gate import GateError, outgoing_message, outgoing_options, outgoing_view
from tests.unit.gate.checker import faults
from tests.unit.gate.samples import (
    Json,
    button,
    entry,
    image,
    marked,
    message,
    modal,
    option,
    options,
    plain,
    section,
    select,
    table,
    typed,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

NEXT = {"type": "actions", "elements": [button()]}
SPOILT: dict[str, tuple[Json, Sequence[Json]]] = {
    "an empty field": (
        {"type": "section", "fields": [marked(" ")]},
        [{"type": "section", "fields": [marked("—")]}],
    ),
    "an empty header": ({"type": "header", "text": plain("")}, [{"type": "header", "text": plain("—")}]),
    "a header without text": ({"type": "header"}, []),
    "a section of nothing": ({"type": "section", "text": marked("\n")}, []),
    "a context of nothing": ({"type": "context", "elements": []}, []),
    "actions of nothing": ({"type": "actions", "elements": []}, []),
    "a menu of nothing": (section(accessory=select(options=[])), [section()]),
    "an unknown block": ({"type": "carrousel", "text": marked("x")}, []),
    "no block at all": ("words", []),  # type: ignore[dict-item]
    "an element where it cannot be": (section(accessory=typed()), [section()]),
    "mrkdwn where only plain text goes": (
        {"type": "header", "text": marked("R-1 <https://example.org|a &amp; b>")},
        [{"type": "header", "text": plain("R-1 a & b")}],
    ),
    "a bare string for a text": ({"type": "header", "text": "R-1"}, [{"type": "header", "text": plain("R-1")}]),
    "a link button that leads nowhere": ({"type": "actions", "elements": [button(url="javascript:alert(1)")]}, []),
    "a link button with an address too long": (
        {"type": "actions", "elements": [button(url="https://example.org/" + "x" * 3000), button(2)]},
        [{"type": "actions", "elements": [button(2)]}],
    ),
    "an image without alternative text": (image(alt_text=""), [image(alt_text="—")]),
    "two actions of one id": ({"type": "actions", "elements": [button(1), button(1)]}, [NEXT]),
    "a choice that is not offered": (
        section(accessory=select(initial_option=option(9))),
        [section(accessory=select())],
    ),
    "a row shorter than others": (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}] * 2, [{"type": "raw_text", "text": "b"}]]},
        [
            {
                "type": "table",
                "rows": [
                    [{"type": "raw_text", "text": "a"}] * 2,
                    [{"type": "raw_text", "text": "b"}, {"type": "raw_text", "text": "—"}],
                ],
            }
        ],
    ),
    "a bound out of bounds": (
        entry(typed(max_length=9000)),
        [entry(typed(max_length=3000))],
    ),
    "a bound that is no number": (entry(typed(max_length="9")), [entry(typed())]),
    "an overflow link that leads nowhere": (
        section(accessory={"type": "overflow", "options": [option(1, url="nowhere"), option(2)]}),
        [section(accessory={"type": "overflow", "options": [option(2)]})],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", SPOILT)
def test_a_spoilt_block_is_mended_or_left_out(name: str) -> None:
    spoilt, expected = SPOILT[name]
    sent = outgoing_message(message(spoilt, NEXT | {"block_id": "last"}))
    assert sent["blocks"][:-1] == list(expected)
    assert faults(sent) == []


@pytest.mark.parametrize("name", SPOILT)
def test_strict_mode_refuses_a_spoilt_block(name: str) -> None:
    with pytest.raises(GateError):
        outgoing_message(message(SPOILT[name][0]), strict=True)


def test_nulls_are_dropped_at_every_depth_and_nothing_else_is() -> None:
    given = message(section(accessory=button(value=None, confirm=None)), None, thread_ts=None)  # type: ignore[arg-type]
    assert outgoing_message(given, strict=True) == message(section(accessory=button()))


def test_an_optional_text_that_is_empty_is_dropped() -> None:
    given = modal(entry(typed(placeholder=plain("")), hint=plain(" ")), close=plain(""))
    assert outgoing_view(given, strict=True) == modal(entry(typed()))


def test_the_payload_given_is_not_changed_and_shares_nothing_with_the_one_sent() -> None:
    given = message(section("x" * 4000, fields=[marked("<!here>")] * 12), table(3, 2), metadata={"event": {"a": 1}})
    before = copy.deepcopy(given)
    sent = outgoing_message(given)
    assert given == before
    sent["metadata"]["event"]["a"] = 2
    sent["blocks"][-1]["rows"][0][0]["text"] = "y"
    assert given == before


def test_a_view_given_is_not_changed() -> None:
    given = modal(section("a & b"), entry(typed()))
    before = copy.deepcopy(given)
    sent = outgoing_view(given)
    sent["blocks"][1]["element"]["action_id"] = "other"
    assert given == before


def test_what_is_not_limited_passes() -> None:
    given = message(section(expand=True), response_type="ephemeral", replace_original=True, unfurl_links=False)
    assert outgoing_message(given, strict=True) == given


# Too much


def test_too_many_blocks_keep_the_first_the_paging_and_a_line_on_the_rest() -> None:
    rows = [section(f"row {number}", block_id=f"r{number}") for number in range(70)]
    sent = outgoing_message(message(*rows, {"type": "context", "elements": [marked("1-70 of 900")]}, NEXT))
    blocks = sent["blocks"]
    assert blocks[:47] == rows[:47]
    assert blocks[47] == {"type": "context", "elements": [marked("… 23 more not shown")]}
    assert blocks[48:] == [{"type": "context", "elements": [marked("1-70 of 900")]}, NEXT]


def test_too_much_text_keeps_the_first_the_paging_and_a_line_on_the_rest() -> None:
    sent = outgoing_message(message(*[section("x" * 2900)] * 6, NEXT))
    kinds = [block["type"] for block in sent["blocks"]]
    assert kinds == ["section"] * 4 + ["context", "actions"]
    assert sent["blocks"][4]["elements"] == [marked("… 2 more not shown")]
    assert faults(sent) == []


def test_strict_mode_refuses_too_much_text() -> None:
    assert outgoing_message(message(*[section("x" * 3000)] * 4), strict=True)
    with pytest.raises(GateError, match="blocks: too long"):
        outgoing_message(message(*[section("x" * 3000)] * 5), strict=True)


def test_many_small_parts_weigh_more_than_their_text() -> None:
    leaves = [{"type": "text", "text": "x" * 20}] * 500
    rich = {"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": leaves}]}
    with pytest.raises(GateError, match="blocks: too long"):
        outgoing_message(message(rich), strict=True)


def test_a_paging_row_that_is_too_heavy_itself_gives_way() -> None:
    heavy = {"type": "context", "elements": [marked("x" * 2000)] * 8}
    sent = outgoing_message(message(section(), heavy))
    assert sent["blocks"] == [section(), {"type": "context", "elements": [marked("… 1 more not shown")]}]


def test_dividers_are_not_counted_as_left_out() -> None:
    sent = outgoing_message(message(*[section(), {"type": "divider"}] * 30))
    assert sent["blocks"][-1]["elements"][0]["text"] == "… 5 more not shown"


def test_markdown_blocks_share_one_limit() -> None:
    given = message(*({"type": "markdown", "text": "x" * 7000} for _ in range(3)))
    first, second = outgoing_message(given)["blocks"]
    assert (len(first["text"]), len(second["text"])) == (7000, 5000)


def test_a_table_with_too_much_text_ends_with_a_line_on_the_rest() -> None:
    shown, note = outgoing_message(message(table(10, 2, "x" * 600)))["blocks"]
    assert len(shown["rows"]) == 8
    assert note["elements"] == [marked("… 2 more rows not shown")]


def test_a_table_whose_first_row_is_too_much_is_only_a_line() -> None:
    (note,) = outgoing_message(message(table(1, 20, "x" * 600)))["blocks"]
    assert note["elements"] == [marked("… 1 more rows not shown")]


def test_fields_stand_under_the_end_of_a_text_that_was_spread() -> None:
    given = section("word " * 700, fields=[marked("a")] * 12)
    first, second, third = outgoing_message(message(given))["blocks"]
    assert first.keys() == {"type", "text"}
    assert (len(second["fields"]), len(third["fields"])) == (10, 2)
    assert "text" in second
    assert "text" not in third


# Ids


def test_a_block_id_used_twice_stays_on_the_first_block() -> None:
    sent = outgoing_message(message(section("a", block_id="b"), section("b", block_id="b")))
    assert sent["blocks"] == [section("a", block_id="b"), section("b")]
    with pytest.raises(GateError, match="not unique"):
        outgoing_message(message(section("a", block_id="b"), section("b", block_id="b")), strict=True)


def test_two_inputs_with_one_block_id_are_refused_because_one_answer_would_be_lost() -> None:
    with pytest.raises(GateError, match="not unique"):
        outgoing_view(modal(entry(typed(), block_id="b"), entry(typed(), block_id="b")))


def test_one_action_id_may_stand_in_several_blocks() -> None:
    given = message(section("a", accessory=button()), section("b", accessory=button()))
    assert outgoing_message(given, strict=True) == given


# Views


def test_a_form_without_a_submit_button_gets_one() -> None:
    given = modal(entry(typed()))
    del given["submit"]
    assert outgoing_view(given)["submit"] == plain("Submit")
    with pytest.raises(GateError, match="submit"):
        outgoing_view(given, strict=True)


def test_a_home_tab_needs_no_submit_button() -> None:
    given = {"type": "home", "blocks": [entry(typed())]}
    assert outgoing_view(given, strict=True) == given


@pytest.mark.parametrize(
    "view",
    [
        {"type": "dialog", "blocks": [section()]},
        {"type": "modal", "blocks": [section()]},
        modal(),
        {"type": "home"},
        modal(entry({"type": "button", "text": plain("x")}), section()),
        modal(entry(select(options=[])), section()),
    ],
    ids=[
        "unknown type",
        "no title",
        "no blocks",
        "nothing at all",
        "an input that is none",
        "an input of nothing",
    ],
)
@pytest.mark.parametrize("strict", [True, False])
def test_a_view_that_would_lose_what_it_is_for_is_refused(view: Json, strict: bool) -> None:
    with pytest.raises(GateError):
        outgoing_view(view, strict=strict)


@pytest.mark.parametrize("block", [table(1, 1), {"type": "markdown", "text": "x"}, {"type": "context_actions"}])
def test_blocks_for_messages_only_are_left_out_of_views(block: Json) -> None:
    assert outgoing_view(modal(section(), block))["blocks"] == [section()]


def test_a_choice_left_out_with_its_option_is_no_choice_any_more() -> None:
    menu = select(type="multi_static_select", options=options(101), initial_options=[option(3), option(100)])
    sent = outgoing_view(modal(entry(menu)))
    assert sent["blocks"][0]["element"]["initial_options"] == [option(3)]


def test_a_choice_shortened_like_its_option_is_still_offered() -> None:
    long = option(1, text=plain("x" * 99))
    sent = outgoing_view(modal(entry(select(options=[long], initial_option=long))))
    assert sent["blocks"][0]["element"]["initial_option"] == sent["blocks"][0]["element"]["options"][0]


def test_a_choice_in_a_group_is_offered() -> None:
    menu = select(option_groups=[{"label": plain("g"), "options": options(2)}], initial_option=option(1))
    del menu["options"]
    assert outgoing_view(modal(entry(menu)), strict=True) == modal(entry(menu))


def test_only_one_element_of_a_view_takes_the_focus() -> None:
    given = modal(*(entry(typed(focus_on_load=True), block_id=name) for name in "ab"))
    sent = outgoing_view(given)
    assert ["focus_on_load" in block["element"] for block in sent["blocks"]] == [True, False]
    with pytest.raises(GateError, match="focus"):
        outgoing_view(given, strict=True)


def test_a_menu_answer_of_the_wrong_kind_is_no_answer() -> None:
    assert outgoing_options({"options": "R-1"}) == {"options": []}


# The fallback text


@pytest.mark.parametrize(
    ("block", "text"),
    [
        (section("a &amp; *b*"), "a &amp; *b*"),
        ({"type": "header", "text": plain("a & <b>")}, "a &amp; &lt;b&gt;"),
        ({"type": "section", "fields": [marked("a"), plain("<b>")]}, "a\n&lt;b&gt;"),
        ({"type": "context", "elements": [marked("a"), image()]}, "a\nA scan"),
        (image(), "A scan"),
        ({"type": "markdown", "text": "a < b"}, "a &lt; b"),
        (entry(typed()), "Title"),
        (table(2, 2, "<x>"), "&lt;x&gt; · &lt;x&gt;\n&lt;x&gt; · &lt;x&gt;"),
        (NEXT, "Paper Trail"),
        ({"type": "divider"}, "Paper Trail"),
        (
            {
                "type": "rich_text",
                "elements": [
                    {
                        "type": "rich_text_list",
                        "style": "bullet",
                        "elements": [
                            {"type": "rich_text_section", "elements": [{"type": "text", "text": "a <"}]},
                            {
                                "type": "rich_text_section",
                                "elements": [{"type": "link", "url": "https://b.org"}],
                            },
                        ],
                    }
                ],
            },
            "a &lt;\nhttps://b.org",
        ),
    ],
)
def test_a_message_without_a_text_gets_what_its_blocks_say(block: Json, text: str) -> None:
    sent = outgoing_message({"channel": "C1", "blocks": [block]}, strict=True)
    assert sent["text"] == text


def test_a_fallback_text_is_at_most_4000_characters() -> None:
    sent = outgoing_message({"blocks": [section("x" * 3000), section("y" * 3000)]}, strict=True)
    assert len(sent["text"]) == 4000


@pytest.mark.parametrize("payload", [{}, {"text": ""}, {"text": " \n"}, {"blocks": []}, {"blocks": [None]}])
@pytest.mark.parametrize("strict", [True, False])
def test_a_message_that_says_nothing_is_refused(payload: Json, strict: bool) -> None:
    with pytest.raises(GateError, match=r"message\.text: empty"):
        outgoing_message(payload, strict=strict)


def test_deleting_a_message_needs_no_text() -> None:
    assert outgoing_message({"delete_original": True}, strict=True) == {"delete_original": True}


@pytest.mark.parametrize("payload", [{"text": "a", "attachments": [{}]}, {"text": "a", "blocks": "[]"}])
def test_what_the_gate_cannot_look_into_is_refused(payload: Json) -> None:
    with pytest.raises(GateError):
        outgoing_message(payload)


# The log


def test_mending_is_logged_with_place_and_limit_and_never_with_text(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.WARNING, logger="handlers.gate"):
        outgoing_message(message(*({"type": "header", "text": plain("secret " * 30)} for _ in range(3))))
    (record,) = caplog.records
    facts: dict[str, Any] = vars(record)
    assert (record.getMessage(), facts["block"], facts["limit"], facts["count"]) == (
        "gate_mended",
        "header.text",
        "too long",
        3,
    )
    assert "secret" not in str(facts)


def test_a_payload_that_needs_nothing_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    outgoing_message(message(section()))
    assert caplog.records == []
