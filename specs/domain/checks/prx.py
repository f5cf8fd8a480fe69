"""PRX: labels that stand for something else."""

from __future__ import annotations

from specs.domain.checks.check import Check

CHECKS: tuple[Check, ...] = ()
