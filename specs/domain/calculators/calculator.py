"""What all calculators have in common: their words for impossible figures, and rounding."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Context, Decimal, localcontext

HUNDRED = Decimal(100)
THOUSAND = Decimal(1000)
ROUNDING = Context(prec=120, rounding=ROUND_HALF_UP)


class Impossible(ValueError):
    """Figures that cannot belong together; the words say why."""


def rounded(figure: Decimal, places: int) -> Decimal:
    """Round half up, away from zero, as figures are shown; a result of zero has no sign."""
    with localcontext(ROUNDING):
        shown = figure.quantize(Decimal(1).scaleb(-places))
    return shown if shown else abs(shown)


def shown(figure: Decimal, places: int) -> str:
    """The rounded figure with commas between thousands."""
    return f"{rounded(figure, places):,f}"
