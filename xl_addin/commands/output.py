"""The streams that a command speaks to: Thai can be written, and what cannot be written is lost, not the work."""

from __future__ import annotations

import os
import sys
from io import BufferedWriter, FileIO, TextIOWrapper
from typing import Any


class _Output(FileIO):
    """A stream that drops what cannot be written."""

    def write(self, data: Any, /) -> int:
        try:
            return super().write(data)
        except BlockingIOError:
            raise
        except OSError:
            return len(data)


def lose_no_work_for_words() -> None:
    """Let output go where it can: a full disk, a closed terminal and a reader that went away end no command."""
    for name, number in (("stdin", 0), ("stdout", 1), ("stderr", 2)):
        stream = getattr(sys, name)
        if stream is None:
            # A file that is opened next would get the number of the closed stream, and its words.
            there = os.open(os.devnull, os.O_RDWR)
            if there == number:
                null = FileIO(number, "w" if number else "r", closefd=False)
                setattr(sys, name, TextIOWrapper(BufferedWriter(null) if number else null, "utf-8"))
        elif number and stream is getattr(sys, f"__{name}__") and isinstance(stream, TextIOWrapper):
            if sys.platform == "win32" and stream.isatty():
                continue  # the console has letters of its own, and does not fail
            stream.flush()
            written = BufferedWriter(_Output(number, "w", closefd=False))
            told = TextIOWrapper(written, stream.encoding, stream.errors, line_buffering=True)
            setattr(sys, name, told)


def write_thai() -> None:
    """Where the output's encoding has no Thai letters (a file, on a Windows of another language), UTF-8."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            try:
                "ก→•".encode(stream.encoding)
            except UnicodeEncodeError:
                stream.reconfigure(encoding="utf-8")
