"""FRM: framing."""

from __future__ import annotations

from specs.domain.checks.check import Check

CHECKS: tuple[Check, ...] = ()
