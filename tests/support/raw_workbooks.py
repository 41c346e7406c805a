"""Workbooks written part by part, as no program would save them: hostile, odd, or of another kind."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Iterable, Mapping

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
MACRO_TYPE = "application/vnd.ms-excel.sheet.macroEnabled.main+xml"
BINARY_TYPE = "application/vnd.ms-excel.sheet.binary.macroEnabled.main"

Content = str | bytes


def sheet_xml(rows: str, before: str = "", after: str = "") -> str:
    """A sheet part: `rows` inside sheetData, `before` and `after` around it."""
    return (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
        f'<worksheet xmlns="{MAIN}" xmlns:r="{OFFICE}">'
        f"{before}<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def relationships(*entries: tuple[str, str, str]) -> str:
    """A .rels part of (kind, target, mode) entries named rId1, rId2, ...; a kind with "/" is a whole type."""
    lines = "".join(
        f'<Relationship Id="rId{number}" Type="{kind if "/" in kind else f"{OFFICE}/{kind}"}"'
        + f' Target="{target}"'
        + (f' TargetMode="{mode}"' if mode else "")
        + "/>"
        for number, (kind, target, mode) in enumerate(entries, 1)
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n<Relationships xmlns="{PACKAGE}">{lines}</Relationships>'


def parts_of(
    sheets: Mapping[str, Content] | Content,
    *,
    texts: Iterable[str] = (),
    main_type: str = SHEET_TYPE,
    states: Mapping[str, str] | None = None,
    workbook_before: str = "",
    workbook_after: str = "",
    more_relationships: Iterable[tuple[str, str, str]] = (),
) -> dict[str, Content]:
    """The parts of a workbook by name: `sheets` by sheet name (or one sheet), `texts` as <si> insides."""
    if not isinstance(sheets, Mapping):
        sheets = {"แผ่น1": sheets}
    states = states or {}
    entries = "".join(
        f'<sheet name="{name}" sheetId="{number}"'
        + (f' state="{states[name]}"' if name in states else "")
        + f' r:id="rId{number}"/>'
        for number, name in enumerate(sheets, 1)
    )
    links = [("worksheet", f"worksheets/sheet{number}.xml", "") for number in range(1, len(sheets) + 1)]
    items = "".join(f"<si>{text}</si>" for text in texts)
    return {
        "[Content_Types].xml": (
            '<?xml version="1.0" encoding="UTF-8"?>\n'
            '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
            '<Default Extension="xml" ContentType="application/xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{main_type}"/></Types>'
        ),
        "_rels/.rels": relationships(("officeDocument", "xl/workbook.xml", "")),
        "xl/workbook.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
            f"{workbook_before}<sheets>{entries}</sheets>{workbook_after}</workbook>"
        ),
        "xl/_rels/workbook.xml.rels": relationships(
            *links,
            ("sharedStrings", "sharedStrings.xml", ""),
            ("styles", "styles.xml", ""),
            *more_relationships,
        ),
        "xl/sharedStrings.xml": f'<?xml version="1.0" encoding="UTF-8"?>\n<sst xmlns="{MAIN}">{items}</sst>',
        "xl/styles.xml": (
            f'<?xml version="1.0" encoding="UTF-8"?>\n<styleSheet xmlns="{MAIN}">'
            '<numFmts count="1"><numFmt numFmtId="200" formatCode="[$-107041E]d mmm yyyy"/></numFmts>'
            '<cellXfs count="3"><xf numFmtId="0"/><xf numFmtId="200"/><xf numFmtId="10"/></cellXfs>'
            "</styleSheet>"
        ),
        **{f"xl/worksheets/sheet{number}.xml": content for number, content in enumerate(sheets.values(), 1)},
    }


def zipped(parts: Mapping[str, Content], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    """The parts as a zip file."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", compression) as archive:
        for name, content in parts.items():
            archive.writestr(zipfile.ZipInfo(name), content, compression)
    return buffer.getvalue()


def workbook(sheets: Mapping[str, Content] | Content, **options: object) -> bytes:
    """A whole .xlsx file; options as of `parts_of`."""
    return zipped(parts_of(sheets, **options))  # type: ignore[arg-type]


def with_lying_sizes(data: bytes, name: str, size: int) -> bytes:
    """The zip file with another unpacked size of one part in the directory and in the part's header."""
    changed = bytearray(data)
    for signature, at_size, at_name, fixed in ((b"PK\x01\x02", 24, 28, 46), (b"PK\x03\x04", 22, 26, 30)):
        start = 0
        while (start := data.find(signature, start)) >= 0:
            (length,) = struct.unpack_from("<H", data, start + at_name)
            if data[start + fixed : start + fixed + length] == name.encode():
                struct.pack_into("<L", changed, start + at_size, size)
            start += 4
    return bytes(changed)


def compound_file(*streams: str) -> bytes:
    """A Microsoft compound file (OLE) of up to three streams of 4,096 zero bytes: the shell of an .xls file.

    Layout after [MS-CFB]: sector 0 the allocation table, sector 1 the directory, then the streams of 8
    sectors each.
    """
    end, free, table = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    fat = [table, end]
    for number in range(len(streams)):
        first = 2 + number * 8
        fat += [*range(first + 1, first + 8), end]
    fat += [free] * (128 - len(fat))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xLLLLLLLLL", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0)
    header += struct.pack("<109L", 0, *[free] * 108)
    directory = _directory_entry("Root Entry", 5, end, 0, child=1)
    for number, name in enumerate(streams):
        right = number + 2 if number + 1 < len(streams) else free
        directory += _directory_entry(name, 2, 2 + number * 8, 4096, right=right)
    return header + struct.pack("<128L", *fat) + directory.ljust(512, b"\0") + bytes(4096 * len(streams))


def _directory_entry(
    name: str, kind: int, start: int, size: int, right: int = 0xFFFFFFFF, child: int = 0xFFFFFFFF
) -> bytes:
    encoded = (name + "\0").encode("utf-16-le")
    entry = encoded.ljust(64, b"\0") + struct.pack("<HBBLLL", len(encoded), kind, 1, 0xFFFFFFFF, right, child)
    return entry + bytes(36) + struct.pack("<LQ", start, size)
