"""What people put beside the cells of their sheets: never read as an entry, always told with its words."""

from __future__ import annotations

import posixpath
from collections.abc import Iterable, Iterator, Mapping
from zlib import crc32

from xl_addin.consolidate.intake.submission import Block, Picture
from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.reading.cells import (
    CHART,
    INK,
    NOTE,
    PICTURE,
    SHAPE,
    STRUCK,
    STRUCK_WORDS,
    TEXT_BOX,
    THREAD,
    UNREADABLE,
    Annotation,
    RawSheet,
    RawWorkbook,
)
from xl_addin.model.file_names import safe_part
from xl_addin.model.problems.catalogue import problem
from xl_addin.model.problems.problem import Place, Problem

RULES = {
    NOTE: "beside_note",
    THREAD: "beside_thread",
    TEXT_BOX: "beside_text_box",
    SHAPE: "beside_shape",
    CHART: "beside_chart",
    PICTURE: "beside_picture",
    INK: "beside_ink",
    STRUCK: "cell_struck",
    STRUCK_WORDS: "cell_struck_words",
    UNREADABLE: "beside_unreadable",
}
# So many of one kind on a sheet are told one by one; the rest is told with the addresses.
ONE_BY_ONE = 30
NAMED = 10
KEPT = frozenset((".png", ".jpg", ".jpeg", ".gif", ".bmp", ".tif", ".tiff", ".emf", ".wmf", ".webp"))


def annotations_of(
    book: RawWorkbook, blocks: Iterable[Block], file: str
) -> tuple[list[Picture], list[Problem]]:
    """The pictures to be kept as evidence, and what is to be said of everything beside the cells."""
    if not any(sheet.annotations for sheet in book.sheets):
        return [], []
    projects = {
        (block.sheet, row): project
        for block in blocks
        for row, project in zip(block.rows, block.project_ids, strict=True)
    }
    pictures: list[Picture] = []
    problems: list[Problem] = []
    for sheet in book.sheets:
        found = list(sheet.annotations)
        kept = {
            at: Picture(sheet.name, one.cell, one.part, _saved_as(file, one, len(pictures) + number))
            for number, (at, one) in enumerate(((at, one) for at, one in enumerate(found) if one.part), 1)
        }
        pictures += kept.values()
        problems += _told(sheet, found, kept, projects, file)
    return pictures, problems


def _told(
    sheet: RawSheet,
    found: list[Annotation],
    kept: Mapping[int, Picture],
    projects: Mapping[tuple[str, int], str],
    file: str,
) -> Iterator[Problem]:
    said: dict[str, int] = {}
    rest: dict[str, list[str]] = {}
    for at, one in enumerate(found):
        rule = RULES[one.kind]
        said[rule] = said.get(rule, 0) + 1
        if said[rule] > ONE_BY_ONE:
            rest.setdefault(rule, []).append(one.cell)
            continue
        value = " ".join(one.text.split())
        if one.kind == STRUCK:
            cell = sheet.cells.get(parse_cell(one.cell))
            value = (cell.value or "") if cell else ""
        picture = kept.get(at)
        if one.kind == PICTURE and picture is None:
            rule = "beside_picture_linked"
        yield problem(
            rule,
            Place(file, sheet.name, one.cell),
            project=projects.get((sheet.name, parse_cell(one.cell)[0]), "") if one.cell else "",
            value=value,
            saved=picture.saved_as if picture else "-",
        )
    for cells in rest.values():
        shown = ", ".join(cells[:NAMED]) + (" …" if len(cells) > NAMED else "")
        yield problem("beside_more", Place(file, sheet.name, cells[0]), value=shown, count=len(cells))


def _saved_as(file: str, one: Annotation, number: int) -> str:
    """The name under which a picture is kept; of a kind that could do harm when opened it gets another ending."""
    ending = posixpath.splitext(one.part)[1].casefold()
    stem = " ".join(filter(None, (safe_part(file), one.cell, f"{crc32(file.encode()):08x}-{number}")))
    return stem + (ending if ending in KEPT else ".bin")
