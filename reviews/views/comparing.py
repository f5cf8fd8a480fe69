"""Any two revisions of a spec, or a revision and the draft, side by side or in one text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accounts.http import render_page
from reviews.amendment_record import amended_between
from reviews.documents import frozen, load_policy
from reviews.domain.comparing import (
    Found,
    Remark,
    compare_findings,
    compare_waivers,
)
from reviews.domain.frozen import Frozen
from reviews.domain.gates import stages_of
from reviews.domain.terms import compare_terms, gate_terms, route_terms, signing_terms
from reviews.views.frame import frame_or_404
from specs.domain.differences import Pair, SectionPair, Side, compare_sides
from specs.revisions import last_number, numbers_of, read_draft, read_revision, revisions_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from uuid import UUID

    from django.http import HttpResponse

    from accounts.http import AuthedRequest
    from reviews.domain.policy import Policy
    from specs.documents import Reading
    from specs.revisions import Text

NOW = 0  # stands for the text as it is written now
VIEWS = ("side", "inline")


@dataclass(frozen=True)
class Asked:
    """What the address says: which two texts, and how to show them."""

    former: int
    now: int
    view: str
    shows_all: bool

    def link(self, **other: object) -> str:
        """Return the query of the same page with something else in it."""
        values = {"from": self.former, "to": self.now, "view": self.view, "all": self.shows_all}
        values |= other
        kept = {name: value for name, value in values.items() if name != "all"}
        return f"?{urlencode(kept)}{'&all=yes' if values['all'] else ''}"

    @property
    def other_view(self) -> str:
        return self.link(view="inline" if self.view == "side" else "side")

    @property
    def other_amount(self) -> str:
        return self.link(all=not self.shows_all)

    @property
    def turned(self) -> str:
        return self.link(**{"from": self.now, "to": self.former})


@dataclass(frozen=True)
class Version:
    """One of the two, with what it is called and how it is signed."""

    number: int
    text: Text
    policy: Policy

    @property
    def name(self) -> str:
        if self.number:
            return _("Revision %(n)d") % {"n": self.number}
        return _("As it stands now")

    @property
    def in_words(self) -> str:
        """Its name within a sentence."""
        return _("revision %(n)d") % {"n": self.number} if self.number else _("the text of now")

    def side(self, roles: Mapping[str, str]) -> Side:
        text = self.text
        return Side(text.document.template, text.values, text.carried, roles)

    @property
    def frozen(self) -> Frozen:
        """What is read of its stages, also where nothing is frozen yet."""
        text = self.text
        return Frozen(
            text.document.template,
            self.number,
            text.title,
            text.content_hash,
            frozen_at="",
            frozen_by=text.frozen_by,
            answers=text.values,
            section_hashes={},
            findings=(),
            waivers=(),
            policy=self.policy,
        )

    def findings(self) -> list[Found]:
        return [Found(n.code, n.severity, n.message, n.reason, n.by) for n in self.text.notes]


@login_required
@require_safe
def compare(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show what differs between two texts of a spec."""
    frame = frame_or_404(request, spec_id)
    reading = frame.reading
    numbers = numbers_of(reading.spec)
    context = frame.context(numbers=numbers, asked=None, sections=(), changed=())
    if not numbers:
        return render_page(request, "reviews/compare.html", context)
    asked = read_asked(request, numbers, reading)
    former, now = load_versions(reading, asked)
    sections = compare_sides(former.side(reading.role_labels), now.side(reading.role_labels))
    changed = [pair for pair in sections if pair.changes]
    context |= {
        "asked": asked,
        "former": former,
        "now": now,
        "sections": sections if asked.shows_all else [pair.changes_only() for pair in changed],
        "changed": changed,
        "changes": sum(pair.changes for pair in changed),
        "remarks": list_remarks(former, now),
        "terms": list_terms(former, now, sections),
        "amended": amended_between(reading.spec, former.number, now.number),
    }
    return render_page(request, "reviews/compare.html", context)


def read_asked(request: AuthedRequest, numbers: Sequence[int], reading: Reading) -> Asked:
    """Return what the address asks for; a revision that there is not is a 404.

    Without a word, what stands now is held against the revision before it.
    """
    latest = last_number(reading)
    now = _number(request, "to", numbers, latest)
    earlier = [number for number in numbers if not now or number < now]
    former = _number(request, "from", numbers, earlier[0] if earlier else now)
    view = request.GET.get("view", "")
    view = view if view in VIEWS else VIEWS[0]
    return Asked(former, now, view, shows_all=bool(request.GET.get("all")))


def _number(request: AuthedRequest, name: str, numbers: Sequence[int], default: int) -> int:
    asked = request.GET.get(name, "")
    if not asked:
        return default
    known = {str(number): number for number in (NOW, *numbers)}
    if asked not in known:
        raise Http404
    return known[asked]


def load_versions(reading: Reading, asked: Asked) -> tuple[Version, Version]:
    """Return both texts; what is written now is signed as it would be if it were submitted."""
    wanted = {asked.former, asked.now} - {NOW}
    rows = revisions_of(reading.spec).filter(number__in=wanted).select_related("template")
    found = {
        row.number: Version(row.number, read_revision(row), frozen(row).policy) for row in rows
    }
    if NOW in (asked.former, asked.now):
        found[NOW] = Version(NOW, read_draft(reading), load_policy(reading.spec))
    return found[asked.former], found[asked.now]


def list_remarks(former: Version, now: Version) -> list[tuple[str, tuple[Remark, ...]]]:
    """Return what came and went beside the answers, under its headings."""
    groups = [
        (_("Name and template"), tuple(_frame_remarks(former.text, now.text))),
        (_("Findings"), compare_findings(former.findings(), now.findings())),
        (_("Waivers"), compare_waivers(former.findings(), now.findings())),
    ]
    return [(title, remarks) for title, remarks in groups if remarks]


def list_terms(
    former: Version, now: Version, sections: Sequence[SectionPair]
) -> list[tuple[str, tuple[Pair, ...]]]:
    """Return how it is signed and gated otherwise, then and now, under its headings."""
    titles = {pair.section.key: pair.section.heading for pair in sections}
    then, here = former.policy, now.policy
    gates = (gate_terms(stages_of(version.frozen)) for version in (former, now))
    groups = [
        (_("Who signs"), compare_terms(signing_terms(then, titles), signing_terms(here, titles))),
        (_("Route"), compare_terms(route_terms(then), route_terms(here))),
        (_("Gates"), compare_terms(*gates)),
    ]
    return [(title, pairs) for title, pairs in groups if pairs]


def _frame_remarks(former: Text, now: Text) -> list[Remark]:
    remarks = []
    if former.title != now.title:
        words = _("It is called “%(new)s”, before “%(old)s”.")
        remarks.append(Remark(words % {"new": now.title, "old": former.title}, came=True))
    then, here = former.document.template, now.document.template
    if then.digest != here.digest:
        words = _("It is written by another template or another version of it: %(new)s.")
        remarks.append(Remark(words % {"new": here.title}, came=True))
    return remarks
