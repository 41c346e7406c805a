"""Who signs a returned form on paper: lines at its foot."""

from __future__ import annotations

_DOTS = "." * 48
_GAP = "\u00a0" * 6

SIGNING_LINES = tuple(
    f"ลงชื่อ\u00a0{_DOTS}\u00a0{position}{_GAP}วันที่\u00a0{_DOTS[:28]}"
    for position in ("ผู้รายงาน", "ผู้อำนวยการกลุ่ม")
)
"""Below the notes of every template, on the page of its last lines."""
