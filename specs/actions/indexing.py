"""Keeps what the search and lists know of a text: once edits have settled, never in a save."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models.functions import Now

from specs.carried import known_attributes
from specs.documents import find_template
from specs.domain.register import count_high
from specs.domain.searching import searchable
from specs.domain.sheets import REGISTER
from specs.models import Spec
from specs.snapshots import take_snapshots

if TYPE_CHECKING:
    from specs.snapshots import Snapshot

SETTLED_AFTER = timedelta(seconds=2)
INDEXED_AT_ONCE = 200
# The words and the version that they belong to, unless the spec was changed meanwhile. Who moved
# on stays to be indexed, and is found by what stood there until then.
WRITE = """
WITH told AS (
  UPDATE specs_spectext t
  SET vector = specs_title_words(s.title, s.owner_id) || to_tsvector('simple', %(text)s)
  FROM specs_spec s WHERE s.id = t.spec_id AND t.spec_id = %(spec)s
), risks AS (
  UPDATE specs_speclisting SET high_risks = %(high_risks)s
  WHERE spec_id = %(spec)s AND high_risks <> %(high_risks)s
)
UPDATE specs_spec SET indexed_version = content_version
WHERE id = %(spec)s AND content_version = %(version)s
"""


def index_settled(most: int = INDEXED_AT_ONCE) -> int:
    """Take up the words of specs that settled since they were last taken up; return of how many."""
    settled = Spec.objects.unindexed().filter(updated_at__lt=Now() - SETTLED_AFTER)
    found = list(settled.order_by("updated_at").values_list("pk", flat=True)[:most])
    for snapshot in take_snapshots(found).values():
        index_spec(snapshot)
    return len(found)


def index_spec(snapshot: Snapshot) -> None:
    """Take up the words of one spec as it stood."""
    values = snapshot.contents.stored()
    attributes = find_template(snapshot.template_id).attributes
    if not values.keys() <= attributes.keys():
        attributes = {**known_attributes(snapshot.spec_id), **attributes}
    text = searchable(attributes, values)
    with connection.cursor() as cursor:
        cursor.execute(
            WRITE,
            {
                "spec": snapshot.spec_id,
                "version": snapshot.content_version,
                "text": text,
                "high_risks": count_high(values.get(REGISTER)),
            },
        )
