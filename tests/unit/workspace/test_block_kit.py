"""Every limit of Block Kit, at its edge: the longest that passes and the shortest that does not."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace.block_kit import (
    blocks_are_too_long,
    message_problems,
    option_problems,
    view_is_too_large,
    view_problems,
)


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def section(text: str = "words", **more: Any) -> dict[str, Any]:
    return {"type": "section", "text": mrkdwn(text), **more}


def button(**more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain("Go"), "action_id": "go", **more}


def actions(*elements: dict[str, Any]) -> dict[str, Any]:
    return {"type": "actions", "elements": list(elements)}


def option(text: str = "One", value: str = "1", **more: Any) -> dict[str, Any]:
    return {"text": plain(text), "value": value, **more}


def options(count: int) -> list[dict[str, Any]]:
    return [option(f"Option {n}", str(n)) for n in range(count)]


def select(**more: Any) -> dict[str, Any]:
    return {"type": "static_select", "action_id": "s", "options": options(2), **more}


def field(element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "label": plain("Label"), "element": element, **more}


def typed(**more: Any) -> dict[str, Any]:
    return {"type": "plain_text_input", "action_id": "t", **more}


def modal(*blocks: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "modal", "title": plain("Title"), "blocks": list(blocks) or [section()], **more}


def confirm(**more: Any) -> dict[str, Any]:
    return {
        "title": plain("Sure?"),
        "text": plain("Really"),
        "confirm": plain("Yes"),
        "deny": plain("No"),
        **more,
    }


def table(rows: int, columns: int, text: str = "x") -> dict[str, Any]:
    return {"type": "table", "rows": [[{"type": "raw_text", "text": text}] * columns] * rows}


GOOD_BLOCKS = {
    "section at its limit": section("x" * 3000),
    "ten fields at their limit": {"type": "section", "fields": [mrkdwn("x" * 2000)] * 10},
    "header at its limit": {"type": "header", "text": plain("x" * 150)},
    "divider": {"type": "divider"},
    "ten context elements": {"type": "context", "elements": [mrkdwn("x")] * 10},
    "context image": {
        "type": "context",
        "elements": [{"type": "image", "alt_text": "a", "image_url": "https://x.org/a.png"}],
    },
    "25 buttons": actions(*(button(action_id=str(n)) for n in range(25))),
    "button at its limits": actions(button(text=plain("x" * 75), value="v" * 2000, url="https://x.org/" + "u" * 2986)),
    "button with confirmation": actions(button(confirm=confirm(style="danger"), style="primary")),
    "mail link": actions(button(url="mailto:a@example.org")),
    "100 options": section(accessory=select(options=options(100))),
    "grouped options": section(
        accessory={
            "type": "static_select",
            "action_id": "s",
            "option_groups": [{"label": plain("Group"), "options": options(3)}],
        }
    ),
    "initial option": section(accessory=select(initial_option=option("Option 1", "1"))),
    "overflow of five": actions({"type": "overflow", "action_id": "o", "options": options(5)}),
    "overflow of one": actions({"type": "overflow", "action_id": "o", "options": options(1)}),
    "ten checkboxes with markup": section(
        accessory={
            "type": "checkboxes",
            "action_id": "c",
            "options": [{"text": mrkdwn("*b*"), "value": str(n)} for n in range(10)],
        }
    ),
    "date picker": actions({"type": "datepicker", "action_id": "d", "initial_date": "2024-02-29"}),
    "external menu": section(accessory={"type": "external_select", "action_id": "e", "min_query_length": 0}),
    "image": {"type": "image", "alt_text": "a", "image_url": "https://x.org/a.png", "title": plain("t")},
    "markdown at its limit": {"type": "markdown", "text": "x" * 12_000},
    "table at its limit": table(100, 20),
    "table with settings": {**table(1, 2), "column_settings": [None, {"align": "right", "is_wrapped": True}]},
    "input": field(typed(initial_value="x" * 3000), optional=True, hint=plain("h" * 2000)),
    "feedback": {
        "type": "context_actions",
        "elements": [
            {
                "type": "feedback_buttons",
                "action_id": "f",
                "positive_button": {"text": plain("Good"), "value": "1"},
                "negative_button": {"text": plain("Bad"), "value": "0"},
            },
            {"type": "icon_button", "action_id": "i", "icon": "trash", "text": plain("Remove")},
        ],
    },
    "rich text": {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [{"type": "text", "text": "t", "style": {"bold": True}}],
            },
            {
                "type": "rich_text_list",
                "style": "bullet",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "link", "url": "https://x.org"}]}],
            },
        ],
    },
}

BAD_BLOCKS = {
    "section too long": (
        section("x" * 3001),
        "must be less than 3001 characters [json-pointer:/blocks/0/text/text]",
    ),
    "section empty": (section(""), "must be more than 0 characters [json-pointer:/blocks/0/text/text]"),
    "section without text": (
        {"type": "section"},
        "must define either `text` or `fields` [json-pointer:/blocks/0]",
    ),
    "section with a bare string": ({"type": "section", "text": "x"}, "must be an object"),
    "eleven fields": ({"type": "section", "fields": [mrkdwn("x")] * 11}, "no more than 10 items allowed"),
    "field too long": ({"type": "section", "fields": [mrkdwn("x" * 2001)]}, "less than 2001"),
    "header too long": ({"type": "header", "text": plain("x" * 151)}, "must be less than 151 characters"),
    "header in mrkdwn": ({"type": "header", "text": mrkdwn("x")}, "unsupported type: mrkdwn"),
    "eleven context elements": ({"type": "context", "elements": [mrkdwn("x")] * 11}, "no more than 10 items"),
    "empty context": ({"type": "context", "elements": []}, "no fewer than 1 items"),
    "button in a context": ({"type": "context", "elements": [button()]}, "unsupported type: button"),
    "26 buttons": (actions(*(button(action_id=str(n)) for n in range(26))), "no more than 25 items allowed"),
    "no buttons": (actions(), "no fewer than 1 items allowed"),
    "button too long": (actions(button(text=plain("x" * 76))), "must be less than 76 characters"),
    "button in mrkdwn": (actions(button(text=mrkdwn("x"))), "unsupported type: mrkdwn"),
    "button value too long": (actions(button(value="v" * 2001)), "must be less than 2001 characters"),
    "button value empty": (actions(button(value="")), "must be more than 0 characters"),
    "button value a number": (actions(button(value=7)), "must be a string"),
    "button with an empty address": (actions(button(url="")), "must be more than 0 characters"),
    "button with no address": (actions(button(url="no scheme")), "invalid url"),
    "button with half an address": (actions(button(url="https://")), "invalid url"),
    "button address too long": (actions(button(url="https://x.org/" + "u" * 2987)), "less than 3001"),
    "button of unknown style": (actions(button(style="default")), "must be one of primary, danger"),
    "unknown property": (actions(button(colour="red")), "invalid additional property: colour"),
    "action id too long": (actions(button(action_id="a" * 256)), "must be less than 256 characters"),
    "action id twice in a block": (actions(button(), button()), '`action_id` "go" already exists'),
    "text input in actions": (actions(typed()), "unsupported type: plain_text_input"),
    "several choices in actions": (
        actions({"type": "multi_static_select", "action_id": "m", "options": options(1)}),
        "unsupported type: multi_static_select",
    ),
    "101 options": (section(accessory=select(options=options(101))), "no more than 100 items allowed"),
    "no options": (section(accessory=select(options=[])), "no fewer than 1 items allowed"),
    "neither options nor groups": (
        section(accessory={"type": "static_select", "action_id": "s"}),
        "must define exactly one of `options` or `option_groups`",
    ),
    "option too long": (section(accessory=select(options=[option("x" * 76)])), "less than 76"),
    "option value too long": (section(accessory=select(options=[option(value="v" * 151)])), "less than 151"),
    "option in mrkdwn": (
        section(accessory=select(options=[{"text": mrkdwn("x"), "value": "1"}])),
        "unsupported type: mrkdwn",
    ),
    "option description too long": (
        section(accessory=select(options=[option(description=plain("x" * 76))])),
        "less than 76",
    ),
    "initial option not offered": (
        section(accessory=select(initial_option=option("Option 9", "9"))),
        "must match one of the options",
    ),
    "six in an overflow": (
        actions({"type": "overflow", "action_id": "o", "options": options(6)}),
        "no more than 5 items",
    ),
    "eleven checkboxes": (
        section(accessory={"type": "checkboxes", "action_id": "c", "options": options(11)}),
        "no more than 10 items",
    ),
    "placeholder too long": (section(accessory=select(placeholder=plain("x" * 151))), "less than 151"),
    "confirmation title too long": (
        actions(button(confirm=confirm(title=plain("x" * 101)))),
        "less than 101",
    ),
    "confirmation text too long": (actions(button(confirm=confirm(text=plain("x" * 301)))), "less than 301"),
    "confirmation button too long": (actions(button(confirm=confirm(deny=plain("x" * 31)))), "less than 31"),
    "impossible date form": (
        actions({"type": "datepicker", "action_id": "d", "initial_date": "29/02/2024"}),
        "invalid date format",
    ),
    "image without description": (
        {"type": "image", "image_url": "https://x.org/a.png"},
        "required field: alt_text",
    ),
    "image without source": (
        {"type": "image", "alt_text": "a"},
        "exactly one of `image_url` or `slack_file`",
    ),
    "markdown too long": ({"type": "markdown", "text": "x" * 12_001}, "must be less than 12001 characters"),
    "101 rows": (table(101, 1), "no more than 100 items allowed"),
    "21 columns": (table(1, 21), "no more than 20 items allowed"),
    "too much in a table": (table(50, 2, "x" * 101), "must be less than 10001 characters"),
    "empty cell": (table(1, 1, ""), "must be more than 0 characters"),
    "label in mrkdwn": (field(typed(), label=mrkdwn("x")), "unsupported type: mrkdwn"),
    "label too long": (field(typed(), label=plain("x" * 2001)), "must be less than 2001 characters"),
    "button in an input": (field(button()), "unsupported type: button"),
    "longest input too long": (field(typed(max_length=3001)), "must be between 1 and 3000"),
    "shortest above longest": (field(typed(min_length=5, max_length=4)), "min_length must be less"),
    "number input without decimals said": (
        field({"type": "number_input", "action_id": "n"}),
        "missing required field: is_decimal_allowed",
    ),
    "block id too long": (section(block_id="b" * 256), "must be less than 256 characters"),
    "emoji on mrkdwn": (
        {"type": "section", "text": {"type": "mrkdwn", "text": "x", "emoji": True}},
        "invalid additional property: emoji",
    ),
    "block without type": ({"text": mrkdwn("x")}, "missing required field: type"),
    "block of unknown type": ({"type": "sektion"}, "unsupported type: sektion [json-pointer:/blocks/0/type]"),
    "block that is no object": ("words", "must be an object"),
}


@pytest.mark.parametrize("block", GOOD_BLOCKS.values(), ids=GOOD_BLOCKS)
def test_a_message_takes_every_block_at_its_limit(block: dict[str, Any]) -> None:
    assert message_problems([block]) == []


@pytest.mark.parametrize(("block", "told"), BAD_BLOCKS.values(), ids=BAD_BLOCKS)
def test_a_message_with_a_bad_block_is_told_what_and_where(block: dict[str, Any], told: str) -> None:
    problems = [str(problem) for problem in message_problems([block])]
    assert any(told in problem for problem in problems), problems
    assert all("[json-pointer:/blocks/0" in problem or "/blocks]" in problem for problem in problems)


def test_a_message_takes_fifty_blocks_and_not_one_more() -> None:
    assert message_problems([section()] * 50) == []
    [problem] = message_problems([section()] * 51)
    assert str(problem) == "no more than 50 items allowed [json-pointer:/blocks]"


def test_block_ids_must_differ() -> None:
    [problem] = message_problems([section(block_id="a"), section(block_id="a")])
    assert problem.pointer == "/blocks/1/block_id"


def test_a_message_takes_one_table() -> None:
    [problem] = message_problems([table(1, 1), table(1, 1)])
    assert str(problem) == "only_one_table_allowed [json-pointer:/blocks/1]"


def test_markdown_counts_in_all() -> None:
    halves = [{"type": "markdown", "text": "x" * 6_001}] * 2
    assert [problem.pointer for problem in message_problems(halves)] == ["/blocks"]


def test_all_texts_of_a_message_together_are_limited() -> None:
    assert not blocks_are_too_long([section("x" * 2600)] * 5)
    assert blocks_are_too_long([section("x" * 2601)] * 5)


GOOD_VIEWS = {
    "modal": modal(),
    "modal at its limits": modal(
        *[section()] * 100,
        title=plain("x" * 24),
        submit=plain("x" * 24),
        close=plain("x" * 24),
        private_metadata="x" * 3000,
        callback_id="c" * 255,
    ),
    "form": modal(field(typed()), submit=plain("Save"), notify_on_close=True, clear_on_close=False),
    "home": {"type": "home", "blocks": [section()], "private_metadata": ""},
}

BAD_VIEWS = {
    "no title": ({"type": "modal", "blocks": [section()]}, "missing required field: title"),
    "title too long": (
        modal(title=plain("x" * 25)),
        "less than 25 characters [json-pointer:/view/title/text]",
    ),
    "title in mrkdwn": (modal(title=mrkdwn("x")), "unsupported type: mrkdwn"),
    "submit too long": (modal(submit=plain("x" * 25)), "must be less than 25 characters"),
    "101 blocks": (modal(*[section()] * 101), "no more than 100 items allowed [json-pointer:/view/blocks]"),
    "no blocks": ({"type": "modal", "title": plain("x"), "blocks": []}, "no fewer than 1 items"),
    "private metadata too long": (modal(private_metadata="x" * 3001), "must be less than 3001 characters"),
    "inputs without submit": (modal(field(typed())), "missing required field: submit"),
    "markdown in a modal": (modal({"type": "markdown", "text": "x"}), "unsupported type: markdown"),
    "table in a modal": (modal(table(1, 1)), "unsupported type: table"),
    "submit_disabled": (modal(submit_disabled=True), "invalid additional property: submit_disabled"),
    "home with submit": (
        {"type": "home", "blocks": [section()], "submit": plain("x")},
        "invalid additional property: submit",
    ),
    "unknown type": ({"type": "page", "blocks": [section()]}, "unsupported type: page"),
    "no type": ({"blocks": [section()]}, "missing required field: type"),
    "two with the focus": (
        modal(field(typed(focus_on_load=True)), field(typed(focus_on_load=True)), submit=plain("x")),
        "only one element can have focus_on_load",
    ),
    "no object": ([], "must be an object"),
}


@pytest.mark.parametrize("view", GOOD_VIEWS.values(), ids=GOOD_VIEWS)
def test_a_view_at_its_limits_passes(view: dict[str, Any]) -> None:
    assert view_problems(view) == []


@pytest.mark.parametrize(("view", "told"), BAD_VIEWS.values(), ids=BAD_VIEWS)
def test_a_bad_view_is_told_what_and_where(view: dict[str, Any], told: str) -> None:
    problems = [str(problem) for problem in view_problems(view)]
    assert any(told in problem for problem in problems), problems


def test_a_view_of_more_than_250_kilobytes_is_too_large() -> None:
    assert not view_is_too_large(modal(*[section("x" * 2400)] * 100))
    assert view_is_too_large(modal(*[section("x" * 2500)] * 100))


def test_an_answer_to_an_external_menu_is_checked() -> None:
    assert option_problems({"options": options(100)}) == []
    assert option_problems({"options": []}) == []
    assert option_problems({"option_groups": [{"label": plain("G"), "options": options(2)}]}) == []
    assert option_problems({"options": options(101)})
    assert option_problems({"options": [option("x" * 76)]})
    assert option_problems({})


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)


@given(st.data(), json_values)
def test_no_payload_however_broken_breaks_the_checker(data: st.DataObject, junk: Any) -> None:
    blocks = copy.deepcopy(list(GOOD_BLOCKS.values()))
    block = data.draw(st.sampled_from(blocks))
    holder: Any = block
    while isinstance(holder, dict | list) and holder:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = data.draw(st.sampled_from(keys))
        inner = holder[key]
        if not isinstance(inner, dict | list) or not inner or data.draw(st.booleans()):
            holder[key] = junk
            break
        holder = inner
    message_problems([block])
    view_problems(modal(block))
    option_problems(block)
    blocks_are_too_long([block])
