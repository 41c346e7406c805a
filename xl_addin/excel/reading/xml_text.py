"""XML of workbook parts as text: escapes undone, and odd XML rewritten the way Excel writes it.

The parsers of this package read text with regular expressions, which is only right for XML as Excel,
LibreOffice, openpyxl and XlsxWriter write it: no prefix, no comment, no CDATA, no white space between tags.
`canonical` brings everything else into that form with a real parser, which refuses a DOCTYPE.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces
from xml.sax.saxutils import escape, quoteattr

from defusedxml.common import DefusedXmlException
from defusedxml.expatreader import create_parser

from xl_addin.excel.addresses import cell_address, parse_cell
from xl_addin.excel.reading.limits import PackageError, damaged

NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
ESCAPED_CHARACTER = re.compile(r"_x([0-9A-Fa-f]{4})_")
ATTRIBUTE = re.compile(r"([\w:.-]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
ATTRIBUTES = r"((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'))*)"

MARKUP_COMPATIBILITY = "http://schemas.openxmlformats.org/markup-compatibility/2006"
VARIANT_TYPES = (
    "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes",
    "http://purl.oclc.org/ooxml/officeDocument/docPropsVTypes",
)
RELATIONSHIP_IDS = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships",
    "http://purl.oclc.org/ooxml/officeDocument/relationships",
)
KNOWN_NAMESPACES = frozenset(
    (
        *VARIANT_TYPES,
        "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
        "http://purl.oclc.org/ooxml/spreadsheetml/main",
        "http://schemas.openxmlformats.org/package/2006/relationships",
        "http://schemas.openxmlformats.org/package/2006/content-types",
        "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties",
        "http://purl.oclc.org/ooxml/officeDocument/customProperties",
        "http://schemas.openxmlformats.org/officeDocument/2006/extended-properties",
        "http://purl.oclc.org/ooxml/officeDocument/extendedProperties",
    )
)
STRICT = b"purl.oclc.org/ooxml"
PREFIXED = re.compile(rb':\w+="http://schemas.openxmlformats.org/spreadsheetml/2006/main"')

# Where text counts; elsewhere white space between tags is layout.
TEXT_ELEMENTS = frozenset(("t", "v", "f", "definedName", "Application", "AppVersion"))

# Excel writes cell attributes in this order, and the sheet parser relies on it.
CELL_ORDER = ("r", "s", "t")


def plain(text: str) -> str:
    """XML text with `&amp;` and its kind undone. Raises ValueError for an entity that XML does not know."""
    if "&" not in text:
        return text
    if text.count("&") != len(ENTITY.findall(text)):
        raise ValueError("unknown entity")
    return ENTITY.sub(_entity, text)


def cell_text(text: str) -> str:
    """XML text of a cell, with Excel's own `_x000D_` escapes undone as well."""
    text = plain(text)
    if "_x" not in text:
        return text
    text = ESCAPED_CHARACTER.sub(lambda found: chr(int(found[1], 16)), text)
    # A letter beyond 16 bits is written as two escapes.
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def attributes(text: str) -> dict[str, str]:
    """The attributes in the inside of a tag."""
    return {name: plain(double or single) for name, double, single in ATTRIBUTE.findall(text)}


def elements(xml: str, name: str) -> list[dict[str, str]]:
    """The attributes of every element `name`, in order."""
    if f"<{name}" not in xml:
        return []
    return [attributes(found) for found in re.findall(rf"<{name}{ATTRIBUTES}\s*/?>", xml)]


def part_text(content: bytes, root: str, part: str) -> str:
    """A part as Excel would have written it. Raises PackageError when it is no XML or has a DOCTYPE."""
    if is_plain_xml(content, root):
        try:
            return content.decode("utf-8")
        except UnicodeDecodeError:
            pass
    return "".join(canonical([content], part))


