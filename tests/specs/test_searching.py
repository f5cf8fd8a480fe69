"""The search of the list: what it finds, in which order, and that it never reads every spec."""

from __future__ import annotations

import itertools
import re
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoAssertNumQueries

from specs import access
from specs.actions.indexing import index_settled
from specs.models import Spec, SpecTemplate
from specs.portfolio import SORTS, Wanted, load_page
from tests.cast import Cast
from tests.make import change, make_full_spec, make_spec

MANY = 20_000
# As many specs as it takes, of which every thousandth tells of a zeppelin. The index of words is
# made when they are there: that is quicker.
FILL = (
    "SET LOCAL statement_timeout = 0",
    "DROP INDEX spec_text_words",
    "ALTER TABLE specs_spec DISABLE TRIGGER specs_new_words",
    """
INSERT INTO specs_spec (id, organisation_id, template_id, owner_id, title, state, returned,
  revision_number, content_version, checked_version, indexed_version, completeness,
  open_blockers, open_warnings, updated_at)
SELECT gen_random_uuid(), '{organisation}', {template}, {owner}, 'Spec ' || n, 'draft', '',
  0, 1, 1, 1, 0, 0, 0, now() - n * interval '1 minute'
FROM generate_series(1, {many}) n
""",
    """
INSERT INTO specs_spectext (spec_id, vector)
SELECT id, to_tsvector('simple', title || ' common words of every spec'
  || CASE WHEN right(title, 3) = '000' THEN ' zeppelins' ELSE '' END)
FROM specs_spec
""",
    "SET CONSTRAINTS ALL IMMEDIATE",
    "CREATE INDEX spec_text_words ON specs_spectext USING gin (vector)",
    "ANALYZE specs_spec, specs_spectext",
)


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(people: Cast, template: SpecTemplate) -> Spec:
    """Return a spec that tells of zeppelins in one answer."""
    spec = make_full_spec(people, template, title="Card fraud score")
    change(spec, "problem.statement", "Nobody insures our zeppelins.", people.dana)
    return spec


def titles(client: Client, query: str) -> list[str]:
    """Return the titles that a search finds, in order."""
    return [spec.title for spec in client.get(f"/specs/?{query}").context["page"].rows]


def take_up() -> None:
    """Let the worker take up what was written, as if it had settled."""
    Spec.objects.update(updated_at=timezone.now() - timedelta(minutes=1))
    index_settled()


@pytest.mark.parametrize("text", ["zeppelins", "zepp", "ZEPPELIN", "insur+zep", "card+zepp"])
def test_answers_are_found_by_the_beginnings_of_their_words(
    dana: Client, people: Cast, template: SpecTemplate, spec: Spec, text: str
) -> None:
    make_spec(people, template, "Airships")
    take_up()

    assert titles(dana, f"q={text}") == [spec.title]


def test_what_a_reader_sees_is_found(dana: Client, spec: Spec) -> None:
    take_up()

    assert titles(dana, "q=distribution+shift") == [spec.title]  # an option, by its label
    assert titles(dana, "q=distribution_shift_handling") == []
    assert titles(dana, "q=okafor") == [spec.title]


