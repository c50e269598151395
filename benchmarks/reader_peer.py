"""lemon24/reader as a command, run by the Python of its own environment, which has nothing of Paper Trail.

reader_peer.py DATABASE add < URLS       know these feeds
reader_peer.py DATABASE poll WORKERS     update every feed
reader_peer.py DATABASE idle WORKERS     update the feeds that were never updated: none, after a poll
reader_peer.py DATABASE count            print how many entries there are
"""

from __future__ import annotations

import sys

from reader import make_reader  # type: ignore[import-not-found]  # it is in that environment only


def main(database: str, what: str, workers: int) -> None:
    """Do one of these."""
    with make_reader(database) as reader:
        if what == "add":
            for url in sys.stdin:
                reader.add_feed(url.strip())
        elif what == "count":
            print(reader.get_entry_counts().total)
        else:
            reader.update_feeds(new=True if what == "idle" else None, scheduled=False, workers=workers)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int((*sys.argv[3:], "1")[0]))
