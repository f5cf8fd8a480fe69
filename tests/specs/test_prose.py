"""Long text as pages and the PDF print it."""

from __future__ import annotations

import pytest

from specs.domain.comparison import compare_text
from specs.prose import render_changes, render_markdown


@pytest.mark.parametrize(
    ("typed", "harmless"),
    [
        ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
        ("[x](javascript:alert(1))", "<p>[x](javascript:alert(1))</p>\n"),
        ('<a href="x" onclick="y">z</a>', '<p>&lt;a href="x" onclick="y"&gt;z&lt;/a&gt;</p>\n'),
    ],
)
def test_nothing_that_is_typed_becomes_code(typed: str, harmless: str) -> None:
    assert render_markdown(typed) == harmless


def test_pictures_are_not_fetched() -> None:
    assert "<img" not in render_markdown("![us](https://elsewhere.example/pixel.png)")


def test_headings_are_printed_bold() -> None:
    assert render_markdown("# Plan") == "<p><strong>Plan</strong></p>\n"


def test_lists_and_stress_are_kept() -> None:
    html = render_markdown("Two *ways*:\n\n- one\n- **two**")

    assert "<em>ways</em>" in html
    assert "<li><strong>two</strong></li>" in html


def test_links_say_where_they_lead_and_tell_nobody_who_followed() -> None:
    html = render_markdown("[runbook](https://wiki.example/fraud)")

    assert 'href="https://wiki.example/fraud"' in html
    assert 'rel="nofollow noopener noreferrer"' in html


def test_changed_words_are_marked_inside_their_paragraph() -> None:
    html = render_changes(compare_text("It takes 80 ms at most.", "It takes 60 ms at most."))

    assert html == "<p>It takes <del>80</del> <ins>60</ins> ms at most.</p>\n"


def test_an_added_line_of_a_list_stays_a_line_of_the_list() -> None:
    html = render_changes(compare_text("- one thing", "- one thing\n- another thing"))

    assert html.count("<li>") == 2
    assert "<ins>another thing</ins>" in html


def test_a_change_across_stress_is_still_well_formed() -> None:
    html = render_changes(compare_text("so **big words** here now", "so **big signs** here now"))

    assert html.count("<ins>") == html.count("</ins>") == 1
    assert html.count("<strong>") == html.count("</strong>")


def test_typed_marks_do_not_pass_for_changes() -> None:
    assert "<ins>" not in render_markdown("\ue000not new\ue001")
    assert "<ins>" not in render_changes(compare_text("\ue000old\ue001", "\ue000old\ue001"))
