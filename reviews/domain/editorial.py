"""Sign-offs that are kept over a change of wording unless somebody objects."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from reviews.domain.policy import APPROVALS, changed_sections
from specs.domain.editorial import is_editorial, is_material

if TYPE_CHECKING:
    from reviews.domain.policy import Hashes, LastWord, Policy, Slot
    from specs.domain.attribute import Json, Template

MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class Edit:
    """An answer whose wording changed: what was signed, and what stands there now."""

    key: str
    title: str
    section: str
    former: str
    now: str

    def as_json(self) -> dict[str, Json]:
        """Return it in the shape in which the record of a sign-off keeps it."""
        return {
            "key": self.key,
            "title": self.title,
            "section": self.section,
            "former": self.former,
            "now": self.now,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Json]) -> Edit:
        """Read it out of a record."""
        return cls(*(str(stored[name]) for name in ("key", "title", "section", "former", "now")))


def edits_between(
    template: Template,
    signed_by: Template,
    signed: Mapping[str, Json],
    now: Mapping[str, Json],
    sections: Iterable[str],
) -> tuple[Edit, ...] | None:
    """Return what changed in the wording of these sections; None when anything else did.

    What was material by the template that was signed stays so, whatever the one of now says.
    """
    edits = []
    for key in sections:
        section = template.section(key)
        for item in section.items if section else ():
            old, new = signed.get(item.key), now.get(item.key)
            if old == new:
                continue
            former = signed_by.items.get(item.key)
            if section is None or former is None or is_material(former):
                return None
            if not is_editorial(item, old, new):
                return None
            title = item.attribute.title
            edits.append(Edit(item.key, title, section.heading, str(old), str(new)))
    return tuple(edits)


def may_keep(last: LastWord, slot: Slot, hashes: Hashes, policy: Policy) -> bool:
    """Say whether a changed text leaves a role's approval standing, if only the wording changed.

    Never where the organisation gave no days, where all sign again, where the sections of the
    role are other ones or read differently, and where the person signs no longer.
    """
    changed = changed_sections(last, slot, hashes)
    return (
        policy.editorial_days > 0
        and not policy.demand_all_sign_again
        and last.word in APPROVALS
        and set(last.section_hashes) == set(slot.sections)
        and bool(changed)
        and all(last.section_hashes[key] for key in changed)
        and slot.signer(last.signer_id) is not None
    )
