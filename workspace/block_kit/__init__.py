"""Strict validation of Block Kit, as Slack's servers do it: pure functions from a payload to its problems.

`message_problems` and `view_problems` are for what an app sends; `option_problems` for what it answers to
an external menu. The rules are tables that read like Slack's reference: `texts`, `elements`, `blocks`.
"""

from workspace.block_kit.rules import Problem
from workspace.block_kit.surfaces import (
    blocks_are_too_long,
    message_problems,
    option_problems,
    view_is_too_large,
    view_problems,
)

__all__ = [
    "Problem",
    "blocks_are_too_long",
    "message_problems",
    "option_problems",
    "view_is_too_large",
    "view_problems",
]
