"""The tables of the press desk: hosts, feeds, the items they bring, watches, matches, copies, notes, and the outbox.

A press item itself is an entry (see `storage.schema`); what hangs on it here refers to `entries.id`. Moments are UTC,
pauses are whole seconds, `…_key` columns are 64-bit hashes (see `bot.domain.press.item.ItemKeys`).
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Float,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import JSON

from storage.schema import Instant, entries, kind_tables, metadata, stamp

__all__ = [
    "feed_items",
    "feed_leases",
    "feeds",
    "hosts",
    "metadata",
    "notices",
    "press_copies",
    "press_likenesses",
    "press_matches",
    "press_notes",
    "watches",
]

# A host is what is claimed first: the feeds of one are taken in turn, so none of it can crowd out the others, and only
# one process at a time counts how many of its feeds are being polled.
hosts = Table(
    "hosts",
    metadata,
    Column("name", String(260), primary_key=True),  # as in the address: name:port
    Column("ready_at", Instant),  # when one of its feeds may be due, never too late; none while it has no feed
    Column("free_at", Instant),  # when the pause after the last request is over
    Column("not_before", Instant),  # two of its feeds were answered 429
    Column("limited_feed", Integer),  # the feed that was answered 429 last, until another one gets an answer
    Index("ix_hosts_ready", "ready_at"),
    sqlite_with_rowid=False,
)

_POLLED = text("state = 'active'")
_KEPT = text("state <> 'removed'")
_WAITING = text("state = 'waiting'")

feeds = Table(
    "feeds",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False),
    Column("url", Text, nullable=False),
    Column("host", ForeignKey("hosts.name"), nullable=False),
    Column("outlet", Text, nullable=False, server_default=""),
    Column("title", Text, nullable=False, server_default=""),
    Column("site", Text, nullable=False, server_default=""),
    Column("flags", JSON(none_as_null=True)),
    Column("log", String(16), nullable=False),
    Column("every_s", Integer),
    Column("state", String(16), nullable=False),
    Column("state_reason", Text, nullable=False, server_default=""),
    *stamp("added"),
    *stamp("changed"),
    Column("next_at", Instant, nullable=False),
    Column("pace_s", Integer, nullable=False),
    Column("floor_s", Integer, nullable=False, server_default="0"),
    Column("skip_hours", JSON(none_as_null=True)),  # none for almost every feed
    Column("skip_days", JSON(none_as_null=True)),
    Column("etag", Text, nullable=False, server_default=""),
    Column("last_modified", Text, nullable=False, server_default=""),
    Column("body_hash", String(64), nullable=False, server_default=""),
    Column("whole_at", Instant),
    Column("parsed_at", Instant),
    Column("polled_at", Instant),
    Column("succeeded_at", Instant),
    Column("failing_since", Instant),
    Column("failing_weight", Float, nullable=False, server_default="0"),
    Column("failing_kind", String(8), nullable=False, server_default=""),
    Column("failing_reason", Text, nullable=False, server_default=""),
    Column("failing_told", Boolean, nullable=False, server_default=text("false")),
    Column("last_error", Text, nullable=False, server_default=""),  # stays after it passed, for the list
    Column("seen", Integer, nullable=False, server_default="0"),
    Column("gone", Integer, nullable=False, server_default="0"),
    Column("moved_to", Text, nullable=False, server_default=""),
    Column("moved_seen", Integer, nullable=False, server_default="0"),
    Column("not_before", Instant),
    Index("ix_feeds_due", "host", "next_at", "id", sqlite_where=_POLLED, postgresql_where=_POLLED),
    # A feed that was removed may be added again; of others a dossier has each address once.
    Index("ix_feeds_url", "dossier_id", "url", unique=True, sqlite_where=_KEPT, postgresql_where=_KEPT),
    sqlite_autoincrement=True,
)

# See `storage.feed_leases`. No foreign keys: checking them would write to the rows that leases are to leave alone.
feed_leases = Table(
    "feed_leases",
    metadata,
    Column("id", Integer, primary_key=True),  # the token of a claim
    Column("feed_id", Integer, nullable=False, unique=True),
    Column("host", String(260), nullable=False),
    Column("until", Instant, nullable=False),
    Column("void", Boolean, nullable=False),
    Index("ix_feed_leases_host", "host", "until"),
    sqlite_autoincrement=True,
)

feed_items = Table(
    "feed_items",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("feed_id", ForeignKey("feeds.id", ondelete="CASCADE"), nullable=False),
    Column("guid_key", BigInteger, nullable=False),
    Column("url_key", BigInteger, nullable=False),
    Column("title_key", BigInteger, nullable=False),
    Column("echo_key", BigInteger, nullable=False),
    Column("guid", Text, nullable=False),
    Column("url", Text, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("summary", Text, nullable=False),
    Column("author", Text, nullable=False),
    Column("source", Text, nullable=False),
    Column("published", Text),  # ISO 8601 with the offset that the feed wrote
    Column("seen_at", Instant, nullable=False),
    Column("listed_at", Instant, nullable=False),  # last seen in the document, to the day
    Column("entry_id", ForeignKey("entries.id", ondelete="SET NULL")),
    Index("ix_feed_items_known", "feed_id", "guid_key"),
    Index("ix_feed_items_echo", "feed_id", "echo_key"),
    Index("ix_feed_items_listed", "listed_at"),
)

watches = Table(
    "watches",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False, index=True),
    Column("name", Text, nullable=False),
    Column("query", Text, nullable=False),
    Column("flags", JSON, nullable=False),
    Column("alert", String(8), nullable=False),
    Column("channel", String(90), nullable=False, server_default=""),
    Column("muted_until", Instant),
    Column("version", Integer, nullable=False),
    Column("removed_because", Text),
    *stamp("added"),
    *stamp("changed"),
    sqlite_autoincrement=True,
)

press_matches = Table(
    "press_matches",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("watch_id", ForeignKey("watches.id"), primary_key=True),
    Column("hits", JSON, nullable=False),  # [["Clearview", "title"], …]
    Column("at", Instant, nullable=False),
    Index("ix_press_matches_watch", "watch_id", "at"),
)

press_copies = Table(
    "press_copies",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("came_with", ForeignKey("entries.id", ondelete="CASCADE"), index=True),  # whose it was before a merger
    Column("dossier_id", ForeignKey("dossiers.id"), nullable=False),
    Column("feed_id", ForeignKey("feeds.id")),  # none for an item that was added by hand
    Column("url", Text, nullable=False),
    Column("canonical", Text, nullable=False),
    Column("canonical_key", BigInteger, nullable=False),  # 0 without an address
    Column("guid", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("title_key", BigInteger, nullable=False),
    Column("summary", Text, nullable=False),
    Column("outlet", Text, nullable=False),
    Column("published", Text),
    Column("seen_at", Instant, nullable=False),
    Index("ix_press_copies_canonical", "canonical_key", "dossier_id"),
    Index("ix_press_copies_title", "title_key", "dossier_id", "seen_at"),
    Index("ix_press_copies_seen", "dossier_id", "seen_at"),
    Index("ix_press_copies_feed", "feed_id", "entry_id"),
)

press_likenesses = Table(
    "press_likenesses",
    metadata,
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True),
    Column("other_id", ForeignKey("entries.id", ondelete="CASCADE"), primary_key=True, index=True),
    Column("score", Float, nullable=False),  # 0–100; offered to people as "same story?", never merged by itself
)

press_notes = Table(
    "press_notes",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), nullable=False, index=True),
    Column("came_with", ForeignKey("entries.id", ondelete="CASCADE"), index=True),
    Column("text", Text, nullable=False),
    *stamp("written"),
)

notices = Table(
    "notices",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(32), nullable=False),
    Column("dedupe", String(255), nullable=False),
    Column("channel", String(90), nullable=False, server_default=""),  # where it is to go; empty: the press channel
    Column("entry_id", ForeignKey("entries.id", ondelete="CASCADE"), index=True),
    Column("facts", JSON, nullable=False),
    Column("state", String(12), nullable=False),  # waiting | delivered | dropped
    Column("created_at", Instant, nullable=False),
    Column("due_at", Instant, nullable=False),
    Column("attempts", Integer, nullable=False, server_default="0"),
    Column("lease_until", Instant),
    Column("lease_token", Integer, nullable=False, server_default="0"),
    Column("last_error", Text, nullable=False, server_default=""),
    Column("delivered_at", Instant),
    Column("posted_channel", String(32), nullable=False, server_default=""),  # where it went, by Slack's own ids
    Column("posted_ts", String(32), nullable=False, server_default=""),
    UniqueConstraint("dedupe"),
    Index("ix_notices_due", "due_at", "id", sqlite_where=_WAITING, postgresql_where=_WAITING),
    sqlite_autoincrement=True,
)

# What the board counts: press items by when they came in, those nobody looked at, those the agency owes an answer.
_PRESS = text("kind = 'press' AND deleted_because IS NULL")
_NEW = text("status = 'new'")
_ASKED = text("agency_response = 'asked'")
Index("ix_entries_press", entries.c.dossier_id, entries.c.created_at, sqlite_where=_PRESS, postgresql_where=_PRESS)
Index("ix_press_details_new", kind_tables["press"].c.entry_id, sqlite_where=_NEW, postgresql_where=_NEW)
Index("ix_press_details_asked", kind_tables["press"].c.entry_id, sqlite_where=_ASKED, postgresql_where=_ASKED)
