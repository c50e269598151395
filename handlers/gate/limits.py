"""Slack's limits, as one table: what each block, element and object may hold.

Numbers are those of docs.slack.dev "Block Kit reference"; the page is named beside each entry. What Slack
enforces without documenting it says so.
"""

from __future__ import annotations

from typing import Final

from handlers.gate.rules import Address, Kinds, Line, Number, Part, Rule, Several, Shape, Token, Words

MESSAGE_TEXT: Final = 4_000  # chat.postMessage: advised length of `text`; cut by Slack at 40,000
MESSAGE_BLOCKS: Final = 50  # "Blocks"
VIEW_BLOCKS: Final = 100  # "Views"
VIEW_BYTES: Final = 250_000  # views.open, error `view_too_large`
MARKDOWN_TOTAL: Final = 12_000  # "Markdown block": of all markdown blocks of a message together
TABLE_TOTAL: Final = 10_000  # "Table block": characters in all cells of a message
TABLES: Final = 1  # "Table block", error `only_one_table_allowed`

# Undocumented, error `msg_blocks_too_long`: seen from 13,297 characters of text on, and from 11,341 on in
# a message of many small parts. So each object with a type is counted with its container.
MESSAGE_WEIGHT: Final = 13_000
WEIGHT_OF_A_CONTAINER: Final = 25

ACTION_ID: Final = Token(255)  # every element's page
BLOCK_ID: Final = Token(255)  # every block's page
TEXT: Final = Words(3_000, required=True)  # "Text object", where it stands by itself
_OPTION_TEXT: Final = Words(75, plain=True, required=True)  # "Option object"
_VALUE: Final = Token(150, required=True)  # "Option object"


def _words(most: int) -> Words:
    return Words(most, plain=True)


def _named(most: int) -> Words:
    return Words(most, plain=True, required=True)


def _kinds(names: str) -> frozenset[str]:
    return frozenset(names.split())


_ACTS: Final[dict[str, Rule]] = {"action_id": ACTION_ID, "confirm": Part("confirm")}
_PROMPTED: Final[dict[str, Rule]] = {**_ACTS, "placeholder": _words(150)}
_MENU: Final[dict[str, Rule]] = {
    **_PROMPTED,
    "options": Several(100, Part("option")),
    "option_groups": Several(100, Part("option_group")),
    "initial_option": Part("option"),
    "initial_options": Several(100, Part("option")),
    "max_selected_items": Number(1, 100),
    "min_query_length": Number(0, 3_000),
}
_TYPED: Final[dict[str, Rule]] = {**_PROMPTED, "initial_value": Token(3_000)}
_CHOICE: Final[dict[str, Rule]] = {
    **_ACTS,
    "options": Several(10, Part("marked_option"), required=True),
    "initial_option": Part("marked_option"),
    "initial_options": Several(10, Part("marked_option")),
}
_IMAGE: Final[dict[str, Rule]] = {"image_url": Address(3_000), "alt_text": Line(2_000, required=True)}
_IMAGE_SOURCE: Final = (frozenset({"image_url", "slack_file"}),)
_OFFERS: Final = (frozenset({"options", "option_groups"}),)

_MENUS: Final = _kinds("static_select external_select users_select conversations_select channels_select")
_MULTI_MENUS: Final = frozenset(f"multi_{menu}" for menu in _MENUS)
_CHOICES: Final = _kinds("checkboxes radio_buttons datepicker timepicker datetimepicker")
IN_ACTIONS: Final = _kinds("button workflow_button overflow") | _MENUS | _CHOICES  # "Actions block"
IN_SECTION: Final = IN_ACTIONS | _MULTI_MENUS | {"image"}  # "Section block"
INPUTS: Final = _kinds("plain_text_input url_text_input email_text_input number_input rich_text_input file_input")
IN_INPUT: Final = INPUTS | _MENUS | _MULTI_MENUS | _CHOICES  # "Input block"
IN_CONTEXT: Final = _kinds("mrkdwn plain_text image")  # "Context block"
IN_CONTEXT_ACTIONS: Final = _kinds("feedback_buttons icon_button")  # "Context actions block"
_RICH_LEAVES: Final = _kinds("text link emoji user usergroup channel team broadcast date color")
_RICH_PARTS: Final = _kinds("rich_text_section rich_text_list rich_text_preformatted rich_text_quote")
_RICH_LEAF_LIST: Final = Several(3_000, Kinds(_RICH_LEAVES), required=True)  # the message's weight decides

IN_VIEW: Final = _kinds("section header context divider actions input rich_text image video")  # "Blocks"
IN_MESSAGE: Final = IN_VIEW | _kinds("markdown table context_actions file")  # "Blocks"

