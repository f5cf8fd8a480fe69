"""The tags that all templates share."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from types import SimpleNamespace

import pytest
import time_machine
from django.template import Context, Template
from django.test import RequestFactory

from accounts.templatetags.browsers import browser_name
from accounts.templatetags.ui import exact, grouped, person_colour, relative, stated_day

NOW = datetime(2026, 2, 16, 12, 0, tzinfo=UTC)


def render(source: str, **context: object) -> str:
    """Render a piece of a template, with the tags built in."""
    return Template(source).render(Context(context))


@pytest.mark.parametrize(
    ("state", "revision", "words"),
    [
        ("draft", None, "Draft"),
        ("draft", 2, "Draft of r2"),
        ("in_review", 4, "In review, revision 4"),
        ("archived", None, "Archived"),
    ],
)
def test_a_state_is_said_in_words(state: str, revision: int | None, words: str) -> None:
    label = render("{% badge state revision %}", state=state, revision=revision)

    assert f"<span>{words}</span>" in label
    assert "<svg" in label


def test_a_mark_has_a_name_only_when_it_stands_alone() -> None:
    assert 'aria-hidden="true"' in render('{% mark "approved" %}')
    assert 'aria-label="carried over"' in render('{% mark "carried_over" named=True %}')


def test_marks_for_print_have_literal_colours() -> None:
    printed = render('{% mark "approved" literal=True %}')

    assert "#17683f" in printed
    assert "var(" not in printed


def test_a_strip_says_who_decided_what() -> None:
    slots = [
        SimpleNamespace(state="approved", label="ML engineer"),
        SimpleNamespace(state="nonsense", label="Finance"),
    ]

    strip = render("{% marks slots %}", slots=slots)

    assert 'aria-label="ML engineer: approved, Finance: waiting"' in strip
    assert strip.count("<svg") == 2


def test_a_hash_is_read_in_groups_of_four() -> None:
    assert grouped("9f2c41ab77e0", 2) == "9f2c 41ab"
    assert "9f2c 41ab" in render('{% hash "9f2c41ab77e0" 2 %}')


def test_names_are_escaped() -> None:
    person = SimpleNamespace(pk=7, name='<b>"', initials="<B")

    drawn = render("{% initials person %}", person=person)

    assert "<b>" not in drawn
    assert "person-2" in drawn


def test_a_person_always_has_the_same_colour() -> None:
    assert {person_colour(key) for key in range(12)} == {1, 2, 3, 4, 5, 6}
    assert person_colour("7") == person_colour(7)


@pytest.mark.parametrize(
    ("gone", "words"),
    [
        (timedelta(seconds=20), "now"),
        (timedelta(minutes=12), "12 min"),
        (timedelta(hours=3), "3 h"),
        (timedelta(hours=20), "yesterday"),
        (timedelta(days=4), "4 days"),
        (timedelta(days=14), "2 Feb"),
        (timedelta(days=200), "31 Jul 2025"),
    ],
)
def test_times_age_in_words(gone: timedelta, words: str) -> None:
    with time_machine.travel(NOW, tick=False):
        assert relative(NOW - gone) == words


def test_a_time_tells_its_exact_moment_on_hover() -> None:
    with time_machine.travel(NOW, tick=False):
        said = render("{% when moment %}", moment=NOW - timedelta(minutes=5))

    assert 'title="16 February 2026, 11:55:00 UTC"' in said
    assert ">5 min</time>" in said


@pytest.mark.parametrize(("chosen", "expected"), [("dark", ' data-theme="dark"'), ("<x>", "")])
def test_the_chosen_theme_is_set_by_the_server(chosen: str, expected: str) -> None:
    request = RequestFactory().get("/")
    request.COOKIES["theme"] = chosen

    said = render("{% theme %}", request=request)

    assert said.startswith(expected) if expected else said == ""


def test_completeness_is_drawn_within_its_bounds() -> None:
    assert 'width="100"' in render("{% meter 140 %}")
    assert "<circle" in render("{% ring 0 0 %}")


def test_the_band_and_the_map_are_drawn_in_a_page() -> None:
    assert render('{% band digest "small" %}', digest="9f2c41ab77e013d5").count("<path") == 8
    assert "var(--heat-5)" in render("{% heat_map risks %}", risks=[])
    assert "var(" not in render("{% heat_map risks literal=True %}", risks=[])


@time_machine.travel(NOW)
def test_a_day_that_a_revision_keeps_as_text_reads_as_all_others() -> None:
    assert stated_day("2026-02-03T10:00:00+00:00") == "3 Feb"
    assert stated_day("2027-05-20") == "20 May 2027"
    assert stated_day("") == ""


@pytest.mark.parametrize(
    ("moment", "words"),
    [
        (datetime(2026, 2, 16, 11, 4, tzinfo=UTC), "16 Feb, 11:04"),
        (datetime(2026, 2, 14, 9, 30, tzinfo=UTC), "14 Feb, 09:30"),
        (datetime(2026, 1, 5, 9, 30, tzinfo=UTC), "09:30"),
        (datetime(2025, 12, 5, 9, 30, tzinfo=UTC), "09:30"),
    ],
)
def test_the_exact_time_names_the_day_only_where_it_is_not_said_beside_it(
    moment: datetime, words: str
) -> None:
    with time_machine.travel(datetime(2026, 2, 16, 12, 0, tzinfo=UTC)):
        said = exact(moment)

    assert said == words


@pytest.mark.parametrize(
    ("said", "name"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64) Chrome/156.0.0.0 Safari/537.36", "Chrome on Linux"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/1 Safari/537.36 Edg/120.0", "Edge on Windows"),
        ("Mozilla/5.0 (iPhone; CPU OS 17 like Mac OS X) Safari/604.1", "Safari on iPhone"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:1) Firefox/130.0", "Firefox on Android"),
        ("curl/8.5.0", "curl/8.5.0"),
        ("", "An unknown browser"),
    ],
)
def test_a_browser_is_named_in_words(said: str, name: str) -> None:
    assert browser_name(said) == name
