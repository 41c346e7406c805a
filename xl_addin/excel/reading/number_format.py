"""Number formats of cells: what kind of thing they show, and a number as the cell shows it.

Written after ECMA-376 part 1, 18.8.31 and what Excel does with Thai locales. A format without a locale is
shown as on a PC set to Thai: Thai names of months and Buddhist years (31-มี.ค.-67 for d-mmm-yy).
"""

from __future__ import annotations

import re
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from fractions import Fraction

from xl_addin.excel.reading.date_format import Locale, shown_date
from xl_addin.model.thai.words import thai_digits

GENERAL = "General"
DAY = "d/m/yyyy"
BUILT_IN = {
    0: GENERAL,
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    12: "# ?/?",
    13: "# ??/??",
    14: DAY,
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm AM/PM",
    19: "h:mm:ss AM/PM",
    20: "h:mm",
    21: "h:mm:ss",
    22: "d/m/yyyy h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    46: "[h]:mm:ss",
    47: "mm:ss.0",
    48: "##0.0E+0",
    49: "@",
    59: "0",
    60: "0.00",
    61: "#,##0",
    62: "#,##0.00",
    67: "0%",
    68: "0.00%",
    71: DAY,
    72: "d-mmm-yy",
    73: "d-mmm",
    74: "mmm-yy",
    75: "h:mm",
    76: "h:mm:ss",
    77: "d/m/yyyy h:mm",
    78: "mm:ss",
    79: "[h]:mm:ss",
    80: "mm:ss.0",
    81: "d/m/bb",
}
"""Codes of the formats that a workbook names by number alone; 59-81 are Thai."""
# Built-in formats that show an East Asian date.
OTHER_DATES = frozenset((*range(27, 37), *range(50, 59)))

# Letters that say nothing about a number format: quoted text, escaped characters, colours, locales. Elapsed
# time stays.
SILENT = re.compile(r'"[^"]*"|\\.|_.|\*.|\[(?!h+\]|m+\]|s+\])[^\]]*\]', re.IGNORECASE)
DATE_LETTERS = re.compile(r"[dmyhsb]", re.IGNORECASE)

TOKEN = re.compile(
    r'"(?P<quoted>[^"]*)"?|\\(?P<escaped>.)|(?P<blank>_.)|\*.|(?P<bracket>\[[^\]]*\])'
    r"|(?P<general>General)|(?P<exponent>[Ee][+-])|(?P<other>.)",
    re.DOTALL | re.IGNORECASE,
)
LOCALE = re.compile(r"\[\$(?P<sign>[^\]-]*)(?:-(?P<code>[^\]]*))?\]")
CONDITION = re.compile(r"\[[<>=]")
# Excel keeps 15 digits of a number.
DIGITS = 15
LARGEST_EXPONENT = 300
FRACTION = re.compile(r"(?P<whole>[#0]\s+)?[#?0]+\s*/\s*(?P<under>[?#]+|\d+)")


class NumberFormat(str):
    """What a format shows: "date" (or time), "percent" or "" for any other number; `code` as Excel has it."""

    __slots__ = ("code",)
    code: str

    @classmethod
    def of(cls, code: str) -> NumberFormat:
        """The format of a code such as `[$-107041E]d mmm yyyy`."""
        first = SILENT.sub("", code).partition(";")[0]
        kind = ""
        if code.casefold() != GENERAL.casefold():
            if DATE_LETTERS.search(first):
                kind = "date"
            elif "%" in first:
                kind = "percent"
        return cls._made(kind, code)

    @classmethod
    def built_in(cls, number: int) -> NumberFormat:
        """The format that a workbook names by this number without saying its code."""
        if number in OTHER_DATES:
            return cls._made("date", DAY)
        return cls.of(BUILT_IN.get(number, GENERAL))

    @classmethod
    def _made(cls, kind: str, code: str) -> NumberFormat:
        made = cls(kind)
        made.code = code
        return made

    def __reduce__(self) -> tuple[object, ...]:
        return NumberFormat.of, (self.code,)


GENERAL_FORMAT = NumberFormat.of(GENERAL)


def as_shown(number: str, code: str, *, date_1904: bool = False) -> str | None:
    """The text in which a cell of this format shows a stored number; None where we cannot tell.

    Not told are conditions in a format, scripts other than Thai and English, and days before 1 March 1900.
    """
    try:
        value = Decimal(number)
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > LARGEST_EXPONENT:
        return None
    section, value = _section(code, value)
    locale = _locale(section)
    if locale is None or CONDITION.search(section):
        return None
    section = LOCALE.sub(lambda found: f'"{found["sign"]}"' if found["sign"] else "", section)
    if NumberFormat.of(section) == "date":
        text = shown_date(value, section, locale, date_1904=date_1904)
    else:
        text = _shown_number(value, section)
    return thai_digits(text) if text is not None and locale.thai_digits else text


def _locale(section: str) -> Locale | None:
    """The locale that a section names, Thai where it names none; None for another script."""
    codes = [found["code"] for found in LOCALE.finditer(section) if found["code"]]
    try:
        return Locale.of(codes[-1]) if codes else Locale()
    except LookupError:
        return None


def _section(code: str, value: Decimal) -> tuple[str, Decimal]:
    """The part of a code that is for this number, and the number as that part takes it."""
    sections = _split(code)
    if len(sections) == 1 or value > 0 or (value == 0 and len(sections) < 3):
        return sections[0], value
    if value < 0:
        return sections[1], -value
    return sections[2], value


