"""The one bridge from the event loop to the plain, synchronous inside of the house."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Result = TypeVar("Result")


async def desk(use_case: Callable[Given, Result], *args: Given.args, **kwargs: Given.kwargs) -> Result:
    """Run a use case in a worker thread, so that the event loop goes on acknowledging meanwhile."""
    return await asyncio.to_thread(use_case, *args, **kwargs)
