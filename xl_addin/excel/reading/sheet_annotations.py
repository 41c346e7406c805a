"""What people put on a sheet beside its cells: notes, comments, text boxes, shapes, pictures, ink, struck words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from xl_addin.excel.addresses import cell_address
from xl_addin.excel.reading.cells import (
    CHART,
    INK,
    NOTE,
    PICTURE,
    SHAPE,
    TEXT_BOX,
    THREAD,
    UNREADABLE,
    Annotation,
)
from xl_addin.excel.reading.limits import PackageError
from xl_addin.excel.reading.package import Package
from xl_addin.excel.reading.package_parts import Relationship, of_kind, relationships
from xl_addin.model.marks import without_marks

LONGEST_TEXT = 2_000
"""Letters of a note or text box that are kept."""

# The note that Excel keeps beside a threaded comment for older programs names it as its author.
THREAD_AUTHOR = "tc="
ANCHORS = frozenset(("twoCellAnchor", "oneCellAnchor", "absoluteAnchor"))
VML_SHAPE = re.compile(r"<v:shape\b.*?</v:shape>", re.DOTALL)
VML_OBJECT = re.compile(r'ObjectType="(\w+)"')
VML_PLACE = re.compile(r"<x:(Row|Column)>\s*(\d+)\s*</x:\1>|<x:Anchor>([^<]*)</x:Anchor>")
TAG = re.compile(r"<[^>]*>")
IN_CELL = re.compile(r'<c r="([A-Z]{1,3}[0-9]{1,7})"[^>]*? vm="([0-9]+)"')


def sheet_annotations(package: Package, part: str, people: Mapping[str, str]) -> list[Annotation]:
    """Everything that the parts around a sheet part hold; a part that cannot be read is told as such."""
    found = relationships(package, part)
    said: list[Annotation] = []
    readers = (
        ("comments", lambda target: _notes(_xml(package, target))),
        ("threadedcomment", lambda target: _threads(_xml(package, target), people)),
        ("drawing", lambda target: _drawing(package, target)),
        ("vmldrawing", lambda target: _legacy_drawing(package, target)),
        ("image", lambda target: [Annotation(PICTURE, "", "", part=target)]),
    )
    for kind, read in readers:
        for relationship in of_kind(found, kind):
            if relationship.external or relationship.target not in package:
                continue
            try:
                said += read(relationship.target)
            except PackageError:
                raise
            except Exception:
                said.append(Annotation(UNREADABLE, "", relationship.target))
    return said


def read_people(package: Package, found: Mapping[str, Relationship]) -> dict[str, str]:
    """Who wrote threaded comments: id -> name."""
    people: dict[str, str] = {}
    for relationship in of_kind(found, "person"):
        if relationship.target in package:
            try:
                root = _xml(package, relationship.target)
            except PackageError:
                raise
            except Exception:
                continue
            people |= {one.get("id", ""): one.get("displayName", "") for one in _all(root, "person")}
    return people


def pictures_in_cells(package: Package, found: Mapping[str, Relationship]) -> list[str]:
    """Parts of the pictures that are values of cells, in the order in which cells number them."""
    parts = []
    for relationship in of_kind(found, "richvaluerel"):
        if relationship.target in package:
            own = relationships(package, relationship.target)
            parts += [own[key].target for key in sorted(own, key=lambda key: (len(key), key))]
    return parts


def cells_with_pictures(xml: str, parts: list[str]) -> list[Annotation]:
    """The cells of a sheet whose value is a picture."""
    return [
        Annotation(PICTURE, cell, "", part=parts[int(number) - 1] if 0 < int(number) <= len(parts) else "")
        for cell, number in IN_CELL.findall(xml)
    ]


def _xml(package: Package, part: str) -> Element:
    root: Element = fromstring(package.part(part), forbid_dtd=True)
    return root


def _name(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]


def _all(root: Element, name: str) -> Iterator[Element]:
    return (element for element in root.iter() if _name(element) == name)


def _first(root: Element, name: str) -> Element | None:
    return next(_all(root, name), None)


def _words(root: Element) -> str:
    """The text of all runs, paragraphs apart, as much as is kept."""
    return _all_words(root)[:LONGEST_TEXT].strip()


def _all_words(root: Element) -> str:
    paragraphs = list(_all(root, "p")) or [root]
    lines = ("".join(run.text or "" for run in _all(one, "t")) for one in paragraphs)
    return "\n".join(line for line in lines if line.strip())


def _notes(root: Element) -> list[Annotation]:
    """The notes with what their sender wrote; one that holds nothing but the program's own words is none."""
    authors = [author.text or "" for author in _all(root, "author")]
    notes = []
    for comment in _all(root, "comment"):
        number = int(comment.get("authorId", "-1"))
        author = authors[number] if 0 <= number < len(authors) else ""
        if author.startswith(THREAD_AUTHOR):
            continue
        text = _all_words(comment)
        own = without_marks(text)
        if own or own == text.strip():
            notes.append(Annotation(NOTE, comment.get("ref", ""), own[:LONGEST_TEXT].strip(), author))
    return notes


