"""Writing an organisation's own template: begin, change, publish, retire."""

from __future__ import annotations

import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, NamedTuple
from uuid import UUID, uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now

from accounts.models import Organisation, StakeholderRole
from specs import access, catalogue
from specs.domain.attribute import Template
from specs.domain.drafting.edits import choose_optional, signing_roles
from specs.domain.drafting.problems import find_problems
from specs.domain.drafting.words import TITLE_LIMIT, free_slug
from specs.models import SpecTemplate, TemplateDraft
from trail.actions import append
from trail.domain.canonical import canonical, digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from collections.abc import Callable

    from accounts.models import User
    from specs.domain.drafting.problems import Problem

PREFIX = "org-"
SOURCE = "own"


class OutOfDate(Exception):
    """Somebody else changed the draft since the page was loaded."""


@dataclass
class NotFit(Exception):
    """The draft cannot be published: every reason."""

    problems: tuple[Problem, ...]


@dataclass(frozen=True)
class Edit:
    """One change to a draft, with the words that the trail keeps of it."""

    words: str
    apply: Callable[[Template], Template]


@transaction.atomic
def copy_template(
    *, organisation: Organisation, source: SpecTemplate, by: User, form_id: UUID | None = None
) -> TemplateDraft:
    """Begin a template of the organisation's own as a copy of a built-in or own one."""
    organisation = _lock_organisation(organisation, by)
    if begun := _find_begun(organisation, form_id):
        return begun
    if source.organisation_id not in (None, organisation.pk):
        raise PermissionDenied
    title = _free_title(organisation, source.title, f"Our {source.title}")
    template = replace(source.template, title=title, source=SOURCE)
    facts = {"source": f"{source.title}, version {source.version}"}
    start = _Start(Kind.TEMPLATE_DRAFTED, facts, source, form_id)
    return _begin(organisation, template, start, by)


@transaction.atomic
def copy_draft(*, draft: TemplateDraft, by: User, form_id: UUID | None = None) -> TemplateDraft:
    """Begin another template as a copy of one of the organisation's own, as it stands now."""
    organisation = _lock_organisation(draft.organisation, by)
    if begun := _find_begun(organisation, form_id):
        return begun
    source = TemplateDraft.objects.get(pk=draft.pk)
    title = _free_title(organisation, source.title, source.title)
    template = replace(source.template, title=title)
    facts = {"source": f"{source.title}, the draft"}
    start = _Start(Kind.TEMPLATE_DRAFTED, facts, source.based_on, form_id)
    return _begin(organisation, template, start, by)


@transaction.atomic
def import_template(
    *,
    organisation: Organisation,
    template: Template,
    file: str,
    by: User,
    form_id: UUID | None = None,
) -> TemplateDraft:
    """Begin a template of the organisation's own from what a file holds."""
    organisation = _lock_organisation(organisation, by)
    if begun := _find_begun(organisation, form_id):
        return begun
    title = template.title
    if organisation.template_drafts.filter(title=title).exists():
        title = _free_title(organisation, title, title)
    template = replace(template, title=title, source=SOURCE)
    start = _Start(Kind.TEMPLATE_IMPORTED, {"file": file}, None, form_id)
    return _begin(organisation, template, start, by)


@transaction.atomic
def change_draft(*, draft: TemplateDraft, version: int, edit: Edit, by: User) -> TemplateDraft:
    """Change a draft that nobody changed since ``version``; raises OutOfDate, and Invalid."""
    draft = _lock(draft, by)
    if draft.version != version:
        raise OutOfDate
    changed = edit.apply(draft.template)
    definition = canonical(changed.definition())
    if definition == draft.definition:
        return draft
    before = digest(draft.definition)
    updated = TemplateDraft.objects.filter(pk=draft.pk)
    updated.update(
        definition=definition,
        previous=draft.definition,
        title=changed.title,
        version=version + 1,
        updated_by=by,
        updated_at=Now(),
    )
    draft = TemplateDraft.objects.get(pk=draft.pk)
    append(
        chain=draft.organisation.chain,
        kind=Kind.TEMPLATE_CHANGED,
        by=by.as_actor(),
        object=f"template:{draft.key}",
        before=before,
        after=digest(definition),
        facts={"template": draft.title, "change": edit.words},
    )
    return draft


@transaction.atomic
def publish_draft(*, draft: TemplateDraft, version: int, by: User) -> SpecTemplate | None:
    """Make the next version of a draft; None when the newest says the same. Raises NotFit."""
    draft = _lock(draft, by)
    if draft.version != version:
        raise OutOfDate
    if problems := problems_of(draft):
        raise NotFit(problems)
    definition = canonical(draft.template.definition())
    versions = access.versions_of(draft)
    newest = versions.order_by("-version").first()
    if newest is not None and newest.digest == digest(definition):
        return None
    last = versions.aggregate(last=Max("version"))["last"] or 0
    published = SpecTemplate.objects.create(
        organisation=draft.organisation,
        key=draft.key,
        version=last + 1,
        title=draft.title,
        definition=definition,
        digest=digest(definition),
    )
    append(
        chain=draft.organisation.chain,
        kind=Kind.TEMPLATE_PUBLISHED,
        by=by.as_actor(),
        object=f"template:{draft.key}",
        after=published.digest,
        facts={"template": published.title, "version": published.version},
    )
    return published


