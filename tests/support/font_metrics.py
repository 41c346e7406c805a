"""Where xl_addin/excel/writing/metrics_th_sarabun_psk.json comes from, and the stand-in that pages are drawn with.

TH SarabunPSK is the letter that Thai offices print in: one of the thirteen national fonts that the Department
of Intellectual Property and SIPA give away. The program carries the advance widths and the line height of its
two cuts, so that pages are the same on every machine; the fonts themselves are no part of the project. To take
the numbers anew, from a folder that holds THSarabunPSK.ttf and THSarabunPSK-Bold.ttf:

    python -c "from tests.support.font_metrics import write; write('FOLDER')"

Laksaman (fonts-thai-tlwg) is the same design, drawn half as large again in its em. Scaled down to the numbers of
TH SarabunPSK it stands in for it where tests and pictures are drawn.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont
from fontTools.ttLib.scaleUpem import scale_upem

FAMILIES = ("TH SarabunPSK", "TH Sarabun New", "TH SarabunIT๙")
"""Families that the stand-in is shown for."""

CUTS = {"regular": "THSarabunPSK.ttf", "bold": "THSarabunPSK-Bold.ttf"}
TARGET = Path(__file__).parents[2] / "xl_addin" / "excel" / "writing" / "metrics_th_sarabun_psk.json"
PRIVATE_USE = range(0xE000, 0xF900)

LAKSAMAN = Path("/usr/share/fonts/truetype/tlwg")
LAKSAMAN_CUTS = {"regular": "Laksaman.ttf", "bold": "Laksaman-Bold.ttf"}
SMALLER = 362 / 544
"""Digits of TH SarabunPSK to those of Laksaman."""

STAND_IN = "Tidtam Stand-in"


def installed() -> bool:
    """Whether Laksaman is, from which the stand-in is made."""
    return all((LAKSAMAN / name).exists() for name in LAKSAMAN_CUTS.values())


def measure(folder: Path | str) -> dict[str, Any]:
    """Line height and, per weight, the advance width of every character, in 1/1000 em."""
    fonts = {cut: TTFont(Path(folder) / name) for cut, name in CUTS.items()}
    hhea = fonts["regular"]["hhea"]
    vertical = {"ascent": hhea.ascent, "descent": -hhea.descent, "line_gap": hhea.lineGap}
    source = {"source": "TH SarabunPSK, regular and bold, as published by DIP and SIPA; 1/1000 em"}
    return source | vertical | {cut: widths(font) for cut, font in fonts.items()}


def carried() -> dict[str, Any]:
    """The numbers that the program carries."""
    numbers: dict[str, Any] = json.loads(TARGET.read_text(encoding="utf-8"))
    return numbers


def laksaman() -> dict[str, dict[str, int]]:
    """The advance widths of Laksaman, per weight."""
    return {cut: widths(TTFont(LAKSAMAN / name)) for cut, name in LAKSAMAN_CUTS.items()}


def widths(font: TTFont) -> dict[str, int]:
    """Advance widths by character, in 1/1000 em."""
    scale = 1000 / font["head"].unitsPerEm
    metrics = font["hmtx"]
    return {
        chr(code): round(metrics[glyph][0] * scale)
        for code, glyph in sorted(font.getBestCmap().items())
        if code >= 0x20 and code not in PRIVATE_USE
    }


def write(folder: Path | str) -> None:
    TARGET.write_text(json.dumps(measure(folder), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")


def make_stand_in(folder: Path) -> Path:
    """Laksaman in the size and with the line height of TH SarabunPSK, and a fontconfig file that shows it.

    Gives the path of the fontconfig file. The fonts are made for the machine that runs this, and nowhere else.
    """
    folder.mkdir(parents=True, exist_ok=True)
    vertical = carried()
    for cut, name in LAKSAMAN_CUTS.items():
        font = TTFont(LAKSAMAN / name)
        em = font["head"].unitsPerEm
        scale_upem(font, round(em * SMALLER))
        font["head"].unitsPerEm = em
        _set_line_height(font, vertical["ascent"], vertical["descent"], vertical["line_gap"])
        _rename(font, "Bold" if cut == "bold" else "Regular")
        font.save(folder / f"{cut}.ttf")
    config = folder / "fonts.conf"
    shown = "".join(_SHOWN_FOR.format(family=family, stand_in=STAND_IN) for family in FAMILIES)
    config.write_text(_CONFIG.format(folder=folder, shown=shown), encoding="utf-8")
    return config


def _set_line_height(font: TTFont, ascent: int, descent: int, line_gap: int) -> None:
    hhea, os2 = font["hhea"], font["OS/2"]
    hhea.ascent, hhea.descent, hhea.lineGap = ascent, -descent, line_gap
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = ascent, -descent, line_gap
    os2.usWinAscent, os2.usWinDescent = ascent, descent
    os2.fsSelection &= ~(1 << 7)


def _rename(font: TTFont, style: str) -> None:
    whole = STAND_IN if style == "Regular" else f"{STAND_IN} {style}"
    names = {1: STAND_IN, 2: style, 3: whole, 4: whole, 6: whole.replace(" ", ""), 16: STAND_IN, 17: style}
    for record in list(font["name"].names):
        if record.nameID in names:
            font["name"].setName(
                names[record.nameID], record.nameID, record.platformID, record.platEncID, record.langID
            )


_SHOWN_FOR = """
  <match target="pattern">
    <test name="family" compare="eq"><string>{family}</string></test>
    <edit name="family" mode="assign" binding="same"><string>{stand_in}</string></edit>
  </match>"""

_CONFIG = """<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir>{folder}</dir>{shown}
  <include ignore_missing="yes">/etc/fonts/fonts.conf</include>
</fontconfig>
"""
