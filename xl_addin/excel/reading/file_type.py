"""What a file truly is, told from its content; its name and extension are never asked."""

from __future__ import annotations

import codecs
import io
import re
import zipfile

OLE_MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
ZIP_MAGICS = (b"PK\x03\x04", b"PK\x05\x06")

# First bytes of what people attach by mistake.
MAGICS = {
    b"%PDF": "pdf",
    b"{\\rtf": "rtf",
    b"\x89PNG": "picture",
    b"\xff\xd8\xff": "picture",
    b"GIF8": "picture",
    b"II*\x00": "picture",
    b"MM\x00*": "picture",
    b"Rar!": "archive",
    b"7z\xbc\xaf": "archive",
    b"\x1f\x8b": "archive",
    b"ID;P": "text",
}

# BIFF before OLE: Excel 2 to 4 wrote the stream bare.
BIFF = re.compile(rb"\x09[\x00\x02\x04\x08](?:\x04|\x06)\x00")

MAIN_TYPES = {
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml": "xlsx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml": "xlsx",
    "application/vnd.ms-excel.sheet.macroenabled.main+xml": "xlsm",
    "application/vnd.ms-excel.template.macroenabled.main+xml": "xlsm",
    "application/vnd.ms-excel.addin.macroenabled.main+xml": "xlsm",
    "application/vnd.ms-excel.sheet.binary.macroenabled.main": "xlsb",
}
OTHER_MAIN_TYPES = {
    "wordprocessingml": "word",
    "ms-word": "word",
    "presentationml": "slides",
    "ms-powerpoint": "slides",
}
OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.text": "word",
    "application/vnd.oasis.opendocument.presentation": "slides",
}

TEXT_SAMPLE = 64 * 1024
ENCODINGS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16", b"\xef\xbb\xbf": "utf-8-sig"}


def sniff(data: bytes) -> str:
    """The kind of a whole file.

    "xlsx", "xlsm", "xlsb", "xls", "encrypted" (an OOXML file with a password), "protected_rights" (the same
    under a rights server), "ods", "csv", "html", "xml_2003", "text", "pdf", "rtf", "picture", "archive" (not
    zip), "word", "slides", "numbers" (Apple), "zip" (of anything else), "zip_broken", "ole" (of anything
    else), "empty" (no byte), "zeros" (nothing but zero bytes), "unknown".
    """
    if not data:
        return "empty"
    if data.startswith(ZIP_MAGICS):
        return _zip_kind(data)
    if data.startswith(OLE_MAGIC):
        return _ole_kind(data)
    if not data.strip(b"\0"):
        return "zeros"
    for magic, kind in MAGICS.items():
        if data.startswith(magic):
            return kind
    if BIFF.match(data):
        return "xls"
    return _text_kind(data)


def main_kind(content_types: str) -> str:
    """The kind of an OOXML package from the text of its [Content_Types].xml; "zip" when we know none such."""
    lowered = content_types.lower()
    for content_type, kind in MAIN_TYPES.items():
        if content_type in lowered:
            return kind
    for part_of_type, kind in OTHER_MAIN_TYPES.items():
        if part_of_type in lowered:
            return kind
    return "zip"


def _zip_kind(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.replace("\\", "/").lower(): name for name in archive.namelist()}
            if "[content_types].xml" in names:
                with archive.open(names["[content_types].xml"]) as part:
                    return main_kind(part.read(TEXT_SAMPLE * 16).decode("utf-8", "replace"))
            if "mimetype" in names:
                with archive.open(names["mimetype"]) as part:
                    return OPEN_DOCUMENT.get(part.read(200).decode("ascii", "replace").strip(), "zip")
    except Exception:
        return "zip_broken"
    if any(name.endswith(".iwa") for name in names) or "index.zip" in names:
        return "numbers"
    return "zip"


def _ole_kind(data: bytes) -> str:
    import olefile  # few files ask for it

    try:
        with olefile.OleFileIO(data) as compound:
            streams = {"/".join(path).lower() for path in compound.listdir()}
    except Exception:
        return "ole"
    if "encryptedpackage" in streams:
        return "protected_rights" if any("drmencrypted" in name for name in streams) else "encrypted"
    if streams & {"workbook", "book"}:
        return "xls"
    if "worddocument" in streams:
        return "word"
    if "powerpoint document" in streams:
        return "slides"
    return "ole"


def _text_kind(data: bytes) -> str:
    text = _decoded(data[:TEXT_SAMPLE])
    if text is None:
        return "unknown"
    start = text.lstrip("\ufeff \t\r\n").lower()
    if start.startswith("<?xml") and "urn:schemas-microsoft-com:office:spreadsheet" in start:
        return "xml_2003"
    if start.startswith("<?xml") and "office:document" in start[:4096]:
        return "ods"
    if re.search(r"<(?:!doctype html|html|head|body|table|div|script|meta)\b", start[:4096]):
        return "html"
    if start.startswith("mime-version:") or "content-type: multipart/related" in start[:1024]:
        return "html"
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    for separator in ",;\t|":
        counts = [line.count(separator) for line in lines]
        if counts and min(counts) > 0:
            return "csv"
    return "text"


def _decoded(sample: bytes) -> str | None:
    """The sample as text; None when it is binary. A Thai Windows writes CSV files in code page 874."""
    for mark, encoding in ENCODINGS.items():
        if sample.startswith(mark):
            return sample.decode(encoding, "ignore")
    if b"\0" in sample or sum(byte < 32 and byte not in b"\t\r\n\f\x1a\x1b" for byte in sample[:4096]):
        return None
    try:
        # Not final: the sample may end in the middle of a letter.
        return codecs.getincrementaldecoder("utf-8")().decode(sample)
    except UnicodeDecodeError:
        return sample.decode("cp874", "replace")
