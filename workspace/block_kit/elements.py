"""Block elements: buttons, menus, pickers, inputs.

https://docs.slack.dev/reference/block-kit/block-elements
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from workspace.block_kit.rules import (
    Problem,
    anything,
    array,
    flag,
    matching,
    one_of,
    only_one_of,
    shape,
    string,
    web_address,
    whole_number,
)
from workspace.block_kit.texts import (
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH,
    OPTION,
    OPTION_GROUP,
    OPTION_WITH_LINK,
    OPTION_WITH_MARKUP,
    initial_choice_is_offered,
    plain_text,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from workspace.block_kit.rules import Rule

ACTION_ID = string(255)
IDENTIFIER = string(255)
STYLE = one_of("primary", "danger")
DATE = matching(re.compile(r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])\Z").match, "invalid date format")
TIME = matching(re.compile(r"([01]\d|2[0-3]):[0-5]\d\Z").match, "invalid time format")

_CONFIRMED: dict[str, Rule] = {"action_id": ACTION_ID, "confirm": CONFIRM, "focus_on_load": flag}
_PROMPTED: dict[str, Rule] = {**_CONFIRMED, "placeholder": plain_text(150)}
_TYPED: dict[str, Rule] = {
    "action_id": ACTION_ID,
    "placeholder": plain_text(150),
    "focus_on_load": flag,
    "dispatch_action_config": DISPATCH,
}
_MENU: dict[str, Rule] = {"options": array(OPTION, 100), "option_groups": array(OPTION_GROUP, 100)}
_MENU_RULES: tuple[Rule, ...] = (only_one_of("options", "option_groups"), initial_choice_is_offered)
_SEVERAL = {"max_selected_items": whole_number(1, 100)}


def _element(
    kind: str,
    required: Mapping[str, Rule],
    optional: Mapping[str, Rule],
    also: Sequence[Rule] = (),
) -> Rule:
    return shape({"type": one_of(kind), **required}, optional, also)


def _text_length_is_sane(value: dict[str, Any], at: str) -> Iterator[Problem]:
    """Accept a text input whose shortest is not longer than its longest, and whose start fits both."""
    least, most = value.get("min_length"), value.get("max_length")
    if isinstance(least, int) and isinstance(most, int) and least > most:
        yield Problem("min_length must be less than max_length", at)
    initial = value.get("initial_value")
    if isinstance(initial, str) and isinstance(most, int) and len(initial) > most:
        yield Problem(f"must be less than {most + 1} characters", f"{at}/initial_value")


def _image_has_a_source(value: dict[str, Any], at: str) -> Iterator[Problem]:
    yield from only_one_of("image_url", "slack_file")(value, at)


SLACK_FILE = shape({}, {"id": IDENTIFIER, "url": web_address(3000)}, [only_one_of("id", "url")])

BUTTON = _element(
    "button",
    {"text": plain_text(75)},
    {
        "action_id": ACTION_ID,
        "url": web_address(3000),
        "value": string(2000),
        "style": STYLE,
        "confirm": CONFIRM,
        "accessibility_label": string(75),
    },
)
WORKFLOW_BUTTON = _element(
    "workflow_button",
    {"text": plain_text(75), "workflow": anything},
    {"action_id": ACTION_ID, "style": STYLE, "accessibility_label": string(75)},
)
IMAGE = _element(
    "image",
    {"alt_text": string(2000)},
    {"image_url": web_address(3000), "slack_file": SLACK_FILE},
    [_image_has_a_source],
)
OVERFLOW = _element("overflow", {"options": array(OPTION_WITH_LINK, 5)}, {"action_id": ACTION_ID, "confirm": CONFIRM})
CHECKBOXES = _element(
    "checkboxes",
    {"options": array(OPTION_WITH_MARKUP, 10)},
    {**_CONFIRMED, "initial_options": array(OPTION_WITH_MARKUP, 10)},
    [initial_choice_is_offered],
)
RADIO_BUTTONS = _element(
    "radio_buttons",
    {"options": array(OPTION_WITH_MARKUP, 10)},
    {**_CONFIRMED, "initial_option": OPTION_WITH_MARKUP},
    [initial_choice_is_offered],
)
_FEEDBACK_BUTTON = shape({"text": plain_text(75), "value": string(2000)}, {"accessibility_label": string(75)})

PICKERS: dict[str, Rule] = {
    "datepicker": _element("datepicker", {}, {**_PROMPTED, "initial_date": DATE}),
    "timepicker": _element("timepicker", {}, {**_PROMPTED, "initial_time": TIME, "timezone": string(255)}),
    "datetimepicker": _element(
        "datetimepicker", {}, {**_CONFIRMED, "initial_date_time": whole_number(1_000_000_000, 9_999_999_999)}
    ),
}

SELECTS: dict[str, Rule] = {
    "static_select": _element("static_select", {}, {**_PROMPTED, **_MENU, "initial_option": OPTION}, _MENU_RULES),
    "external_select": _element(
        "external_select",
        {},
        {**_PROMPTED, "initial_option": OPTION, "min_query_length": whole_number(0, 3000)},
    ),
    "users_select": _element("users_select", {}, {**_PROMPTED, "initial_user": IDENTIFIER}),
    "conversations_select": _element(
        "conversations_select",
        {},
        {
            **_PROMPTED,
            "initial_conversation": IDENTIFIER,
            "default_to_current_conversation": flag,
            "response_url_enabled": flag,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "channels_select": _element(
        "channels_select",
        {},
        {**_PROMPTED, "initial_channel": IDENTIFIER, "response_url_enabled": flag},
    ),
}

MULTI_SELECTS: dict[str, Rule] = {
    "multi_static_select": _element(
        "multi_static_select",
        {},
        {**_PROMPTED, **_MENU, **_SEVERAL, "initial_options": array(OPTION, 100)},
        _MENU_RULES,
    ),
    "multi_external_select": _element(
        "multi_external_select",
        {},
        {
            **_PROMPTED,
            **_SEVERAL,
            "initial_options": array(OPTION, 100),
            "min_query_length": whole_number(0, 3000),
        },
    ),
    "multi_users_select": _element(
        "multi_users_select", {}, {**_PROMPTED, **_SEVERAL, "initial_users": array(IDENTIFIER, 100)}
    ),
    "multi_conversations_select": _element(
        "multi_conversations_select",
        {},
        {
            **_PROMPTED,
            **_SEVERAL,
            "initial_conversations": array(IDENTIFIER, 100),
            "default_to_current_conversation": flag,
            "filter": CONVERSATION_FILTER,
        },
    ),
    "multi_channels_select": _element(
        "multi_channels_select", {}, {**_PROMPTED, **_SEVERAL, "initial_channels": array(IDENTIFIER, 100)}
    ),
}

INPUTS: dict[str, Rule] = {
    "plain_text_input": _element(
        "plain_text_input",
        {},
        {
            **_TYPED,
            "initial_value": string(3000),
            "multiline": flag,
            "min_length": whole_number(0, 3000),
            "max_length": whole_number(1, 3000),
        },
        [_text_length_is_sane],
    ),
    "email_text_input": _element("email_text_input", {}, {**_TYPED, "initial_value": string(3000)}),
    "url_text_input": _element("url_text_input", {}, {**_TYPED, "initial_value": string(3000)}),
    "number_input": _element(
        "number_input",
        {"is_decimal_allowed": flag},
        {**_TYPED, "initial_value": string(64), "min_value": string(64), "max_value": string(64)},
    ),
    "rich_text_input": _element("rich_text_input", {}, {**_TYPED, "initial_value": anything}),
    "file_input": _element(
        "file_input",
        {},
        {"action_id": ACTION_ID, "filetypes": array(string(20), 100), "max_files": whole_number(1, 10)},
    ),
}

CHOICES: dict[str, Rule] = {"checkboxes": CHECKBOXES, "radio_buttons": RADIO_BUTTONS}

IN_ACTIONS: dict[str, Rule] = {
    "button": BUTTON,
    "workflow_button": WORKFLOW_BUTTON,
    "overflow": OVERFLOW,
    **CHOICES,
    **PICKERS,
    **SELECTS,
}
"""What an actions block may hold."""

IN_SECTION: dict[str, Rule] = {
    **{kind: rule for kind, rule in IN_ACTIONS.items() if kind != "datetimepicker"},
    **MULTI_SELECTS,
    "image": IMAGE,
}
"""What may stand beside a section's text; a date-time picker may not."""

IN_INPUT: dict[str, Rule] = {**INPUTS, **CHOICES, **PICKERS, **SELECTS, **MULTI_SELECTS}
"""What an input block may hold."""

IN_CONTEXT_ACTIONS: dict[str, Rule] = {
    "feedback_buttons": _element(
        "feedback_buttons",
        {"positive_button": _FEEDBACK_BUTTON, "negative_button": _FEEDBACK_BUTTON},
        {"action_id": ACTION_ID},
    ),
    "icon_button": _element(
        "icon_button",
        {"icon": string(255), "text": plain_text(75)},
        {
            "action_id": ACTION_ID,
            "value": string(2000),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": array(IDENTIFIER, 100),
        },
    ),
}
"""What a context_actions block may hold."""
