"""An inside value as a reader sees it outside a cell: in Word, on the public page, in the list for eMENSCR."""

from __future__ import annotations

from xl_addin.model.form.schema import Settings
from xl_addin.model.thai import words
from xl_addin.model.values import money
from xl_addin.model.values.kinds import SCALE, Kind


def shown_value(value: int | None, kind: Kind, settings: Settings, satang: bool = False) -> str:
    """A whole number of the kind in the office's digits; a blank is "".

    `satang`: the table shows them, as it does where one of its amounts is no whole baht.
    """
    if value is None:
        return ""
    if kind is Kind.BAHT:
        text = money.format_baht(
            value, decimals=2 if satang or settings.decimals == 2 else 0, zero=settings.zero
        )
    elif kind is Kind.PERCENT:
        text = money.format_percent(value)
    elif kind is Kind.DATE:
        text = words.date_words(value, short=True)
    else:
        text = words.format_number(value, 10 ** SCALE[kind], min(SCALE[kind], 2))
    return words.thai_digits(text) if settings.digits == "thai" else text
