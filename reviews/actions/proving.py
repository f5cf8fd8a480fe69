"""The signer proves who they are: a nonce for one page, then password and code, or a passkey."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import transaction
from django.db.models import Max, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.access import confirming_sign_on, needed_sign_on
from accounts.actions import queue_mail
from accounts.models import User
from reviews.actions.refusals import Refusal, Why
from reviews.models import BreakGlass, Decision, IdentityFailure, SigningNonce, SignOff
from trail.actions import append
from trail.domain.event import Kind

if TYPE_CHECKING:
    from datetime import datetime
    from uuid import UUID

    from accounts.single_sign_on.proof import Confirmed
    from reviews.decisions import Proof
    from reviews.models import Review
    from trail.domain.event import Json

NONCE_LIFE = timedelta(minutes=5)
PAUSE = timedelta(minutes=15)
TRIES_TO_TELL, TRIES_TO_PAUSE = 3, 5
LONGEST_PASSWORD = 4096  # characters: a hash of more only burns time


@transaction.atomic
def give_nonce(*, review: Review, role: str, to: User) -> SigningNonce:
    """Allow one posting of one sign page within five minutes; those run out are swept away."""
    SigningNonce.objects.filter(user=to, given_at__lt=Now() - 12 * NONCE_LIFE).delete()
    return SigningNonce.objects.create(user=to, review=review, role=role)


def use_nonce(nonce_id: UUID, *, review: Review, role: str, by: User) -> bool:
    """Use a nonce up; False when it was used, is too old, or was given for something else."""
    fitting = SigningNonce.objects.filter(
        pk=nonce_id, user=by, review=review, role=role, used_at=None
    )
    return fitting.filter(given_at__gt=Now() - NONCE_LIFE).update(used_at=Now()) == 1


def needs_code(user: User) -> bool:
    """Say whether this person has a second factor that gives codes."""
    return bool(Authenticator.objects.filter(user=user, type=Authenticator.Type.TOTP).exists())


def has_passkey(user: User) -> bool:
    """Say whether this person can prove who they are with a passkey."""
    passkeys = Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN)
    return bool(passkeys.exists())


def prove(*, proof: Proof, review: Review, role: str, by: User) -> list[Json] | Refusal:
    """Return the methods that proved who signs, or why they did not.

    The person's row is locked: whoever tries many passwords at once waits for the count of the
    try before. A wrong try is noted here and stays, since the caller returns and does not raise.
    """
    user = User.objects.select_for_update().get(pk=by.pk)
    wrong = _recent_failures(user)
    if wrong >= TRIES_TO_PAUSE:
        return Refusal(Why.PAUSED)
    if proof.passkey_at is not None and _is_fresh(proof.passkey_at, user):
        at = proof.passkey_at.isoformat()
        return [{"method": "passkey", "at": at}]
    if proof.confirmed is not None and _is_ours(proof.confirmed, review, user):
        return [_as_method(proof.confirmed)]
    if needed_sign_on(user) is not None:
        return Refusal(Why.SIGN_ON)
    refused, methods = _check(user, proof)
    if refused is None:
        return methods
    return _note_failure(refused, wrong + 1, review=review, role=role, by=user)


def is_proof_enough(methods: list[Json], review: Review) -> bool:
    """Say whether what was shown is what the organisation asks of its signers."""
    if not review.revision.spec.organisation.signers_need_factor:
        return True
    return any(isinstance(entry, dict) and _is_factor(entry) for entry in methods)


def _is_factor(entry: dict[str, Json]) -> bool:
    """Say whether a method is more than a password; a provider has to say so of itself."""
    if entry["method"] == "single sign-on":
        return bool(entry["with_factor"])
    return entry["method"] != "password"


def _as_method(confirmed: Confirmed) -> dict[str, Json]:
    return {
        "method": "single sign-on",
        "provider": confirmed.provider,
        "at": confirmed.at.isoformat(),
        "with_factor": confirmed.with_factor,
    }


def _is_ours(confirmed: Confirmed, review: Review, user: User) -> bool:
    """A fresh sign-in counts for the provider of the spec's organisation and for one signature."""
    organisation = review.revision.spec.organisation_id
    if confirmed.organisation_id != str(organisation):
        return False
    if confirming_sign_on(user, organisation) is None:
        return False
    return not _is_used("single sign-on", confirmed.at, user)


