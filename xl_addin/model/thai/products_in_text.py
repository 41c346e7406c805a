"""People x rate x times as everyday Thai writes it: "60 คน คนละ 100 บาท จำนวน 2 วัน", "(18 คน x 33.- x 2 มื้อ)".

No verdict unless every number with a unit stands in a product: "อบรม 2 วัน ค่าอาหาร 60 คน x 120 บาท" may mean
60 or 120 meals.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import chain as chained
from itertools import product as every_choice
from math import prod

from xl_addin.model.thai.date_patterns import plain_text
from xl_addin.model.thai.quantities import BESIDE, NUMBER, TIMES, Quantity, may_be_product, quantity_reader

_TIMES = re.compile(TIMES)
_BESIDE = re.compile(BESIDE)
_CLOSES = re.compile(r"\s*\)")
# What is taken off or added: a product beside it is not yet the amount.
_CHANGED = re.compile(
    r"ส่วนลด|ลด(?:ราคา|แล้ว|ให้)?\s*(?:อีก\s*)?\d|ภาษี|\bvat\b|หัก|ค่าธรรมเนียม|บวก(?!ก)", re.IGNORECASE
)
# A further cost named without its number: "2 คัน คันละ 1,800 บาท และค่าทางด่วน".
_MORE = re.compile(r"(?:และ|พร้อม(?:ทั้ง|ด้วย)?|รวม(?:ทั้ง|ถึง)?|ตลอดจน|กับ|\+)\s*(?:ค่า|วัสดุ|อุปกรณ์|อื่น)[^\d]*$")
_NUMBERS = re.compile(NUMBER)
_PLUS = re.compile(r"\s*\+\s*\d")
_LASTING = frozenset(("วัน", "คืน", "เดือน", "ชั่วโมง", "สัปดาห์"))
_BAHT = 100
_MOST = 6
"""Products of a text that are added up: more are a list, not an item."""
_LEAST_RATE = 20
"""A number without บาท beside two others is a rate from here on, not a number of meals or days."""


@dataclass(frozen=True, slots=True)
class Product:
    """Factors that belong together, and what they may come to.

    values  products in satang, the likeliest first
    open    a factor may be missing from the words ("50 คน มื้อละ 120 บาท" does not say how many meals), so that
            a multiple is as right
    told    the result that the words name, in satang; None without one
    """

    rate: Decimal
    factors: tuple[Quantity, ...]
    values: tuple[int, ...]
    open: bool
    told: int | None
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reading:
    """All products of a text.

    loose      quantities beside them in their blocks
    unread     blocks without a product, those that count people first
    """

    text: str
    products: tuple[Product, ...]
    loose: tuple[Quantity, ...]
    unread: tuple[int, ...]

    @property
    def sums(self) -> tuple[int, ...]:
        """What the products may come to together, in satang, the likeliest first."""
        return tuple(
            dict.fromkeys(sum(choice) for choice in every_choice(*(p.values for p in self.products[:_MOST])))
        )

    @property
    def open(self) -> bool:
        """Whether a factor may be missing from the words."""
        return any(product.open for product in self.products)

    @property
    def words(self) -> str:
        """The words of the products: "60 คน x 180 x 2 วัน"."""
        return " + ".join(self.text[found.start : found.end].strip(" ()") for found in self.products)

    @property
    def sure(self) -> bool:
        """Whether every number with a unit stands in a product and nothing is taken off or added.

        The blocks without a product are read one by one: most texts say no in the first of them.
        """
        if len(self.products) > _MOST:
            return False
        known = {value for product in self.products for value in product.values} | set(self.sums)
        spoken = {(factor.number, factor.unit) for product in self.products for factor in product.factors}
        reader = quantity_reader(self.text)
        for quantity in chained(self.loose, chained.from_iterable(map(reader.of, self.unread))):
            if not _accounted(quantity, spoken, known, self.products):
                return False
            if quantity.kind == "number" and _PLUS.match(reader.plain, quantity.end):
                return False
        plain = plain_text(self.text)
        return not _CHANGED.search(plain) and not _MORE.search(plain, self.products[-1].end)


@dataclass(slots=True)
class _Chain:
    """Factors while they are gathered.

    `crossed[n]`: a sign of times stands before factor n; `aside`: factors alone in brackets, "(3 มื้อ)", which
    may explain the rate.
    """

    factors: list[Quantity]
    crossed: list[bool]
    aside: set[int]
    told: Quantity | None = None

    @property
    def amounts(self) -> list[Quantity]:
        return [factor for factor in self.factors if factor.is_amount]


@lru_cache(maxsize=4096)
def read_products(text: str) -> Reading | None:
    """The products of a text; None where it has none."""
    reader = quantity_reader(text)
    read, unread = _blocks(text)
    products, loose = [], []
    for block in read:
        for each in _chains(reader.plain, reader.of(block)):
            product = _product_of(each)
            if product is None:
                loose += [*each.factors, *([each.told] if each.told else [])]
            else:
                products.append(product)
    return Reading(text, tuple(products), tuple(loose), unread) if products else None


@lru_cache(maxsize=4096)
def _blocks(text: str) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The blocks of a text that may hold a product, and the others: those that count people first."""
    reader = quantity_reader(text)
    read: list[int] = []
    others: list[int] = []
    for block, bounds in enumerate(reader.blocks):
        (read if may_be_product(reader.plain, *bounds) else others).append(block)
    others.sort(key=lambda block: "คน" not in reader.plain[slice(*reader.blocks[block])])
    return tuple(read), tuple(others)


