"""Who signs a returned form on paper: lines at its foot."""

from __future__ import annotations

_DOTS = "." * 48
_GAP = "\u00a0" * 6

SIGNED = "ลงชื่อ"
SIGNERS = ("ผู้รายงาน", "ผู้อำนวยการกลุ่ม")
SIGNED_ON = "วันที่"

SIGNING_LINES = tuple(
    f"{SIGNED}\u00a0{_DOTS}\u00a0{position}{_GAP}{SIGNED_ON}\u00a0{_DOTS[:28]}" for position in SIGNERS
)
"""Below the notes of every template, on the page of its last lines."""
