"""FAI: fairness and bias."""

from __future__ import annotations

from specs.domain.checks.check import Check

CHECKS: tuple[Check, ...] = ()
