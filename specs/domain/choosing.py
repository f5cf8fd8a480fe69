"""Which template fits: three questions, and a recommendation with its reason in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer to a question."""

    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked to find a template."""

    key: str
    words: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Recommendation:
    """The key of a template, and why it is that one."""

    template: str
    reason: str


QUESTIONS = (
    Question(
        "idea",
        "How well is the problem known?",
        (
            Choice("new", "A new idea: nobody knows yet whether a model can do it"),
            Choice("known", "A known problem: models like it work, here or elsewhere"),
        ),
    ),
    Question(
        "signers",
        "Who must sign?",
        (
            Choice("team", "The team itself: product, data science, engineering"),
            Choice("company", "Also operations and legal"),
            Choice("everybody", "Also finance and the sponsor"),
            Choice("client", "A client or sponsor who pays in steps"),
        ),
    ),
    Question(
        "poc",
        "Is there a proof of concept?",
        (
            Choice("none", "No, nothing was tried yet"),
            Choice("running", "It is planned or under way"),
            Choice("done", "Yes, and it has a result"),
        ),
    ),
)
_WILD = ""
# The first line that fits decides: idea, signers, proof of concept, template, reason.
_RULES: tuple[tuple[str, str, str, str, str], ...] = (
    (
        _WILD,
        "client",
        _WILD,
        "ai_project_spec",
        "Somebody pays in steps: it says what the proof of concept and the MVP each have to show "
        "before the next step is paid.",
    ),
    (
        "new",
        "everybody",
        "none",
        "design_doc",
        "The idea is new and many have a say: it writes down what was found out so far, and who "
        "may block. Promote it once there is something to sign in full.",
    ),
    (
        "new",
        _WILD,
        "none",
        "one_page_kickoff",
        "The idea is new and nothing was tried: one page shows whether there is a problem that a "
        "model can solve. Promote it later, every answer is kept.",
    ),
    (
        _WILD,
        "everybody",
        "done",
        "full_spec",
        "There is a result to build on, and finance and the sponsor sign, too: it takes everybody "
        "through all of it, from why to who.",
    ),
    (
        "known",
        "everybody",
        _WILD,
        "full_spec",
        "The problem is known, and finance and the sponsor sign, too: it takes everybody through "
        "all of it, from why to who.",
    ),
    (
        "new",
        _WILD,
        "running",
        "design_doc",
        "The idea is new and is being tried: a few pages hold the aim, the limits and the risks "
        "until the result is there.",
    ),
    (
        "known",
        "team",
        "none",
        "design_doc",
        "The problem is known and the team signs for itself: a few pages are enough before "
        "anything was tried.",
    ),
    (
        "new",
        _WILD,
        "done",
        "ml_model_spec",
        "The proof of concept has a result: now the contract for the model, with the numbers that "
        "it must reach in production.",
    ),
    (
        "known",
        _WILD,
        _WILD,
        "ml_model_spec",
        "The problem is known: the contract for the model, with the numbers that it must reach "
        "in production.",
    ),
)


def recommend(answers: Mapping[str, str]) -> Recommendation | None:
    """The template that fits these answers; None while a question is open."""
    given = tuple(answers.get(question.key, "") for question in QUESTIONS)
    if unanswered(answers):
        return None
    for *conditions, template, reason in _RULES:
        if all(held in (_WILD, said) for held, said in zip(conditions, given, strict=True)):
            return Recommendation(template, reason)
    return None


def unanswered(answers: Mapping[str, str]) -> tuple[Question, ...]:
    """The questions without one of the answers that they take."""
    return tuple(
        question
        for question in QUESTIONS
        if answers.get(question.key) not in [choice.value for choice in question.choices]
    )