SHAPES: Final[dict[str, Shape]] = {
    # Blocks
    "section": Shape(  # "Section block"
        {
            "text": Words(3_000, splits=True),
            "fields": Several(10, Words(2_000, required=True), splits=True),
            "accessory": Kinds(IN_SECTION),
        },
        any_of=(frozenset({"text", "fields"}),),
    ),
    "header": Shape({"text": _named(150)}),  # "Header block"
    "context": Shape(  # "Context block"
        {"elements": Several(10, Kinds(IN_CONTEXT), required=True, splits=True)}
    ),
    "divider": Shape({}),  # "Divider block"
    "actions": Shape(  # "Actions block"
        {"elements": Several(25, Kinds(IN_ACTIONS), required=True, splits=True)}
    ),
    "input": Shape(  # "Input block"
        {"label": _named(2_000), "hint": _words(2_000), "element": Kinds(IN_INPUT, required=True)}
    ),
    "image": Shape({**_IMAGE, "title": _words(2_000)}, any_of=_IMAGE_SOURCE),  # "Image block", "Image element"
    "video": Shape({"title": _words(199), "description": _words(199), "alt_text": Line(2_000)}),  # "Video block"
    "markdown": Shape({"text": Line(MARKDOWN_TOTAL, required=True, marked=True)}),  # "Markdown block"
    "context_actions": Shape(  # "Context actions block"
        {"elements": Several(5, Kinds(IN_CONTEXT_ACTIONS), required=True)}
    ),
    "file": Shape({"external_id": Token(255, required=True)}),  # "File block"
    "table": Shape(  # "Table block"
        {
            "rows": Several(
                100, Several(20, Kinds(_kinds("raw_text raw_number rich_text")), required=True), required=True
            )
        }
    ),
    "raw_text": Shape({"text": Line(3_000, required=True, blank=True)}),
    "raw_number": Shape({}),
    # "Rich text block"
    "rich_text": Shape({"elements": Several(3_000, Kinds(_RICH_PARTS), required=True)}),
    "rich_text_section": Shape({"elements": _RICH_LEAF_LIST}),
    "rich_text_quote": Shape({"elements": _RICH_LEAF_LIST}),
    "rich_text_preformatted": Shape({"elements": _RICH_LEAF_LIST}),
    "rich_text_list": Shape({"elements": Several(3_000, Kinds(frozenset({"rich_text_section"})), required=True)}),
    **{leaf: Shape({}) for leaf in _RICH_LEAVES},
    "text": Shape({"text": Line(MESSAGE_WEIGHT, blank=True)}, any_of=(frozenset({"text"}),)),
    # Elements
    "button": Shape(  # "Button element"
        {
            **_ACTS,
            "text": _named(75),
            "value": Token(2_000),
            "url": Address(3_000),
            "accessibility_label": Line(75),
        }
    ),
    "workflow_button": Shape(  # "Workflow button element"
        {"action_id": ACTION_ID, "text": _named(75), "accessibility_label": Line(75)}
    ),
    "icon_button": Shape(  # "Icon button element"
        {**_ACTS, "text": _named(75), "value": Token(2_000), "accessibility_label": Line(75)}
    ),
    "feedback_buttons": Shape(  # "Feedback buttons element"
        {
            "action_id": ACTION_ID,
            "positive_button": Part("feedback_button", required=True),
            "negative_button": Part("feedback_button", required=True),
        }
    ),
    "feedback_button": Shape(
        {"text": _named(75), "value": Token(2_000, required=True), "accessibility_label": Line(75)}
    ),
    "overflow": Shape({**_ACTS, "options": Several(5, Part("linked_option"), required=True)}),  # "Overflow menu"
    "static_select": Shape(_MENU, any_of=_OFFERS),  # "Select menu element"
    "multi_static_select": Shape(_MENU, any_of=_OFFERS),  # "Multi-select menu element"
    **{menu: Shape(_MENU) for menu in (_MENUS | _MULTI_MENUS) if "static" not in menu},
    "checkboxes": Shape(_CHOICE),  # "Checkboxes element"
    "radio_buttons": Shape(_CHOICE),  # "Radio button group element"
    "datepicker": Shape(_PROMPTED),  # "Date picker element"
    "timepicker": Shape(_PROMPTED),  # "Time picker element"
    "datetimepicker": Shape(_ACTS),  # "Datetime picker element"
    "plain_text_input": Shape(  # "Plain-text input element"
        {**_TYPED, "min_length": Number(0, 3_000), "max_length": Number(1, 3_000)}
    ),
    "url_text_input": Shape(_TYPED),  # "URL input element"
    "email_text_input": Shape(_TYPED),  # "Email input element"
    "number_input": Shape(_TYPED),  # "Number input element"
    "rich_text_input": Shape({**_PROMPTED}),  # "Rich text input element"
    "file_input": Shape({"action_id": ACTION_ID, "max_files": Number(1, 10)}),  # "File input element"
    # Composition objects
    "option": Shape({"text": _OPTION_TEXT, "value": _VALUE, "description": _words(75)}),  # "Option object"
    "marked_option": Shape(  # the same; checkboxes and radio buttons may use mrkdwn
        {"text": Words(75, required=True), "value": _VALUE, "description": Words(75)}
    ),
    "linked_option": Shape(  # the same; overflow menus may link
        {"text": _OPTION_TEXT, "value": _VALUE, "description": _words(75), "url": Address(3_000)}
    ),
    "option_group": Shape(  # "Option group object"
        {"label": _named(75), "options": Several(100, Part("option"), required=True)}
    ),
    "confirm": Shape(  # "Confirmation dialog object"
        {
            "title": _named(100),
            "text": Words(300, required=True),
            "confirm": _words(30),
            "deny": _words(30),
        }
    ),
    # Surfaces: everything but the blocks
    "modal": Shape(  # "Views": modal
        {
            "title": _named(24),
            "submit": _words(24),
            "close": _words(24),
            "private_metadata": Token(3_000),
            "callback_id": Token(255),
            "external_id": Token(255),
        }
    ),
    "home": Shape(  # "Views": Home tab
        {"private_metadata": Token(3_000), "callback_id": Token(255), "external_id": Token(255)}
    ),
    "options": Shape(  # "Select menu of external data source"
        {"options": Several(100, Part("option")), "option_groups": Several(100, Part("option_group"))}
    ),
}

for _kind in IN_MESSAGE:
    SHAPES[_kind] = Shape({"block_id": BLOCK_ID, **SHAPES[_kind].fields}, SHAPES[_kind].any_of)
