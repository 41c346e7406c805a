"""Amounts in words, as letters print them.

The rules are those of BAHTTEXT and of num2words, against which the tests hold it; num2words itself brings a package
along that has no wheel, which an office without a network could not install.
"""

from __future__ import annotations

_DIGITS = ("", "หนึ่ง", "สอง", "สาม", "สี่", "ห้า", "หก", "เจ็ด", "แปด", "เก้า")
_PLACES = ("", "สิบ", "ร้อย", "พัน", "หมื่น", "แสน")
_MILLION = 1_000_000


def baht_words(satang: int) -> str:
    """An amount in words as letters and allotments print it: 300000000 -> "สามล้านบาทถ้วน"."""
    baht, part = divmod(abs(satang), 100)
    words = "ลบ" if satang < 0 else ""
    if baht or not part:
        words += number_words(baht) + "บาท"
    return words + (number_words(part) + "สตางค์" if part else "ถ้วน")


def number_words(number: int) -> str:
    """A whole number >= 0 in words: 21 -> "ยี่สิบเอ็ด"."""
    if number == 0:
        return "ศูนย์"
    millions, rest = divmod(number, _MILLION)
    return (number_words(millions) + "ล้าน" if millions else "") + _below_million(rest, bool(millions))


def _below_million(number: int, follows: bool) -> str:
    """`follows`: something stands before it, so that a lone one is read เอ็ด."""
    words = []
    for place in range(5, -1, -1):
        digit = number // 10**place % 10
        if not digit:
            continue
        if place == 1 and digit < 3:
            words.append("ยี่สิบ" if digit == 2 else "สิบ")
        elif place == 0 and digit == 1 and (words or follows):
            words.append("เอ็ด")
        else:
            words.append(_DIGITS[digit] + _PLACES[place])
    return "".join(words)
