"""Files read as specs: every fault with its place, and nothing taken that is not understood."""

from __future__ import annotations

from specs.imports.faults import Fault, Refused

__all__ = ["Fault", "Refused"]