def _threads(root: Element, people: Mapping[str, str]) -> list[Annotation]:
    return [
        Annotation(
            THREAD,
            comment.get("ref", ""),
            "".join(text.text or "" for text in _all(comment, "text"))[:LONGEST_TEXT],
            people.get(comment.get("personId", ""), ""),
        )
        for comment in _all(root, "threadedComment")
    ]


def _drawing(package: Package, part: str) -> list[Annotation]:
    root = _xml(package, part)
    links = relationships(package, part)
    return [
        annotation
        for anchor in root
        for inner in ([anchor] if _name(anchor) in ANCHORS else list(anchor.iter()))
        if _name(inner) in ANCHORS
        for annotation in _anchored(package, inner, links)
    ]


def _anchored(package: Package, anchor: Element, links: Mapping[str, Relationship]) -> list[Annotation]:
    start = _first(anchor, "from")
    cell = ""
    if start is not None:
        places = {_name(one): int(one.text or 0) for one in start if _name(one) in ("row", "col")}
        cell = cell_address(places.get("row", 0) + 1, places.get("col", 0) + 1)
    if _first(anchor, "contentPart") is not None:
        picture = next((found for found in map(_embedded, _all(anchor, "blip")) if found), "")
        part = links[picture].target if picture in links and not links[picture].external else ""
        return [Annotation(INK, cell, _words(anchor), part=part)]
    said: list[Annotation] = []
    for element in anchor.iter():
        match _name(element):
            case "sp":
                said.append(_shape(element, cell))
            case "cxnSp":
                said.append(Annotation(SHAPE, cell, ""))
            case "pic":
                said += _pictures(element, cell, links)
            case "graphicFrame":
                said.append(Annotation(CHART, cell, _diagram_words(package, element, links)))
            case _:
                pass
    return said


def _shape(element: Element, cell: str) -> Annotation:
    text = _words(element)
    properties = _first(element, "cNvSpPr")
    is_box = properties is not None and properties.get("txBox") in ("1", "true")
    return Annotation(TEXT_BOX if is_box or text else SHAPE, cell, text)


def _pictures(element: Element, cell: str, links: Mapping[str, Relationship]) -> Iterator[Annotation]:
    described = _first(element, "cNvPr")
    words = (described.get("descr") or "") if described is not None else ""
    for blip in _all(element, "blip"):
        link = links.get(_embedded(blip))
        part = link.target if link is not None and not link.external else ""
        yield Annotation(PICTURE, cell, words[:LONGEST_TEXT], part=part)


def _embedded(blip: Element) -> str:
    """The relationship that a picture names, embedded or linked."""
    named: dict[str, Any] = {key.rpartition("}")[2]: value for key, value in blip.attrib.items()}
    return str(named.get("embed") or named.get("link") or "")


def _diagram_words(package: Package, frame: Element, links: Mapping[str, Relationship]) -> str:
    """The words of a diagram (SmartArt); a chart has none of its own."""
    ids = _first(frame, "relIds")
    if ids is None:
        return ""
    named = {key.rpartition("}")[2]: value for key, value in ids.attrib.items()}
    data = links.get(named.get("dm", ""))
    if data is None or data.external or data.target not in package:
        return ""
    return _words(_xml(package, data.target))


def _legacy_drawing(package: Package, part: str) -> list[Annotation]:
    """Shapes in the old drawing language but the frames of notes. It is often not well-formed XML."""
    text = package.part(part).decode("utf-8", "replace")
    links = relationships(package, part)
    said = [
        Annotation(PICTURE, "", "", part=link.target) for link in of_kind(links, "image") if not link.external
    ]
    for shape in VML_SHAPE.findall(text):
        kind = VML_OBJECT.search(shape)
        if kind is None or kind[1] in ("Note", "Pict"):
            continue
        words = " ".join(TAG.sub(" ", shape.partition("<x:ClientData")[0]).split())
        said.append(Annotation(TEXT_BOX if words else SHAPE, _legacy_place(shape), words[:LONGEST_TEXT]))
    return said


def _legacy_place(shape: str) -> str:
    row = column = 0
    for name, number, anchor in VML_PLACE.findall(shape):
        if anchor:
            numbers = [int(one) for one in re.findall(r"-?\d+", anchor)]
            column, row = (numbers[0], numbers[2]) if len(numbers) > 2 else (column, row)
        elif name == "Row":
            row = int(number)
        else:
            column = int(number)
    return cell_address(row + 1, column + 1)
