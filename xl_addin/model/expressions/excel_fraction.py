"""Quotients in Excel formulas as fractions of whole numbers, so that no binary digit moves what is cut or rounded."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fraction:
    """value / divisor / 10**scale; both are formulas that give whole numbers."""

    value: str
    divisor: str
    scale: int


def product(*factors: str) -> str:
    real = [factor for factor in factors if factor != "1"]
    return "1" if not real else real[0] if len(real) == 1 else f"({'*'.join(real)})"


def cut(fraction: Fraction, scale: int) -> str:
    """The fraction with `scale` decimals, cut towards zero."""
    value, divisor = _scaled(fraction, scale)
    if divisor == "1":
        return f"{value}/{10**scale}"
    return f"SIGN({value})*SIGN({divisor})*INT(ABS({value})/ABS({divisor}))/{10**scale}"


def half_up(fraction: Fraction, scale: int) -> str:
    """The fraction with `scale` decimals, rounded half away from zero."""
    value, divisor = _scaled(fraction, scale)
    if divisor == "1":
        return f"{value}/{10**scale}"
    whole = f"INT((2*ABS({value})+ABS({divisor}))/(2*ABS({divisor})))"
    return f"SIGN({value})*SIGN({divisor})*{whole}/{10**scale}"


def _scaled(fraction: Fraction, scale: int) -> tuple[str, str]:
    """Value and divisor of the fraction times 10 ** scale."""
    shift = scale - fraction.scale
    up, down = (str(10**shift), "1") if shift >= 0 else ("1", str(10**-shift))
    return product(fraction.value, up), product(fraction.divisor, down)
