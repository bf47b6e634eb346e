"""Rounding half to even (GB/T 8170), in integers and fractions: a float cannot hold the tie.

Round once, from the exact value: 12.346 is 12.3 to one decimal; rounding it to 12.35 first gives a
false 12.4.
"""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray


def half_even(value: Fraction | Decimal | int, decimals: int = 0) -> Decimal:
    """Return the exact value rounded half to even, with exactly `decimals` places.

    basis: GB/T 8170-2008 《数值修约规则与极限数值的表示和判定》.
    """
    scaled = Fraction(value) * 10**decimals
    whole = divided(scaled.numerator, scaled.denominator)
    return Decimal(whole).scaleb(-decimals).quantize(Decimal(1).scaleb(-decimals))


def divided(numerator: int, denominator: int) -> int:
    """Return numerator / denominator rounded half to even, for a positive denominator."""
    whole, rest = divmod(numerator, denominator)
    twice = 2 * rest
    return whole + (twice > denominator or (twice == denominator and whole % 2 == 1))


def divided_blocks(
    numerator: NDArray[np.signedinteger[Any]],
    denominator: NDArray[np.signedinteger[Any]] | int,
) -> NDArray[np.signedinteger[Any]]:
    """Do the same for whole arrays; denominators are positive."""
    whole: NDArray[np.signedinteger[Any]] = numerator // denominator
    rest = numerator - whole * denominator
    twice = rest + rest
    # Up when over the half, or on it with an odd whole: 2·rest + odd > denominator says both.
    whole += (twice + (whole & 1)) > denominator
    return whole


def read(text: str) -> Decimal:
    """Return a reading as written, never through a float.

    :raises ValueError: when the text is not a plain number.
    """
    try:
        value = Decimal(text.strip())
    except ArithmeticError:
        raise ValueError(f"“{text}”不是数字。") from None
    if not value.is_finite():
        raise ValueError(f"“{text}”不是有限的数。")
    return value
