"""The small parts around the sheets: relationships, sheet list, names, styles, shared texts, properties."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import repeat
from types import MappingProxyType
from typing import NamedTuple, Protocol, TypeVar

from xl_addin.excel.reading.cell_xml import CellHeads, NotPlain, rich_text
from xl_addin.excel.reading.cells import DefinedName, RawCell
from xl_addin.excel.reading.limits import damaged
from xl_addin.excel.reading.number_format import NumberFormat
from xl_addin.excel.reading.package import Package
from xl_addin.excel.reading.struck_text import struck_styles, struck_texts
from xl_addin.excel.reading.xml_text import (
    ATTRIBUTES,
    attributes,
    block_of,
    cell_text,
    elements,
    holds,
    part_text,
    plain,
    text_items,
)

SIMPLE_TEXT = re.compile(r'<si><t(?: xml:space="preserve")?+>([^<]*+)</t></si>')
DEFINED_NAME = re.compile(rf"<definedName{ATTRIBUTES}\s*>([^<]*)</definedName>")
PROPERTY = re.compile(
    rf"<property{ATTRIBUTES}\s*>\s*(?:<vt:\w+[^<>]*?/>|<vt:\w+[^<>]*>([^<]*)</vt:\w+>)", re.DOTALL
)

T = TypeVar("T")
MOST_REMEMBERED = 256 * 1024
"""Bytes of a part that is remembered with what it says."""

INDEX_TEXTS = tuple(map(str, range(4096)))


class Relationship(NamedTuple):
    """One line of a .rels part.

    `kind` is the last word of its type, `target` a part name or, if `external`, a link.
    """

    kind: str
    target: str
    external: bool


class Parts(Protocol):
    """The parts of a workbook by name: a `Package`, or parts that are being changed."""

    def __contains__(self, name: str) -> bool: ...

    def part(self, name: str) -> bytes: ...


@dataclass(frozen=True, slots=True)
class SheetEntry:
    """A sheet as the workbook part lists it, with the part that holds it (None when it points nowhere)."""

    name: str
    state: str
    kind: str
    part: str | None


@dataclass(frozen=True, slots=True)
class WorkbookPart:
    """The workbook part: sheets in tab order, names, epoch."""

    sheets: tuple[SheetEntry, ...]
    defined_names: tuple[DefinedName, ...]
    date_1904: bool
    strict: bool
    relationships: Mapping[str, Relationship]


def relationships(package: Parts, part: str) -> Mapping[str, Relationship]:
    """The relationships of a part ("" for the package) by id, targets made absolute."""
    folder, name = posixpath.split(part)
    rels = posixpath.join(folder, "_rels", f"{name}.rels")
    return _relationships(package.part(rels), rels) if rels in package else {}


def of_kind(found: Mapping[str, Relationship], kind: str) -> list[Relationship]:
    """The relationships of one kind, in file order."""
    return [relationship for relationship in found.values() if relationship.kind == kind]


def read_workbook_part(package: Parts, part: str) -> WorkbookPart:
    """Sheets, names and epoch. Raises PackageError, ValueError or KeyError for a part that is no workbook."""
    content = package.part(part)
    sheets, names, date_1904 = _listed(content, part)
    found = relationships(package, part)
    return WorkbookPart(
        sheets=tuple(_sheet_entry(sheet, found) for sheet in sheets),
        defined_names=names,
        date_1904=date_1904,
        strict=b"purl.oclc.org/ooxml" in content,
        relationships=found,
    )


class SharedTexts(dict[str, RawCell]):
    """The shared strings as ready cells, by their number as text (the way a cell names them).

    `struck`: the words in them that are struck through, by the same numbers.
    """

    struck: Mapping[str, str] = MappingProxyType({})

    def __missing__(self, number: str) -> RawCell:
        """Some programs write a number with blanks around it, a sign or zeros in front."""
        plain_number = number.strip()
        if not plain_number.isascii() or str(int(plain_number)) == number:
            raise KeyError(f"shared string {number[:20]}")
        return self[str(int(plain_number))]


def read_texts(package: Package, part: str | None) -> SharedTexts:
    """All shared strings of a workbook; none without the part."""
    if part is None or part not in package:
        return SharedTexts()
    xml = part_text(package.part(part), "sst", part)
    if "\r" in xml:
        xml = xml.replace("\r\n", "\n").replace("\r", "\n")
    found = SIMPLE_TEXT.findall(xml)
    is_simple = len(found) == xml.count("<si")
    if not is_simple:
        try:
            found = [rich_text(item) for item in text_items(xml)]
        except (ValueError, NotPlain) as error:
            raise damaged(part, error) from error
    elif "&" in xml or holds(xml, "_x", 1):
        found = [cell_text(text) for text in found]
    cells = map(tuple.__new__, repeat(RawCell), zip(repeat("s"), found, repeat(None), repeat("")))
    numbers = INDEX_TEXTS if len(found) <= len(INDEX_TEXTS) else map(str, range(len(found)))
    texts = SharedTexts(zip(numbers, cells, strict=False))
    if not is_simple and (struck := struck_texts(xml)):
        texts.struck = struck
    return texts


def read_formats(package: Package, part: str | None) -> CellHeads:
    """What the styles of the workbook make of a cell."""
    return _formats(package.part(part), part) if part is not None and part in package else CellHeads({})


def read_custom_properties(package: Package, part: str | None) -> dict[str, str]:
    """docProps/custom.xml: values as text, by name."""
    if part is None or part not in package:
        return {}
    xml = part_text(package.part(part), "Properties", part)
    return {attributes(tag).get("name", ""): cell_text(value) for tag, value in PROPERTY.findall(xml)}


def read_application(package: Package, part: str | None) -> tuple[str, str]:
    """The program that says it wrote the file, and its version; empty when it does not say."""
    return _application(package.part(part), part) if part is not None and part in package else ("", "")


def _remembered(most: int) -> Callable[[Callable[[bytes, str], T]], Callable[[bytes, str], T]]:
    """Workbooks made from one template have parts alike: what small ones say is worked out once."""

    def remembering(read: Callable[[bytes, str], T]) -> Callable[[bytes, str], T]:
        known = lru_cache(maxsize=most)(read)
        return lambda content, part: (known if len(content) <= MOST_REMEMBERED else read)(content, part)

    return remembering


@_remembered(16)
def _listed(content: bytes, part: str) -> tuple[list[dict[str, str]], tuple[DefinedName, ...], bool]:
    """The attributes of the sheets, the names, and whether days are counted from 1904."""
    xml = part_text(content, "workbook", part)
    sheets = elements(xml, "sheet")
    if not sheets:
        raise ValueError("no sheets")
    names = [sheet["name"] for sheet in sheets]
    properties = elements(xml, "workbookPr")
    return (
        sheets,
        tuple(_defined_name(tag, text, names) for tag, text in DEFINED_NAME.findall(xml)),
        bool(properties) and properties[0].get("date1904") in ("1", "true"),
    )


@_remembered(64)
def _application(content: bytes, part: str) -> tuple[str, str]:
    xml = part_text(content, "Properties", part)
    names = (re.search(rf"<{tag}>([^<]*)</{tag}>", xml) for tag in ("Application", "AppVersion"))
    application, version = (plain(found[1]) if found else "" for found in names)
    return application, version


@_remembered(64)
def _relationships(content: bytes, rels: str) -> Mapping[str, Relationship]:
    xml = part_text(content, "Relationships", rels)
    folder = posixpath.dirname(posixpath.dirname(rels))
    found = {}
    for entry in elements(xml, "Relationship"):
        external = entry.get("TargetMode") == "External"
        target = entry.get("Target", "")
        if not external:
            target = posixpath.normpath(posixpath.join("/", folder, target.replace("\\", "/"))).lstrip("/")
        # Transitional says custom-properties, Strict customProperties.
        kind = entry.get("Type", "").rpartition("/")[2].replace("-", "").lower()
        found[entry.get("Id", "")] = Relationship(kind, target, external)
    return found


@_remembered(16)
def _formats(content: bytes, part: str) -> CellHeads:
    xml = part_text(content, "styleSheet", part)
    # Conditional formats (dxfs) have number formats of their own, which may carry an id that a cell's has too.
    formats = elements(block_of(xml, "numFmts"), "numFmt")
    codes = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in formats}
    styles = elements(block_of(xml, "cellXfs"), "xf")
    shown = {str(index): _shown(style.get("numFmtId", "0"), codes) for index, style in enumerate(styles)}
    return CellHeads(shown, struck_styles(xml, styles))


def _shown(number_format: str, codes: dict[str, str]) -> NumberFormat:
    if number_format in codes:
        return NumberFormat.of(codes[number_format])
    named = number_format.isascii() and number_format.isdigit()
    return NumberFormat.built_in(int(number_format) if named else 0)


def _sheet_entry(sheet: dict[str, str], found: Mapping[str, Relationship]) -> SheetEntry:
    # The prefix of relationships is "r" by custom only, and may be declared on the sheet's own element.
    ids = [value for key, value in sheet.items() if key == "r:id" or key.endswith(":id")]
    relationship = next((found[one] for one in ids if one in found), None)
    # Modules of Excel 95 are listed as sheets and have no part.
    kind = relationship.kind if relationship else "module"
    return SheetEntry(
        name=sheet["name"],
        state=sheet.get("state", "visible"),
        kind="macrosheet" if "macrosheet" in kind else kind,
        part=relationship.target if relationship and not relationship.external else None,
    )


def _defined_name(tag: str, reference: str, sheets: Sequence[str]) -> DefinedName:
    values = attributes(tag)
    scope = int(values["localSheetId"]) if "localSheetId" in values else None
    return DefinedName(
        name=values["name"],
        sheet=sheets[scope] if scope is not None and 0 <= scope < len(sheets) else None,
        reference=plain(reference),
        hidden=values.get("hidden") in ("1", "true"),
    )