def is_plain_xml(content: bytes, root: str) -> bool:
    """Whether the part looks like Excel's own: no prefixes, nothing that a search would misread."""
    start = content.find(b"<" + root.encode(), 0, 400)
    if start < 0 or STRICT in content[:2000] or PREFIXED.search(content, 0, 4000):
        return False
    # Single letters are looked for first: that is many times faster, and long texts have few of them.
    if b"!" in content and b"<!" in content:
        return False
    return content.find(b"?", start) < 0 or content.find(b"<?", start) < 0


def canonical(pieces: Iterable[bytes], part: str) -> Iterator[str]:
    """The XML of `pieces` rewritten: no prefixes (but `vt:` and `r:`), comments, CDATA or layout.

    Cells and rows without an address get theirs. Content in namespaces that are not a workbook's own is left
    out. Raises PackageError for XML that is not well formed or has a DOCTYPE.
    """
    parser = create_parser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    rewriter = _Rewriter()
    parser.setContentHandler(rewriter)
    try:
        for piece in pieces:
            parser.feed(piece)
            yield rewriter.taken()
        parser.close()
        yield rewriter.taken()
    except DefusedXmlException as error:
        raise PackageError("file_has_doctype", part=part) from error
    except PackageError:
        raise
    except Exception as error:
        raise damaged(part, error) from error


class _Rewriter(ContentHandler):
    """Collects the rewritten XML between two calls of `taken`."""

    def __init__(self) -> None:
        super().__init__()
        self._out: list[str] = []
        self._skipping = 0
        self._text_depth = 0
        self._open = False
        self._row = 0
        self._column = 0

    def taken(self) -> str:
        text = "".join(self._out)
        self._out.clear()
        return text

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:
        namespace, local = name
        if self._skipping:
            self._skipping += 1
            return
        if namespace == MARKUP_COMPATIBILITY and local in ("AlternateContent", "Fallback"):
            return
        if namespace not in KNOWN_NAMESPACES:
            self._skipping = 1
            return
        tag = _tag(namespace, local)
        values = {}
        for (space, key), value in attrs.items():
            if space is None:
                values[key] = value
            elif space in RELATIONSHIP_IDS:
                values[f"r:{key}"] = value
        if local == "c":
            values = self._placed(values)
        elif local == "row":
            self._row = int(values.get("r", self._row + 1))
            self._column = 0
            values = {"r": str(self._row), **values}
        if local in TEXT_ELEMENTS or namespace in VARIANT_TYPES:
            self._text_depth += 1
        self._close_tag()
        self._out.append(f"<{tag}" + "".join(f" {key}={_quoted(value)}" for key, value in values.items()))
        self._open = True

    def endElementNS(self, name: Any, qname: Any) -> None:
        namespace, local = name
        if self._skipping:
            self._skipping -= 1
            return
        if namespace == MARKUP_COMPATIBILITY:
            return
        if local in TEXT_ELEMENTS or namespace in VARIANT_TYPES:
            self._text_depth -= 1
        if self._open:
            self._out.append("/>")
            self._open = False
        else:
            self._out.append(f"</{_tag(namespace, local)}>")

    def characters(self, content: str) -> None:
        if self._text_depth and not self._skipping:
            self._close_tag()
            self._out.append(escape(content, {"\r": "&#13;"}))

    def _close_tag(self) -> None:
        if self._open:
            self._out.append(">")
            self._open = False

    def _placed(self, values: dict[str, str]) -> dict[str, str]:
        if "r" in values:
            _, self._column = parse_cell(values["r"])
        else:
            self._column += 1
            values["r"] = cell_address(self._row, self._column)
        return {key: values[key] for key in CELL_ORDER if key in values}


def _tag(namespace: str, local: str) -> str:
    return f"vt:{local}" if namespace in VARIANT_TYPES else local


def _quoted(value: str) -> str:
    quoted = quoteattr(value)
    return quoted if quoted.startswith('"') else '"' + quoted[1:-1].replace('"', "&quot;") + '"'


def _entity(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code > sys.maxunicode or 0xD800 <= code <= 0xDFFF or code == 0:
        return "\ufffd"
    return chr(code)
