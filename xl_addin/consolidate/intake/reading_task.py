"""Reading a returned workbook as the task of a reading process, which alone imports what reading takes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TYPE_CHECKING, Any

from xl_addin.excel.reading.process_pool import read_files
from xl_addin.excel.reading.reading_process import KeptReaders

if TYPE_CHECKING:
    from xl_addin.consolidate.intake.form_brief import Brief
    from xl_addin.consolidate.intake.submission import Submission
    from xl_addin.excel.reading.returned_file import ReturnedFile


@contextmanager
def reader_getting_ready() -> Iterator[Callable[..., Any]]:
    """Start a reading process, which gets ready while the caller imports what else a consolidation takes; gives
    `read_files` that has it read first."""
    readers = KeptReaders(0)
    readers.start(get_ready)
    try:
        yield partial(read_files, kept=readers)
    finally:
        readers.end()


def read_submission(brief: Brief, file: ReturnedFile) -> Submission:
    """`workbook_reader.read_submission`, for a process pool."""
    from xl_addin.consolidate.intake import workbook_reader

    return workbook_reader.read_submission(brief, file)


def get_ready() -> None:
    """Import what reading takes, in a process that waits for its first file."""
    from xl_addin.consolidate.intake import workbook_reader  # noqa: F401
    from xl_addin.model.expressions.text_functions import import_functions

    import_functions()
