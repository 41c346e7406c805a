"""What the tests of cleaning ask: the id of the finding in one cell; the phrases of a status column."""

from __future__ import annotations

from xl_addin.model.values.clean import Raw, clean

STATUSES = {
    "not_started": "ยังไม่ดำเนินการ",
    "in_progress": "อยู่ระหว่างดำเนินการ",
    "completed": "ดำเนินการแล้ว",
}


def finding_of(kind: str, raw: Raw, **limits: object) -> str | None:
    finding = clean(kind, raw, **limits).finding  # type: ignore[arg-type]
    return finding and finding.id
