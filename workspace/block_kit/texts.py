"""Composition objects: texts, options, confirmations, dispatch settings.

https://docs.slack.dev/reference/block-kit/composition-objects
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workspace.block_kit.rules import (
    Problem,
    array,
    by_type,
    flag,
    listed,
    one_of,
    shape,
    string,
    web_address,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workspace.block_kit.rules import Rule


def plain_text(most: int, least: int = 1) -> Rule:
    """Accept a `plain_text` object of at most `most` characters."""
    return by_type({"plain_text": shape({"type": one_of("plain_text"), "text": string(most, least)}, {"emoji": flag})})


def any_text(most: int, least: int = 1) -> Rule:
    """Accept a `plain_text` or `mrkdwn` object of at most `most` characters."""
    words = string(most, least)
    return by_type(
        {
            "plain_text": shape({"type": one_of("plain_text"), "text": words}, {"emoji": flag}),
            "mrkdwn": shape({"type": one_of("mrkdwn"), "text": words}, {"verbatim": flag}),
        }
    )


OPTION = shape({"text": plain_text(75), "value": string(150)}, {"description": plain_text(75)})
"""An option of a select menu."""

OPTION_WITH_MARKUP = shape({"text": any_text(75), "value": string(150)}, {"description": any_text(75)})
"""An option of checkboxes or radio buttons, which may carry mrkdwn."""

OPTION_WITH_LINK = shape(
    {"text": plain_text(75), "value": string(150)}, {"description": plain_text(75), "url": web_address(3000)}
)
"""An option of an overflow menu, which may carry a link."""

OPTION_GROUP = shape({"label": plain_text(75), "options": array(OPTION, 100)})

CONFIRM = shape(
    {"title": plain_text(100), "text": any_text(300)},
    {"confirm": plain_text(30), "deny": plain_text(30), "style": one_of("primary", "danger")},
)

DISPATCH = shape(
    {"trigger_actions_on": array(one_of("on_enter_pressed", "on_character_entered"), 2)},
)

CONVERSATION_FILTER = shape(
    {},
    {
        "include": array(one_of("im", "mpim", "private", "public"), 4),
        "exclude_external_shared_channels": flag,
        "exclude_bot_users": flag,
    },
)


def options_of(value: dict[str, Any]) -> list[Any]:
    """Return every option of a menu, from `options` and from `option_groups`."""
    grouped = [
        option
        for group in listed(value.get("option_groups"))
        if isinstance(group, dict)
        for option in listed(group.get("options"))
    ]
    return [*listed(value.get("options")), *grouped]


def _sameness(option: Any) -> object:
    """Return what makes two options the same to Slack: text, value, description; not the `emoji` default."""
    if not isinstance(option, dict):
        return None
    text, description = option.get("text"), option.get("description")
    return (
        text.get("text") if isinstance(text, dict) else None,
        option.get("value"),
        description.get("text") if isinstance(description, dict) else None,
    )


def initial_choice_is_offered(value: dict[str, Any], at: str) -> Iterator[Problem]:
    """Accept a menu whose initial option or options are among those it offers, word for word."""
    offered = [_sameness(option) for option in options_of(value)]
    chosen = [("initial_option", value["initial_option"])] if value.get("initial_option") else []
    for index, option in enumerate(listed(value.get("initial_options"))):
        chosen.append((f"initial_options/{index}", option))
    for name, option in chosen:
        if _sameness(option) not in offered:
            yield Problem("must match one of the options", f"{at}/{name}")
