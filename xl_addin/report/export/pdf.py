"""The report as PDF: by Excel where it is on this Windows PC, else by LibreOffice where it is found."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
import zipfile
from importlib import import_module
from pathlib import Path

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.model.problems.errors import CatalogueError
from xl_addin.report.export.report_pages import report_pages

COMMANDS = ("soffice", "libreoffice")
PLACES = (
    "C:/Program Files/LibreOffice/program/soffice.exe",
    "C:/Program Files (x86)/LibreOffice/program/soffice.exe",
    "/Applications/LibreOffice.app/Contents/MacOS/soffice",
    "/usr/lib/libreoffice/program/soffice",
    "/usr/lib64/libreoffice/program/soffice",
    "/opt/libreoffice/program/soffice",
)
LONGEST = 600
"""Seconds after which a program that does not end is given up."""

_FILTER = 'pdf:calc_pdf_Export:{"ExportBookmarks":{"type":"boolean","value":"true"}}'
_NAME = "report"


class PdfError(CatalogueError):
    """No PDF was written; an old file of that name is as it was."""

    def __init__(self, message_id: str, path: Path, reason: str = "") -> None:
        super().__init__(message_id, value=str(path), error=reason)
        self.path = path


def find_soffice() -> Path | None:
    """LibreOffice's program on the PATH or where it is usually installed; None where there is none."""
    for command in COMMANDS:
        if found := shutil.which(command):
            return Path(found)
    return next((Path(place) for place in PLACES if Path(place).is_file()), None)


def write_pdf(report: Path, out: Path) -> None:
    """Write the report's pages, without its work sheets, as a searchable PDF with a bookmark for each sheet.

    Raises PdfError where there is no program that can, or the program fails.
    """
    try:
        pages = report_pages(report)
    except (OSError, zipfile.BadZipFile, KeyError) as error:
        raise PdfError("pdf_no_report", report, str(error)) from error
    print_to_pdf(pages, report, out)


def print_to_pdf(workbook: bytes, report: Path, out: Path) -> None:
    """Write every page of a workbook as PDF; `report`: the file that messages name. Raises PdfError."""
    with tempfile.TemporaryDirectory() as folder:
        copy, made = Path(folder) / f"{_NAME}.xlsx", Path(folder) / f"{_NAME}.pdf"
        copy.write_bytes(workbook)
        if not _by_excel(copy, made):
            _by_libreoffice(copy, made, report)
        if not made.is_file():
            raise PdfError("pdf_failed", report)
        write_whole(out, made.read_bytes())


def _by_excel(copy: Path, made: Path) -> bool:
    """Whether Excel, where there is one, has written the PDF."""
    if sys.platform != "win32":
        return False
    try:
        excel = import_module("xlwings")
        with excel.App(visible=False, add_book=False) as app:
            book = app.books.open(str(copy))
            book.to_pdf(str(made))
            book.close()
    except Exception:  # no Excel, or one that refuses: LibreOffice is tried
        return False
    return made.is_file()


def _by_libreoffice(copy: Path, made: Path, report: Path) -> None:
    program = find_soffice()
    if program is None:
        raise PdfError("pdf_no_program", report)
    profile = (copy.parent / "profile").as_uri()
    command = [str(program), f"-env:UserInstallation={profile}", "--headless", "--convert-to", _FILTER]
    try:
        subprocess.run(
            [*command, "--outdir", str(made.parent), str(copy)],
            check=True,
            capture_output=True,
            timeout=LONGEST,
        )
    except (OSError, subprocess.SubprocessError) as error:
        raise PdfError("pdf_failed", report, str(error)) from error
