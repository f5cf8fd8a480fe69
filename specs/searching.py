"""Finds specs by the words in them, and says which of them match best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, Q, Value
from django.db.models.expressions import RawSQL

from specs.domain.searching import query_of, words_of
from specs.models import Spec, SpecText

if TYPE_CHECKING:
    from django.db.models import Expression, QuerySet

MOST_RANKED = 200  # of the matches, those that changed last: ranking reads the words of each
MOST_NAMED = 1000
MOST_HELD = 20_000  # of a word that the sample takes for a rare one
SAMPLE = 200
FREQUENT = 10  # of the sample
BEST = 1_000_000
# Names are looked up only for what the sample takes for rare: the index of words reads all that
# hold a frequent word, or any that begins so, before it gives the first.
NAMED = """
SELECT CASE WHEN sample.hits < %s
  THEN ARRAY(SELECT specs_holding(to_tsquery('simple', %s), %s)) END
FROM (SELECT count(*) AS hits FROM ({youngest}) s
  WHERE (SELECT ts_match_vq(t.vector, to_tsquery('simple', %s))
           FROM specs_spectext t WHERE t.spec_id = s.id)) sample
"""
HELD = "SELECT specs_holding(to_tsquery('simple', %s), %s)"


class _Query(Func):
    template = "to_tsquery('simple', %(expressions)s)"


class _Matches(Func):
    function = "ts_match_vq"  # what @@ does, but never by the index of words
    output_field = BooleanField()


class _Rank(Func):
    template = f"(ts_rank(%(expressions)s) * {BEST})::int"
    output_field = IntegerField()


def holding(text: str, specs: QuerySet[Spec]) -> Q:
    """Return what is true of those of the specs that hold every word.

    The youngest of them tell how frequent the words are, since PostgreSQL cannot know: it takes
    the beginning of any word for a frequent one. Few are looked up by the index of words and
    named. Frequent ones a list meets soon whatever it is sorted by.
    """
    if not words_of(text):
        return Q(title__icontains=text)
    youngest = specs.order_by("-updated_at", "pk").values("id")[:SAMPLE]
    inner, given = youngest.query.sql_with_params()
    query = query_of(text)
    with connection.cursor() as cursor:
        sql = NAMED.format(youngest=inner)
        cursor.execute(sql, [FREQUENT, query, MOST_NAMED + 1, *given, query])
        (named,) = cursor.fetchone()
    if named is None:
        known = SpecText.objects.filter(_Matches(F("vector"), _query(text)))
        return Q(pk__in=known.order_by().values("spec"))
    if len(named) <= MOST_NAMED:
        return Q(pk__in=named)
    return Q(pk__in=RawSQL(HELD, [query, MOST_HELD]))  # noqa: S611 - all of it is constant


def best_first(found: QuerySet[Spec], text: str) -> QuerySet[Spec]:
    """Return the matches that changed last with how well each matches."""
    youngest = found.order_by("-updated_at", "pk").values("pk")[:MOST_RANKED]
    ranked = Spec.objects.filter(pk__in=youngest)
    if not words_of(text):
        return ranked.annotate(rank=Value(BEST))
    return ranked.annotate(rank=_Rank(F("text__vector"), _query(text)))


def _query(text: str) -> Expression:
    return _Query(Value(query_of(text)))
