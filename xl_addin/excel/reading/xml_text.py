"""XML of workbook parts as text: escapes undone, and odd XML rewritten the way Excel writes it.

The parsers of this package read text with regular expressions, which is only right for XML as Excel,
LibreOffice, openpyxl and XlsxWriter write it: no prefix, no comment, no CDATA, no white space between tags.
`canonical` brings everything else into that form with a real parser, which refuses a DOCTYPE.
"""

from __future__ import annotations

import codecs
import re
import sys
from collections.abc import Iterable, Iterator
from html import escape
from typing import Any
from xml.sax.handler import ContentHandler, feature_namespaces

from xl_addin.excel.addresses import cell_address, parse_cell
from xl_addin.excel.reading.limits import PackageError, damaged

NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
ENTITY = re.compile(r"&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(amp|lt|gt|quot|apos));")
ESCAPED_CHARACTER = re.compile(r"_x([0-9A-Fa-f]{4})_")
# Each name is tried once, and no value reads on into another tag: a tag without an end costs its own length.
ATTRIBUTE = re.compile(r"(?<![\w:.-])([\w:.-]+)\s*=\s*(?:\"([^\"<]*)\"|'([^'<]*)')")
ATTRIBUTES = r"((?:\s+[\w:.-]+\s*=\s*(?:\"[^\"<]*\"|'[^'<]*'))*)"
DECLARATION = re.compile(r"""^(?:\xef\xbb\xbf)?<\?xml[^<>]*?\bencoding\s*=\s*["']([\w.:-]+)["'][^<>]*\?>""")
OWN_ENCODINGS = frozenset(("utf-8", "utf8", "us-ascii", "ascii", "utf-16", "utf-16le", "utf-16be"))
THAI_ENCODINGS = {"windows-874": "cp874", "x-windows-874": "cp874", "dos-874": "cp874", "tis620": "tis-620"}

MOST_ELEMENTS, DEEPEST = 1_500_000, 64
"""Of a part that another program wrote and that is rewritten: more would take longer than anybody waits."""

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
CELL_PARTS = ("f", "v", "is")


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
    # No XML holds these two, nor would the report.
    text = text.replace("\ufffe", "\ufffd").replace("\uffff", "\ufffd")
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


def block_of(xml: str, name: str) -> str:
    """The first element `name` with what stands in it, "" where there is none."""
    start = xml.find(f"<{name}")
    end = xml.find(f"</{name}>", start) if start >= 0 else -1
    return xml[start:end] if end >= 0 else ""


def holds(xml: str, word: str, rare: int) -> bool:
    """Whether a word stands in XML. It is looked for by its letter number `rare`, one that hardly ever stands there,
    which is many times faster."""
    place = xml.find(word[rare])
    while place >= 0:
        if place >= rare and xml.startswith(word, place - rare):
            return True
        place = xml.find(word[rare], place + 1)
    return False


def text_items(sst: str) -> list[str]:
    """The insides of the shared texts, in order. Raises ValueError for one that is never closed."""
    items = []
    for item in sst.split("<si")[1:]:
        end = item.find("</si>")
        if end < 0 and not item.startswith(("/>", " />")):
            raise ValueError("a shared text without an end")
        items.append(item[item.find(">") + 1 : end] if end >= 0 else "")
    return items


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
    if declared_encoding(content):
        return False
    if start < 0 or STRICT in content[:2000] or PREFIXED.search(content, 0, 4000):
        return False
    # Single letters are looked for first: that is many times faster, and long texts have few of them.
    if b"!" in content and b"<!" in content:
        return False
    return content.find(b"?", start) < 0 or content.find(b"<?", start) < 0


def declared_encoding(content: bytes) -> str:
    """The encoding that a part declares where it is not Unicode, as Python names it, else ""."""
    found = DECLARATION.match(content[:200].decode("latin-1"))
    name = found[1].lower() if found else "utf-8"
    return "" if name in OWN_ENCODINGS else THAI_ENCODINGS.get(name, name)


def _decoded(pieces: Iterable[bytes]) -> Iterator[bytes | str]:
    """The pieces as the XML parser understands them: other encodings than Unicode as text."""
    decoder: codecs.IncrementalDecoder | None = None
    for number, piece in enumerate(pieces):
        if not number and (encoding := declared_encoding(piece)):
            decoder = codecs.getincrementaldecoder(encoding)()
        yield decoder.decode(piece) if decoder else piece


