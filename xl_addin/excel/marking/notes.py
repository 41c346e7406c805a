"""Notes put on the cells of one sheet; notes that the sender wrote stay, with ours in front of them."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from xl_addin.excel.marking.note_shapes import VML_TYPE, Sizes, with_shapes, without_shapes
from xl_addin.excel.marking.package_edit import STRICT, TRANSITIONAL, Edited
from xl_addin.excel.marking.xml_places import (
    elements,
    first,
    prefix_of,
    put_before,
    put_into,
    start_tag,
    whole,
    words,
    words_of,
)
from xl_addin.excel.reading.sheet_annotations import THREAD_AUTHOR
from xl_addin.excel.reading.xml_text import part_text
from xl_addin.model.identity import MARK_AUTHOR
from xl_addin.model.marks import without_marks

COMMENTS_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml"
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT_MAIN = "http://purl.oclc.org/ooxml/spreadsheetml/main"
# What comes after the drawing of notes in a sheet part, in the order of the standard.
FOLLOWERS = frozenset(
    (
        "legacyDrawingHF",
        "drawingHF",
        "picture",
        "oleObjects",
        "controls",
        "webPublishItems",
        "tableParts",
        "extLst",
        "AlternateContent",
    )
)
TEXT = re.compile(r"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</(?:\w+:)?t>")
REF, AUTHOR = re.compile(r'\bref="([^"]*)"'), re.compile(r'\bauthorId="(\d+)"')
NOTE_TEXT = re.compile(rb"<((?:\w+:)?)text(?:\s*/>|\s*>(.*?)</(?:\w+:)?text>)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Note:
    """One note as it stands in the part: its bytes from `start` to `end`."""

    cell: str
    author: str
    text: str
    start: int
    end: int


def mark_sheet(book: Edited, sheet: str, marks: Mapping[str, str], number: int) -> None:
    """Take the program's earlier notes from a sheet part and put `marks` (cell -> words) on it.

    `number`: of the sheet, from 1. Raises ValueError for parts that are not as a program writes them.
    """
    part = book.related(sheet, "comments")
    if part is None and not marks:
        return
    drawing = book.related(sheet, "vmldrawing")
    if part is None:
        part = _new_comments(book, sheet)
    xml = book.xml(part)
    before = xml
    gone: set[str] = set()
    taken: dict[str, Note] = {}
    for note in reversed(list(_notes(xml))):
        taken[note.cell] = note
        own = without_marks(note.text)
        is_ours = own != note.text.strip()
        ours = marks.get(note.cell, "")
        if note.author.startswith(THREAD_AUTHOR) or not (ours or is_ours):
            continue
        if not ours and not own:
            xml = xml[: note.start] + xml[note.end :]
            gone.add(note.cell)
        else:
            body = _runs(xml[note.start : note.end], [ours, own] if is_ours else [ours], is_ours)
            xml = xml[: note.start] + body + xml[note.end :]
    new = {cell: text for cell, text in marks.items() if cell not in taken}
    if new:
        xml = _with_comments(xml, new)
    if xml != before:
        book.put(part, xml)
    if gone or new:
        _draw(book, sheet, drawing, gone, new, number)


def _new_comments(book: Edited, sheet: str) -> str:
    part = book.free_name("xl/comments{}.xml")
    space = STRICT_MAIN if book.strict else MAIN
    book.put(
        part,
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<comments xmlns="{space}">'
        "<authors/><commentList/></comments>".encode(),
    )
    book.declare(part, COMMENTS_TYPE)
    book.relate(sheet, "comments", part)
    return part


def _notes(xml: bytes) -> Iterator[Note]:
    found = elements(xml, 2)
    names = [one for one in found if one.local == "author"]
    authors = [words_of(xml, one) for one in names]
    for one in found:
        if one.local == "comment":
            start, end = whole(xml, one)
            tag, body = start_tag(xml, one), xml[start:end].decode()
            ref, author = REF.search(tag), AUTHOR.search(tag)
            at = int(author[1]) if author else -1
            name = authors[at] if 0 <= at < len(authors) else ""
            text = html.unescape("".join(TEXT.findall(body)))
            yield Note(ref[1] if ref else "", name, text, start, end)


def _runs(comment: bytes, texts: list[str], replace: bool) -> bytes:
    """A note with plain runs in front of those that are there, or in their place."""
    found = NOTE_TEXT.search(comment)
    if found is None:
        raise ValueError("note without text")
    prefix = found[1].decode()
    kept = b"" if replace else _as_runs(found[2] or b"", prefix)
    parts = "\n\n".join(filter(None, texts)) + ("\n\n" if kept else "")
    made = _run(parts, prefix).encode() + kept
    return (
        comment[: found.start()]
        + f"<{prefix}text>".encode()
        + made
        + f"</{prefix}text>".encode()
        + (comment[found.end() :])
    )


def _as_runs(inner: bytes, prefix: str) -> bytes:
    """Runs of a text; words that stand without a run (which a text of runs must not have) get one."""
    bare = re.match(rb"\s*<(?:\w+:)?t[\s>].*?</(?:\w+:)?t>", inner, re.DOTALL)
    if bare is None:
        return inner
    return f"<{prefix}r>".encode() + bare[0] + f"</{prefix}r>".encode() + inner[bare.end() :]


def _run(text: str, prefix: str) -> str:
    return (
        f'<{prefix}r><{prefix}rPr><{prefix}sz val="12"/><{prefix}color indexed="81"/>'
        f'<{prefix}rFont val="Tahoma"/><{prefix}family val="2"/></{prefix}rPr>'
        f'<{prefix}t xml:space="preserve">{words(text)}</{prefix}t></{prefix}r>'
    )


def _with_comments(xml: bytes, new: Mapping[str, str]) -> bytes:
    found = elements(xml, 2)
    prefix, authors = prefix_of(found), [one for one in found if one.local == "author"]
    known = [words_of(xml, one) for one in authors]
    number = known.index(MARK_AUTHOR) if MARK_AUTHOR in known else len(known)
    if number == len(known):
        holder = first(found, "authors")
        if holder is None:
            raise ValueError("comments without authors")
        xml = put_into(xml, holder, f"<{prefix}author>{MARK_AUTHOR}</{prefix}author>")
    notes = "".join(
        f'<{prefix}comment ref="{cell}" authorId="{number}"><{prefix}text>{_run(text, prefix)}</{prefix}text>'
        f"</{prefix}comment>"
        for cell, text in new.items()
    )
    holder = first(elements(xml), "commentList")
    if holder is None:
        raise ValueError("comments without list")
    return put_into(xml, holder, notes)


def _draw(
    book: Edited, sheet: str, drawing: str | None, gone: set[str], new: Mapping[str, str], number: int
) -> None:
    text = book.part(drawing).decode("utf-8", "replace") if drawing else ""
    text = without_shapes(text, gone)
    if new:
        text = with_shapes(text, new, Sizes.of(part_text(book.part(sheet), "worksheet", sheet)), number)
    if drawing is None:
        drawing = book.free_name("xl/drawings/vmlDrawing{}.vml")
        book.put(drawing, text.encode())
        book.declare_ending("vml", VML_TYPE)
        id_ = book.relate(sheet, "vmlDrawing", drawing)
        xml = book.xml(sheet)
        space = STRICT if book.strict else TRANSITIONAL
        element = f'<{prefix_of(elements(xml))}legacyDrawing xmlns:r="{space}" r:id="{id_}"/>'
        book.put(sheet, put_before(xml, FOLLOWERS, element))
    else:
        book.put(drawing, text.encode())
