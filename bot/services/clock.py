"""Time comes from outside: a clock is asked for it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

Clock = Callable[[], datetime]
"""Returns now, in UTC with its zone."""
