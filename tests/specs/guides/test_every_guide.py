"""What holds for every guide: it is total, and writes only what the template takes."""

from __future__ import annotations

import pytest

from specs import catalogue
from specs.domain.guides import GUIDES
from specs.domain.guides.guide import Guide, Scene, Typed
from specs.views.guiding import parse_answer, parse_cells, token_of
from tests.specs.guides_scene import example_scene, scene

HOSTILE = ("", "yes", "no", "\x00", "9" * 400, "-0", "1e999", "<b>", "{{ spec }}", "x" * 5_000)
TEMPLATES = tuple(catalogue.templates())


def every_scene() -> list[Scene]:
    empty = [scene({}, key) for key in TEMPLATES]
    return [*empty, *(example_scene(key) for key in TEMPLATES)]


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.name)
def test_no_answer_makes_a_guide_fail(guide: Guide) -> None:
    for here in every_scene():
        filled = guide.filled(here)
        for text in HOSTILE:
            found = guide.find(here, Typed(dict.fromkeys(filled, text)))
            assert found.headline


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.name)
def test_offers_write_what_the_template_asks_for_and_the_guide_names(guide: Guide) -> None:
    for here in every_scene():
        options = [
            {one.name: one.options[n][0] if n < len(one.options) else "2" for one in group}
            for n in range(4)
            for group in [[q for g in guide.ask(here) for q in g.questions]]
        ]
        for typed in [guide.filled(here), *options]:
            for offer in guide.find(here, Typed(typed)).offers:
                for answer in offer.answers:
                    assert answer.key in guide.writes
                    parse_answer(here.document.template.attributes[answer.key], answer)
                for line in offer.lines:
                    assert line.key in guide.writes
                    parse_cells(here.document.template.attributes[line.key], line)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.name)
def test_names_are_unique_and_keys_are_known(guide: Guide) -> None:
    names = [one.name for group in guide.ask(scene({})) for one in group.questions]

    assert len(names) == len({*names})
    assert {*guide.serves, *guide.writes} <= {*catalogue.attributes()}
    assert not any(name in ("offer", "op_id", "csrfmiddlewaretoken") for name in names)


@pytest.mark.parametrize("guide", GUIDES, ids=lambda one: one.name)
def test_offers_of_a_guide_have_names_of_their_own(guide: Guide) -> None:
    here = scene({})
    typed = {
        q.name: q.options[0][0] if q.options else "2" for g in guide.ask(here) for q in g.questions
    }
    offers = guide.find(here, Typed(typed)).offers

    assert len({one.name for one in offers}) == len(offers)
    assert len({token_of(one) for one in offers}) == len(offers)
