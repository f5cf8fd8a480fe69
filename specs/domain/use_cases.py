"""The uses of a model whose latency budget is known: how long the whole answer usually takes."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal


def _budget(least: str, most: str) -> tuple[Decimal, Decimal]:
    return Decimal(least), Decimal(most)


# Seconds at P99 of the surrounding system, both ends usual; nothing is known of other uses.
USUAL_BUDGETS: Mapping[str, tuple[Decimal, Decimal]] = {
    "search_autocomplete": _budget("0.020", "0.050"),
    "web_recommender": _budget("0.050", "0.200"),
    "payment_fraud_check": _budget("0.050", "0.200"),
    "voice_assistant": _budget("0.200", "0.500"),
    "email_spam": _budget("1", "5"),
    "daily_batch": _budget("3600", "86400"),
}
