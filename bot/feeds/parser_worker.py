"""The process in which documents are parsed, one after the other: `python -m bot.feeds.parser_worker`.

It may be killed at any moment, and limits itself: a document that takes too much processor time or memory ends it. It
ends with its parent, whose end of the pipe is then closed. It imports as little as possible: this is 14 MB.
"""

from __future__ import annotations

import gc
import os
import resource
import signal
import sys
from typing import TYPE_CHECKING, Final

from bot.feeds.parse import NotAFeed, parse
from bot.feeds.parser_wire import ANSWER, OUT_OF_MEMORY, REQUEST, Answer, packed

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import BinaryIO

MB: Final = 2**20
_OUTGROWN: Final = 0.4  # of the memory it may have: a worker that keeps so much after a document ends, to give it back
_STATM: Final = "/proc/self/statm"
_NOT_COUNTED: Final = 14  # MB that are resident but not data: the interpreter and its libraries


def serve(documents: BinaryIO, answers: BinaryIO, cpu_s: float, outgrown: Callable[[], bool]) -> None:
    """Answer each document with what was found in it, until there are no more or `outgrown` says to stop.

    A document that takes more than `cpu_s` of processor time ends the process by SIGPROF.
    """
    while header := documents.read(REQUEST.size):
        lengths = REQUEST.unpack(header)
        content, content_type, url = (documents.read(length) for length in lengths)
        signal.setitimer(signal.ITIMER_PROF, cpu_s)
        answer, body = _answer(content, content_type.decode(), url.decode())
        signal.setitimer(signal.ITIMER_PROF, 0)
        last = outgrown()
        answers.write(ANSWER.pack(answer, last, len(body)))
        answers.write(body)
        answers.flush()
        if last:
            break


def _answer(content: bytes, content_type: str, url: str) -> tuple[Answer, bytes]:
    try:
        return Answer.FEED, packed(parse(content, content_type, url))
    except NotAFeed as found:
        return Answer.NOT_A_FEED, found.reason.encode()
    except MemoryError:
        raise
    except Exception as fault:  # feedparser raises anything; the pool says so in the log
        return Answer.FAULT, _place(fault).encode()


def _place(fault: BaseException) -> str:
    """What was raised and where, without a word of the document."""
    trace = fault.__traceback__
    while trace and trace.tb_next:
        trace = trace.tb_next
    code = trace.tb_frame.f_code if trace else None
    where = f"{code.co_filename.rpartition(os.sep)[2]}:{trace.tb_lineno}" if code and trace else "?"
    return f"{type(fault).__name__} at {where}"


def limit_memory(megabytes: int) -> None:
    """Let this process have no more memory than that. Where the system has no such limit, there is none."""
    most = (megabytes - _NOT_COUNTED) * MB
    try:
        resource.setrlimit(resource.RLIMIT_DATA, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    except (ValueError, OSError):  # macOS
        return


def resident() -> int:
    """The bytes of memory that this process takes now; 0 where the system does not say it this way.

    Not `ru_maxrss`: a process is born with its parent's.
    """
    try:
        with open(_STATM, "rb") as statm:  # noqa: PTH123 - pathlib alone takes 2 MB
            return int(statm.read().split()[1]) * resource.getpagesize()
    except OSError:
        return 0


def main(arguments: list[str]) -> None:
    """Serve standard input until it is closed. Arguments: seconds of processor time a document, megabytes."""
    cpu_s, memory_mb = float(arguments[0]), int(arguments[1])
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is for the parent, which then closes the pipe
    limit_memory(memory_mb)
    gc.freeze()  # what was imported stays
    most = memory_mb * MB * _OUTGROWN
    try:
        serve(sys.stdin.buffer, sys.stdout.buffer, cpu_s, lambda: resident() > most)
    except MemoryError:
        os._exit(OUT_OF_MEMORY)
    except BrokenPipeError:  # the parent is gone
        os._exit(0)


if __name__ == "__main__":
    main(sys.argv[1:])
