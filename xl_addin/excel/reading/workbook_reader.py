"""One returned workbook from file to cells: within limits, facts kept, nothing interpreted, nothing run."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from xl_addin.excel.addresses import parse_cell, sheet_cell
from xl_addin.excel.reading import package_parts, sheet_annotations
from xl_addin.excel.reading.cell_xml import CellHeads, NotPlain
from xl_addin.excel.reading.cells import Annotation, Facts, RawSheet, RawWorkbook
from xl_addin.excel.reading.limits import PackageError, ReadLimits, damaged
from xl_addin.excel.reading.package import PIECE, Package, open_package
from xl_addin.excel.reading.returned_file import ReturnedFile
from xl_addin.excel.reading.sheet_parser import SheetContent, read_sheet, text_pieces
from xl_addin.excel.reading.struck_text import struck_cells
from xl_addin.excel.reading.xml_text import (
    canonical,
    declared_encoding,
    elements,
    is_plain_xml,
    part_text,
    plain,
)

# Very hidden sheets of our templates that hold nothing typed by a person.
HELPER_SHEETS = frozenset(("_check", "_lists"))

LINK_KINDS = ("externallinkpath", "oleobject", "xlpathmissing", "xlstartup", "xllibrary")
CONNECTION_NAME = re.compile(r'<connection [^>]*?\bname="([^"]*)"')


def read_workbook(
    source: ReturnedFile | Path | str | bytes,
    *,
    limits: ReadLimits | None = None,
    skip_sheets: Collection[str] = HELPER_SHEETS,
    wanted: Callable[[str], bool] | None = None,
) -> RawWorkbook:
    """Read a workbook from a file (returned or other) or from its bytes.

    Sheets in `skip_sheets` are passed over while they are hidden; `wanted` (given a sheet's name) narrows
    further. Both are listed with `is_read` False. Raises PackageError, and nothing else, for whatever is
    wrong with the file; meant to run in a child process (`process_pool.read_files`) because a hostile file may still
    take memory and time.
    """
    limits = limits or ReadLimits()
    with _refusals():
        return _read(open_package(source, limits), limits, skip_sheets, wanted)


def read_identity(source: Path | str | bytes, *, limits: ReadLimits | None = None) -> dict[str, str]:
    """The custom properties alone (docProps/custom.xml), at a small part of the cost of a read."""
    with _refusals():
        package = open_package(source, limits)
        part = _target(package_parts.relationships(package, ""), "customproperties")
        return package_parts.read_custom_properties(package, part)


@contextmanager
def _refusals() -> Iterator[None]:
    """Whatever a file makes the parsers raise comes out as a PackageError."""
    try:
        yield
    except PackageError:
        raise
    except MemoryError:
        raise PackageError("file_needs_too_much_memory") from None
    except Exception as error:
        # 1,246 public workbooks made openpyxl fail in nine different ways; a list of types is never complete.
        raise damaged("", f"{type(error).__name__}: {error}") from error


def _read(
    package: Package, limits: ReadLimits, skip_sheets: Collection[str], wanted: Callable[[str], bool] | None
) -> RawWorkbook:
    top = package_parts.relationships(package, "")
    main = _target(top, "officedocument")
    if main is None:
        raise damaged("_rels/.rels", "no workbook")
    workbook = package_parts.read_workbook_part(package, main)
    if not any(entry.part for entry in workbook.sheets):
        raise damaged(main, "no sheet has a part")
    texts = package_parts.read_texts(package, _target(workbook.relationships, "sharedstrings"))
    heads = package_parts.read_formats(package, _target(workbook.relationships, "styles"))
    people = sheet_annotations.read_people(package, workbook.relationships)
    pictures = sheet_annotations.pictures_in_cells(package, workbook.relationships)
    sheets: list[RawSheet] = []
    contents: list[tuple[str, SheetContent]] = []
    room = limits.cells
    unusual = False
    for entry in workbook.sheets:
        skipped = entry.name in skip_sheets and entry.state != "visible"
        if skipped or entry.kind != "worksheet" or (wanted is not None and not wanted(entry.name)):
            sheets.append(RawSheet(entry.name, entry.state, entry.kind, {}, is_read=False))
            continue
        if entry.part is None:
            raise damaged(entry.name, "no part")
        content, plain_xml = _sheet_content(package, entry.part, texts, heads, room, limits.cells)
        unusual = unusual or not plain_xml
        room -= len(content.cells)
        beside = sheet_annotations.sheet_annotations(package, entry.part, people)
        if heads.struck or texts.struck or content.struck_inline or pictures:
            beside += _in_cells(package, entry.part, content, texts.struck, heads.struck, pictures)
        contents.append((entry.name, content))
        sheets.append(
            RawSheet(
                name=entry.name,
                state=entry.state,
                kind=entry.kind,
                cells=content.cells,
                merged=content.merged,
                hidden_rows=frozenset(content.hidden_rows),
                hidden_columns=content.hidden_columns,
                protected=content.protected,
                annotations=tuple(beside),
            )
        )
    custom = package_parts.read_custom_properties(package, _target(top, "customproperties"))
    facts = _facts(package, top, workbook, contents, unusual)
    return RawWorkbook(tuple(sheets), workbook.defined_names, custom, facts)


def _sheet_content(
    package: Package, part: str, texts: package_parts.SharedTexts, heads: CellHeads, room: int, limit: int
) -> tuple[SheetContent, bool]:
    """The sheet, and whether Excel's own way of writing was found. What cannot be read is told with its part."""
    try:
        return _parsed(package, part, texts, heads, room, limit)
    except MemoryError:
        raise
    except PackageError as error:
        if error.message_id != "file_damaged" or error.values.get("part"):
            raise
        raise damaged(part, error.values.get("error", "")) from error
    except Exception as error:
        raise damaged(part, f"{type(error).__name__}: {error}") from error


def _parsed(
    package: Package, part: str, texts: package_parts.SharedTexts, heads: CellHeads, room: int, limit: int
) -> tuple[SheetContent, bool]:
    try:
        if package.unpacked_size(part) <= PIECE:
            return read_sheet([_decoded(package.part(part))], texts, heads, room, limit), True
        return read_sheet(text_pieces(package.stream(part)), texts, heads, room, limit), True
    except NotPlain:
        pass
    rewritten = canonical(package.stream(part), part)
    try:
        return read_sheet(_whole_rows(rewritten), texts, heads, room, limit), False
    except NotPlain as error:
        raise damaged(part, error) from error


def _in_cells(
    package: Package,
    part: str,
    content: SheetContent,
    struck_texts: Mapping[str, str],
    struck_styles: Collection[str],
    pictures: list[str],
) -> Iterator[Annotation]:
    """What is struck through, and pictures that are values of cells; looked for only in workbooks with either."""
    data = package.part(part)
    plain_xml = is_plain_xml(data, "worksheet")
    xml = data.decode("utf-8", "replace") if plain_xml else "".join(canonical([data], part))
    for found in struck_cells(xml, struck_styles, struck_texts):
        if parse_cell(found.cell) in content.cells:
            yield found
    yield from sheet_annotations.cells_with_pictures(xml, pictures)


def _decoded(content: bytes) -> str:
    if encoding := declared_encoding(content):
        raise NotPlain(encoding)
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError as error:
        raise NotPlain(str(error)) from error


def _whole_rows(pieces: Iterable[str]) -> Iterator[str]:
    kept: list[str] = []
    for piece in pieces:
        # A row may begin at the seam.
        piece = (kept.pop() if kept else "") + piece
        cut = piece.rfind("<row ")
        if cut > 0:
            yield "".join((*kept, piece[:cut]))
            kept, piece = [], piece[cut:]
        kept += [piece[:-8], piece[-8:]]
    yield "".join(kept)


def _facts(
    package: Package,
    top: Mapping[str, package_parts.Relationship],
    workbook: package_parts.WorkbookPart,
    contents: list[tuple[str, SheetContent]],
    unusual: bool,
) -> Facts:
    names = [name.lower() for name in package.names]
    application, version = package_parts.read_application(package, _target(top, "extendedproperties"))
    links, dde_links = _external_links(package, workbook)
    return Facts(
        kind=package.kind,
        size=package.size,
        sha256=package.sha256,
        application=application,
        application_version=version,
        macros=any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names)
        or any(sheet.kind == "macrosheet" for sheet in workbook.sheets),
        external_links=links,
        data_connections=_connections(package, workbook),
        embedded_objects=tuple(name for name in package.names if "/embeddings/" in name.lower()),
        dde=dde_links + tuple(sheet_cell(name, *at) for name, content in contents for at in content.dde),
        linked_cells=tuple(sheet_cell(name, *at) for name, content in contents for at in content.linked),
        date_1904=workbook.date_1904,
        formulas=sum(content.formulas for _, content in contents),
        uncalculated=sum(content.uncalculated for _, content in contents),
        strict=workbook.strict,
        unusual_xml=unusual,
    )