def test_a_new_title_is_found_before_any_worker_comes(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    make_spec(people, template, "Airship insurance")

    assert titles(dana, "q=airs+okafor") == ["Airship insurance"]


def test_words_that_are_gone_are_not_found_any_more(dana: Client, people: Cast, spec: Spec) -> None:
    take_up()
    change(spec, "problem.statement", "Nobody insures our balloons.", people.dana)

    take_up()

    assert titles(dana, "q=zeppelins") == []
    assert titles(dana, "q=balloons") == [spec.title]
    assert not Spec.objects.unindexed().exists()


def test_what_is_still_being_written_is_left_for_later(spec: Spec) -> None:
    assert index_settled() == 0
    assert Spec.objects.unindexed().get() == spec


def test_filters_and_words_combine(dana: Client, spec: Spec) -> None:
    take_up()

    assert titles(dana, "q=zeppelins&state=draft&owner=me") == [spec.title]
    assert titles(dana, "q=zeppelins&state=approved") == []


def test_nobody_finds_what_they_may_not_know_of(client: Client, people: Cast, spec: Spec) -> None:
    take_up()
    client.force_login(people.carla)

    assert titles(client, "q=zeppelins") == []


def test_a_title_matches_better_than_an_answer(
    dana: Client, people: Cast, template: SpecTemplate, spec: Spec
) -> None:
    make_spec(people, template, "Zeppelins")
    take_up()
    Spec.objects.filter(pk=spec.pk).update(updated_at=timezone.now())

    assert titles(dana, "q=zeppelins") == ["Zeppelins", spec.title]
    assert titles(dana, "q=zeppelins&sort=changed") == [spec.title, "Zeppelins"]
    assert titles(dana, "q=zeppelins&sort=title") == [spec.title, "Zeppelins"]


@pytest.mark.parametrize(
    "text", ["%27%29+or+1=1", "%5C", "%26%7C%21%3A%2A", "%27", "%25", "%E2%82%AC", "a:b*", "<->"]
)
def test_no_sign_breaks_the_search(dana: Client, spec: Spec, text: str) -> None:
    take_up()

    assert dana.get(f"/specs/?q={text}").status_code == 200


def test_a_rare_word_reads_no_more_of_many_specs(people: Cast, template: SpecTemplate) -> None:
    facts = {"organisation": people.meridian.pk, "template": template.pk, "owner": people.dana.pk}
    with connection.cursor() as cursor:
        for statement in FILL:
            cursor.execute(statement.format(**facts, many=MANY))
    specs = access.specs_listed_for(people.dana, access.levels_of(people.dana))

    for text, sort in itertools.product(("zeppelin", "nowhere"), SORTS):
        with CaptureQueriesContext(connection) as asked:
            page = load_page(specs, Wanted(text=text, sort=sort), people.dana)

        assert page.total == (MANY // 1000 if text == "zeppelin" else 0)
        assert len(asked) <= 2
        plan = plan_of(asked[-1]["sql"])
        assert not re.search(r"Seq Scan on specs_spec(text)?\b", plan), plan


def test_a_search_from_the_page_asks_no_more_than_the_list(
    dana: Client, spec: Spec, django_assert_max_num_queries: DjangoAssertNumQueries
) -> None:
    take_up()
    dana.get("/specs/")

    with django_assert_max_num_queries(4):
        dana.get("/specs/?q=zeppelins", headers={"HX-Request": "true"})


@pytest.fixture
def sampled(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the search take the youngest spec for a sample of many."""
    monkeypatch.setattr("specs.searching.SAMPLE", 1)


@pytest.mark.usefixtures("sampled")
def test_a_frequent_word_is_found_all_the_same(
    dana: Client, spec: Spec, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("specs.searching.MOST_NAMED", 0)
    take_up()

    assert titles(dana, "q=zeppelins") == [spec.title]
    assert titles(dana, "q=zeppelins&sort=changed") == [spec.title]


@pytest.mark.usefixtures("sampled")
def test_a_rare_word_is_found_though_another_organisation_writes_of_nothing_else(
    dana: Client,
    people: Cast,
    template: SpecTemplate,
    spec: Spec,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("specs.searching.MOST_NAMED", 0)
    monkeypatch.setattr("specs.searching.MOST_HELD", 1)
    theirs = [make_spec(people, template, f"Zeppelins {number}") for number in range(5)]
    Spec.objects.filter(pk__in=[one.pk for one in theirs]).update(
        organisation=people.northwind, owner=people.carla
    )
    take_up()

    assert titles(dana, "q=zeppelins") == [spec.title]


@pytest.mark.usefixtures("sampled")
@pytest.mark.parametrize(("text", "number"), [("fraud+zepp", 1), ("balloons+zepp", 0)])
def test_every_word_must_be_there_however_rare_each_is(
    dana: Client, spec: Spec, monkeypatch: pytest.MonkeyPatch, text: str, number: int
) -> None:
    monkeypatch.setattr("specs.searching.FREQUENT", 1)
    take_up()

    assert titles(dana, f"q={text}") == [spec.title][:number]


def test_no_list_is_planned_for_another_organisation(dana: Client, spec: Spec) -> None:
    take_up()
    with connection.cursor() as cursor:
        cursor.execute("DEALLOCATE ALL")
    for query in ("", "?q=zeppelins", "?state=draft&sort=title"):
        for _ in range(8):  # after five times the same, a query would be planned once for all
            assert dana.get(f"/specs/{query}").status_code == 200

    with connection.cursor() as cursor:
        cursor.execute("SELECT statement FROM pg_prepared_statements")
        prepared = " ".join(sql for (sql,) in cursor.fetchall())
    assert "specs_speclisting" not in prepared
    assert "specs_spectext" not in prepared


def plan_of(sql: str) -> str:
    """Return how PostgreSQL goes about a query."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {sql}")
        return "\n".join(line for (line,) in cursor.fetchall())


def test_a_renamed_owner_is_found_by_the_new_name(dana: Client, people: Cast, spec: Spec) -> None:
    take_up()
    people.dana.name = "Dana Whitfield"
    people.dana.save()
    assert Spec.objects.unindexed().get() == spec

    take_up()

    assert titles(dana, "q=whitfield+zeppelins") == [spec.title]
