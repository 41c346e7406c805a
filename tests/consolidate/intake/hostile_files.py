"""Workbooks made to stop whoever reads them: each a returned workbook of ours with one thing done to it.

Every kind comes in several sizes and places, so that no single number or name is known to the reader.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator

from tests.support import raw_workbooks as raw

Parts = dict[str, bytes]
Change = Callable[[Parts], None]

SHEET = "xl/worksheets/sheet1.xml"
BOOK = "xl/workbook.xml"
STYLES = "xl/styles.xml"
RELATIONSHIPS = "xl/_rels/workbook.xml.rels"
ROW = 60
"""Below every prepared row."""


def parts_of(data: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def hostile_files(good: bytes) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each: `good` is a returned workbook in order."""
    for name, change in (*_endless(), *_many(), *_deep(), *_odd(), *_damaged()):
        parts = parts_of(good)
        change(parts)
        yield f"{name}.xlsx", raw.zipped(parts)
    yield from _packages(good)


def _rows(xml: str) -> Change:
    """`xml` put after the last row of the first sheet."""
    return lambda parts: parts.update(
        {SHEET: parts[SHEET].replace(b"</sheetData>", xml.encode() + b"</sheetData>")}
    )


def _after(xml: str) -> Change:
    return lambda parts: parts.update(
        {SHEET: parts[SHEET].replace(b"</sheetData>", b"</sheetData>" + xml.encode())}
    )


def _in(part: str, old: str, new: str) -> Change:
    def change(parts: Parts) -> None:
        assert old.encode() in parts[part], (part, old)
        parts[part] = parts[part].replace(old.encode(), new.encode(), 1)

    return change


def _part(name: str, content: bytes) -> Change:
    return lambda parts: parts.update({name: content})


def _repeated(text: str, count: int, first: int = ROW) -> str:
    return "".join(text.replace("{n}", str(number)) for number in range(first, first + count))


def _endless() -> Iterator[tuple[str, Change]]:
    """What is opened again and again and never closed, or begun and never ended."""
    for count in (400, 40_000):
        yield f"rows without end {count}", _rows(_repeated('<row r="{n}"><c r="A{n}"><v>1</v></c>', count))
        yield (
            f"texts without end {count}",
            _rows(_repeated('<row r="{n}"><c r="A{n}" t="inlineStr"><is><t>{n}', count)),
        )
        yield (
            f"shared texts without end {count}",
            _part(
                "xl/sharedStrings.xml", f'<sst xmlns="{raw.MAIN}">{_repeated("<si><t>{n}", count)}'.encode()
            ),
        )
        yield f"cells in cells {count}", _rows(f'<row r="{ROW}">{_repeated("<c><v>", count)}</row>')
        yield f"formulas without end {count}", _rows(f'<row r="{ROW}">{_repeated("<c><f>", count)}')
        yield (
            f"names without end {count}",
            _in(BOOK, "<definedName", _repeated('<definedName name="n{n}">', count) + "<definedName"),
        )
        yield (
            f"links without end {count}",
            _in(
                RELATIONSHIPS,
                "<Relationship ",
                _repeated('<Relationship Id="x{n}"', count) + "<Relationship ",
            ),
        )


