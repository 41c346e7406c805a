"""Parts of a whole in percent that add up to 100.00, by largest remainder; as values and as live formulas."""

from __future__ import annotations

from collections.abc import Sequence

from xl_addin.model.values import money
from xl_addin.model.values.kinds import SCALE, Kind

ADJUSTED = "ร้อยละปรับทศนิยมตำแหน่งสุดท้ายให้รวมเป็น 100.00"


def shares(parts: Sequence[int]) -> list[int | None]:
    """Each part in hundredths of a percent. None where the whole is nothing or a part is less than nothing."""
    if not sum(parts) or min(parts) < 0:
        return [None] * len(parts)
    return list(money.shares(parts))


def is_adjusted(parts: Sequence[int]) -> bool:
    """Whether a share differs from the same share rounded on its own."""
    whole = sum(parts)
    return any(
        share is not None and share != money.percent(part, whole)
        for part, share in zip(parts, shares(parts), strict=True)
    )


def share_formula(cells: Sequence[str], number: int, kind: Kind) -> str:
    """The formula (without "=") of the share of one cell (from 0) among all `cells`, in percent."""
    unit = 10 ** SCALE[kind]
    amounts = [f"ROUND({cell}*{unit},0)" for cell in cells]
    whole = f"ROUND(SUM({','.join(cells)})*{unit},0)"
    down = [f"INT({amount}*10000/{whole})" for amount in amounts]
    rest = [f"MOD({amount}*10000,{whole})" for amount in amounts]
    before = [
        f"({other}{'>=' if place < number else '>'}{rest[number]})"
        for place, other in enumerate(rest)
        if place != number
    ]
    rank = "+".join(before) or "0"
    share = f"({down[number]}+(({rank})<10000-({'+'.join(down)})))/100"
    return f'IF(OR({whole}=0,MIN({",".join(cells)})<0),"",{share})'
