"""Things that people put on the sheets of a saved workbook beside its cells, written part by part."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Mapping
from pathlib import Path

from xl_addin.excel.addresses import parse_cell
from xl_addin.excel.reading.cell_patch import parts_of, sheet_paths, zipped

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
THREADS = "http://schemas.microsoft.com/office/2017/10/relationships/threadedComment"
DRAWING = "http://schemas.openxmlformats.org/drawingml/2006"
MC = "http://schemas.openxmlformats.org/markup-compatibility/2006"
PNG = b"\x89PNG\r\n\x1a\nnot much of a picture"


def text_box(text: str) -> str:
    """A text box, for `draw`."""
    return (
        '<xdr:sp macro="" textlink=""><xdr:nvSpPr><xdr:cNvPr id="2" name="TextBox 1"/>'
        '<xdr:cNvSpPr txBox="1"/></xdr:nvSpPr><xdr:spPr/><xdr:txBody><a:bodyPr/>'
        + "".join(f"<a:p><a:r><a:t>{line}</a:t></a:r></a:p>" for line in text.split("\n"))
        + "</xdr:txBody></xdr:sp>"
    )


LINE = (
    '<xdr:cxnSp macro=""><xdr:nvCxnSpPr><xdr:cNvPr id="4" name="Line 1"/><xdr:cNvCxnSpPr/></xdr:nvCxnSpPr>'
    "<xdr:spPr/></xdr:cxnSp>"
)
PICTURE = (
    '<xdr:pic><xdr:nvPicPr><xdr:cNvPr id="3" name="Picture 1"/><xdr:cNvPicPr/></xdr:nvPicPr>'
    f'<xdr:blipFill><a:blip xmlns:r="{OFFICE}" r:embed="rId1"/></xdr:blipFill><xdr:spPr/></xdr:pic>'
)
INK = (
    f'<mc:AlternateContent xmlns:mc="{MC}"><mc:Choice Requires="xdr14">'
    f'<xdr:contentPart xmlns:r="{OFFICE}" r:id="rId9"/></mc:Choice>'
    f"<mc:Fallback>{PICTURE}</mc:Fallback></mc:AlternateContent>"
)


def draw(path: Path, sheet: str, cell: str, shape: str, pictures: Mapping[str, bytes] | None = None) -> None:
    """Anchors a shape at a cell; `pictures` by file name, for the relationships rId1, rId2, ..."""
    row, column = parse_cell(cell)
    place = (
        f"<xdr:col>{column - 1}</xdr:col><xdr:colOff>0</xdr:colOff>"
        f"<xdr:row>{row - 1}</xdr:row><xdr:rowOff>0</xdr:rowOff>"
    )
    drawing = (
        f'<xdr:wsDr xmlns:xdr="{DRAWING}/spreadsheetDrawing" xmlns:a="{DRAWING}/main">'
        f"<xdr:twoCellAnchor><xdr:from>{place}</xdr:from><xdr:to>{place}</xdr:to>{shape}"
        "<xdr:clientData/></xdr:twoCellAnchor></xdr:wsDr>"
    )
    parts = parts_of(path.read_bytes())
    parts["xl/drawings/drawing9.xml"] = drawing.encode()
    for name, content in (pictures or {}).items():
        parts[f"xl/media/{name}"] = content
    parts["xl/drawings/_rels/drawing9.xml.rels"] = _relationships(
        {f"rId{n}": (f"{OFFICE}/image", f"../media/{name}") for n, name in enumerate(pictures or {}, 1)}
    )
    _attach(path, parts, sheet, "rIdDrawn", f"{OFFICE}/drawing", "../drawings/drawing9.xml")


def comment_in_thread(path: Path, sheet: str, cell: str, text: str) -> None:
    """A threaded comment, without the note that Excel keeps beside it."""
    parts = parts_of(path.read_bytes())
    parts["xl/threadedComments/threadedComment1.xml"] = (
        '<ThreadedComments xmlns="http://schemas.microsoft.com/office/spreadsheetml/2018/threadedcomments">'
        f'<threadedComment ref="{cell}" dT="2024-02-01T00:00:00.00" personId="{{1}}" id="{{2}}">'
        f"<text>{text}</text></threadedComment></ThreadedComments>"
    ).encode()
    _attach(path, parts, sheet, "rIdThread", THREADS, "../threadedComments/threadedComment1.xml")


def _attach(path: Path, parts: dict[str, bytes], sheet: str, id_: str, kind: str, target: str) -> None:
    part = sheet_paths(parts)[sheet]
    folder, name = posixpath.split(part)
    rels = f"{folder}/_rels/{name}.rels"
    entry = _entry(id_, kind, target)
    if rels in parts:
        parts[rels] = parts[rels].replace(b"</Relationships>", entry.encode() + b"</Relationships>")
    else:
        parts[rels] = _relationships({id_: (kind, target)})
    if kind.endswith("/drawing"):
        xml = parts[part].decode()
        parts[part] = re.sub(
            r"</worksheet>", f'<drawing r:id="{id_}" xmlns:r="{OFFICE}"/></worksheet>', xml
        ).encode()
    path.write_bytes(zipped(parts))


def _relationships(entries: Mapping[str, tuple[str, str]]) -> bytes:
    lines = "".join(_entry(id_, kind, target) for id_, (kind, target) in entries.items())
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{lines}</Relationships>"
    ).encode()


def _entry(id_: str, kind: str, target: str) -> str:
    return f'<Relationship Id="{id_}" Type="{kind}" Target="{target}"/>'
