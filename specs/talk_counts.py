"""How many threads are open at each place of a spec, for the pages that only say how many."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

# Those of other roles are not counted: their number is nobody else's business.
OPEN_THREADS = """(SELECT json_agg(json_build_array(t.key, t.section, t.item_id, t.open, t.held))
     FROM (SELECT key, section, item_id, count(*) FILTER (WHERE resolved_at IS NULL) AS open,
             count(*) FILTER (WHERE role = '' AND in_review > 0 AND disposition = '') AS held
        FROM specs_thread
       WHERE spec_id = s.id
         AND (resolved_at IS NULL OR (role = '' AND in_review > 0 AND disposition = ''))
         AND (role = '' OR EXISTS (SELECT FROM specs_rolehere r
              WHERE r.spec_id = s.id AND r.role = specs_thread.role AND r.user_id = %(user)s))
       GROUP BY key, section, item_id) t)::text"""


@dataclass(frozen=True)
class TalkCounts:
    """Open threads by field, by row and by section, and those without a disposition."""

    by_key: Mapping[str, int] = field(default_factory=dict)
    by_item: Mapping[str, int] = field(default_factory=dict)
    by_section: Mapping[str, int] = field(default_factory=dict)
    open: int = 0
    without_disposition: int = 0

    @classmethod
    def read(cls, rows: Iterable[list[Any]]) -> TalkCounts:
        """Add up what the query brings; a row counts in its table, too."""
        by_key: dict[str, int] = {}
        by_item: dict[str, int] = {}
        by_section: dict[str, int] = {}
        total = held = 0
        for key, section, item, count, waiting in rows:
            if key:
                by_key[key] = by_key.get(key, 0) + count
            else:
                by_section[section] = by_section.get(section, 0) + count
            if item:
                by_item[item] = by_item.get(item, 0) + count
            total += count
            held += waiting
        return cls(by_key, by_item, by_section, total, held)
