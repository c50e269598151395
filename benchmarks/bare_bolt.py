"""The least that a Bolt app can do: acknowledge a slash command and answer with a constant.

Run by `benchmarks.slash` beside Paper Trail, as what its throughput is measured against. The answer goes through the
`response_url`, as Paper Trail's does, or with REPLY=ack in the acknowledgement itself.
"""

from __future__ import annotations

import os
from typing import Any

from slack_bolt.async_app import AsyncApp
from slack_sdk.web.async_client import AsyncWebClient


def build() -> AsyncApp:
    """The app, configured by the same environment variables as Paper Trail."""
    client = AsyncWebClient(token=os.environ["SLACK_BOT_TOKEN"], base_url=os.environ["SLACK_API_URL"])
    app = AsyncApp(client=client, signing_secret=os.environ["SLACK_SIGNING_SECRET"])

    @app.command("/records")
    async def records(ack: Any, respond: Any) -> None:
        if os.environ.get("REPLY") == "ack":
            await ack("14 records on file")
            return
        await ack()
        await respond("14 records on file")

    return app


if __name__ == "__main__":
    build().start(port=int(os.environ["PORT"]), path="/slack/events")
