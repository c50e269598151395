"""The gate: everything that leaves for Slack passes through here, last.

Slack refuses a whole message for one text that is a character too long, and pings a channel for one word in
a headline. The gate makes the exact payload fit: it drops nulls, escapes what was not escaped, shows pings as
text, spreads long texts over several blocks, shortens with "…", leaves out what is too much with a line that
says so, and adds the fallback text. What it cannot mend without changing a meaning (a button's value that is
too long) is a `GateError`. In strict mode, for tests, so is everything that would lose something: a view
that needs it is at fault. The limits are a table: `handlers.gate.limits`.
"""

from handlers.gate.ledger import GateError
from handlers.gate.surfaces import outgoing_message, outgoing_options, outgoing_view

__all__ = ["GateError", "outgoing_message", "outgoing_options", "outgoing_view"]
