"""Who is who: `auth.test`, `users.*`, `bots.info`, `team.info`.

https://docs.slack.dev/reference/methods?family=users
"""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from workspace.web_api.call import ApiError, Call, Method, page

if TYPE_CHECKING:
    from workspace.model import User
    from workspace.wire import Json


def auth_test(call: Call) -> Json:
    """`auth.test`: whose token this is. The scopes come in the `X-OAuth-Scopes` header."""
    team = call.world.directory.teams[call.bot.team_id]
    return {
        "url": f"https://{team.domain}.slack.com/",
        "team": team.name,
        "user": call.world.directory.users[call.bot.bot_user_id].name,
        "team_id": team.id,
        "user_id": call.bot.bot_user_id,
        "bot_id": call.bot.bot_id,
        "is_enterprise_install": False,
    }


def users_info(call: Call) -> Json:
    """`users.info`: also of strangers met in a shared channel."""
    return {"user": user_on_the_wire(call, call.user())}


def users_list(call: Call) -> Json:
    """`users.list`: the people of the bot's own team."""
    people = [
        user_on_the_wire(call, user) for user in call.world.directory.users.values() if user.team_id == call.bot.team_id
    ]
    shown, cursor = page(people, call, default=1000)
    now = int(call.world.clock().timestamp())
    return {"members": shown, "cache_ts": now, "response_metadata": {"next_cursor": cursor}}


def bots_info(call: Call) -> Json:
    """`bots.info`."""
    bot = next((one for one in call.world.directory.installations.values() if one.bot_id == call.text("bot")), None)
    if bot is None:
        raise ApiError("bot_not_found")
    app = call.world.app
    told = {
        "id": bot.bot_id,
        "deleted": False,
        "name": app.name,
        "app_id": app.app_id,
        "user_id": bot.bot_user_id,
    }
    return {"bot": {**told, "updated": 1700000000, "icons": {}}}


def team_info(call: Call) -> Json:
    """`team.info`: the bot's own team, or one it shares a channel with."""
    team = call.world.directory.teams.get(call.text("team") or call.bot.team_id)
    if team is None:
        raise ApiError("team_not_found")
    return {"team": {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": "", "icon": {}}}


def user_on_the_wire(call: Call, user: User) -> Json:
    """Return a person as `users.info` tells of them; of a stranger it tells less."""
    zone = ZoneInfo(user.tz)
    offset = call.world.clock().astimezone(zone).utcoffset()
    told: Json = {
        "id": user.id,
        "team_id": user.team_id,
        "name": user.name,
        "deleted": user.deleted,
        "real_name": user.real_name,
        "tz": user.tz,
        "tz_label": call.world.clock().astimezone(zone).tzname(),
        "tz_offset": int(offset.total_seconds()) if offset else 0,
        "profile": {
            "real_name": user.real_name,
            "real_name_normalized": user.real_name,
            "display_name": user.name,
            "display_name_normalized": user.name,
            "team": user.team_id,
            "avatar_hash": "",
            **({"bot_id": _bot_id(call, user), "api_app_id": call.world.app.app_id} if user.is_bot else {}),
        },
        "is_bot": user.is_bot,
        "is_app_user": False,
        "is_restricted": False,
        "is_ultra_restricted": False,
        "is_stranger": user.team_id != call.bot.team_id,
        "updated": 1700000000,
    }
    if user.team_id == call.bot.team_id:
        told |= {
            "is_admin": user.is_admin or user.is_owner,
            "is_owner": user.is_owner,
            "is_primary_owner": False,
            "who_can_share_contact_card": "EVERYONE",
        }
    return told


def _bot_id(call: Call, user: User) -> str:
    installations = call.world.directory.installations.values()
    return next((one.bot_id for one in installations if one.bot_user_id == user.id), "")


METHODS = {
    "auth.test": Method(auth_test, tier=4, reads_json=True),
    "users.info": Method(users_info, ("users:read",), tier=4),
    "users.list": Method(users_list, ("users:read",), tier=2),
    "bots.info": Method(bots_info, ("users:read",)),
    "team.info": Method(team_info, ("team:read",)),
}
