"""How a group's state and a file's outcome are said in Thai, in the report and in the pane alike."""

from __future__ import annotations

from xl_addin.consolidate.consolidated import GroupState, Outcome

GROUP_STATES = {
    GroupState.RETURNED: "ส่งแล้ว",
    GroupState.NOTHING: "แจ้งว่าไม่มีรายการ",
    GroupState.BLANK: "ส่งมาแต่ยังไม่ได้กรอก",
    GroupState.CONFLICT: "ขัดแย้ง",
    GroupState.SENT_BACK: "ส่งคืนให้แก้ไข",
    GroupState.REFUSED: "ส่งมาแต่ใช้ไม่ได้",
    GroupState.MISSING: "ยังไม่ส่ง",
    GroupState.NOTHING_DUE: "ไม่มีโครงการ",
}
OUTCOMES = {
    Outcome.USED: "ใช้ในรายงาน",
    Outcome.COPY: "สำเนา",
    Outcome.REPLACED: "มีฉบับใหม่กว่า",
    Outcome.CONFLICT: "ขัดแย้งกับไฟล์อื่น",
    Outcome.SENT_BACK: "ส่งคืนให้แก้ไข",
    Outcome.REFUSED: "ใช้ไม่ได้",
    Outcome.IGNORED: "ไม่เกี่ยวข้อง",
}
OTHER_FILE = "ข้อมูลไม่ตรงกับไฟล์อื่นของกลุ่มเดียวกัน (ดูข้อสังเกต)"
