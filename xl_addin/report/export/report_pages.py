"""The report without its work sheets: a copy of the workbook that prints from the cover to the last report page."""

from __future__ import annotations

import re
import zipfile
from io import BytesIO
from itertools import count
from pathlib import Path

from xl_addin.report.book.sheet_setup import WORK_TAB

WORKBOOK, RELATIONS = "xl/workbook.xml", "xl/_rels/workbook.xml.rels"
_WORK = f'rgb="FF{WORK_TAB[1:]}"'.encode()
_SHEET = re.compile(r"<sheet\b[^>]*/>")
_PRINT_AREA = re.compile(
    r'(<definedName\b(?=[^>]*"_xlnm\.Print_Area")[^>]*localSheetId="(\d+)"[^>]*>[^<!]*!)[^<]*'
)
_NOWHERE = "$ZZ$99999"
_HEAD = 4096
"""Bytes of a sheet's part in which the colour of its tab stands."""


def report_pages(report: Path) -> bytes:
    """The workbook with its work sheets hidden, so that no program prints them.

    Work sheets are known by the colour of their tabs, which stays when sheets are renamed or moved. Raises
    OSError or zipfile.BadZipFile for a file that is no workbook.
    """
    target = BytesIO()
    with zipfile.ZipFile(report) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as copy:
        targets = _targets(source.read(RELATIONS).decode("utf-8"))
        for item in source.infolist():
            data = source.read(item)
            if item.filename == WORKBOOK:
                data = _without_work(data.decode("utf-8"), source, targets).encode("utf-8")
            copy.writestr(item, data)
    return target.getvalue()


def _targets(relations: str) -> dict[str, str]:
    """Relation id -> part of the package."""
    found = {}
    for relation in re.findall(r"<Relationship\b[^>]*/?>", relations):
        id_, part = (_attribute(relation, name) for name in ("Id", "Target"))
        found[id_] = part.lstrip("/") if part.startswith("/") else f"xl/{part}"
    return found


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf'\b{name}="([^"]*)"', tag)
    return match[1] if match else ""


def _without_work(workbook: str, package: zipfile.ZipFile, targets: dict[str, str]) -> str:
    work: set[int] = set()

    def hidden(number: int, tag: str) -> str:
        relation = re.search(r'\b\w+:id="([^"]*)"', tag)
        part = targets.get(relation[1], "") if relation else ""
        if part not in package.namelist():
            return tag
        with package.open(part) as sheet:
            if _WORK not in sheet.read(_HEAD):
                return tag
        work.add(number)
        return re.sub(r' state="\w+"', "", tag).replace("/>", ' state="hidden"/>')

    numbers = count()
    shown = _SHEET.sub(lambda match: hidden(next(numbers), match[0]), workbook)

    def nothing(match: re.Match[str]) -> str:
        return f"{match[1]}{_NOWHERE}" if int(match[2]) in work else match[0]

    # LibreOffice prints hidden sheets too, but no page without content.
    shown = _PRINT_AREA.sub(nothing, shown)
    # The sheet that is open when the workbook is read must be one that is shown: the cover.
    return re.sub(r'\b(?:activeTab|firstSheet)="\d+"', "", shown)
