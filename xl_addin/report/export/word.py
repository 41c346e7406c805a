"""The report's words as documents in Word (.docx): one for each memo, one for covers, sentences and project forms.

They are made from what was written into the workbook in the same run, so every figure is the workbook's. The same
report gives the same bytes.
"""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from io import BytesIO
from pathlib import Path

from xl_addin.excel.writing.atomic_file import write_whole
from xl_addin.excel.writing.plain_workbook import CREATED
from xl_addin.model.register import Register
from xl_addin.report.book.prose import Chapter, Grid, Paragraph, Piece
from xl_addin.report.export.word_document import WordDocument

NARRATIVE = ("cover", "summary", "pages")
"""Kinds of sheets whose words go into the document of the report."""

Named = tuple[Path, bytes]


def word_files(chapters: Iterable[Chapter], register: Register, report: Path) -> list[Named]:
    """The documents beside a report: a memo's is named after its sheet, the other one as the report."""
    chapters = [chapter for chapter in chapters if chapter.pieces]
    files = [
        (
            report.with_name(f"{report.stem} {chapter.sheet}.docx"),
            letter_bytes(_lines(chapter.pieces), register),
        )
        for chapter in chapters
        if chapter.kind == "letter"
    ]
    told = [chapter for chapter in chapters if chapter.kind in NARRATIVE]
    return [*files, (report.with_suffix(".docx"), _narrative(told, register))] if told else files


def write_word(chapters: Iterable[Chapter], register: Register, report: Path) -> list[Path]:
    """Write the documents beside the report; gives their paths. Raises WriteError."""
    files = word_files(chapters, register, report)
    for path, content in files:
        write_whole(path, content)
    return [path for path, _ in files]


def letter_bytes(lines: Sequence[str], register: Register) -> bytes:
    """A memo or letter in the markup of `excel.writing.letter_sheet`."""
    document = _document(register)
    document.letter(lines, register.emblem)
    return _fixed(document)


def _narrative(chapters: Sequence[Chapter], register: Register) -> bytes:
    document = _document(register)
    for number, chapter in enumerate(chapters):
        if number:
            document.new_page()
        if chapter.kind == "cover":
            document.cover([piece.text for piece in chapter.pieces if isinstance(piece, Paragraph)])
        else:
            _write(document, chapter.pieces if chapter.kind == "pages" else _without_charts(chapter.pieces))
    return _fixed(document)


def _without_charts(pieces: Sequence[Piece]) -> list[Piece]:
    """A summary's titles and sentences; what is a title below a sentence heads a chart, which is not here."""
    kept: list[Piece] = []
    for piece in pieces:
        is_title = isinstance(piece, Paragraph) and piece.role == "title"
        if not is_title or all(isinstance(one, Paragraph) and one.role == "title" for one in kept):
            kept.append(piece)
    return kept


def _write(document: WordDocument, pieces: Sequence[Piece]) -> None:
    """Titles after a text begin a page: the form of the next project."""
    before = "title"
    for piece in pieces:
        if isinstance(piece, Grid):
            document.table(piece.header, piece.rows)
            before = "text"
            continue
        if piece.role == "title" and before != "title":
            document.new_page()
        before = piece.role
        match piece.role:
            case "title":
                document.title(piece.text)
            case "heading":
                document.heading(piece.text)
            case "pair":
                document.pair(piece.label, piece.text)
            case "text" | "letter":
                document.paragraph(piece.text)


def _lines(pieces: Sequence[Piece]) -> list[str]:
    return [piece.text for piece in pieces if isinstance(piece, Paragraph)]


def _document(register: Register) -> WordDocument:
    settings = register.settings
    return WordDocument(settings.font, settings.font_size, register.form.report.title, register.office)


def _fixed(document: WordDocument) -> bytes:
    """The file with the date that every file of ours carries, in place of the clock's."""
    made, target = BytesIO(document.content()), BytesIO()
    with zipfile.ZipFile(made) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as fixed:
        for name in sorted(source.namelist(), key=lambda name: (name != "[Content_Types].xml", name)):
            entry = zipfile.ZipInfo(name, CREATED.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            fixed.writestr(entry, source.read(name))
    return target.getvalue()
