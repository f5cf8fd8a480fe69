"""What all pages of one spec share: finding it, and its two bars."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import urlsplit

from django.core.exceptions import PermissionDenied
from django.http import Http404, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.access import lacks_factor
from accounts.coming_back import FactorNeeded
from specs.actions.freezing import unwaived_warnings
from specs.documents import Reading, read_spec
from specs.domain.checks.check import SIGN_OFF, WHOLE_SPEC, Severity
from specs.models import State
from specs.rows import PAGE_ROWS, build_pages, lay_out, read_asked

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Contents, StoredItem
    from specs.domain.attribute import Attribute, Template
    from specs.domain.checks.check import Finding

FIRST_GATE = "phases.poc_threshold"
# Where findings stand that are about no field.
NO_FIELD = {SIGN_OFF: gettext_lazy("Who signs"), WHOLE_SPEC: gettext_lazy("The whole spec")}


def reading_or_404(request: AuthedRequest, spec_id: UUID) -> Reading:
    """Return a spec with everything in it; who may not know of it gets a 404."""
    reading = read_spec(spec_id, request.user)
    if reading is None:
        raise Http404
    reading.asked_rows = read_asked(shown_address(request))
    return reading


def shown_address(request: AuthedRequest) -> QueryDict:
    """Return the query of the page in the browser, of which a part is asked for or posted."""
    if request.method in ("GET", "HEAD") and not request.htmx:
        return request.GET
    return QueryDict(urlsplit(request.headers.get("Referer", "")).query)


def reading_to_edit(request: AuthedRequest, spec_id: UUID) -> Reading:
    """Return a spec that this person may change now; else a 404 or a 403."""
    reading = reading_or_404(request, spec_id)
    if not reading.can_edit:
        raise PermissionDenied
    return reading


@dataclass(frozen=True)
class Bar:
    """What the two bars of a spec say."""

    state: str
    revision: int
    percent: int
    blockers: int
    warnings: int
    risks: int
    comments: int  # threads that are open
    sign_offs: str
    next_label: str
    next_url: str
    next_reason: str = ""
    has_gates: bool = False  # the template asks for stages with gates


def build_bar(reading: Reading) -> Bar:
    """Return the bars of a spec, with the one next action that is true."""
    spec, evaluated = reading.spec, reading.evaluated
    counts = count_open(reading)
    label, url = next_action(reading, counts[0])
    return Bar(
        state=spec.state,
        revision=spec.revision_number,
        percent=evaluated.completeness.percent,
        blockers=counts[0],
        warnings=counts[1],
        risks=len(evaluated.document.rows("risk.register")),
        comments=reading.talk.open,
        sign_offs="",
        next_label=label,
        next_url=url,
        has_gates=FIRST_GATE in reading.template.attributes,
    )


def count_open(reading: Reading) -> tuple[int, int]:
    """Return how many blockers, and how many warnings without waiver, are open."""
    findings = reading.evaluated.findings
    blockers = sum(1 for finding in findings if finding.severity is Severity.BLOCKER)
    return blockers, len(open_warnings(reading))


def open_warnings(reading: Reading) -> list[Finding]:
    """Return the warnings that nobody accepted in the words that they have now."""
    return unwaived_warnings(reading.evaluated.findings, reading.waivers)


def next_action(reading: Reading, blockers: int) -> tuple[str, str]:
    """Return the label and address of what really comes next for this person."""
    pk = reading.spec.pk
    if reading.spec.state == State.IN_REVIEW:
        return _("Open the review"), reverse("reviews:review", args=[pk])
    if reading.spec.state != State.DRAFT or not reading.can_write:
        return "", ""
    if conflicts := len(reading.open_conflicts):
        words = ngettext("Settle %(n)d text", "Settle %(n)d texts", conflicts)
        return words % {"n": conflicts}, reverse("specs:next-conflict", args=[pk])
    if blockers:
        words = ngettext("Fix %(n)d blocker", "Fix %(n)d blockers", blockers)
        return words % {"n": blockers}, reverse("specs:findings", args=[pk])
    return _("Submit for review"), reverse("reviews:submit", args=[pk])


class Spot(NamedTuple):
    """Where a finding stands: an address, and words for it."""

    url: str
    words: str


def spot_of(spec_id: UUID, template: Template, finding: Finding, contents: Contents) -> Spot:
    """Return the place of a finding; who signs is said where the spec is submitted."""
    key = finding.key
    section = template.section(template.section_of.get(key, ""))
    if section is not None:
        attribute = template.attributes[key]
        url = reverse("specs:write-section", args=[spec_id, section.key])
        words = f"{section.number} {section.title}, {attribute.title}".strip()
        return Spot(url + anchor_of(spec_id, attribute, finding, contents), words)
    name = "reviews:submit" if key == SIGN_OFF else "specs:read"
    return Spot(reverse(name, args=[spec_id]), str(NO_FIELD.get(key, "")))


def anchor_of(spec_id: UUID, attribute: Attribute, finding: Finding, contents: Contents) -> str:
    """Return what leads from a section to a finding in it: a row, where a table has pages."""
    items = contents.items.get(attribute.key, [])
    if len(items) > PAGE_ROWS and finding.cells and finding.cells[0][0] < len(items):
        return row_address(spec_id, attribute, items, items[finding.cells[0][0]].id)
    return f"#field-{attribute.html_id}"


def row_address(
    spec_id: UUID, attribute: Attribute, items: Sequence[StoredItem], item_id: str
) -> str:
    """Return what leads from a section to one row of a table in it, on whichever page."""
    places = lay_out(attribute, items, spec_id)
    pages = build_pages(attribute, "", places, {}, item_id)
    return f"{pages.here}#row-{item_id}"


def manage_or_403(reading: Reading) -> None:
    """Refuse who does not manage the spec; who only lacks the second factor is led to it."""
    if reading.can_manage:
        return
    if lacks_factor(reading.user, reading.spec.organisation):
        raise FactorNeeded(reverse("specs:people", args=[reading.spec.pk]))
    raise PermissionDenied


def spec_context(reading: Reading, **more: Any) -> dict[str, Any]:
    """Return what the template of every page of a spec needs, and more."""
    return {
        "spec": reading.spec,
        "reading": reading,
        "bar": build_bar(reading),
        "people": [],
        **more,
    }
