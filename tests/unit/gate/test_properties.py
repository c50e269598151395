"""Whatever is said, and however it is stacked: what leaves is what Slack takes."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from handlers.gate import GateError, outgoing_message, outgoing_options, outgoing_view
from tests.unit.gate.checker import faults
from workspace.block_kit import blocks_are_too_long, message_problems, option_problems, view_problems

if TYPE_CHECKING:
    from tests.unit.gate.samples import Json

SNIPPETS = [
    "<!channel>", "<!here|here>", "<!everyone>", "<!subteam^S1|@x>", "<@U1>", "<@U2|Ada>", "@here",
    "&amp;", "&", "<", ">", "\n> ", "<https://example.org/?a=1&b=2|label>",
    "<!date^1561593600^{date}|2019>", "*", "_", "~", "`", "|", "\x00",
    "\ud800", "\u202e", "\u200b", "👩‍👩‍👧‍👦", "é", "e\u0301", "🇩🇪",
    ":smile:", "word ", "x" * 80, "long " * 30, "y" * 400, " ", "",
]  # fmt: skip
ALLOWED = frozenset({"U1"})

snippets = st.lists(st.sampled_from(SNIPPETS) | st.text(max_size=5), max_size=6).map("".join)
lengthened = st.tuples(snippets, st.sampled_from([1, 1, 1, 1, 7, 40])).map(lambda drawn: drawn[0] * drawn[1])
said = lengthened.map(lambda text: text[:5000])
texts = st.builds(lambda kind, text: {"type": kind, "text": text}, st.sampled_from(["plain_text", "mrkdwn"]), said)
flags = st.booleans()
nothing: st.SearchStrategy[Any] = st.sampled_from([None, "", [], {}, "words", 7])
tokens = st.sampled_from(["a", "b", "c", "d", "e"])


def _some(**fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    """Any of the fields, sometimes with nonsense in them."""
    spoilt = {name: value if value is flags else value | nothing for name, value in fields.items()}
    return st.fixed_dictionaries({}, optional=spoilt)


def _of(kind: str, **fields: st.SearchStrategy[Any]) -> st.SearchStrategy[Json]:
    return _some(**fields).map(lambda drawn: {**drawn, "type": kind})


def _several(one: st.SearchStrategy[Any], most: int) -> st.SearchStrategy[list[Any]]:
    few = st.lists(one, max_size=3)
    return few | st.tuples(few, st.just(most)).map(lambda drawn: drawn[0] * drawn[1])


confirms = _some(title=texts, text=texts, confirm=texts, deny=texts)
choices = _some(text=texts, value=tokens, description=texts)
linked = _some(text=texts, value=tokens, url=st.sampled_from(["https://a.org", "no"]))
groups = _some(label=texts, options=_several(choices, 40))
acting = {"action_id": tokens, "confirm": confirms}
focused = {**acting, "focus_on_load": flags}
prompted = {**focused, "placeholder": texts}
typed_in = {"action_id": tokens, "focus_on_load": flags, "placeholder": texts}
many, some = _several(choices, 40), _several(choices, 5)
elements = (
    _of("button", text=texts, value=tokens, url=st.sampled_from(["https://a.org", "x y"]), **acting)
    | _of("overflow", options=_several(linked, 3), **acting)
    | _of("datepicker", **prompted)
)
menus = (
    _of("static_select", options=many, initial_option=choices, **prompted)
    | _of("static_select", option_groups=_several(groups, 40), initial_option=choices, **prompted)
    | _of("multi_static_select", options=many, initial_options=some, **prompted)
    | _of("external_select", initial_option=choices, **prompted)
    | _of("checkboxes", options=many, initial_options=some, **focused)
    | _of("radio_buttons", options=many, initial_option=choices, **focused)
)
typing = _of("plain_text_input", **typed_in) | _of("url_text_input", **typed_in)
images = _of("image", image_url=st.sampled_from(["https://a.org/b.png", "b.png"]), alt_text=said, title=texts)
elements |= menus | typing | images | texts
leaves = st.sampled_from(
    [
        {"type": "broadcast", "range": "here"},
        {"type": "user", "user_id": "U2"},
        {"type": "link", "url": "https://a.org"},
    ]
)
rich = _of(
    "rich_text",
    elements=_several(_of("rich_text_section", elements=_several(leaves | _of("text", text=said), 300)), 30),
)
cells = _of("raw_text", text=said) | rich
blocks = (
    _of("section", text=texts, fields=_several(texts, 6), accessory=elements, block_id=tokens)
    | _of("header", text=texts, block_id=tokens)
    | _of("context", elements=_several(elements, 6), block_id=tokens)
    | _of("actions", elements=_several(elements, 15), block_id=tokens)
    | images
    | rich
    | _of("divider")
    | _of("nonsense", text=texts)
)
message_blocks = blocks | _of("markdown", text=said) | _of("table", rows=_several(_several(cells, 15), 60))
messages = _some(text=said, blocks=_several(message_blocks | nothing, 25), thread_ts=tokens, link_names=flags)
inputs = _of("input", label=texts, hint=texts, element=menus | typing, block_id=tokens)
surfaces = {"blocks": _several(blocks | inputs | nothing, 50)}
views = _of("modal", title=texts, submit=texts, close=texts, **surfaces) | _of("home", **surfaces)

thorough = settings(
    max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large]
)


def _sent(gate: Any, payload: Json, **options: Any) -> Json | None:
    """What the gate lets out, or None for what it refuses."""
    try:
        result: Json = gate(payload, **options)
    except GateError:
        return None
    return result


@thorough
@given(messages)
def test_every_message_that_leaves_is_one_that_slack_takes(payload: Json) -> None:
    sent = _sent(outgoing_message, payload)
    if sent is not None:
        assert faults(sent) == []
        assert message_problems(sent.get("blocks", [])) == []
        assert not blocks_are_too_long(sent.get("blocks", []))
        assert outgoing_message(sent, strict=True) == sent


@thorough
@given(views)
def test_every_view_that_leaves_is_one_that_slack_takes(payload: Json) -> None:
    sent = _sent(outgoing_view, payload)
    if sent is not None:
        assert faults(sent) == []
        assert view_problems(sent) == []
        assert outgoing_view(sent, strict=True) == sent


@thorough
@given(_some(options=_several(choices, 60)) | _some(option_groups=_several(groups, 60)))
def test_every_menu_answer_that_leaves_is_one_that_slack_takes(payload: Json) -> None:
    sent = _sent(outgoing_options, payload)
    if sent is not None:
        assert faults(sent) == []
        assert option_problems(sent) == []
        assert outgoing_options(sent, strict=True) == sent


@settings(thorough, max_examples=60)
@given(said, st.sampled_from(["plain_text", "mrkdwn"]))
def test_a_message_is_sent_whatever_outside_text_is_in_it(text: str, kind: str) -> None:
    words = {"type": kind, "text": text}
    row = {
        "type": "section",
        "text": words,
        "fields": [words],
        "accessory": {"type": "button", "text": words},
    }
    sent = outgoing_message({"text": "Found", "blocks": [row] * 30}, allowed_mentions=ALLOWED)
    assert "<@U2" not in json.dumps(sent)
    assert sent["blocks"]


@pytest.mark.parametrize("gate", [outgoing_message, outgoing_view])
@thorough
@given(st.data())
def test_what_strict_mode_lets_pass_production_lets_pass_unchanged(gate: Any, data: st.DataObject) -> None:
    payload = data.draw(messages if gate is outgoing_message else views)
    strictly = _sent(gate, payload, strict=True)
    if strictly is not None:
        assert gate(payload) == strictly
