"""The words that the program puts on a cell of a group's workbook, so that they are never taken for the group's.

A note may hold both: what the program said and what the sender wrote before or answers in it. The program's part
ends with a check number over its words; only words that fit theirs are taken away again.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from zlib import crc32

MARKS_SHEET = "ข้อที่ต้องแก้"
ANSWER_TITLE = "คำตอบของกลุ่ม (ถ้ามี)"
"""Head of the one column of the sheet that a group types into."""
BEGIN = "ข้อที่ต้องแก้:"
MOST_LETTERS = 1_200
_END = re.compile(r"«ติดตาม\s*([0-9a-f]{8})»")
_UNSEEN = re.compile(r"[\x00-\x1f\x7f]+")

_CODE = re.compile(r"สำเนาของไฟล์ที่กลุ่มส่งมา รหัส ([0-9a-f]{16})")


def mark_text(sentences: Sequence[str]) -> str:
    """The words of a note that says these sentences; of many the rest stands in the sheet of marks."""
    lines = [BEGIN]
    for number, sentence in enumerate(sentences, 1):
        line = " ".join(_UNSEEN.sub(" ", sentence).split())
        if number > 1 and sum(map(len, lines)) + len(line) > MOST_LETTERS:
            lines.append(f"… และอีก {len(sentences) - number + 1} ข้อ ดูแผ่น {MARKS_SHEET}")
            break
        lines.append(f"• {line}")
    words = "\n".join(lines)
    return f"{words}\n«ติดตาม {_check(words)}»"


def without_marks(text: str) -> str:
    """The sender's own words in a note."""
    for end in reversed(list(_END.finditer(text))):
        begins = [at.start() for at in re.finditer(re.escape(BEGIN), text[: end.start()])]
        for begin in reversed(begins):
            if _check(text[begin : end.start()]) == end[1]:
                text = text[:begin] + text[end.end() :]
                break
    return text.strip()


def code_of(sha256: str) -> str:
    """The code by which a marked copy names the file that it was made from."""
    return sha256[:16]


def code_of_content(content: bytes) -> str:
    """The code of a file's bytes."""
    return code_of(hashlib.sha256(content).hexdigest())


def correction_line(code: str) -> str:
    """The line of the sheet of marks that names it."""
    return f"สำเนาของไฟล์ที่กลุ่มส่งมา รหัส {code}"


def corrected_file(line: str) -> str:
    """The code in such a line, "" in any other text."""
    found = _CODE.search(line)
    return found[1] if found else ""


def _check(words: str) -> str:
    """Programs break and join lines as they like, so that only the letters count."""
    return f"{crc32(''.join(words.split()).encode()):08x}"
