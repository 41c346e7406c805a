"""Where elements stand in a part, so that something is put between them and no other byte changes."""

from __future__ import annotations

import html
import re
from collections.abc import Collection
from dataclasses import dataclass
from xml.parsers.expat import ExpatError, ParserCreate
from xml.sax.saxutils import escape

DECLARED = re.compile(r"^(<\?xml[^>]*?)\s+encoding=(\"[^\"]*\"|'[^']*')")


TAG = re.compile(rb"<(?:\"[^\"]*\"|'[^']*'|[^>\"'])*>")
ILLEGAL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Element:
    """An element of a part: offsets of its start tag, of what is in it, and of its end tag.

    One that is a single tag has `end` == `start`, and `inside` behind it.
    """

    name: str
    depth: int
    start: int
    inside: int
    end: int

    @property
    def local(self) -> str:
        return self.name.rpartition(":")[2]


def words(text: str) -> str:
    """A text as it stands between tags, without letters that XML does not know."""
    return escape(ILLEGAL.sub("", text))


def utf8(content: bytes) -> bytes:
    """The part as UTF-8 without a byte order mark; one that is so already is given as it is."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return DECLARED.sub(r"\1", content.decode("utf-16")).encode()
    return content.removeprefix(b"\xef\xbb\xbf")


def elements(xml: bytes, depth: int = 1) -> list[Element]:
    """The root (depth 0) and what is in it, down to `depth`, in order of their start.

    Raises ValueError for what is no XML, or has a document type.
    """
    parser = ParserCreate()
    opened: list[tuple[str, int]] = []
    found: list[Element] = []

    def start(name: str, _: dict[str, str]) -> None:
        opened.append((name, parser.CurrentByteIndex))

    def end(name: str) -> None:
        _, begun = opened.pop()
        if len(opened) <= depth:
            tag = TAG.match(xml, begun)
            if tag is None:
                raise ValueError("no tag")
            is_single = xml[tag.end() - 2 : tag.end()] == b"/>"
            last = begun if is_single else parser.CurrentByteIndex
            found.append(Element(name, len(opened), begun, tag.end(), last))

    def refuse(*_: object) -> None:
        raise ValueError("document type")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except ExpatError as error:
        raise ValueError(str(error)) from error
    return sorted(found, key=lambda one: (one.start, one.depth))


def prefix_of(found: list[Element]) -> str:
    """What stands before the root's name: "x:" in <x:worksheet>, mostly nothing."""
    space, colon, _ = found[0].name.rpartition(":")
    return space + colon


def first(found: list[Element], local: str) -> Element | None:
    return next((one for one in found if one.local == local), None)


def put_into(xml: bytes, element: Element, addition: str) -> bytes:
    """The part with an addition at the end of an element."""
    if element.end > element.start:
        return xml[: element.end] + addition.encode() + xml[element.end :]
    opened = xml[element.start : element.inside].removesuffix(b"/>")
    made = opened + b">" + addition.encode() + f"</{element.name}>".encode()
    return xml[: element.start] + made + xml[element.inside :]


def put_before(xml: bytes, followers: Collection[str], addition: str) -> bytes:
    """The part with an addition in its root, before the first of these elements, else at the end."""
    found = elements(xml)
    after = next((one for one in found if one.depth == 1 and one.local in followers), None)
    if after is None:
        return put_into(xml, found[0], addition)
    return xml[: after.start] + addition.encode() + xml[after.start :]


def start_tag(xml: bytes, element: Element) -> str:
    """The start tag of an element."""
    return xml[element.start : element.inside].decode()


def with_start_tag(xml: bytes, element: Element, tag: str) -> bytes:
    """The part with another start tag of an element."""
    return xml[: element.start] + tag.encode() + xml[element.inside :]


def whole(xml: bytes, element: Element) -> tuple[int, int]:
    """Offsets of an element with its end tag."""
    return element.start, element.inside if element.end == element.start else xml.index(b">", element.end) + 1


def words_of(xml: bytes, element: Element) -> str:
    """What stands in an element that holds nothing but words."""
    return html.unescape(xml[element.inside : max(element.end, element.inside)].decode())