def _many() -> Iterator[tuple[str, Change]]:
    """What is well formed and far too much."""
    for letters in (5, 60, 2_000):
        count = min(60_000, 12_000_000 // letters)
        master = "+".join(["B1*C1"] * max(1, letters // 6))
        first = f'<row r="{ROW}"><c r="A{ROW}"><f t="shared" si="0">{master}</f><v>1</v></c></row>'
        rest = _repeated('<row r="{n}"><c r="A{n}"><f t="shared" si="0"/><v>1</v></c></row>', count, ROW + 1)
        yield f"shared formulas of {letters} letters", _rows(first + rest)
    for count in (500, 60_000):
        yield (
            f"stray numbers {count}",
            _rows(_repeated('<row r="{n}"><c r="A{n}"><v>{n}</v></c></row>', count)),
        )
    wide = "".join(f'<c r="{letters}{{n}}"><v>7</v></c>' for letters in ("AA", "AB", "AC", "AD", "AE"))
    yield "stray blocks", _rows(_repeated(f'<row r="{{n}}">{wide}</row>', 20_000))
    checkered = '<row r="{n}"><c r="AA{n}"><v>7</v></c></row>'
    yield "every second row", _rows("".join(checkered.replace("{n}", str(n)) for n in range(ROW, 60_000, 2)))
    for count in (3_000, 70_000):
        yield (
            f"errors {count}",
            _rows(_repeated('<row r="{n}"><c r="A{n}" t="e"><v>#REF!</v></c></row>', count)),
        )
        yield (
            f"hidden rows {count}",
            _rows(_repeated('<row r="{n}" hidden="1"><c r="A{n}"><v>1</v></c></row>', count)),
        )
        yield (
            f"calls of programs {count}",
            _rows(_repeated('<row r="{n}"><c r="A{n}"><f>cmd|\'/c x\'!A{n}</f><v>1</v></c></row>', count)),
        )
        yield (
            f"names {count}",
            _in(
                BOOK,
                "<definedName",
                _repeated('<definedName name="n{n}">$A${n}</definedName>', count) + "<definedName",
            ),
        )
        merged = _repeated('<mergeCell ref="AA{n}:AB{n}"/>', count)
        yield f"merged cells {count}", _after(f"<mergeCells>{merged}</mergeCells>")
        formats = _repeated('<xf numFmtId="{n}" fontId="0" fillId="0" borderId="0"/>', count, 1)
        yield f"formats {count}", _in(STYLES, "</cellXfs>", f"{formats}</cellXfs>")
        fonts = _repeated("<font><strike/><sz val='{n}'/></font>", count, 1)
        yield f"fonts {count}", _in(STYLES, "</fonts>", f"{fonts}</fonts>")
    yield (
        "sheets",
        _in(
            BOOK, "</sheets>", _repeated('<sheet name="s{n}" sheetId="{n}" r:id="rId1"/>', 900) + "</sheets>"
        ),
    )
    text = "รายงานผลการดำเนินงาน" * 1_600
    yield (
        "long texts",
        _rows(
            _repeated(
                f'<row r="{{n}}"><c r="A{{n}}" t="inlineStr"><is><t>{text}{{n}}</t></is></c></row>', 300
            )
        ),
    )
    yield (
        "one text of a million letters",
        _rows(f'<row r="{ROW}"><c r="A{ROW}" t="inlineStr"><is><t>{"ก" * 1_000_000}</t></is></c></row>'),
    )
    runs = "<r><rPr><strike/></rPr><t>ก</t></r>" * 60_000
    yield (
        "one text of many runs",
        _rows(f'<row r="{ROW}"><c r="A{ROW}" t="inlineStr"><is>{runs}</is></c></row>'),
    )
    yield "formats of one cell", _rows(f'<row r="{ROW}"><c r="A{ROW}" s="{"9" * 200}"><v>1</v></c></row>')
    yield (
        "a format of many parts",
        _in(
            STYLES,
            "</cellXfs>",
            f'<xf numFmtId="999"/></cellXfs><numFmt numFmtId="999" formatCode="{"[h]" * 40_000}"/>',
        ),
    )


def _deep() -> Iterator[tuple[str, Change]]:
    for depth in (300, 50_000):
        yield f"elements {depth} deep", _after("<extLst>" + "<ext>" * depth + "</ext>" * depth + "</extLst>")
        yield (
            f"groups {depth} deep",
            _part(
                "xl/drawings/drawing1.xml",
                (
                    '<xdr:wsDr xmlns:xdr="http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing">'
                    + "<xdr:grpSp>" * depth
                    + "</xdr:grpSp>" * depth
                    + "</xdr:wsDr>"
                ).encode(),
            ),
        )
        yield (
            f"brackets {depth} deep",
            _rows(f'<row r="{ROW}"><c r="A{ROW}"><f>{"(" * depth}1{")" * depth}</f><v>1</v></c></row>'),
        )


def _odd() -> Iterator[tuple[str, Change]]:
    """Texts, names and numbers that the report must not repeat as they are."""
    for number, text in enumerate(
        ("_x0001_", "_xD800_", "&#65534;", "=cmd|'/c calc'!A1", "]]&gt;", "_xFFFF_")
    ):
        cell = f'<row r="{ROW}"><c r="A{ROW}" t="inlineStr"><is><t>ก{text}</t></is></c></row>'
        yield f"odd text {number}", _rows(cell)
    for number, value in enumerate(("1e400", "-1e308", "NaN", "INF", "9" * 400, "0x10", "๑๒", "1,5", "")):
        yield f"odd number {number}", _rows(f'<row r="{ROW}"><c r="A{ROW}"><v>{value}</v></c></row>')
    for number, cell in enumerate(("A1048577", "XFE1", "A0", "a60", "$A$60", "A-1", "A" * 4000, "")):
        yield f"odd address {number}", _rows(f'<row r="{ROW}"><c r="{cell}"><v>1</v></c></row>')


def _damaged() -> Iterator[tuple[str, Change]]:
    for number, part in enumerate((SHEET, BOOK, STYLES, RELATIONSHIPS, "_rels/.rels", "[Content_Types].xml")):
        yield (
            f"half a part {number}",
            lambda parts, part=part: parts.update(  # type: ignore[misc]
                {part: parts[part][: len(parts[part]) // 2]}
            ),
        )
        yield f"a part of zeros {number}", _part(part, b"\0" * 3000)
        yield (
            f"a part with entities {number}",
            lambda parts, part=part: parts.update(  # type: ignore[misc]
                {part: b'<!DOCTYPE b [<!ENTITY a "aaa"><!ENTITY b "&a;&a;">]>' + parts[part]}
            ),
        )
        yield f"no part {number}", lambda parts, part=part: parts.pop(part)  # type: ignore[misc]


def _packages(good: bytes) -> Iterator[tuple[str, bytes]]:
    for size in (30_000_000, 190_000_000, 230_000_000):
        yield f"a bomb of {size}.xlsx", _with_zeros(good, size)
    yield "many parts.xlsx", raw.zipped(parts_of(good) | {f"x/{number}": b"1" for number in range(5_000)})
    yield "a part that lies.xlsx", raw.with_lying_sizes(good, SHEET, 10)
    yield "twice the directory.xlsx", good + good[-400:]
    for number in range(6):
        at = len(good) * (number + 1) // 8
        yield f"a changed byte {number}.xlsx", good[:at] + bytes([good[at] ^ 0x55]) + good[at + 1 :]


def _with_zeros(good: bytes, size: int) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts_of(good).items():
            archive.writestr(zipfile.ZipInfo(name), content, zipfile.ZIP_DEFLATED)
        bomb = zipfile.ZipInfo("xl/media/image1.png")
        bomb.compress_type = zipfile.ZIP_DEFLATED
        with archive.open(bomb, "w", force_zip64=True) as part:
            for _ in range(size // 1_000_000):
                part.write(b"\0" * 1_000_000)
    return buffer.getvalue()
