"""Fields as a page shows them, and what people type turned into what is stored."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.models import Organisation
from specs.catalogue import role_labels
from specs.domain import stages
from specs.domain.attribute import Kind
from specs.domain.fixes import find_fix
from specs.domain.values import (
    ANSWERS,
    SCORES,
    STATUSES,
    UNITS,
    Invalid,
    display,
    parse,
    parse_item,
)
from specs.models import SpecTemplate
from specs.rows import NOT_BEGUN, build_pages, build_row, build_rows, lay_out

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from django.http import HttpRequest, QueryDict

    from specs.documents import Reading, StandingWaiver
    from specs.domain.attribute import Attribute, Json, TemplateItem
    from specs.domain.checks.check import Finding
    from specs.domain.document import Document
    from specs.domain.fixes import Fix
    from specs.models import Conflict
    from specs.rows import Link, Pages, Row

STALE = _("This page is older than the spec. Your text is still here: reload, then save again.")
MOST_TYPED = 2_000_000
MOST_COLUMNS = 5
MOST_DIGITS = 9  # of a version
PARTS = ("value", "unit", "start", "end", "status", "note", "name", "role")
BLANK = dict.fromkeys(PARTS, "")


class WordedForm(forms.Form):
    """A form whose faults are said in one breath, beside the field that it belongs to."""

    def checked(self) -> dict[str, Any]:
        """Return what was posted, as its types; raises Invalid in words."""
        if self.is_valid():
            return self.cleaned_data
        words = (str(error) for errors in self.errors.values() for error in errors)
        raise Invalid(" ".join(dict.fromkeys(words)))


def read_save(posted: QueryDict) -> dict[str, Any]:
    """Return what every save says of itself: its op id, and the version that it builds on.

    Raises Invalid. A form would take as long over these two as all checks over the answer.
    """
    version = posted.get("base_version", "")
    if not (version.isascii() and version.isdigit() and len(version) <= MOST_DIGITS):
        raise Invalid(str(STALE))
    try:
        op_id = uuid.UUID(posted.get("op_id", ""))
    except ValueError as error:
        raise Invalid(str(STALE)) from error
    return {"op_id": op_id, "base_version": int(version)}


def read_answer(attribute: Attribute, posted: QueryDict) -> Json:
    """Return the value to store; raises Invalid in words."""
    refuse_huge(posted)
    return parse(attribute, {name: values(posted, name) for name in posted})


def read_cells(attribute: Attribute, posted: QueryDict) -> dict[str, Json]:
    """Return the cells of a row to store; raises Invalid in words."""
    refuse_huge(posted)
    return parse_item(attribute, {name: values(posted, name) for name in posted})


def values(posted: QueryDict, name: str) -> list[str]:
    """Return all that was posted under a name."""
    return [str(value) for value in posted.getlist(name)]


def refuse_huge(posted: QueryDict) -> None:
    """Raise Invalid for more text than any field takes."""
    size = sum(len(value) for name in posted for value in values(posted, name))
    if size > MOST_TYPED:
        raise Invalid(str(_("This is too long to save. Shorten it to two million characters.")))


@dataclass
class Field:
    """One attribute as the page shows it: its value, its version, and what is wrong with it."""

    template: str  # digest of the one that asks for it
    attribute: Attribute
    is_required: bool
    is_shown: bool = True
    needed_from: str = ""  # the stage of the project that is still to come
    value: Json = None
    version: int = 0
    rows: list[Row] = field(default_factory=list)
    pages: Pages | None = None
    far_rows: Sequence[Link] = ()  # that findings name, on other pages of the table
    blank_row: Row | None = None
    findings: tuple[Finding, ...] = ()
    fixes: Mapping[Finding, Fix] = field(default_factory=dict)  # of those that a click mends
    waived: Mapping[Finding, StandingWaiver] = field(default_factory=dict)
    conflict: Conflict | None = None
    typed: dict[str, str] = field(default_factory=dict)
    error: str = ""
    error_part: str = ""
    offered: int = 0
    talk: str = ""  # how many threads are open on it

    @property
    def html_id(self) -> str:
        return self.attribute.html_id

    @property
    def kind(self) -> str:
        return self.attribute.kind.value

    @property
    def op_id(self) -> str:
        """A fresh op id for each rendering, so that a form without script is one save."""
        return str(uuid.uuid4())

    @property
    def control(self) -> str:
        """The template of its control."""
        return f"specs/controls/{self.kind}.html"

    @property
    def not_applicable(self) -> str | None:
        """The reason why it does not apply, when it was answered so."""
        reason = self.value.get("not_applicable") if isinstance(self.value, dict) else None
        return reason if isinstance(reason, str) else None

    @property
    def typed_reason(self) -> str:
        """The reason that was typed and refused."""
        return self.typed.get("not_applicable", "")

    @property
    def is_ordinary(self) -> bool:
        """It differs from other fields of its attribute in nothing but what stands in it."""
        is_plain = self.not_applicable is None and not self.attribute.kind.has_items
        return is_plain and not (self.conflict or self.error or self.typed)

    @property
    def is_group(self) -> bool:
        """It has several controls under one label, or none of its own."""
        return self.attribute.kind in GROUPS

    @property
    def is_blank(self) -> bool:
        return self.value in (None, "", []) and not self.rows

    @property
    def worst(self) -> str:
        """The severity that the bar in the margin shows."""
        found = {finding.severity.value for finding in self.findings}
        if self.error:
            return "blocker"
        if self.conflict:
            return "warning"
        return next((s for s in ("blocker", "warning", "advice") if s in found), "")

    @property
    def parts(self) -> dict[str, str]:
        """What stands in each control: what was typed, else what is stored."""
        if self.typed:
            return BLANK | self.typed
        if isinstance(self.value, dict):
            return BLANK | {k: str(part) for k, part in self.value.items() if part is not None}
        return BLANK | {"value": "" if self.value is None else as_typed(self.value)}

    @property
    def unit(self) -> str:
        """The unit beside a number."""
        return "%" if self.attribute.kind is Kind.PERCENT else self.attribute.unit

    @property
    def duration_units(self) -> Sequence[str]:
        return UNITS

    @property
    def duration_unit(self) -> str:
        """The unit chosen; before that, the one of the example."""
        example = self.attribute.example
        offered = example.get("unit") if isinstance(example, dict) else None
        return self.parts.get("unit") or str(offered or "ms")

    @property
    def statuses(self) -> Sequence[str]:
        return STATUSES

    @property
    def checklist_answers(self) -> Sequence[str]:
        return ANSWERS

    @property
    def rubric_scores(self) -> Sequence[str]:
        return SCORES

    @property
    def is_wide(self) -> bool:
        """Its rows do not fit side by side: each is shown as a block."""
        return len(self.attribute.columns) + len(self.attribute.criteria) > MOST_COLUMNS

    @property
    def example_words(self) -> str:
        return display(self.attribute, self.attribute.example, role_labels())

    @property
    def chosen(self) -> list[str]:
        """The options that are ticked."""
        if isinstance(self.value, list):
            return [str(option) for option in self.value]
        return [self.parts.get("value", "")]


GROUPS = (
    Kind.MULTI_CHOICE,
    Kind.YES_NO,
    Kind.TABLE,
    Kind.CHECKLIST,
    Kind.RUBRIC,
    Kind.RAG,
    Kind.DATE_RANGE,
    Kind.PERSON,
)


def as_typed(value: Json) -> str:
    """Return a value of one part as its control holds it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def build_field(
    item: TemplateItem,
    reading: Reading,
    conflicts: Mapping[str, Conflict] | None = None,
    holding: str = "",
) -> Field:
    """Return an attribute of a section as the page shows it.

    Of a long table it is the page that holds a row, else the one that the browser shows.
    """
    built = build_frame(item, reading, conflicts, holding)
    if built.pages:
        attribute, items = item.attribute, reading.contents.items.get(item.attribute.key, [])
        built.rows = build_rows(attribute, built.pages, items, built.findings)
        if attribute.takes_rows and built.pages.is_last:
            built.blank_row = build_row(attribute, None, str(NOT_BEGUN))
        built.offered = len(offered_rows(attribute)) if not items else 0
    return built


