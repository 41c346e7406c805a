"""Cut and paste in LibreOffice: cells are moved, and references rewritten, as a spreadsheet program does it.

The moves run in a Basic macro inside a profile of the tests; LibreOffice must have made the profile before.
"""

from __future__ import annotations

import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.soffice import Soffice

LIBRARY = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE library:library PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "library.dtd">
<library:library xmlns:library="http://openoffice.org/2000/library" library:name="Standard"
 library:readonly="false" library:passwordprotected="false">
 <library:element library:name="Cutting"/>
</library:library>
"""
MODULE = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE script:module PUBLIC "-//OpenOffice.org//DTD OfficeDocument 1.0//EN" "module.dtd">
<script:module xmlns:script="http://openoffice.org/2000/script"
 script:name="Cutting" script:language="StarBasic">
Sub CutAndPaste(jobs As String)
  For Each job In Split(jobs, "|")
    parts = Split(job, "&gt;")
    OneWorkbook(parts(0), parts(1), parts(2))
  Next
End Sub
Sub OneWorkbook(source As String, target As String, moves As String)
  Dim hidden(0) As New com.sun.star.beans.PropertyValue
  hidden(0).Name = "Hidden" : hidden(0).Value = True
  document = StarDesktop.loadComponentFromURL(source, "_blank", 0, hidden())
  sheet = document.Sheets.getByIndex(0)
  sheet.unprotect("")
  For Each step_ In Split(moves, ";")
    ends = Split(step_, "-")
    place = sheet.getCellRangeByName(ends(1)).getCellByPosition(0, 0).CellAddress
    sheet.moveRange(place, sheet.getCellRangeByName(ends(0)).RangeAddress)
  Next
  document.calculateAll()
  Dim format(0) As New com.sun.star.beans.PropertyValue
  format(0).Name = "FilterName" : format(0).Value = "Calc MS Excel 2007 XML"
  document.storeToURL(target, format())
  document.close(True)
End Sub
</script:module>
"""


@dataclass(frozen=True, slots=True)
class Cutting:
    """Cells of the first sheet of `source` cut and pasted in order, (from, to); the result goes to `out`."""

    source: Path
    out: Path
    moves: Sequence[tuple[str, str]]


def cut_and_paste(soffice: Soffice, cuttings: Sequence[Cutting]) -> None:
    """Do the moves in one run of LibreOffice, compute all formulas anew and save the workbooks."""
    profile = soffice.home / "cutting"
    basic = profile / "user" / "basic" / "Standard"
    if not (basic / "Cutting.xba").exists():
        soffice._run(profile, [cuttings[0].source], cuttings[0].out.parent / "profile", "csv", 120)
        (basic / "script.xlb").write_text(LIBRARY, encoding="utf-8")
        (basic / "Cutting.xba").write_text(MODULE, encoding="utf-8")
    jobs = []
    for cutting in cuttings:
        moves = ";".join("-".join(move) for move in cutting.moves)
        jobs.append(f"{cutting.source.as_uri()}>{cutting.out.as_uri()}>{moves}")
    call = f'macro:///Standard.Cutting.CutAndPaste("{"|".join(jobs)}")'
    command = [
        soffice.program,
        f"-env:UserInstallation={profile.as_uri()}",
        "--headless",
        "--norestore",
        call,
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
