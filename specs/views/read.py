"""The document as it will be printed: through the lens of a role, with what changed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from accounts.http import render_page
from specs import access
from specs.domain.chapters import Version
from specs.domain.pictures import Risk
from specs.domain.roles import label_in
from specs.domain.sheets import REGISTER
from specs.models import State
from specs.readers import find_last_read, find_reader
from specs.revisions import find_archiving, last_number, numbers_of, read_draft, read_revisions
from specs.views.frame import NO_FIELD, reading_or_404, spec_context

if TYPE_CHECKING:
    from collections.abc import Sequence
    from uuid import UUID

    from accounts.http import AuthedRequest
    from specs.documents import Reading
    from specs.domain.attribute import Template
    from specs.domain.chapters import Chapter
    from specs.domain.marks import Progress
    from specs.revisions import Text

NOTHING = 0
LAST_READ = "read"  # compared with what one read last, section by section
CHANGES_SHOWN_IN = (State.DRAFT, State.IN_REVIEW)


@dataclass(frozen=True)
class Lens:
    """For whom the document is put in order: what this role signs comes first."""

    role: str
    label: str
    first: tuple[Chapter, ...]
    rest: tuple[Chapter, ...]

    @property
    def chapters(self) -> tuple[Chapter, ...]:
        return self.first + self.rest


@login_required
@require_safe
def read(request: AuthedRequest, spec_id: UUID) -> HttpResponse:
    """Show a revision, or the draft as it stands."""
    reading = reading_or_404(request, spec_id)
    numbers = numbers_of(reading.spec)
    number = asked_number(request, "revision", numbers, default=last_number(reading))
    reader = find_reader(reading)
    progress = reader.progress if number == last_number(reading) else None
    earlier = [known for known in numbers if not number or known < number]
    is_last_read = wants_last_read(request, progress)
    default = earlier[0] if earlier and reading.spec.state in CHANGES_SHOWN_IN else NOTHING
    since = NOTHING if is_last_read else asked_number(request, "since", earlier, default=default)
    texts = read_revisions(reading.spec, (number, since))
    text = texts.get(number) or read_draft(reading)
    before = texts[since].values if since else None
    if is_last_read and progress:
        before = find_last_read(reading, progress)
    version = Version(text.document, text.values, before, reading.role_labels, text.carried)
    chapters = version.chapters()
    role = asked_role(request, reading, text.document.template, remembered=reader.role)
    lens = look_through(role, chapters, reading)
    context = spec_context(
        reading,
        text=text,
        archiving=find_archiving(reading.spec),
        lens=lens,
        roles=roles_of(text.document.template, reading),
        revisions=numbers,
        earlier=earlier,
        since=since,
        is_last_read=is_last_read,
        changes=sum(chapter.changes for chapter in chapters),
        risks=list_risks(text),
        note_places=place_notes(text),
        **marks_of(progress, lens),
    )
    return render_page(request, "specs/read.html", context)


def wants_last_read(request: AuthedRequest, progress: Progress | None) -> bool:
    """Say whether the text of now is held against what this person read of it last."""
    has_read = progress is not None and bool(progress.marks)
    return has_read and request.GET.get("since", "") in ("", LAST_READ)


def marks_of(progress: Progress | None, lens: Lens) -> dict[str, Any]:
    """Return what the page says of the sections that were read."""
    keys = [chapter.section.key for chapter in lens.chapters]
    return {
        "progress": progress,
        "marks": {key: progress.standing(key) if progress else None for key in keys},
        "first_read": progress.count(c.section.key for c in lens.first) if progress else 0,
    }


def asked_number(request: AuthedRequest, name: str, numbers: Sequence[int], *, default: int) -> int:
    """Return the revision that the address names; one that there is not is a 404."""
    asked = request.GET.get(name, "")
    if asked in ("", LAST_READ):
        return default
    known = {str(number): number for number in (NOTHING, *numbers)}
    if asked not in known:
        raise Http404
    return known[asked]


def asked_role(
    request: AuthedRequest, reading: Reading, template: Template, *, remembered: str = ""
) -> str:
    """Return the role of the lens: the one asked for, signed for last, or held."""
    known = roles_of(template, reading)
    asked = request.GET.get("as")
    if asked is not None:
        return asked if asked in known else ""
    if remembered in known:
        return remembered
    held = access.roles_held(request.user, reading.spec)
    return next((role for role in held if role in known), "")


def roles_of(template: Template, reading: Reading) -> dict[str, str]:
    """Return the roles that sign in this template, with their labels."""
    labels = reading.role_labels
    roles = (*template.sign_off, *template.optional_sign_off)
    return {role: label_in(labels, role) for role in roles}


def look_through(role: str, chapters: tuple[Chapter, ...], reading: Reading) -> Lens:
    """Put first what a role signs, most of it first; everybody else reads in order."""
    own = [chapter for chapter in chapters if role in chapter.section.signed_by]
    own.sort(key=lambda chapter: -_concern(role, chapter))
    rest = tuple(chapter for chapter in chapters if chapter not in own)
    return Lens(role, label_in(reading.role_labels, role), tuple(own), rest)


def _concern(role: str, chapter: Chapter) -> int:
    """Return how many of a section's answers this role cares about."""
    return sum(role in attribute.roles for attribute in chapter.section.attributes)


def list_risks(text: Text) -> list[Risk]:
    """Return the risks as the heat map shows them."""
    rows = text.document.rows(REGISTER)
    return [
        Risk(
            place,
            row.text("probability"),
            row.text("impact"),
            residual_probability=row.text("residual_probability"),
            residual_impact=row.text("residual_impact"),
        )
        for place, row in enumerate(rows, start=1)
    ]


def place_notes(text: Text) -> dict[str, tuple[str, str]]:
    """Return for each key with a finding its section, as a link and in words."""
    template = text.document.template
    places: dict[str, tuple[str, str]] = {}
    for note in text.notes:
        section = template.section(template.section_of.get(note.key, ""))
        if section is not None:
            words = f"{section.number} {section.title}, {template.attributes[note.key].title}"
            places[note.key] = (section.key, words.strip())
        else:
            places[note.key] = ("", str(NO_FIELD.get(note.key, "")))
    return places
