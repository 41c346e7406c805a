"""A bar counts on a terminal, and takes no thread for it: a process with threads is not copied."""

from __future__ import annotations

import threading
from io import StringIO

from rich.console import Console

from xl_addin.commands.options import progress_bar


def drawn(on_terminal: bool) -> str:
    out = StringIO()
    console = Console(file=out, force_terminal=on_terminal, width=80, color_system=None)
    threads = threading.active_count()
    with progress_bar(console, "อ่านไฟล์") as count:
        for done in range(1, 301):
            count(done, 300)
        assert threading.active_count() == threads
    return out.getvalue()


def test_the_last_of_all_is_told_on_a_terminal() -> None:
    told = drawn(on_terminal=True)
    assert "อ่านไฟล์" in told
    assert "300/300" in told


def test_nothing_is_drawn_where_nobody_watches() -> None:
    assert drawn(on_terminal=False) == ""
