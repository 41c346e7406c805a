"""The stamp of a workbook: the identity in its hidden sheet and the copy of it in its document properties."""

from __future__ import annotations

from dataclasses import replace

from xl_addin.consolidate.intake.submission import Submission
from xl_addin.excel.reading.cells import RawWorkbook
from xl_addin.model.identity import (
    FORM_SHEET,
    GIVEN_TABLES,
    ISSUED_COLUMN,
    NOTES_COLUMN,
    PROPERTY_PREFIX,
    Identity,
)
from xl_addin.model.problems.catalogue import problem, say
from xl_addin.model.problems.problem import Place, Problem

# Parts of the identity that say whose workbook it is; the rest only says how far it has come.
DECIDING = ("form_id", "form_version", "office", "fiscal_year", "round", "group_id")
MEMO, OFFICE_BOOK = "book_is_memo", "book_is_office"
NO_RETURN = frozenset({MEMO, OFFICE_BOOK})
"""Rules of the notes that a workbook is the letter that went out, or the office's own register or report."""
OFFICE_PROPERTIES = frozenset({"document", "kind"})
NUMBERS = ("form_version", "fiscal_year", "round", "issue")


def read_stamp(book: RawWorkbook, file: str) -> tuple[Identity | None, list[Problem], list[Problem]]:
    """(identity, what is odd about it, why it cannot be used). The identity is None when there is none."""
    place = Place(file, FORM_SHEET)
    sheet = sheet_values(book)
    properties = {
        key.removeprefix(PROPERTY_PREFIX): _repaired(value)
        for key, value in book.custom_properties.items()
        if key.startswith(PROPERTY_PREFIX)
    }
    if not sheet and not properties:
        notes = [problem(MEMO, Place(file))] if _is_memo(book) else []
        return None, notes, [problem("identity_missing", Place(file))]
    if (sheet | properties).keys() & OFFICE_PROPERTIES:
        broken = problem("identity_broken", place, value=_broken(sheet or properties))
        return None, [problem(OFFICE_BOOK, Place(file))], [broken]
    try:
        identity = replace(Identity.from_text(sheet or properties), issued=issued_projects(book))
    except (KeyError, ValueError):
        return None, [], [problem("identity_broken", place, value=_broken(sheet or properties))]
    notes = []
    if not sheet:
        notes.append(problem("identity_sheet_lost", Place(file)))
    elif not properties:
        notes.append(problem("identity_properties_lost", Place(file)))
    told, refusals = _disagreements(sheet, properties, place) if sheet and properties else ([], [])
    return identity, notes + told, refusals


def _repaired(text: str) -> str:
    """A text whose UTF-8 a program read as Windows' Latin letters (SheetJS does), as it was written."""
    while not text.isascii():
        try:
            text = b"".join(map(_latin_byte, text)).decode("utf-8")
        except UnicodeError:
            break
    return text


def _latin_byte(letter: str) -> bytes:
    """The byte that a letter stands for. Raises UnicodeEncodeError for Thai and the like."""
    try:
        return letter.encode("latin-1")
    except UnicodeEncodeError:
        return letter.encode("cp1252")


def _is_memo(book: RawWorkbook) -> bool:
    """Whether this is the letter that went out with the templates: it has one sheet and no identity."""
    return [sheet.name for sheet in book.sheets] == [say("memo_sheet")]


def _broken(values: dict[str, str]) -> str:
    """The parts of an identity that are missing or no number."""
    said = [key for key in (*DECIDING, "group") if key not in values]
    for key in NUMBERS:
        text = values.get(key, "0") or ("0" if key == "issue" else "")
        try:
            int(text)
        except ValueError:
            said.append(f"{key} “{text}”")
    return ", ".join(said)


def ready_differs(submission: Submission) -> list[Problem]:
    """A workbook that holds another count of entries than when "พร้อมส่ง" was pressed was changed after it.

    Counted as the pane does: entries in the rows that are read. Never marked ready: nothing to compare."""
    counted = submission.identity.ready.strip() if submission.identity else ""
    found = sum(sum(block.filled) for block in submission.blocks)
    if not counted or counted == str(found):
        return []
    place = Place(submission.file, FORM_SHEET)
    return [problem("identity_ready_differs", place, value=counted, count=found)]


def issued_projects(book: RawWorkbook) -> tuple[str, ...] | None:
    """Ids of the projects that a workbook was given; None where it does not say."""
    listed = _beside(book, ISSUED_COLUMN)
    return tuple(filter(None, listed.split("|"))) if listed else None


def issued_notes(book: RawWorkbook) -> list[str]:
    """The office's own notes as they were when the workbook was given out; nothing where it does not say."""
    return (_beside(book, NOTES_COLUMN) or "").splitlines()


def given_tables(book: RawWorkbook) -> frozenset[str]:
    """Keys of the tables of the groups that a workbook was given, as its hidden sheet or its properties say."""
    listed = sheet_values(book).get(GIVEN_TABLES) or book.custom_properties.get(
        PROPERTY_PREFIX + GIVEN_TABLES
    )
    return frozenset((listed or "").split("|"))


def _beside(book: RawWorkbook, column: int) -> str | None:
    """What stands in the first row of the hidden sheet, in a column counted from 0."""
    sheet = book.sheet(FORM_SHEET)
    cell = sheet.cells.get((1, column + 1)) if sheet is not None else None
    return cell.value if cell is not None else None


def sheet_values(book: RawWorkbook) -> dict[str, str]:
    """Keys (column A) and values (column B) of the hidden sheet; empty without it."""
    sheet = book.sheet(FORM_SHEET)
    if sheet is None:
        return {}
    values = {}
    for (row, column), cell in sheet.cells.items():
        if column == 1 and cell.value:
            beside = sheet.cells.get((row, 2))
            values[cell.value] = (beside.value or "") if beside else ""
    return values


def _disagreements(
    sheet: dict[str, str], properties: dict[str, str], place: Place
) -> tuple[list[Problem], list[Problem]]:
    told: list[Problem] = []
    refusals: list[Problem] = []
    for key in Identity.__slots__:
        if key not in properties or key not in sheet or sheet[key] == properties[key]:
            continue
        into = refusals if key in DECIDING else told
        id_ = "identity_disagrees" if key in DECIDING else "identity_copies_differ"
        into.append(problem(id_, place, value=sheet[key], key=key, other=properties[key]))
    return told, refusals
