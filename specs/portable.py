"""Reads a spec with all that an export tells of it, and the templates that an import may use."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from specs import catalogue
from specs.actions.risks import rows_of
from specs.carried import known_attributes
from specs.documents import find_template, load_contents
from specs.exports.portable import Held
from specs.models import LoosePiece, RiskAcceptance, SpecTemplate, Waiver
from trail.domain.event import written_at

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from accounts.models import Organisation
    from specs.domain.attribute import Attribute, Json, Template
    from specs.models import Spec


@transaction.atomic
def load_held(spec: Spec) -> Held:
    """Return a spec as it stands; give it with its template, owner and organisation."""
    waivers = Waiver.objects.standing(timezone.now().date()).filter(spec=spec).select_related("by")
    values = load_contents(spec.pk).stored()
    return Held(
        spec={
            "id": str(spec.pk),
            "title": spec.title,
            "state": spec.state,
            "revision": str(spec.revision_number),
            "organisation": spec.organisation.name,
            "owner": spec.owner.name,
        },
        template_key=spec.template.key,
        template_version=spec.template.version,
        template=find_template(spec.template_id),
        values=values,
        waivers=[_waiver(waiver) for waiver in waivers],
        others=known_attributes(spec.pk),
        accepted_risks=list(_accepted_risks(spec, values)),
        to_place=list(_to_place(spec)),
    )


def _waiver(waiver: Waiver) -> dict[str, str]:
    told = {name: str(getattr(waiver, name)) for name in ("code", "key", "message", "reason")}
    told["by"] = waiver.by.name
    return told | ({"until": waiver.expires_on.isoformat()} if waiver.expires_on else {})


def _accepted_risks(spec: Spec, values: Mapping[str, Json]) -> Iterator[dict[str, str]]:
    """Tell who accepted which risk, in the order of the register; also of what lapsed since."""
    acceptances = RiskAcceptance.objects.by_item(spec.pk)
    for item_id, cells in rows_of(values):
        if kept := acceptances.get(item_id):
            yield {
                "risk": item_id,
                "failure_mode": str(cells.get("failure_mode") or ""),
                "reason": kept.reason,
                "by": kept.by,
                "at": written_at(kept.accepted_at),
                "until": kept.expires_on.isoformat(),
                "text_hash": kept.text_hash,
            }


def _to_place(spec: Spec) -> Iterator[dict[str, str]]:
    for piece in LoosePiece.objects.open().filter(spec=spec) if spec.pieces_to_place else ():
        why = {"why": piece.why} if piece.why else {}
        yield {"heading": piece.heading, "text": piece.text, **why}


def usable_templates(organisation: Organisation) -> Templates:
    """Return what finds the templates that a spec of this organisation may be made from."""
    return Templates(organisation)


class Templates:
    """The templates of an organisation and the built-in ones, by key and version."""

    def __init__(self, organisation: Organisation) -> None:
        self.rows = SpecTemplate.objects.filter(Q(organisation=None) | Q(organisation=organisation))

    def versions(self, key: str) -> Mapping[int, Template]:
        """Return every version of one template; those of the organisation's own come first."""
        return {row.version: row.template for row in self._rows(key)}

    def known(self) -> Mapping[str, Attribute]:
        """Return every attribute that an answer may belong to."""
        known = dict(catalogue.attributes())
        for row in self.rows.exclude(organisation=None).order_by("pk"):
            known = {**row.template.attributes, **known}
        return known

    def row(self, key: str, version: int) -> SpecTemplate:
        """Return the stored template of that version."""
        return next(row for row in self._rows(key) if row.version == version)

    def _rows(self, key: str) -> list[SpecTemplate]:
        rows = list(self.rows.filter(key=key).order_by("-organisation", "version"))
        own = [row for row in rows if row.organisation_id]
        return own or rows
