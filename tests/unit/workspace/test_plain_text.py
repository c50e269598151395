"""What a person reads: mrkdwn without its marks, blocks as lines, forms with what is filled in."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workspace import render_text, render_view
from workspace.mrkdwn import markdown_reads_as, reads_as
from workspace.plain_text import Reader
from workspace.wire import escape, unescape

NAMES = {"U1": "Ana", "C1": "press", "S1": "editors"}


def names(key: str) -> str:
    return NAMES.get(key, key)


@pytest.mark.parametrize(
    ("mrkdwn", "read"),
    [
        ("plain words", "plain words"),
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        ("&amp;lt; stays", "&lt; stays"),
        ("*bold* _slanted_ ~struck~", "bold slanted struck"),
        ("*all _of_ it*", "all of it"),
        ("snake_case_name 2*3*4 a~b~c", "snake_case_name 2*3*4 a~b~c"),
        ("* no emphasis *", "* no emphasis *"),
        ("`*code*` and ```\nx < *y*\n```", "*code* and x < *y*"),
        ("<https://x.org/_a_|R-12>", "R-12 (https://x.org/_a_)"),
        ("*<https://x.org|R-12>*", "R-12 (https://x.org)"),
        ("<https://x.org?a=1&amp;b=2>", "https://x.org?a=1&b=2"),
        ("<https://x.org|https://x.org>", "https://x.org"),
        ("<https://x.org|a &lt; b>", "a < b (https://x.org)"),
        ("<mailto:a@x.org|a@x.org>", "a@x.org (mailto:a@x.org)"),
        ("<@U1> and <@U2|ben>", "@Ana and @ben"),
        ("<#C1> and <#C2|general>", "#press and #general"),
        ("<!here> <!channel> <!subteam^S1> <!subteam^S2|@desk>", "@here @channel @editors @desk"),
        ("<!date^1561593600^{date_short}|June 27, 2019>", "June 27, 2019"),
        ("> quoted", "> quoted"),
    ],
)
def test_mrkdwn_reads_without_its_marks(mrkdwn: str, read: str) -> None:
    assert reads_as(mrkdwn, names) == read


@given(st.text())
def test_escaped_text_reads_as_it_was_typed_when_it_has_no_marks(text: str) -> None:
    assert unescape(escape(text)) == text
    if not set(text) & set("*_~`"):
        assert reads_as(escape(text)) == text


@given(st.text(alphabet="*_~`<>|&;!@# a\n\ue000"))
def test_no_mrkdwn_breaks_the_reader(text: str) -> None:
    reads_as(text)
    markdown_reads_as(text)


@pytest.mark.parametrize(
    ("markdown", "read"),
    [
        ("## Heading", "Heading"),
        ("**bold** and *slanted* and __strong__", "bold and slanted and strong"),
        ("- one\n* two", "- one\n• two"),
        ("[R-12](https://x.org)", "R-12 (https://x.org)"),
        ("2 \\* 3 &lt; 7", "2 * 3 < 7"),
    ],
)
def test_markdown_reads_without_its_marks(markdown: str, read: str) -> None:
    assert markdown_reads_as(markdown) == read


def plain(text: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": text}


def mrkdwn(text: str) -> dict[str, Any]:
    return {"type": "mrkdwn", "text": text}


def button(text: str, **more: Any) -> dict[str, Any]:
    return {"type": "button", "text": plain(text), "action_id": text, **more}


def option(text: str) -> dict[str, Any]:
    return {"text": plain(text), "value": text.lower()}


BLOCKS = [
    {"type": "header", "text": plain("Records *as they are*")},
    {"type": "section", "text": mrkdwn("*R-1* Memo\nfrom HSI"), "accessory": button("Open")},
    {"type": "section", "fields": [mrkdwn("*Kind*\nmemo"), mrkdwn("*Unit:*\nHSI\nCyber"), plain("alone")]},
    {
        "type": "section",
        "text": plain("Sort"),
        "accessory": {"type": "static_select", "options": [option("A")]},
    },
    {
        "type": "context",
        "elements": [
            {"type": "image", "alt_text": "flag", "image_url": "https://x.org"},
            mrkdwn("added by <@U1>"),
        ],
    },
    {"type": "divider"},
    {
        "type": "actions",
        "elements": [
            button("Share"),
            button("Source", url="https://x.org"),
            {"type": "overflow", "options": [option("Edit"), option("Delete")]},
            {
                "type": "radio_buttons",
                "options": [option("Yes"), option("No")],
                "initial_option": option("No"),
            },
        ],
    },
    {"type": "image", "alt_text": "a chart", "image_url": "https://x.org", "title": plain("Chart")},
    {"type": "markdown", "text": "**m**"},
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Id"}, {"type": "raw_text", "text": "Title"}],
            [
                {"type": "raw_number", "value": 1, "text": "1"},
                {
                    "type": "rich_text",
                    "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "Memo"}]}],
                },
            ],
        ],
    },
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_section",
                "elements": [
                    {"type": "user", "user_id": "U1"},
                    {"type": "text", "text": " saw "},
                    {"type": "link", "url": "https://x.org", "text": "it"},
                    {"type": "emoji", "name": "eyes"},
                    {"type": "broadcast", "range": "here"},
                ],
            },
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "one"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "said"}]},
        ],
    },
    {"type": "unheard_of"},
]


def test_a_message_reads_block_by_block() -> None:
    assert render_text({"text": "fallback", "blocks": BLOCKS}, names).split("\n") == [
        "Records *as they are*",
        "R-1 Memo",
        "from HSI [Open]",
        "Kind: memo",
        "Unit: HSI Cyber",
        "alone",
        "Sort [choose ▾]",
        "(image: flag) added by @Ana",
        "---",
        "[Share] [Source → https://x.org] [⋯ Edit | Delete] ( ) Yes (x) No",
        "Chart",
        "(image: a chart)",
        "m",
        "Id | Title",
        "1 | Memo",
        "@Ana saw it (https://x.org):eyes:@here",
        "1. one",
        "> said",
        "(unheard_of)",
    ]


def test_a_message_without_blocks_reads_as_its_text_and_attachments() -> None:
    message = {
        "text": "Look:",
        "attachments": [
            {"pretext": "From", "title": "*Title*", "text": "body", "fallback": "unused"},
            {"fallback": "only this"},
            {"blocks": [{"type": "divider"}]},
        ],
    }
    assert render_text(message) == "Look:\nFrom\nTitle\nbody\nonly this\n---"


def field(label: str, element: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "input", "block_id": label, "label": plain(label), "element": element, **more}


FORM = {
    "type": "modal",
    "title": plain("Form"),
    "submit": plain("Save"),
    "close": plain("Cancel"),
    "blocks": [
        field("Title", {"type": "plain_text_input", "action_id": "a"}, hint=plain("As it says")),
        field("Date", {"type": "plain_text_input", "action_id": "a", "placeholder": plain("June 2020")}),
        field("Body", {"type": "plain_text_input", "action_id": "a", "initial_value": "So far"}, optional=True),
        field("Kind", {"type": "static_select", "action_id": "a", "options": [option("Memo")]}),
        field("Who", {"type": "users_select", "action_id": "a", "initial_user": "U1"}),
        field("Day", {"type": "datepicker", "action_id": "a", "initial_date": "2020-06-01"}),
        field("Flags", {"type": "checkboxes", "action_id": "a", "options": [option("A"), option("B")]}),
    ],
}


def test_a_form_reads_with_what_is_filled_in_and_the_errors_beside_it() -> None:
    reader = Reader(
        names,
        values={
            ("Title", "a"): {"type": "plain_text_input", "value": "A memo"},
            ("Kind", "a"): {"type": "static_select", "selected_option": option("Memo")},
            ("Flags", "a"): {"type": "checkboxes", "selected_options": [option("B")]},
        },
        errors={"Date": "I cannot read that."},
    )
    assert render_view(FORM, reader).split("\n") == [
        "Form",
        "Title: A memo",
        "  As it says",
        "Date: June 2020",
        "  ! I cannot read that.",
        "Body (optional): So far",
        "Kind: [Memo ▾]",
        "Who: [Ana ▾]",
        "Day: [2020-06-01 ▾]",
        "Flags: [ ] A [x] B",
        "[Save] [Cancel]",
    ]


def test_a_home_tab_reads_without_title_and_buttons() -> None:
    assert render_view({"type": "home", "blocks": [{"type": "divider"}]}) == "---"
