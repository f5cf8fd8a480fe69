"""ANN: annotation, the people and rules that make the labels."""

from __future__ import annotations

from collections.abc import Iterator

from specs.domain.amounts import below
from specs.domain.checks.check import At, Severity, check
from specs.domain.document import Document

NEED = "labels.annotation_need"
METHOD = "labels.methodology"
ANNOTATORS = "labels.annotators"
CONTROLS = "labels.quality_controls"
IAA_METRIC = "labels.iaa_metric"
IAA_MINIMUM = "labels.iaa_minimum"
EXPERTS = "labels.expert_required"
SEED = "labels.semi_auto_seed_size"
CONFIDENCE = "labels.semi_auto_confidence"
GUIDELINES = "labels.guidelines"
PLAN = "labels.plan"
BY_PEOPLE = ("manual", "semi_automated")
NOBODY = ("outcomes",)  # what happened gives the label


@check(
    "ANN001",
    "Nobody annotates",
    Severity.BLOCKER,
    needs=(ANNOTATORS, METHOD),
    message="Labels are made by people, and no people are named.",
    fix="Choose who annotates.",
    source="001 §3",
)
def nobody_annotates(document: Document) -> Iterator[At]:
    """The labels are made by hand, at least in part, and the only source named is what happened
    later, or none.

    Labelling is work: somebody has to be free for it, know the cases and be paid. Where that is
    left open, it is done on the side by whoever builds the model, who then grades their own
    homework.
    """
    if document.text(METHOD) in BY_PEOPLE and document.options(ANNOTATORS) in ((), NOBODY):
        yield At(ANNOTATORS)


@check(
    "ANN002",
    "Annotation quality not controlled",
    Severity.BLOCKER,
    needs=(CONTROLS,),
    reads=(ANNOTATORS, NEED),
    presence=True,
    message="Wrong labels would go unnoticed and be learnt.",
    fix="Choose at least one control, for example inter-annotator agreement.",
    source="001 §3",
)
def annotation_not_controlled(document: Document) -> Iterator[At]:
    """People make labels, and nobody looks at whether they are right.

    A model learns errors as diligently as truths, and the test set has the same errors, so the
    figures stay good. Where nobody annotates, or no labels are used, there is nothing to
    control.
    """
    if not (document.is_blank(CONTROLS) or document.has(CONTROLS, "none")):
        return
    if document.options(ANNOTATORS) != NOBODY and document.text(NEED) != "none":
        yield At(CONTROLS)


@check(
    "ANN003",
    "Agreement measured without a limit",
    Severity.WARNING,
    needs=(IAA_MINIMUM, CONTROLS, IAA_METRIC),
    message="Agreement is measured, but no value counts as too low.",
    fix="Choose metric and minimum.",
    source="001 §3",
)
def agreement_without_limit(document: Document) -> Iterator[At]:
    """It is measured how often annotators agree, without the measure being named or without a
    value below which something is done.

    The same labels give 0.9 by one measure and 0.5 by another. A figure that nobody can fail is
    not a control.
    """
    if not document.has(CONTROLS, "iaa"):
        return
    if document.number(IAA_MINIMUM) is None or document.is_blank(IAA_METRIC):
        yield At(IAA_MINIMUM)


@check(
    "ANN004",
    "Agreement limit is low",
    Severity.ADVICE,
    needs=(IAA_MINIMUM,),
    message="Below 0.6 annotators hardly agree on what they label.",
    fix="Repair the guideline first.",
    source="001 §3 (derived)",
)
def low_agreement_limit(document: Document) -> Iterator[At]:
    """Annotators may disagree often before anybody looks into it.

    Where people who know the cases come to different labels, the question is unclear, not the
    people. No model can be more certain than those it learns from.
    """
    if below(document.number(IAA_MINIMUM), document.parameters.iaa_advice):
        yield At(IAA_MINIMUM)


@check(
    "ANN005",
    "Experts required but not among the annotators",
    Severity.BLOCKER,
    needs=(ANNOTATORS, EXPERTS),
    message="Only a specialist can judge, and no specialist annotates.",
    fix="Add domain experts and their hours.",
    source="001 §3",
)
def experts_missing(document: Document) -> Iterator[At]:
    """The spec says that only a specialist can judge a case, and no specialist is among those who
    do.

    Others will give an answer, too, and it looks the same in the table. The model then repeats
    what laypeople believe, with the authority of a machine.
    """
    if document.says_yes(EXPERTS) and not document.has(ANNOTATORS, "domain_experts"):
        yield At(ANNOTATORS)


@check(
    "ANN006",
    "Semi-automated labelling not defined",
    Severity.BLOCKER,
    needs=(SEED, METHOD, CONFIDENCE),
    message="A model assists, but starting set or confidence is missing.",
    fix="Give both numbers.",
    source="001 §3",
)
def assistance_not_defined(document: Document) -> Iterator[At]:
    """A model proposes labels, and it is open how many cases people label first, or how sure it
    must be for its proposal to stand.

    Both figures decide how much of the data is the opinion of a model. Started too early or
    trusted too soon, it teaches the next model its own mistakes.
    """
    if document.text(METHOD) != "semi_automated":
        return
    if document.number(SEED) is None or document.number(CONFIDENCE) is None:
        yield At(SEED)


@check(
    "ANN007",
    "No annotation guideline",
    Severity.WARNING,
    needs=(GUIDELINES, METHOD),
    message="Annotators have no rule.",
    fix="Write it, with the hard cases.",
    source="001 §3 (derived)",
)
def no_annotation_guideline(document: Document) -> Iterator[At]:
    """People label cases, and no rule says how to decide.

    Each of them then has a rule of their own, and it changes from Monday to Friday. The hard
    cases are the ones that matter: they lie where the model will be unsure, too.
    """
    if document.text(METHOD) in BY_PEOPLE and document.is_blank(GUIDELINES):
        yield At(GUIDELINES)


@check(
    "ANN008",
    "No labelling plan",
    Severity.BLOCKER,
    needs=(PLAN,),
    presence=True,
    message="There is no path from raw case to label.",
    fix="Say who labels how many by when and at what price.",
    source="003 §6, §10",
)
def no_labelling_plan(document: Document) -> Iterator[At]:
    """It is open how a case gets its label: who does it, how many, until when, for how much.

    Labels are the part of a project that runs late most often, since they depend on people with
    other work. Without them nothing can be trained, and nothing measured.
    """
    if document.is_blank(PLAN):
        yield At(PLAN)


@check(
    "ANN009",
    "Labels needed, no method",
    Severity.BLOCKER,
    needs=(METHOD, NEED),
    message="The model learns from labels, and nothing says how they are made.",
    fix="Choose the method; fine-tuning needs annotation as much as training does.",
    source="001 §3",
)
def labels_without_method(document: Document) -> Iterator[At]:
    """A model is trained or fine-tuned on labels, and the way they are made is not chosen.

    By hand, with a model that assists, or from what happened later: each has its own price,
    delay and kind of error. Fine-tuning a finished model needs good labels just as training
    does.
    """
    if document.text(NEED) in ("supervised", "fine_tuning") and document.is_blank(METHOD):
        yield At(METHOD)


CHECKS = (
    nobody_annotates,
    annotation_not_controlled,
    agreement_without_limit,
    low_agreement_limit,
    experts_missing,
    assistance_not_defined,
    no_annotation_guideline,
    no_labelling_plan,
    labels_without_method,
)
