"""Finds specs by the words in them, and says which of them match best."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection
from django.db.models import BooleanField, F, Func, IntegerField, Q, Value
from django.db.models.expressions import RawSQL

from specs.domain.searching import query_of, words_of
from specs.models import Spec, SpecText

if TYPE_CHECKING:
    from uuid import UUID

    from django.db.models import Expression, QuerySet

    from accounts.models import User

MOST_RANKED = 200  # of the matches, those that changed last: ranking reads the words of each
MOST_NAMED = 1000
MOST_HELD = 20_000  # of a word that the sample takes for a rare one
SAMPLE = 200
MOST_WEIGHED = 6  # words of a search
FREQUENT = 10  # of the sample
BEST = 1_000_000
# Names are looked up only for what the sample takes for rare: the index of words reads all that
# hold a frequent word, or any that begins so, before it gives the first. So it is asked for the
# rare words, and the rest is looked for in what holds those.
NAMED = """
WITH youngest AS MATERIALIZED (
  SELECT t.vector FROM ({youngest}) s JOIN specs_spectext t ON t.spec_id = s.id
), words AS MATERIALIZED (
  SELECT word, (SELECT count(*) FROM youngest
    WHERE ts_match_vq(vector, to_tsquery('simple', word))) AS hits
  FROM unnest(%s::text[]) word
), sample AS MATERIALIZED (
  SELECT (SELECT count(*) FROM youngest) AS seen, coalesce(
    (SELECT string_agg(word, ' & ') FROM words WHERE hits < %s),
    (SELECT %s::text WHERE (SELECT count(*) FROM youngest
      WHERE ts_match_vq(vector, to_tsquery('simple', %s))) < %s)
  ) AS rare
)
SELECT rare, ARRAY(SELECT specs_holding_all(to_tsquery('simple', rare),
  to_tsquery('simple', %s), NULL, %s))
FROM sample WHERE rare IS NOT NULL AND seen = %s
"""
HELD = """
SELECT specs_holding_all(to_tsquery('simple', %s), to_tsquery('simple', %s),
  ARRAY(SELECT organisation_id FROM accounts_membership WHERE user_id = %s AND is_active), %s)
"""


class _Query(Func):
    template = "to_tsquery('simple', %(expressions)s)"


class _Matches(Func):
    function = "ts_match_vq"  # what @@ does, but never by the index of words
    output_field = BooleanField()


class _Rank(Func):
    template = f"(ts_rank(%(expressions)s) * {BEST})::int"
    output_field = IntegerField()


def holding(text: str, specs: QuerySet[Spec], user: User) -> Q:
    """Return what is true of those of the specs that hold every word.

    The youngest of them tell how frequent the words are, since PostgreSQL cannot know: it takes
    the beginning of any word for a frequent one. Few are looked up by the index of words and
    named. Frequent ones a list meets soon whatever it is sorted by, and so it does any word where
    the sample is all there is.
    """
    if not words_of(text):
        return Q(title__icontains=text)
    query = query_of(text)
    rare, named = _find_rare(text, query, specs)
    if not rare:
        known = SpecText.objects.filter(_Matches(F("vector"), _query(text)))
        return Q(pk__in=known.order_by().values("spec"))
    if len(named) <= MOST_NAMED:
        return Q(pk__in=RawSQL("SELECT unnest(%s::uuid[])", [named]))
    return Q(pk__in=RawSQL(HELD, [rare, query, user.pk, MOST_HELD]))  # noqa: S611 - is constant


def _find_rare(text: str, query: str, specs: QuerySet[Spec]) -> tuple[str, list[UUID]]:
    """Return what the index of words is asked for, and whom it names; blank where it is not."""
    youngest = specs.order_by("-updated_at", "pk").values("id")[:SAMPLE]
    inner, given = youngest.query.sql_with_params()
    words = [query_of(word) for word in dict.fromkeys(words_of(text))][:MOST_WEIGHED]
    about: list[Any] = [words, FREQUENT, query, query, FREQUENT, query, MOST_NAMED + 1, SAMPLE]
    with connection.cursor() as cursor:
        cursor.execute(NAMED.format(youngest=inner), [*given, *about])
        return cursor.fetchone() or ("", [])


def best_first(found: QuerySet[Spec], text: str) -> QuerySet[Spec]:
    """Return the matches that changed last with how well each matches."""
    youngest = found.order_by("-updated_at", "pk").values("pk")[:MOST_RANKED]
    ranked = Spec.objects.filter(pk__in=youngest)
    if not words_of(text):
        return ranked.annotate(rank=Value(BEST))
    return ranked.annotate(rank=_Rank(F("text__vector"), _query(text)))


def _query(text: str) -> Expression:
    return _Query(Value(query_of(text)))
