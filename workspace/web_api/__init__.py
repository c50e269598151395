"""The Web API: a table of methods, each a function from a call to an answer."""

from workspace.web_api import chat, conversations, files, people, surfaces
from workspace.web_api.call import ApiError, Call, Method

METHODS: dict[str, Method] = {
    **chat.METHODS,
    **conversations.METHODS,
    **files.METHODS,
    **people.METHODS,
    **surfaces.METHODS,
}

SENDING_METHODS = frozenset(
    {
        *("chat.postMessage", "chat.postEphemeral", "chat.update"),
        "files.completeUploadExternal",
        *("views.open", "views.push", "views.update", "views.publish"),
    }
)
"""The methods whose arguments people get to see."""

__all__ = ["METHODS", "SENDING_METHODS", "ApiError", "Call", "Method"]
