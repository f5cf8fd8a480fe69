"""Writing an organisation's own checks: begin, change, publish, retire."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Max
from django.db.models.functions import Now
from django.utils.translation import gettext as _

from accounts.models import Organisation
from specs import access
from specs.actions.checking import ask_again
from specs.actions.drafting import OutOfDate
from specs.domain.own_checks.definition import ACTIVE_LIMIT, cases_text, code_of
from specs.models import CheckState, OrganisationCheck, OrganisationCheckVersion
from specs.trying import Trial, load_world, try_cases
from trail.actions import append
from trail.domain.canonical import digest
from trail.domain.event import Kind

if TYPE_CHECKING:
    from accounts.models import User
    from specs.domain.own_checks.definition import Case, Rule

MANY = 200  # checks of one organisation, retired ones among them


@dataclass
class NotProven(Exception):
    """A check cannot be published: what is wrong with it, and which cases fail."""

    trial: Trial
    reasons: tuple[str, ...]


@transaction.atomic
def create_check(
    *, organisation: Organisation, rule: Rule, cases: tuple[Case, ...], by: User
) -> OrganisationCheck:
    """Begin a check; nothing runs before it is published."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    if not access.can_write_checks(by, organisation):
        raise PermissionDenied
    last = organisation.own_checks.aggregate(last=Max("number"))["last"] or 0
    if last >= MANY:
        raise ValidationError(_("There are too many checks. Change one that is not in use."))
    check = OrganisationCheck.objects.create(
        organisation=organisation,
        number=last + 1,
        code=code_of(last + 1),
        title=rule.title,
        rule=rule.text,
        cases=cases_text(cases),
        created_by=by,
        updated_by=by,
    )
    _record(check, Kind.OWN_CHECK_DRAFTED, by, after=digest(check.rule))
    return check


@transaction.atomic
def change_check(
    *, check: OrganisationCheck, version: int, rule: Rule, cases: tuple[Case, ...], by: User
) -> OrganisationCheck:
    """Change what is written of a check; what runs stays until that is published."""
    check = _lock(check, by)
    if check.version != version:
        raise OutOfDate
    if (check.rule, check.cases) == (rule.text, cases_text(cases)):
        return check
    before = digest(check.rule)
    OrganisationCheck.objects.filter(pk=check.pk).update(
        rule=rule.text,
        cases=cases_text(cases),
        title=rule.title,
        version=version + 1,
        updated_by=by,
        updated_at=Now(),
    )
    check = OrganisationCheck.objects.select_related("organisation", "current").get(pk=check.pk)
    _record(check, Kind.OWN_CHECK_CHANGED, by, before=before, after=digest(check.rule))
    return check


def publish_check(*, check: OrganisationCheck, version: int, by: User) -> OrganisationCheck:
    """Let a check run as it is written. Raises NotProven unless its cases show that it works.

    The cases are tried before anything is locked: what is written under one version of the
    check does not change.
    """
    trial = try_cases(check.draft, check.tried_with, load_world(check.organisation_id))
    if reasons := why_not(trial):
        raise NotProven(trial, reasons)
    return _publish(check, version, by)


def why_not(trial: Trial) -> tuple[str, ...]:
    """Return what stands between a check and its publication, in words."""
    failed = [one.case.name for one in trial.tried if not one.is_passed]
    reasons = [str(problem) for problem in trial.problems]
    if not any(one.case.fires for one in trial.tried):
        reasons.append(_("No case shows that it fires."))
    if all(one.case.fires for one in trial.tried):
        reasons.append(_("No case shows that it stays silent."))
    if failed and not trial.problems:
        reasons.append(_("Not passed: %(names)s.") % {"names": ", ".join(failed)})
    return tuple(reasons)


@transaction.atomic
def _publish(check: OrganisationCheck, version: int, by: User) -> OrganisationCheck:
    tried = check.rule
    organisation = Organisation.objects.select_for_update().get(pk=check.organisation_id)
    check = _lock(check, by)
    if check.version != version or check.rule != tried:
        raise OutOfDate
    if check.state == CheckState.ACTIVE and not check.is_changed:
        return check
    others = organisation.own_checks.active().exclude(pk=check.pk).count()
    if others >= ACTIVE_LIMIT:
        raise ValidationError(
            _("At most %(n)d checks run at a time. Retire one first.") % {"n": ACTIVE_LIMIT}
        )
    last = check.versions.aggregate(last=Max("number"))["last"] or 0
    current = OrganisationCheckVersion.objects.create(
        check_row=check,
        number=last + 1,
        rule=check.rule,
        cases=check.cases,
        digest=digest(check.rule),
        published_by=by,
    )
    check.current, check.state = current, CheckState.ACTIVE
    check.save(update_fields=["current", "state"])
    facts = {"version": str(current.number)}
    _record(check, Kind.OWN_CHECK_PUBLISHED, by, after=current.digest, facts=facts)
    ask_again(organisation)
    return check


@transaction.atomic
def retire_check(*, check: OrganisationCheck, by: User) -> OrganisationCheck:
    """Let a check run no longer; its code is never given to another."""
    check = _lock(check, by)
    if check.state == CheckState.RETIRED:
        return check
    was_active = check.state == CheckState.ACTIVE
    check.state = CheckState.RETIRED
    check.save(update_fields=["state"])
    _record(check, Kind.OWN_CHECK_RETIRED, by)
    if was_active:
        ask_again(check.organisation)
    return check


def _lock(check: OrganisationCheck, by: User) -> OrganisationCheck:
    check = OrganisationCheck.objects.lock(check.pk)
    if not access.can_write_checks(by, check.organisation):
        raise PermissionDenied
    return check


def _record(
    check: OrganisationCheck,
    kind: Kind,
    by: User,
    *,
    before: str | None = None,
    after: str | None = None,
    facts: dict[str, str] | None = None,
) -> None:
    append(
        chain=check.organisation.chain,
        kind=kind,
        by=by.as_actor(),
        object=f"check:{check.code}",
        before=before,
        after=after,
        facts={"code": check.code, "check": check.title, **(facts or {})},
    )
