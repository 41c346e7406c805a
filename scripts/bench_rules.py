"""How quickly the functions read running text that rules call: 20,000 long texts in under a second of processor time.

    python scripts/bench_rules.py

prints every function; scripts/bench.py shows the slowest for each kind of text.
"""

from __future__ import annotations

import sys
from pathlib import Path
from random import Random
from time import process_time

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench_lines import Line

from xl_addin.demo.narratives import narrative
from xl_addin.model.expressions.text_functions import TEXT_FUNCTIONS
from xl_addin.model.thai.fiscal_calendar import Period, serial_from
from xl_addin.model.thai.words import thai_digits
from xl_addin.model.values.kinds import Kind

TEXTS, QUICK_TEXTS = 20_000, 200
LETTERS = 300
KINDS = ("items", "narratives", "figures")
SECONDS = 1.0
YEAR = 2567

_DEEDS = (
    "ประชุมคณะทำงาน {few} คน เมื่อวันที่ {day} {month} {year}",
    "อบรมครูและผู้บริหาร {people} คน จากโรงเรียน {few} แห่ง เบิกจ่าย {money} บาท",
    "ค่าอาหารกลางวัน ({people} คน x 120 บาท x {few} มื้อ) เป็นเงิน {money} บาท",
    "นิเทศติดตามโรงเรียน {few} โรง ในไตรมาสที่ 2 ปีงบประมาณ {year}",
    "ใช้งบประมาณ {money} บาท คงเหลือ {money} บาท",
    "จัดพิมพ์คู่มือ {people} เล่ม เล่มละ {few} บาท",
    "นักเรียน {people} คน ครู {few} คน รวม {people} คน เข้าร่วมกิจกรรม",
    "ผลการทดสอบสูงขึ้นร้อยละ {few}.{few} จากปีการศึกษา {year}",
    "ประชุมครั้งที่ 2 วันที่ {day} {month} {year} เวลา 09.30 น. ณ ห้องประชุม",
)
_ITEMS = (
    "ค่าอาหารกลางวัน {people} คน คนละ {few} บาท จำนวน 2 วัน",
    "ค่าตอบแทนวิทยากร {few} คน ชั่วโมงละ 600 บาท x {few} ชั่วโมง",
    "ค่าที่พัก ({few} ห้อง x 800 บาท x 2 คืน)",
    "ค่าวัสดุ",
    "ค่าจ้างทำเอกสาร {people} เล่ม ๆ ละ {few} บาท เป็นเงิน {money} บาท",
)
_TOPICS = ("ตรวจสอบภายใน", "จัดซื้อ", "บริหารงานบุคคล", "ประชาสัมพันธ์", "แผน", "โครงการ")
_PERIOD = Period(serial_from(YEAR, 1, 1), serial_from(YEAR, 3, 31))
_NUMBERS = {
    Kind.COUNT: (YEAR, 5),
    Kind.BAHT: (1_200_000, 1_500_000, 4_800_000),
    Kind.DATE: (_PERIOD.first, _PERIOD.last),
}
_MONTHS = ("มกราคม", "ก.พ.", "มีนาคม", "เม.ย.", "ธันวาคม", "ต.ค.")


def texts(kind: str, count: int) -> list[str]:
    """`count` texts: "items" of a budget, the "narratives" of the demo, "figures" with one in every line."""
    drawn = Random(kind)
    made = []
    for number in range(count):
        if kind == "items":
            text = _filled(drawn, drawn.choice(_ITEMS))
        elif kind == "figures":
            text = _figures(drawn)
        else:
            text = narrative(
                str(number), (drawn.choice(_TOPICS),), LETTERS, _PERIOD, drawn.choice(("1.", "-"))
            )
        made.append(thai_digits(text) if drawn.random() < 0.3 else text)
    return made


def _figures(drawn: Random) -> str:
    lines: list[str] = []
    while sum(map(len, lines)) < LETTERS:
        lines.append("- " + _filled(drawn, drawn.choice(_DEEDS)))
    return "\n".join(lines)


def _filled(drawn: Random, sentence: str) -> str:
    return sentence.format(
        few=drawn.randint(2, 40),
        people=drawn.randint(20, 2500),
        money=f"{drawn.randint(1, 900) * 100:,}",
        day=drawn.randint(1, 28),
        month=drawn.choice(_MONTHS),
        year=drawn.choice((YEAR - 1, YEAR, YEAR)),
    )


def seconds(name: str, read: list[str]) -> float:
    """Processor seconds in which a function reads all these texts, each of which it sees for the first time."""
    function = TEXT_FUNCTIONS[name]
    given: list[list[str] | list[int]] = [read]
    # What repeats is given once: another text, or each of the amounts.
    more = len(_NUMBERS[Kind.BAHT]) - 1 if function.arguments[-1] is Kind.BAHT and function.repeats else 0
    for place, kind in enumerate(function.kinds(len(function.arguments) + more)[1:]):
        given.append(read[1:] + read[:1] if kind is Kind.TEXT else [_NUMBERS[kind][place]] * len(read))
    forget()
    started = process_time()
    for row in zip(*given, strict=True):
        function.compute(*row)
    return process_time() - started


def forget() -> None:
    """Empties what the functions remember of texts that they have read."""
    for name, module in list(sys.modules.items()):
        if name.startswith("xl_addin.model.thai."):
            for value in vars(module).values():
                getattr(value, "cache_clear", bool)()


def lines(quick: bool) -> list[Line]:
    """The slowest function for each kind of text."""
    found = []
    count = QUICK_TEXTS if quick else TEXTS
    for kind in KINDS:
        read = texts(kind, count)
        took = {name: seconds(name, read) for name in TEXT_FUNCTIONS}
        slowest = max(took, key=lambda name: took[name])
        goal = SECONDS * count / TEXTS
        found.append(
            Line(
                f"a rule over {count:,} texts ({kind}): the slowest, {slowest}",
                f"cpu {took[slowest]:.2f} s",
                f"< {goal:g} s",
                None,
                took[slowest] < goal,
            )
        )
    return found


def main() -> None:
    """Prints what every function takes."""
    for kind in KINDS:
        read = texts(kind, TEXTS)
        for name in sorted(TEXT_FUNCTIONS):
            print(f"{kind:12}{name:18}{seconds(name, read):6.2f} s", flush=True)


if __name__ == "__main__":
    main()
