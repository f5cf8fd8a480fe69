"""Finds specs by the words in them, and says which of them match best."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, Q, Value

from specs.domain.searching import query_of, words_of
from specs.models import Spec, SpecText

if TYPE_CHECKING:
    from django.db.models import Expression, QuerySet

MOST_RANKED = 200  # of the matches, those that changed last: ranking reads the words of each
MOST_NAMED = 1000
NAMED = "SELECT specs_holding(to_tsquery('simple', %s), %s)"
BEST = 1_000_000


class _Query(Func):
    template = "to_tsquery('simple', %(expressions)s)"


class _Matches(Func):
    template = "%(expressions)s"
    arg_joiner = " @@ "
    output_field = BooleanField()


class _Rank(Func):
    template = f"(ts_rank(%(expressions)s) * {BEST})::int"
    output_field = IntegerField()


def holding(text: str) -> Q:
    """Return what is true of the specs that hold every word.

    Few are looked up by the index of words and named. Where there are more, the list meets them
    soon whatever it is sorted by. PostgreSQL cannot know which of both a word is: it takes the
    beginning of any word for a frequent one.
    """
    if not words_of(text):
        return Q(title__icontains=text)
    with connection.cursor() as cursor:
        cursor.execute(NAMED, [query_of(text), MOST_NAMED + 1])
        named = [spec_id for (spec_id,) in cursor.fetchall()]
    if len(named) <= MOST_NAMED:
        return Q(pk__in=named)
    known = SpecText.objects.filter(_Matches(F("vector"), _query(text)))
    return Q(pk__in=known.order_by().values("spec"))


def best_first(found: QuerySet[Spec], text: str) -> QuerySet[Spec]:
    """Return the matches that changed last with how well each matches."""
    youngest = found.order_by("-updated_at", "pk").values("pk")[:MOST_RANKED]
    ranked = Spec.objects.filter(pk__in=youngest)
    if not words_of(text):
        return ranked.annotate(rank=Value(BEST))
    return ranked.annotate(rank=_Rank(F("text__vector"), _query(text)))


def _query(text: str) -> Expression:
    return _Query(Value(query_of(text)))
