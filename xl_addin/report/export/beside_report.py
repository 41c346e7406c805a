"""What can be written beside a report: PDF, Word, the page for the public, the sheet for eMENSCR."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.excel.writing.atomic_file import WriteError
from xl_addin.model.problems.problem import Problem
from xl_addin.report.book.prose import Chapter
from xl_addin.report.export.emenscr import NoEmenscr, write_emenscr
from xl_addin.report.export.pdf import PdfError, write_pdf
from xl_addin.report.export.public_page import NoPublicPage, write_public


@dataclass(frozen=True, slots=True)
class Beside:
    """`written` files in order; `problems`: why something was not, each with its remedy."""

    written: tuple[Path, ...]
    problems: tuple[Problem, ...]


def write_beside(
    report: Path,
    consolidated: Consolidated,
    chapters: Sequence[Chapter],
    kinds: Iterable[str],
    language: str = "th",
) -> Beside:
    """Write these kinds (pdf, docx, public, emenscr) beside a report that was just written from `consolidated`.

    What cannot be written is told; the others are written all the same.
    """
    written: list[Path] = []
    problems: list[Problem] = []
    for kind in kinds:
        try:
            for path in _writers(report, consolidated, chapters)[kind]():
                written.append(path)
        except (PdfError, NoPublicPage, NoEmenscr, WriteError) as error:
            problems.append(error.problem(language=language))
    return Beside(tuple(written), tuple(problems))


def _writers(
    report: Path, consolidated: Consolidated, chapters: Sequence[Chapter]
) -> dict[str, Callable[[], Iterable[Path]]]:
    return {
        "pdf": lambda: _pdf(report),
        "docx": lambda: _word(report, consolidated, chapters),
        "public": lambda: _public(report, consolidated),
        "emenscr": lambda: [write_emenscr(report, consolidated)],
    }


def _word(report: Path, consolidated: Consolidated, chapters: Sequence[Chapter]) -> Iterable[Path]:
    from xl_addin.report.export.word import write_word  # its library takes a while, and few ask for it

    return write_word(chapters, consolidated.register, report)


def _pdf(report: Path) -> Iterator[Path]:
    target = report.with_suffix(".pdf")
    write_pdf(report, target)
    yield target


def _public(report: Path, consolidated: Consolidated) -> Iterator[Path]:
    """The workbook is there though no program can make its PDF."""
    page = write_public(report, consolidated)
    yield page
    printed = page.with_suffix(".pdf")
    write_pdf(page, printed)
    yield printed
