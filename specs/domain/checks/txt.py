"""TXT: wording, in every text of the spec."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from specs.domain import words
from specs.domain.attribute import Kind
from specs.domain.checks.check import WHOLE_SPEC, At, Severity, check
from specs.domain.document import Document
from specs.domain.outline import WITH_TEXTS
from specs.domain.reading import TEXTS
from specs.domain.texts import word_count
from specs.domain.wording import Remarks, gist

LONG = frozenset({Kind.LONG_TEXT})
TESTABLE = frozenset(words.TESTABLE_KEYS)
LEAST_COPIED = 8  # words that two texts share by copying rather than by chance
# Where a method may be named: what exists, what was rejected, what is imposed, what to defend.
METHODS_ALLOWED = (
    "constraints.mandated_algorithm",
    "constraints.algorithm_justification",
    "scope.alternatives",
    "mlfit.non_ml_alternative",
    "phases.poc_scope",
    "problem.current_performance",
    "io.fallback",
    "experiment.baseline_arm",
    "risk.register",
    "environments.experimentation",
    "environments.serving",
    "deployment.hosting_details",
)


@check(
    "TXT001",
    "Placeholder left in a required answer",
    Severity.BLOCKER,
    kinds=WITH_TEXTS,
    key_by_key=True,
    message="Not written yet: {items}.",
    fix="Replace the placeholder.",
    source="000 (all templates)",
)
def placeholder_in_required_answer(document: Document) -> Iterator[At]:
    """A required answer holds TBD, a prompt in brackets or another mark for later.

    It looks answered and is not. Nobody can agree to what is still to be decided.
    """
    items = document.template.items
    yield from _remarked(document, lambda key: items[key].required, lambda said: said.placeholders)


@check(
    "TXT002",
    "Placeholder left in an optional answer",
    Severity.WARNING,
    kinds=WITH_TEXTS,
    key_by_key=True,
    message="A placeholder is left in: {items}.",
    fix="Replace it or empty the field.",
    source="000 (all templates)",
)
def placeholder_in_optional_answer(document: Document) -> Iterator[At]:
    """An optional answer was begun and holds a mark for later.

    An empty optional field says that there is nothing to say; a placeholder says that there is,
    and keeps it back.
    """
    items = document.template.items
    yield from _remarked(
        document, lambda key: not items[key].required, lambda said: said.placeholders
    )


@check(
    "TXT003",
    "'Not applicable' in a required answer",
    Severity.BLOCKER,
    kinds=TEXTS,
    key_by_key=True,
    message="A required answer is only waved away: {items}.",
    fix="Answer it, or say in a sentence why it does not apply.",
    source="product; 002 §1",
)
def required_answer_waved_away(document: Document) -> Iterator[At]:
    """A required answer says only "n/a", "none" or a dash.

    It may well not apply, but a reader cannot tell that from haste. Mark the field as not
    applicable and give the reason.
    """
    items = document.template.items
    for key, told in document.flawed_texts:
        if told.is_waved_away and items[key].required:
            yield At(key, (document.label(key),))


@check(
    "TXT004",
    "Vague word without a number",
    Severity.WARNING,
    kinds=WITH_TEXTS,
    key_by_key=True,
    message="Nobody can test this: {items}.",
    fix="Replace the word by a number, or put the number next to it.",
    source="000 intro (evaluation ambiguity); 001 §5",
)
def vague_promise(document: Document) -> Iterator[At]:
    """A promise that somebody has to test says "fast", "robust" or "regularly", and no number.

    Two people read two promises in such a word, and notice it when the model is built. A number
    in the same sentence settles it.
    """
    yield from _quoted(document, lambda key: key in TESTABLE, lambda said: said.vague)


@check(
    "TXT005",
    "Algorithm dictated",
    Severity.WARNING,
    kinds=WITH_TEXTS,
    key_by_key=True,
    reads=METHODS_ALLOWED,
    message="The spec names a method: {items}.",
    fix="Ask for a metric and a target; leave the method to the team.",
    source="001 §7",
)
def algorithm_dictated(document: Document) -> Iterator[At]:
    """The spec says which algorithm to use, where it should say what to reach.

    A method fixed beforehand closes off simpler and better ones, and leaves nobody answerable
    for the result. Fields about constraints, fallbacks, alternatives and the present state may
    name methods.
    """
    yield from _quoted(document, lambda key: key not in METHODS_ALLOWED, lambda said: said.methods)


@check(
    "TXT006",
    "Required answer very short",
    Severity.ADVICE,
    kinds=LONG,
    key_by_key=True,
    message="Hardly an answer: {items}.",
    fix="Write at least one full sentence.",
    source="product",
)
def required_answer_thin(document: Document) -> Iterator[At]:
    """A required long text has only a few words.

    A catchword is clear to whoever wrote it and to nobody who signs it. One full sentence is
    mostly enough.
    """
    limit, asked = document.parameters.short_answer_words, document.outline.required_prose
    told = document.told
    short = [key for key in asked if key in told and told[key].words < limit]
    for key in short:
        yield At(key, (document.label(key),))


@check(
    "TXT007",
    "Sample answer left in",
    Severity.WARNING,
    needs=("project.title",),
    kinds=LONG,
    message="Still the sample text: {items}.",
    fix="Write about your own project.",
    source="product",
)
def sample_answer_left(document: Document) -> Iterator[At]:
    """An answer is word for word the example of the catalogue.

    The example describes another product. Left in, it gives this one figures and promises that
    nobody here has made.
    """
    if _is_sample(document, "project.title"):
        return
    limit, samples = document.parameters.short_answer_words, document.outline.samples
    for key, told in document.told_everywhere.items():
        if told.normal == samples.get(key) and told.words >= limit:
            yield At(key, (document.label(key),))


@check(
    "TXT008",
    "The same text twice",
    Severity.ADVICE,
    kinds=LONG,
    message="Copied from one field to another: {items}.",
    fix="Say in each field what the field asks.",
    source="product",
)
def same_text_twice(document: Document) -> Iterator[At]:
    """Two fields hold the same text.

    Each field asks something else, so at least one of them goes unanswered behind a text that
    looks complete.
    """
    lines, everywhere = document.outline.lines, document.told_everywhere.items()
    long = [
        told.normal for key, told in everywhere if told.words >= LEAST_COPIED and key not in lines
    ]
    if len(set(long)) == len(long):  # nearly always
        return
    repeated = {text for text, times in Counter(long).items() if times > 1}
    first: dict[str, str] = {}
    for key, told in everywhere:
        text = told.normal
        if text not in repeated or key in lines:
            continue
        earlier = first.setdefault(text, key)
        if earlier != key:
            yield At(key, (f"{document.label(earlier)} and {document.label(key)}",))


@check(
    "TXT009",
    "Kickoff longer than one page",
    Severity.ADVICE,
    kinds=WITH_TEXTS,
    templates=("one_page_kickoff",),
    message="The one-page kickoff is longer than a page.",
    fix="Cut, or promote the spec to a larger template.",
    source="003 §10",
)
def kickoff_too_long(document: Document) -> Iterator[At]:
    """The kickoff holds more words than fit on a page.

    It is read in a meeting, by people who decide whether to go on at all. What does not fit
    there belongs into a larger spec, once somebody said yes.
    """
    if word_count(document) > document.parameters.kickoff_words:
        yield At(WHOLE_SPEC)


@check(
    "TXT010",
    "Design doc longer than three pages",
    Severity.ADVICE,
    kinds=WITH_TEXTS,
    templates=("design_doc",),
    message="The design doc is longer than three pages.",
    fix="Cut, or promote the spec.",
    source="002 §9",
)
def design_doc_too_long(document: Document) -> Iterator[At]:
    """The design doc holds more words than fit on three pages.

    Reviewers read three pages with care and ten pages not at all. Details that only builders
    need have their place in the larger templates.
    """
    if word_count(document) > document.parameters.design_doc_words:
        yield At(WHOLE_SPEC)


def _remarked(
    document: Document,
    concerns: Callable[[str], bool],
    pick: Callable[[Remarks], tuple[str, ...]],
) -> Iterator[At]:
    """One place for each key concerned with a text of which there is something to remark."""
    if not document.remarked:
        return
    found: dict[str, list[tuple[int, str]]] = {}
    for key, said, cells in document.remarked:
        if concerns(key) and pick(said):
            found.setdefault(key, []).extend(cells)
    for key, places in found.items():
        yield At(key, (document.label(key),), tuple(places))


def _quoted(
    document: Document,
    concerns: Callable[[str], bool],
    pick: Callable[[Remarks], tuple[str, ...]],
) -> Iterator[At]:
    """The same, quoting the words."""
    for key, _, cells in _remarked(document, concerns, pick):
        said = (pick(said) for at, said, _ in document.remarked if at == key)
        quoted = dict.fromkeys(word for words_said in said for word in words_said)
        label = document.label(key)
        yield At(key, tuple(f"{label}: {word}" for word in quoted), cells)


def _is_sample(document: Document, key: str) -> bool:
    sample = document.template.attributes[key].example
    return isinstance(sample, str) and gist(document.text(key)).normal == gist(sample).normal


CHECKS = (
    placeholder_in_required_answer,
    placeholder_in_optional_answer,
    required_answer_waved_away,
    vague_promise,
    algorithm_dictated,
    required_answer_thin,
    sample_answer_left,
    same_text_twice,
    kickoff_too_long,
    design_doc_too_long,
)