def problems_of(draft: TemplateDraft) -> tuple[Problem, ...]:
    """Return what stands between a draft and its publication."""
    labels = roles_for(draft.organisation)
    return find_problems(draft.template, labels, catalogue.attributes())


def roles_for(organisation: Organisation) -> dict[str, str]:
    """Return the label of each role that can sign in an organisation, by key."""
    roles = StakeholderRole.objects.of(organisation)
    return dict(roles.values_list("key", "label"))


@transaction.atomic
def retire_template(*, draft: TemplateDraft, by: User) -> TemplateDraft:
    """Offer a template no longer; specs that were made from it go on."""
    return _set_retired(draft, Kind.TEMPLATE_RETIRED, by)


@transaction.atomic
def restore_template(*, draft: TemplateDraft, by: User) -> TemplateDraft:
    """Offer a retired template again."""
    return _set_retired(draft, Kind.TEMPLATE_RESTORED, by)


def _set_retired(draft: TemplateDraft, kind: Kind, by: User) -> TemplateDraft:
    draft = _lock(draft, by)
    is_retiring = kind is Kind.TEMPLATE_RETIRED
    if (draft.retired_at is not None) == is_retiring:
        return draft
    moment = Now() if is_retiring else None
    TemplateDraft.objects.filter(pk=draft.pk).update(retired_at=moment)
    append(
        chain=draft.organisation.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"template:{draft.key}",
        facts={"template": draft.title},
    )
    return TemplateDraft.objects.get(pk=draft.pk)


def _lock(draft: TemplateDraft, by: User) -> TemplateDraft:
    draft = TemplateDraft.objects.lock(draft.pk)
    if not access.can_draft(by, draft.organisation):
        raise PermissionDenied
    return draft


def _lock_organisation(organisation: Organisation, by: User) -> Organisation:
    """Let two who begin a template at once do so one after the other: each finds a free key."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_draft(by, organisation):
        raise PermissionDenied
    return organisation


class _Start(NamedTuple):
    """How a template begins: the event, what it says, the source, the form that asked for it."""

    kind: Kind
    facts: dict[str, str]
    source: SpecTemplate | None
    form_id: UUID | None


def _find_begun(organisation: Organisation, form_id: UUID | None) -> TemplateDraft | None:
    """Return the template that the same form, sent twice, began before."""
    if form_id is None:
        return None
    return organisation.template_drafts.filter(pk=form_id, version=1).first()


def _begin(
    organisation: Organisation, template: Template, start: _Start, by: User
) -> TemplateDraft:
    taken = {key.removeprefix(PREFIX) for key in _keys(organisation)}
    key = PREFIX + free_slug(template.title, taken, "template")
    template = replace(template, key=key)
    template = choose_optional(
        template, [r for r in template.optional_sign_off if r in signing_roles(template)]
    )
    draft = TemplateDraft.objects.create(
        id=_free_id(start.form_id),
        organisation=organisation,
        key=key,
        title=template.title,
        definition=canonical(template.definition()),
        based_on=start.source,
        created_by=by,
        updated_by=by,
    )
    append(
        chain=organisation.chain,
        kind=start.kind,
        by=by.as_actor(),
        object=f"template:{key}",
        after=digest(draft.definition),
        facts={"template": template.title, **start.facts},
    )
    return TemplateDraft.objects.get(pk=draft.pk)


def _free_id(form_id: UUID | None) -> UUID:
    if form_id is None or TemplateDraft.objects.filter(pk=form_id).exists():
        return uuid4()
    return form_id


def _keys(organisation: Organisation) -> list[str]:
    return list(organisation.template_drafts.values_list("key", flat=True))


def _free_title(organisation: Organisation, title: str, wanted: str) -> str:
    """Return a title that no other template of the organisation has."""
    taken = set(organisation.template_drafts.values_list("title", flat=True))
    base = (title if title.startswith("Our ") else wanted)[: TITLE_LIMIT - len(" 1000")]
    numbered = (f"{base} {n}" for n in range(2, len(taken) + 3))
    return next(one for one in (base, *numbered) if one not in taken)


@transaction.atomic
def undo_change(*, draft: TemplateDraft, version: int, by: User) -> TemplateDraft:
    """Go back to what stood there before the last change; twice, and the change is there again."""
    held = _lock(draft, by)
    if not held.previous:
        return held
    former = Template.from_definition(json.loads(held.previous))
    return change_draft(
        draft=draft,
        version=version,
        edit=Edit("the last change was taken back", lambda _: former),
        by=by,
    )