@lru_cache(maxsize=4096)
def _says_nothing(text: str) -> bool:
    """Whether a text gives no verdict, seen before its products are read.

    It has none, or counts something in a block without one by a number that no block with one has.
    """
    reader = quantity_reader(text)
    read, others = _blocks(text)
    if not read or not others:
        return not read
    words = "\n".join(reader.plain[slice(*reader.blocks[block])] for block in read)
    if "+" in words:
        return False
    told = {number.replace(",", "") for number in _NUMBERS.findall(words)}
    return any(
        quantity.kind == "count" and quantity.number != 1 and str(quantity.number) not in told
        for block in others
        for quantity in reader.of(block)
    )


def _accounted(
    quantity: Quantity, spoken: set[tuple[Decimal, str]], known: set[int], products: Sequence[Product]
) -> bool:
    """Whether a number outside the products is told again in one, or says nothing about the amount."""
    if quantity.kind == "number" or quantity.number == 1:
        return True
    if quantity.kind == "count":
        return (quantity.number, quantity.unit) in spoken
    satang = int(quantity.number * 100)
    return satang in known or any(product.rate == quantity.number for product in products)


def _chains(plain: str, found: Sequence[Quantity]) -> Iterator[_Chain]:
    chain: _Chain | None = None
    for quantity in found:
        if chain is None:
            chain = (
                _Chain([quantity], [False], set())
                if quantity.kind != "result"
                else _Chain([], [], set(), quantity)
            )
            continue
        between = plain[_end(chain) : quantity.start]
        crossed = _TIMES.fullmatch(between) is not None
        if quantity.kind == "result" and "\n" not in between:
            chain.told = quantity
        elif chain.told is None and (crossed or _continues(chain, quantity, between)):
            if between.rstrip().endswith("(") and _CLOSES.match(plain, quantity.end) and not crossed:
                chain.aside.add(len(chain.factors))
            chain.factors.append(quantity)
            chain.crossed.append(crossed)
        elif _is_result(chain, quantity, between):
            chain.told = quantity
        else:
            yield chain
            chain = (
                _Chain([quantity], [False], set())
                if quantity.kind != "result"
                else _Chain([], [], set(), quantity)
            )
    if chain is not None:
        yield chain


def _end(chain: _Chain) -> int:
    return chain.told.end if chain.told else chain.factors[-1].end


def _continues(chain: _Chain, quantity: Quantity, between: str) -> bool:
    """Whether a quantity that stands beside a chain, without a sign of times, is one more factor of it."""
    if quantity.kind == "number" or not chain.factors or chain.factors[-1].kind == "number":
        return False
    if "\n" in between or _BESIDE.fullmatch(between) is None:
        return False
    if chain.factors[0].is_amount and len(chain.factors) == 1 and "(" in between:
        return False
    if quantity.is_amount:
        return not chain.amounts
    return all(factor.unit != quantity.unit for factor in chain.factors) and "รวม" not in between


