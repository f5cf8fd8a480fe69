"""The calculators: formulas over figures of a spec, each with its source and its words."""

from __future__ import annotations
