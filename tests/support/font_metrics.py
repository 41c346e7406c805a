"""Where xl_addin/workbook/metrics_sarabun.json comes from.

TH Sarabun is the letter that Thai offices print in; Laksaman (fonts-thai-tlwg) is the same design, drawn half
as large again in its em, and LibreOffice shows it for "TH SarabunPSK". The program carries the advance
widths, so that row heights are the same on every machine. To take them anew:

    python -c "from tests.support.font_metrics import write; write()"
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from fontTools.ttLib import TTFont

FOLDER = Path("/usr/share/fonts/truetype/tlwg")
TARGET = Path(__file__).parents[2] / "xl_addin" / "excel" / "writing" / "metrics_sarabun.json"
PRIVATE_USE = range(0xE000, 0xF900)


def installed() -> bool:
    return (FOLDER / "Laksaman.ttf").exists() and (FOLDER / "Laksaman-Bold.ttf").exists()


def measure() -> dict[str, Any]:
    """Line height and, per weight, the advance width of every character, in 1/1000 em."""
    regular, bold = (TTFont(FOLDER / name) for name in ("Laksaman.ttf", "Laksaman-Bold.ttf"))
    os2 = regular["OS/2"]
    return {
        "source": "Laksaman and Laksaman Bold of fonts-thai-tlwg (the design of TH Sarabun), 1/1000 em",
        "line_height": os2.sTypoAscender - os2.sTypoDescender,
        "regular": _widths(regular),
        "bold": _widths(bold),
    }


def _widths(font: TTFont) -> dict[str, int]:
    scale = 1000 / font["head"].unitsPerEm
    metrics = font["hmtx"]
    return {
        chr(code): round(metrics[glyph][0] * scale)
        for code, glyph in sorted(font.getBestCmap().items())
        if code >= 0x20 and code not in PRIVATE_USE
    }


def write() -> None:
    TARGET.write_text(json.dumps(measure(), ensure_ascii=False, indent=0) + "\n", encoding="utf-8")
