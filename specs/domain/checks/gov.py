"""GOV: requirements, constraints, people and sign-off."""

from __future__ import annotations

from specs.domain.checks.check import Check

CHECKS: tuple[Check, ...] = ()