def _external_links(
    package: Package, workbook: package_parts.WorkbookPart
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """(files linked to, programs called by DDE) as the external link parts name them."""
    files: list[str] = []
    programs: list[str] = []
    for link in package_parts.of_kind(workbook.relationships, "externallink"):
        targets = package_parts.relationships(package, link.target).values()
        files += [target.target for target in targets if target.external and target.kind in LINK_KINDS]
        if link.target in package:
            xml = part_text(package.part(link.target), "externalLink", link.target)
            programs += [
                f"{dde.get('ddeService', '')}|{dde.get('ddeTopic', '')}" for dde in elements(xml, "ddeLink")
            ]
    return tuple(files), tuple(programs)


def _connections(package: Package, workbook: package_parts.WorkbookPart) -> tuple[str, ...]:
    found: list[str] = []
    for connection in package_parts.of_kind(workbook.relationships, "connections"):
        if connection.target in package:
            xml = part_text(package.part(connection.target), "connections", connection.target)
            found += [plain(name) for name in CONNECTION_NAME.findall(xml)] or [connection.target]
    return tuple(found)


def _target(found: Mapping[str, package_parts.Relationship], kind: str) -> str | None:
    """The part that the first relationship of this kind points to, when it is inside the package."""
    return next((entry.target for entry in package_parts.of_kind(found, kind) if not entry.external), None)
