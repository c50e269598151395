"""Each limit of Slack, at its last good value and one beyond."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from handlers.gate import GateError, outgoing_message, outgoing_options, outgoing_view
from tests.unit.gate.checker import faults
from tests.unit.gate.samples import (
    Json,
    button,
    confirm,
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

Build = Callable[[int], Json]


def _send(payload: Json, *, strict: bool) -> Json:
    gate = outgoing_view if payload.get("type") in {"modal", "home"} else outgoing_message
    return gate(payload, strict=strict)


def _x(count: int) -> str:
    return "x" * count


def _in_button(**more: Any) -> Json:
    return message({"type": "actions", "elements": [button(**more)]})


def _in_menu(kind: str, **more: Any) -> Json:
    return message(section(accessory=select(type=kind, **more)))


SHORTENED: dict[str, tuple[int, Build]] = {
    "message text": (4000, lambda n: {"channel": "C1", "text": _x(n)}),
    "section field": (2000, lambda n: message({"type": "section", "fields": [marked(_x(n))]})),
    "header": (150, lambda n: message({"type": "header", "text": plain(_x(n))})),
    "context text": (3000, lambda n: message({"type": "context", "elements": [marked(_x(n))]})),
    "markdown": (12000, lambda n: message({"type": "markdown", "text": _x(n)})),
    "button text": (75, lambda n: _in_button(text=plain(_x(n)))),
    "button accessibility label": (75, lambda n: _in_button(accessibility_label=_x(n))),
    "option text": (75, lambda n: _in_menu("static_select", options=[option(text=plain(_x(n)))])),
    "option description": (
        75,
        lambda n: _in_menu("static_select", options=[option(description=plain(_x(n)))]),
    ),
    "checkbox text": (75, lambda n: _in_menu("checkboxes", options=[option(text=marked(_x(n)))])),
    "group label": (75, lambda n: modal(entry(_grouped([{"label": plain(_x(n)), "options": options(1)}])))),
    "placeholder": (150, lambda n: modal(entry(typed(placeholder=plain(_x(n)))))),
    "menu placeholder": (150, lambda n: _in_menu("external_select", placeholder=plain(_x(n)))),
    "date placeholder": (150, lambda n: _in_menu("datepicker", placeholder=plain(_x(n)))),
    "confirm title": (100, lambda n: _in_button(confirm=confirm(title=plain(_x(n))))),
    "confirm text": (300, lambda n: _in_button(confirm=confirm(text=marked(_x(n))))),
    "confirm yes": (30, lambda n: _in_button(confirm=confirm(confirm=plain(_x(n))))),
    "confirm no": (30, lambda n: _in_button(confirm=confirm(deny=plain(_x(n))))),
    "image alt text": (2000, lambda n: message(image(alt_text=_x(n)))),
    "image title": (2000, lambda n: message(image(title=plain(_x(n))))),
    "input label": (2000, lambda n: modal(entry(typed(), label=plain(_x(n))))),
    "input hint": (2000, lambda n: modal(entry(typed(), hint=plain(_x(n))))),
    "modal title": (24, lambda n: modal(section(), title=plain(_x(n)))),
    "modal submit": (24, lambda n: modal(section(), submit=plain(_x(n)))),
    "modal close": (24, lambda n: modal(section(), close=plain(_x(n)))),
    "table cell": (3000, lambda n: message(table(1, 1, _x(n)))),
}

NEVER_CUT: dict[str, tuple[int, Build]] = {
    "button value": (2000, lambda n: _in_button(value=_x(n))),
    "option value": (150, lambda n: _in_menu("static_select", options=[option(value=_x(n))])),
    "action id": (255, lambda n: _in_button(action_id=_x(n))),
    "block id": (255, lambda n: message(section(block_id=_x(n)))),
    "block id of a table": (255, lambda n: message({**table(1, 1), "block_id": _x(n)})),
    "typed text": (3000, lambda n: modal(entry(typed(initial_value=_x(n))))),
    "typed address": (3000, lambda n: modal(entry(typed(type="url_text_input", initial_value=_x(n))))),
    "private metadata": (3000, lambda n: modal(section(), private_metadata=_x(n))),
    "Home private metadata": (
        3000,
        lambda n: {"type": "home", "blocks": [section()], "private_metadata": _x(n)},
    ),
    "callback id": (255, lambda n: modal(section(), callback_id=_x(n))),
    "external id": (255, lambda n: modal(section(), external_id=_x(n))),
    "inputs in a view": (100, lambda n: modal(*(entry(typed(), block_id=f"b{i}") for i in range(n)))),
}

CAPPED: dict[str, tuple[int, Build, Callable[[Json], Any]]] = {
    "menu options": (
        100,
        lambda n: _in_menu("static_select", options=options(n)),
        lambda sent: sent["blocks"][0]["accessory"]["options"],
    ),
    "several-menu options": (
        100,
        lambda n: _in_menu("multi_static_select", options=options(n)),
        lambda sent: sent["blocks"][0]["accessory"]["options"],
    ),
    "option groups": (
        100,
        lambda n: modal(entry(_grouped([{"label": plain(f"g{i}"), "options": options(1)} for i in range(n)]))),
        lambda sent: sent["blocks"][0]["element"]["option_groups"],
    ),
    "options in a group": (
        100,
        lambda n: modal(entry(_grouped([{"label": plain("g"), "options": options(n)}]))),
        lambda sent: sent["blocks"][0]["element"]["option_groups"][0]["options"],
    ),
    "overflow options": (
        5,
        lambda n: _in_menu("overflow", options=options(n)),
        lambda sent: sent["blocks"][0]["accessory"]["options"],
    ),
    "checkboxes": (
        10,
        lambda n: _in_menu("checkboxes", options=options(n)),
        lambda sent: sent["blocks"][0]["accessory"]["options"],
    ),
    "radio buttons": (
        10,
        lambda n: _in_menu("radio_buttons", options=options(n)),
        lambda sent: sent["blocks"][0]["accessory"]["options"],
    ),
    "context actions": (
        5,
        lambda n: message({"type": "context_actions", "elements": [_icon(i) for i in range(n)]}),
        lambda sent: sent["blocks"][0]["elements"],
    ),
    "table rows": (100, lambda n: message(table(n, 1)), lambda sent: sent["blocks"][0]["rows"]),
    "table columns": (20, lambda n: message(table(1, n)), lambda sent: sent["blocks"][0]["rows"][0]),
    "message blocks": (50, lambda n: message(*[section()] * n), lambda sent: sent["blocks"]),
    "view blocks": (100, lambda n: modal(*[section()] * n), lambda sent: sent["blocks"]),
    "tables in a message": (1, lambda n: message(*[table(1, 1)] * n), lambda sent: sent["blocks"]),
}

SPREAD: dict[str, tuple[int, Build]] = {
    "section fields": (10, lambda n: message({"type": "section", "fields": [marked("x")] * n})),
    "context elements": (10, lambda n: message({"type": "context", "elements": [marked("x")] * n})),
    "actions": (25, lambda n: message({"type": "actions", "elements": [button(i) for i in range(n)]})),
}


def _grouped(groups: list[Json]) -> Json:
    menu = select(option_groups=groups)
    del menu["options"]
    return menu


def _icon(number: int) -> Json:
    return {"type": "icon_button", "icon": "trash", "text": plain("Delete"), "action_id": f"a{number}"}


ALL = {
    **SHORTENED,
    **NEVER_CUT,
    **{name: (most, build) for name, (most, build, _) in CAPPED.items()},
    **SPREAD,
    "section text": (3000, lambda n: message(section(_x(n)))),
}


@pytest.mark.parametrize("name", ALL)
def test_the_last_good_value_passes_unchanged_even_in_strict_mode(name: str) -> None:
    most, build = ALL[name]
    payload = build(most)
    assert faults(payload) == []
    assert _send(payload, strict=True) == payload


@pytest.mark.parametrize("name", SHORTENED)
def test_a_text_one_too_long_is_shortened_to_its_limit(name: str) -> None:
    most, build = SHORTENED[name]
    sent = _send(build(most + 1), strict=False)
    assert _x(most - 1) + "…" in str(sent)
    assert _x(most) not in str(sent)
    assert faults(sent) == []


@pytest.mark.parametrize("name", NEVER_CUT)
@pytest.mark.parametrize("strict", [True, False])
def test_what_programs_read_or_people_typed_is_refused_rather_than_cut(name: str, strict: bool) -> None:
    most, build = NEVER_CUT[name]
    with pytest.raises(GateError):
        _send(build(most + 1), strict=strict)


@pytest.mark.parametrize("name", CAPPED)
def test_a_list_one_too_long_is_capped(name: str) -> None:
    most, build, listed = CAPPED[name]
    sent = _send(build(most + 1), strict=False)
    assert len(listed(sent)) == most
    assert faults(sent) == []


@pytest.mark.parametrize("name", SPREAD)
def test_a_row_one_too_long_goes_on_in_a_second_block(name: str) -> None:
    most, build = SPREAD[name]
    first, second = _send(build(most + 1), strict=False)["blocks"]
    contents = [block.get("elements") or block.get("fields") for block in (first, second)]
    assert [len(inside) for inside in contents] == [most, 1]


@pytest.mark.parametrize("name", [*SHORTENED, *CAPPED, *SPREAD])
def test_strict_mode_refuses_whatever_would_lose_or_move_something(name: str) -> None:
    most, build = ALL[name]
    with pytest.raises(GateError):
        _send(build(most + 1), strict=True)


@pytest.mark.parametrize("strict", [True, False])
def test_a_section_one_too_long_goes_on_in_a_second_one(strict: bool) -> None:
    words = "word " * 600 + "end"
    sent = _send(message(section(words, block_id="b", accessory=button())), strict=strict)
    first, second = sent["blocks"]
    assert first["text"]["text"] + " " + second["text"]["text"] == words
    assert first["block_id"] == "b"
    assert "accessory" in first
    assert second.keys() == {"type", "text"}
    assert faults(sent) == []


def test_a_menu_answers_with_at_most_a_hundred_options() -> None:
    assert outgoing_options({"options": options(100)}, strict=True) == {"options": options(100)}
    assert outgoing_options({"options": options(101)}) == {"options": options(100)}
    with pytest.raises(GateError):
        outgoing_options({"options": options(101)}, strict=True)


def test_a_menu_may_have_nothing_to_offer() -> None:
    assert outgoing_options({"options": []}, strict=True) == {"options": []}


def test_a_view_of_more_than_250_kb_is_refused() -> None:
    assert _send(modal(*[section(_x(2_400))] * 100), strict=True)
    with pytest.raises(GateError, match="view: too long"):
        _send(modal(*[section(_x(2_600))] * 100), strict=False)
