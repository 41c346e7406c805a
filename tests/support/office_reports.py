"""Reports of many offices: one real report of each form through the program, the others copies under other names."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from io import BytesIO
from pathlib import Path

from tests.support import page_offices
from tests.support.consolidations import office
from xl_addin.consolidate.consolidated import Consolidated
from xl_addin.report.writer import write_report

YEAR = 2569
FORMS = ("spm2", "khonkaen2", "rayong2", "chiangmai2", "yasothon2")
_NAME = "สำนักงานตัวอย่าง"


def _consolidated(form_id: str, round_: int) -> Consolidated:
    if form_id == "chiangmai2":
        return page_offices.chiangmai2(round_)
    return page_offices.yasothon2() if form_id == "yasothon2" else office(form_id, round_)


@cache
def _model(form_id: str, round_: int) -> bytes:
    made = _consolidated(form_id, round_)
    register = replace(made.register, office=_NAME, office_short=_NAME, fiscal_year=YEAR)
    frame = made.frame
    if "status" in frame:
        frame = frame.assign(status=frame["status"].fillna("not_started"))
    target = BytesIO()
    write_report(target, replace(made, register=register, problems=(), frame=frame))
    return target.getvalue()


def report_bytes(form_id: str, name: str, round_: int | None = None, **parts: Mapping[str, str]) -> bytes:
    """The report of an office at the end of the second quarter, or of another round.

    `parts`: end of a part's name without ".xml" -> texts in it and what stands in their place.
    """
    due = 1 if form_id in ("khonkaen2", "yasothon2") else 2
    return rewritten(_model(form_id, round_ or due), {"": {_NAME: name}} | parts)


def rewritten(data: bytes, changes: Mapping[str, Mapping[str, str]]) -> bytes:
    """A workbook with texts of its parts replaced (once each, but for those of every part ""): part -> old -> new."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as made:
        for entry in source.infolist():
            text = source.read(entry)
            for part, words in changes.items():
                for old, new in words.items():
                    if not part:
                        text = text.replace(old.encode(), new.encode())
                    elif entry.filename.endswith(f"{part}.xml"):
                        assert old.encode() in text, f"{old} is not in {entry.filename}"
                        text = text.replace(old.encode(), new.encode(), 1)
            made.writestr(entry.filename, text)
    return target.getvalue()


def put_offices(folder: Path, count: int) -> list[str]:
    """Reports of so many offices of the five forms in turn, `001.xlsx` and so on; gives the offices' names."""
    names = [f"สำนักงานเขตที่ {number}" for number in range(1, count + 1)]
    for number, name in enumerate(names):
        (folder / f"{number + 1:03d}.xlsx").write_bytes(report_bytes(FORMS[number % len(FORMS)], name))
    return names