def build_frame(
    item: TemplateItem,
    reading: Reading,
    conflicts: Mapping[str, Conflict] | None = None,
    holding: str = "",
) -> Field:
    """Return what ``build_field`` does, without rows: enough to say what is wrong with it."""
    attribute, contents, evaluated = item.attribute, reading.contents, reading.evaluated
    answer = contents.answers.get(attribute.key)
    findings = evaluated.by_key.get(attribute.key, ())
    built = Field(
        reading.template.digest,
        attribute,
        is_required=evaluated.document.is_required(attribute.key),
        is_shown=evaluated.document.is_shown(attribute.key),
        needed_from=""
        if not item.required_from or evaluated.document.asks_now(attribute.key)
        else stages.WORDS[item.required_from],
        value=answer.value if answer else None,
        version=answer.version if answer else 0,
        findings=findings,
        conflict=(conflicts or {}).get(attribute.key),
        talk=str(reading.talk.by_key.get(attribute.key, "")),
    )
    built.waived = find_waived(findings, reading)
    if findings and not built.conflict:
        built.fixes = find_fixes(findings, evaluated.document)
    if attribute.kind.has_items:
        built.pages = find_pages(reading, attribute, holding)
        built.far_rows = built.pages.links(contents.items.get(attribute.key, []), findings)
    return built


