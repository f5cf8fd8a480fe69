"""Which template is recommended, and why."""

from __future__ import annotations

from itertools import product

import pytest

from specs import catalogue
from specs.domain.choosing import QUESTIONS, recommend, unanswered

EVERY = [
    dict(zip([q.key for q in QUESTIONS], values, strict=True))
    for values in product(*([choice.value for choice in q.choices] for q in QUESTIONS))
]


@pytest.mark.parametrize("answers", EVERY)
def test_every_combination_has_a_template_and_a_reason(answers: dict[str, str]) -> None:
    found = recommend(answers)

    assert found is not None
    assert found.template in catalogue.templates()
    assert found.reason.endswith(".")


def test_every_template_is_recommended_to_somebody() -> None:
    found = {recommendation.template for a in EVERY if (recommendation := recommend(a))}

    assert found == set(catalogue.templates())


@pytest.mark.parametrize(
    ("idea", "signers", "poc", "template"),
    [
        ("new", "team", "none", "one_page_kickoff"),
        ("new", "company", "running", "design_doc"),
        ("known", "team", "none", "design_doc"),
        ("known", "company", "done", "ml_model_spec"),
        ("new", "client", "none", "ai_project_spec"),
        ("known", "everybody", "none", "full_spec"),
        ("new", "everybody", "none", "design_doc"),
        ("new", "everybody", "done", "full_spec"),
    ],
)
def test_the_answers_decide(idea: str, signers: str, poc: str, template: str) -> None:
    found = recommend({"idea": idea, "signers": signers, "poc": poc})

    assert found is not None
    assert found.template == template


@pytest.mark.parametrize("template", ["design_doc", "ml_model_spec"])
def test_who_signs_is_asked_by_the_template(template: str) -> None:
    """What the whole company has to sign is not recommended to be signed by fewer."""
    for answers in EVERY:
        found = recommend(answers)
        if found and found.template == template and answers["signers"] == "company":
            assert "legal_compliance" in catalogue.template(template).sign_off


@pytest.mark.parametrize(
    "answers", [{}, {"idea": "new"}, {"idea": "odd", "signers": "team", "poc": "none"}]
)
def test_an_open_question_leaves_it_open(answers: dict[str, str]) -> None:
    assert recommend(answers) is None
    assert unanswered(answers)