def _is_result(chain: _Chain, quantity: Quantity, between: str) -> bool:
    """ "... x 2 มื้อ 13,000 บาท": an amount beside a whole product."""
    whole = len(chain.factors) > 1 and len(chain.amounts) == 1
    return (
        whole and quantity.kind == "money" and chain.told is None and _BESIDE.fullmatch(between) is not None
    )


def _product_of(chain: _Chain) -> Product | None:
    factors = chain.factors
    if len(factors) < 2:
        return None
    rate, is_open = _rate(chain)
    if rate is None:
        return None
    counted = {factor.unit for factor in factors if factor.unit}
    is_open = is_open or any(unit not in counted for factor in factors for unit in factor.per)
    values = tuple(dict.fromkeys(_values(chain, rate)))
    if not values:
        return None
    told = int(chain.told.number * 100) if chain.told else None
    return Product(rate.number, tuple(factors), values, is_open, told, factors[0].start, _end(chain))


def _rate(chain: _Chain) -> tuple[Quantity | None, bool]:
    """The factor that is money, and whether another factor may be missing."""
    amounts = chain.amounts
    if len(amounts) == 1:
        return amounts[0], False
    bare = [factor for factor in chain.factors if factor.kind == "number"]
    if amounts or not bare or not all(chain.crossed[1:]):
        return None, False
    rate = (
        max(bare, key=lambda factor: factor.number)
        if len(bare) < len(chain.factors)
        else bare[len(bare) // 2]
    )
    if len(chain.factors) == len(bare) == 2:
        return None, False
    largest = max(factor.number for factor in bare)
    return rate, len(chain.factors) == 2 or largest < _LEAST_RATE


def _values(chain: _Chain, rate: Quantity) -> Iterator[int]:
    """What the factors may come to, in satang: those that may or may not be meant, with and without."""
    at = chain.factors.index(rate)
    choices: list[tuple[Decimal, ...]] = []
    nights = {factor.unit for number, factor in enumerate(chain.factors) if not chain.crossed[number]} & {
        "วัน",
        "คืน",
    }
    beside_days = [
        factor
        for number, factor in enumerate(chain.factors)
        if factor.unit in ("วัน", "คืน") and not chain.crossed[number] and len(nights) == 2
    ]
    for number, factor in enumerate(chain.factors):
        if factor in beside_days:
            continue
        maybe = number in chain.aside or (
            number < at
            and factor.unit in _LASTING
            and not (chain.crossed[number] or chain.crossed[number + 1])
            and rate.per
            and not _LASTING.intersection(rate.per)
        )
        choices.append((factor.number, Decimal(1)) if maybe else (factor.number,))
    if beside_days:
        wanted = [factor for factor in beside_days if factor.unit in rate.per] or beside_days
        choices.append(tuple(factor.number for factor in wanted))
    for choice in every_choice(*choices):
        satang = prod(choice, start=Decimal(100))
        if satang == satang.to_integral_value():
            yield int(satang)


def product(text: str) -> int | None:
    """What the products of a text come to, in satang; blank where it has none or a number stands outside them."""
    reading = None if _says_nothing(text) else read_products(text)
    return reading.sums[0] if reading and not reading.open and reading.sure else None


def product_differs(text: str, amount: int | None) -> int | None:
    """What the products of a text come to (satang) where that is not the amount; blank where it may be."""
    reading = None if amount is None or _says_nothing(text) else read_products(text)
    if reading is None or amount is None:
        return None
    sums = reading.sums
    if amount in sums:
        return None
    if reading.open and amount > 0 and any(value and amount % value == 0 for value in sums):
        return None
    # Part of a baht: an office rounds to whole ones, and times that are not named multiply what it leaves.
    if any(value % _BAHT and (reading.open or abs(amount - value) < _BAHT) for value in sums):
        return None
    return sums[0] if reading.sure else None


def product_words(text: str) -> str:
    """The words of a text's products: "60 คน x 180 x 2 วัน"."""
    reading = read_products(text)
    return reading.words if reading else ""


def told_differs(text: str) -> str:
    """A product whose own result is another, in its words: "60 คน x 180 บาท = 10,000 บาท"; "" without one."""
    reading = None if _says_nothing(text) else read_products(text)
    for found in reading.products if reading else ():
        if found.told is None or found.open or found.told in found.values:
            continue
        if reading and found.told not in reading.sums:
            return text[found.start : found.end].strip() if reading.sure else ""
    return ""