def _split(code: str) -> list[str]:
    sections = [""]
    for token in TOKEN.finditer(code):
        if token[0] == ";":
            sections.append("")
        else:
            sections[-1] += token[0]
    return sections


def general(value: Decimal) -> str:
    """A number in the format General of a wide cell: "12", "0.1" for 0.10000000000000001."""
    if value == value.to_integral_value() and abs(value) < 10**DIGITS:
        return str(int(value))
    return f"{float(value):.15g}"


def _shown_number(value: Decimal, section: str) -> str | None:
    tokens = [(token.lastgroup, token) for token in TOKEN.finditer(section)]
    said = "".join(token[0] for group, token in tokens if group in ("other", "exponent", "general"))
    if "@" in said:
        return general(value)
    if fraction := FRACTION.fullmatch(said.strip()):
        return _fraction(value, fraction)
    pattern = [_piece(group, token) for group, token in tokens]
    if any(piece == ("general", "") for piece in pattern):
        sign = "-" if value < 0 else ""
        return sign + "".join(general(abs(value)) if kind == "general" else text for kind, text in pattern)
    holders = [at for at, (kind, _) in enumerate(pattern) if kind == "digit"]
    if not holders:
        sign = "-" if value < 0 and ";" not in section else ""
        return sign + "".join(text for kind, text in pattern if kind in ("text", "percent"))
    exponent = next((at for at, (kind, _) in enumerate(pattern) if kind == "exponent"), None)
    if exponent is not None:
        return _scientific(value, pattern, exponent)
    value = Decimal(f"{float(value):.15g}")
    value = value.scaleb(2 * sum(kind == "percent" for kind, _ in pattern))
    commas = [at for at, (kind, _) in enumerate(pattern) if kind == "comma"]
    trailing = [at for at in commas if at > holders[-1]]
    point = next((at for at, (kind, _) in enumerate(pattern) if kind == "point"), len(pattern))
    last_whole = max((at for at in holders if at < point), default=-1)
    scaling = {*trailing, *(at for at in commas if last_whole < at < point)}
    value = value.scaleb(-3 * len(scaling))
    grouped = any(at not in scaling and holders[0] < at < point for at in commas)
    return _filled(value, pattern, point, grouped)


def _piece(group: str | None, token: re.Match[str]) -> tuple[str, str]:
    """(kind, text) of one token of a number's format."""
    match group:
        case "quoted" | "escaped":
            return "text", token[group]
        case "blank":
            return "text", " "
        case "general" | "exponent":
            return group, token[0] if group == "exponent" else ""
        case "other":
            kinds = {**dict.fromkeys("0#?", "digit"), ".": "point", ",": "comma", "%": "percent"}
            return kinds.get(token[0], "text"), token[0]
        case _:
            pass
    return "text", ""


def _filled(value: Decimal, pattern: list[tuple[str, str]], point: int, grouped: bool) -> str:
    places = sum(kind == "digit" for kind, _ in pattern[point:])
    rounded = abs(value).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    whole, _, part = f"{rounded:f}".partition(".")
    whole = whole.lstrip("0")
    out: list[str] = []
    waiting = [text for kind, text in pattern[:point] if kind == "digit"]
    digits = whole.rjust(len(waiting))
    counted = 0
    for kind, text in reversed(pattern[:point]):
        if kind != "digit":
            out.append("" if kind == "comma" else text)
            continue
        waiting.pop()
        for digit in reversed(digits) if not waiting else digits[-1:]:
            shown = digit if digit != " " else {"0": "0", "?": " "}.get(text, "")
            if grouped and shown.isdigit() and counted and counted % 3 == 0:
                out.append(",")
            counted += shown.isdigit()
            out.append(shown)
        digits = digits[:-1]
    left = (
        "".join(reversed(out))
        if any(kind == "digit" for kind, _ in pattern[:point])
        else "".join(text for _, text in pattern[:point])
    )
    right = []
    kept = part.rstrip("0")
    at = 0
    for kind, text in pattern[point:]:
        if kind == "digit":
            always = text == "0" or at < len(kept)
            right.append(part[at] if always else {"?": " "}.get(text, ""))
            at += 1
        elif kind != "comma":
            right.append(text)
    sign = "-" if value < 0 and rounded else ""
    return sign + left + "".join(right)


def _fraction(value: Decimal, shape: re.Match[str]) -> str:
    under = shape["under"]
    if under.isdigit():
        part = Fraction(round(abs(value) * int(under)), int(under))
    else:
        part = Fraction(abs(value)).limit_denominator(10 ** len(under) - 1)
    whole, rest = divmod(part, 1) if shape["whole"] else (0, part)
    said = [str(whole)] if whole or not rest else []
    if rest:
        times = int(under) // rest.denominator if under.isdigit() else 1
        said.append(f"{rest.numerator * times}/{rest.denominator * times}")
    return ("-" if value < 0 and part else "") + " ".join(said)


def _scientific(value: Decimal, pattern: list[tuple[str, str]], exponent: int) -> str:
    places = sum(kind == "digit" for kind, _ in pattern[:exponent]) - 1
    least = sum(kind == "digit" for kind, _ in pattern[exponent:])
    mantissa, _, power = f"{value:.{max(places, 0)}e}".partition("e")
    sign = "-" if int(power) < 0 else "+" if pattern[exponent][1].endswith("+") else ""
    return f"{mantissa}E{sign}{abs(int(power)):0{least}d}"
