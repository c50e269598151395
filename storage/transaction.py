"""One transaction, with every group of queries that can be used inside it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from storage.bulk import Bulk
from storage.channels import Channels
from storage.dossiers import Dossiers
from storage.entries import Entries
from storage.feed_claims import FeedClaims
from storage.feed_items import FeedItems
from storage.feeds import Feeds
from storage.glossary import Glossary
from storage.handled import HandledEvents
from storage.members import Members
from storage.notices import Notices
from storage.press import Press
from storage.press_counts import PressCounts
from storage.revisions import Revisions
from storage.search import SearchIndex
from storage.timeline import Timeline
from storage.watches import Watches

if TYPE_CHECKING:
    from sqlalchemy import Connection


class Transaction:
    """The doors to the tables. Nothing here commits: the block that opened the transaction does."""

    def __init__(self, connection: Connection) -> None:
        self.connection = connection

    @property
    def has_news(self) -> bool:
        """Whether it wrote notices."""
        return "notices" in self.__dict__ and self.notices.written

    @cached_property
    def entries(self) -> Entries:
        return Entries(self.connection)

    @cached_property
    def bulk(self) -> Bulk:
        return Bulk(self.connection)

    @cached_property
    def revisions(self) -> Revisions:
        return Revisions(self.connection)

    @cached_property
    def dossiers(self) -> Dossiers:
        return Dossiers(self.connection)

    @cached_property
    def members(self) -> Members:
        return Members(self.connection)

    @cached_property
    def channels(self) -> Channels:
        return Channels(self.connection)

    @cached_property
    def handled(self) -> HandledEvents:
        return HandledEvents(self.connection)

    @cached_property
    def glossary(self) -> Glossary:
        return Glossary(self.connection)

    @cached_property
    def search(self) -> SearchIndex:
        return SearchIndex(self.connection)

    @cached_property
    def timeline(self) -> Timeline:
        return Timeline(self.connection)

    @cached_property
    def feeds(self) -> Feeds:
        return Feeds(self.connection)

    @cached_property
    def claims(self) -> FeedClaims:
        return FeedClaims(self.connection)

    @cached_property
    def items(self) -> FeedItems:
        return FeedItems(self.connection)

    @cached_property
    def press(self) -> Press:
        return Press(self.connection)

    @cached_property
    def press_counts(self) -> PressCounts:
        return PressCounts(self.connection)

    @cached_property
    def notices(self) -> Notices:
        return Notices(self.connection)

    @cached_property
    def watches(self) -> Watches:
        return Watches(self.connection)
