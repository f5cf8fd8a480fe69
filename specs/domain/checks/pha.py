"""PHA: the gates of proof of concept, first product and scale."""

from __future__ import annotations

from specs.domain.checks.check import Check

CHECKS: tuple[Check, ...] = ()