def _check(user: User, proof: Proof) -> tuple[Why | None, list[Json]]:
    if len(proof.password) > LONGEST_PASSWORD or not user.check_password(proof.password):
        return Why.PASSWORD, []
    methods: list[Json] = [{"method": "password"}]
    held = {a.type: a for a in Authenticator.objects.filter(user=user)}
    totp = held.get(Authenticator.Type.TOTP)
    if totp is None:
        return None, methods
    code = "".join(proof.code.split())
    if code and code.isascii() and TOTP(totp).validate_code(code):
        return None, [*methods, {"method": "one-time code"}]
    spare = held.get(Authenticator.Type.RECOVERY_CODES)
    if code and code.isascii() and spare and RecoveryCodes(spare).validate_code(code):
        return None, [*methods, {"method": "recovery code"}]
    return Why.CODE, []


def _is_fresh(at: datetime, user: User) -> bool:
    """A passkey counts for five minutes and for one signature."""
    if not timezone.now() - NONCE_LIFE < at <= timezone.now():
        return False
    return not _is_used("passkey", at, user)


def _is_used(method: str, at: datetime, user: User) -> bool:
    """Say whether a proof was used up already, by a signature or for break-glass."""
    used: list[Json] = [{"method": method, "at": at.isoformat()}]
    asked = Q(asked_by=user, asked_methods__contains=used)
    confirmed = Q(confirmed_by=user, confirmed_methods__contains=used)
    return (
        SignOff.objects.filter(signer=user, methods__contains=used).exists()
        or BreakGlass.objects.filter(asked | confirmed).exists()
    )


def _recent_failures(user: User) -> int:
    """Count the wrong tries that still matter: since the last signature, close to one another."""
    signed = SignOff.objects.filter(signer=user, carried_from=None)
    last = signed.exclude(decision=Decision.WITHDRAWN).aggregate(at=Max("signed_at"))["at"]
    since = timezone.now() - 2 * PAUSE
    tries = IdentityFailure.objects.filter(user=user, failed_at__gt=max(last or since, since))
    times = list(tries.order_by("-failed_at").values_list("failed_at", flat=True)[:TRIES_TO_PAUSE])
    if not times or times[0] <= timezone.now() - PAUSE:
        return 0
    return sum(1 for at in times if at > times[0] - PAUSE)


def _note_failure(why: Why, wrong: int, *, review: Review, role: str, by: User) -> Refusal:
    spec = review.revision.spec
    IdentityFailure.objects.create(user=by, failed_at=timezone.now())
    facts: dict[str, Json] = {
        "role": role,
        "revision": review.revision.number,
        "what": why.value,
        "tries": wrong,
    }
    about = f"revision {review.revision.number}"
    append(
        chain=spec.chain,
        kind=Kind.SIGNOFF_IDENTITY_FAILED,
        by=by.as_actor(),
        object=about,
        facts=facts,
    )
    if wrong >= TRIES_TO_PAUSE:
        append(
            chain=spec.chain, kind=Kind.SIGNOFF_PAUSED, by=by.as_actor(), object=about, facts=facts
        )
    if wrong == TRIES_TO_TELL:
        _tell(by, review)
    if wrong >= TRIES_TO_PAUSE:
        return Refusal(Why.PAUSED)
    return Refusal(why, tries_left=TRIES_TO_PAUSE - wrong)


def _tell(user: User, review: Review) -> None:
    """Warn the person: it may be somebody else who tries to sign in their name."""
    spec = review.revision.spec
    queue_mail(
        to=user,
        kind="signing_failed",
        subject=_("Three failed tries to sign “%(title)s”") % {"title": spec.title},
        lines=(
            _("Somebody, most likely you, entered a wrong password or code three times while")
            + " "
            + _("signing revision %(number)s of “%(title)s”.")
            % {"number": review.revision.number, "title": spec.title},
            _("If it was not you, change your password and end your other sessions."),
        ),
        key=f"signing_failed:{user.pk}:{timezone.now():%Y%m%d%H%M}",
        chain=spec.chain,
    )