def canonical(pieces: Iterable[bytes], part: str) -> Iterator[str]:
    """The XML of `pieces` rewritten: no prefixes (but `vt:` and `r:`), comments, CDATA or layout.

    Cells and rows without an address get theirs. Content in namespaces that are not a workbook's own is left
    out. Raises PackageError for XML that is not well formed or has a DOCTYPE.
    """
    # Few files need the parser, and it brings half a web client along: no start waits for it.
    from defusedxml.common import DefusedXmlException
    from defusedxml.expatreader import create_parser

    parser = create_parser(forbid_dtd=True)
    parser.setFeature(feature_namespaces, True)
    rewriter = _Rewriter()
    parser.setContentHandler(rewriter)
    try:
        for piece in _decoded(pieces):
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
        self._elements = 0
        self._depth = 0
        self._cell_depth = 0
        self._cell_parts: list[tuple[int, int]] = []
        self._skipping = 0
        self._text_depth = 0
        self._open = False
        self._row = 0
        self._column = 0

    def taken(self) -> str:
        """What was written so far; a cell that is still open stays, as its parts may change places."""
        if self._cell_parts and self._cell_depth:
            return ""
        text = "".join(self._out)
        self._out.clear()
        return text

    def startElementNS(self, name: Any, qname: Any, attrs: Any) -> None:
        namespace, local = name
        self._elements += 1
        self._depth += 1
        if self._elements > MOST_ELEMENTS:
            raise PackageError("file_too_intricate", limit=f"{MOST_ELEMENTS:,}")
        if self._depth > DEEPEST:
            raise ValueError(f"elements within elements, {DEEPEST} deep")
        if self._skipping:
            self._skipping += 1
            return
        if namespace == MARKUP_COMPATIBILITY and local in ("AlternateContent", "Fallback"):
            return
        if namespace not in KNOWN_NAMESPACES or local == "extLst":
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
            self._cell_depth, self._cell_parts = self._depth, []
        elif local == "row":
            self._row = int(values.get("r", self._row + 1))
            self._column = 0
            values = {"r": str(self._row), **values}
        if local in TEXT_ELEMENTS or namespace in VARIANT_TYPES:
            self._text_depth += 1
        self._close_tag()
        if local in CELL_PARTS and self._cell_depth == self._depth - 1:
            self._cell_parts.append((CELL_PARTS.index(local), len(self._out)))
        self._out.append(f"<{tag}" + "".join(f" {key}={_quoted(value)}" for key, value in values.items()))
        self._open = True

    def endElementNS(self, name: Any, qname: Any) -> None:
        namespace, local = name
        self._depth -= 1
        if self._skipping:
            self._skipping -= 1
            return
        if namespace == MARKUP_COMPATIBILITY:
            return
        if local in TEXT_ELEMENTS or namespace in VARIANT_TYPES:
            self._text_depth -= 1
        if local == "c":
            if sorted(self._cell_parts) != self._cell_parts:
                self._put_in_order()
            self._cell_depth, self._cell_parts = 0, []
        if self._open:
            self._out.append("/>")
            self._open = False
        else:
            self._out.append(f"</{_tag(namespace, local)}>")

    def characters(self, content: str) -> None:
        if self._text_depth and not self._skipping:
            self._close_tag()
            self._out.append(escape(content, quote=False).replace("\r", "&#13;"))

    def _put_in_order(self) -> None:
        """The formula, value and text of a cell as the sheet parser expects them."""
        starts = [start for _, start in self._cell_parts]
        ends = [*starts[1:], len(self._out)]
        pieces = [(part, self._out[a:b]) for (part, a), b in zip(self._cell_parts, ends, strict=True)]
        self._out[starts[0] :] = [text for _, piece in sorted(pieces) for text in piece]

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
    value = escape(value, quote=False).replace('"', "&quot;")
    for letter in "\t\n\r":
        value = value.replace(letter, f"&#{ord(letter)};")
    return f'"{value}"'


def _entity(found: re.Match[str]) -> str:
    hexadecimal, decimal, name = found.groups()
    if name:
        return NAMED[name]
    code = int(hexadecimal, 16) if hexadecimal else int(decimal)
    if code > sys.maxunicode or 0xD800 <= code <= 0xDFFF or code in (0, 0xFFFE, 0xFFFF):
        return "\ufffd"
    return chr(code)
