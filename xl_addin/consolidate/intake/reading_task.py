"""Reading a returned workbook as the task of a reading process, which alone imports what reading takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xl_addin.consolidate.intake.form_brief import Brief
    from xl_addin.consolidate.intake.submission import Submission
    from xl_addin.excel.reading.returned_file import ReturnedFile


def read_submission(brief: Brief, file: ReturnedFile) -> Submission:
    """`workbook_reader.read_submission`, for a process pool."""
    from xl_addin.consolidate.intake import workbook_reader

    return workbook_reader.read_submission(brief, file)


def get_ready() -> None:
    """Import what reading takes, in a process that waits for its first file."""
    from xl_addin.consolidate.intake import workbook_reader  # noqa: F401
    from xl_addin.model.expressions.text_functions import import_functions

    import_functions()