def find_waived(findings: Iterable[Finding], reading: Reading) -> dict[Finding, StandingWaiver]:
    """Return the findings that somebody accepted in the words that they have now."""
    if not reading.waivers:
        return {}
    kept = {(waiver.code, waiver.key, waiver.message): waiver for waiver in reading.waivers}
    about = ((finding, (finding.code, finding.key, finding.message)) for finding in findings)
    return {finding: kept[words] for finding, words in about if words in kept}


def find_fixes(findings: Iterable[Finding], document: Document) -> dict[Finding, Fix]:
    """Return the findings that one click mends, each with what that would do."""
    return {finding: fix for finding in findings if (fix := find_fix(finding, document))}


def find_pages(reading: Reading, attribute: Attribute, holding: str = "") -> Pages:
    """Return the page of a table that holds a row, else the one that the browser shows."""
    places = lay_out(attribute, reading.contents.items.get(attribute.key, []), reading.spec.pk)
    section = reading.template.section_of[attribute.key]
    address = reverse("specs:write-section", args=[reading.spec.pk, section])
    return build_pages(attribute, address, places, reading.asked_rows, holding)


def offered_rows(attribute: Attribute) -> Sequence[Mapping[str, str]]:
    """Return the rows that the catalogue offers to start a table with."""
    return attribute.default_rows or attribute.offered_rows


def read_form_id(request: HttpRequest) -> uuid.UUID:
    """Return the id of a form that begins something, by which a second try is known."""
    try:
        return uuid.UUID(request.POST.get("form_id", ""))
    except ValueError:
        return uuid.uuid4()


class NewSpecForm(forms.Form):
    """What a new spec starts with."""

    title = forms.CharField(
        label=_("What is it called?"),
        max_length=300,
        help_text=_("Name the model and the decision it serves."),
        error_messages={"required": _("Give the spec a title. You can change it later.")},
    )
    template = forms.ModelChoiceField(
        SpecTemplate.objects.none(),
        error_messages={"required": _("Choose a template."), "invalid_choice": _("Choose one.")},
    )
    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False)

    def __init__(
        self,
        organisations: Iterable[Organisation],
        templates: Iterable[SpecTemplate],
        data: QueryDict | None = None,
    ) -> None:
        super().__init__(data)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["template"].queryset = templates  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Refuse a template of one organisation for a spec of another."""
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        template, organisation = cleaned.get("template"), cleaned.get("organisation")
        if template and organisation and template.organisation_id not in (None, organisation.pk):
            self.add_error("template", _("This template belongs to another organisation."))
        return cleaned
