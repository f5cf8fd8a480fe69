"""Expressions in CEL, the Common Expression Language: read, bounded and evaluated apart."""

from __future__ import annotations
