"""GOV: who signs, and what their signatures amount to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator

from specs.domain.checks.check import SIGN_OFF, At, Severity, check
from specs.domain.document import Document, Purpose
from specs.domain.roles import role_label
from specs.domain.signing import SEVERAL

APPROVALS = ("approved", "approved_with_conditions")
MANY = 3  # roles of one person


@check(
    "GOV012",
    "Sign-off role without a person",
    Severity.BLOCKER,
    message="Nobody can sign for: {items}.",
    fix="Invite a person for each role.",
    source="002 §8",
)
def role_without_person(document: Document) -> Iterator[At]:
    """A role has to sign, and nobody in the organisation holds it.

    The spec could never be approved. Who signs is named on the page on which the spec is
    submitted; while that is not known, nothing is said here.
    """
    signers = document.signers
    if signers is not None:
        yield from _at_roles(role for role in _required(document) if not signers.get(role))


@check(
    "GOV013",
    "Sign-off missing",
    Severity.BLOCKER,
    message="Not signed yet: {items}.",
    fix="Ask them to review.",
    source="product; 002 §8",
)
def signature_missing(document: Document) -> Iterator[At]:
    """A role that has to sign has not decided yet, or not with as many people as it needs.

    Approved means that every role said yes to the same text. This is asked only when the spec
    is to be approved.
    """
    if document.purpose is Purpose.APPROVE:
        signed = {s.get("role") for s in document.signoffs if not s.get("others_missing")}
        yield from _at_roles(role for role in _required(document) if role not in signed)


@check(
    "GOV014",
    "Sign-off belongs to an earlier revision",
    Severity.BLOCKER,
    message="The text changed after the signature of: {items}.",
    fix="Ask them to sign this revision.",
    source="product; 001 §9",
)
def signature_outdated(document: Document) -> Iterable[At]:
    """An approval was given to an earlier text, and was not carried over.

    A signature stands for the words that were read. It is carried over by itself where the
    sections of the role did not change; here they did.
    """
    return _at_roles(
        str(signoff.get("role"))
        for signoff in document.signoffs
        if signoff.get("decision") in APPROVALS
        and not _is_of(signoff.get("revision"), document.revision)
        and not signoff.get("carried_over")
    )


@check(
    "GOV015",
    "Sign-off with open conditions",
    Severity.BLOCKER,
    message="Conditions still open for: {items}.",
    fix="Meet the conditions and close them.",
    source="product; 002 §8",
)
def condition_open(document: Document) -> Iterable[At]:
    """A role approved under conditions, and one of them is not accepted as met.

    Until then its word is not a yes. The condition names its owner and its day.
    """
    return _at_roles(
        str(signoff.get("role"))
        for signoff in document.signoffs
        if signoff.get("decision") == "approved_with_conditions" and signoff.get("conditions_open")
    )


@check(
    "GOV016",
    "A role has blocked the spec",
    Severity.BLOCKER,
    message="Blocked by: {items}.",
    fix="Answer the reason given.",
    source="002 §8",
)
def blocked_by_role(document: Document) -> Iterable[At]:
    """A role read the spec and said no.

    One no is enough, whatever the others said. Its reason stands beside the sections that it is
    about.
    """
    return _at_roles(
        str(signoff.get("role"))
        for signoff in document.signoffs
        if signoff.get("decision") == "blocked"
    )


@check(
    "GOV017",
    "One person signs for most roles",
    Severity.WARNING,
    message="One person signs for three or more roles.",
    fix="Spread the roles; each sees other risks.",
    source="002 §8 (derived)",
)
def one_person_for_many_roles(document: Document) -> Iterator[At]:
    """The same person has to sign in three roles or more.

    Finance, operations and data look for other dangers, and a person who signs for all of them
    looks once. In a small company that may be so; then somebody writes down why.
    """
    signers = document.signers
    if signers:
        held = Counter(signers.get(role) for role in _required(document))
        if any(held[one] >= MANY for one in held if one and one != SEVERAL):
            yield At(SIGN_OFF)


def _required(document: Document) -> tuple[str, ...]:
    return document.template.sign_off


def _is_of(stated: object, revision: int) -> bool:
    """Revisions are numbers in the product, and figures as text in files."""
    return str(stated) == str(revision)


def _at_roles(roles: Iterable[str]) -> tuple[At, ...]:
    found = tuple(role_label(role) for role in dict.fromkeys(roles))
    return (At(SIGN_OFF, found),) if found else ()


CHECKS = (
    role_without_person,
    signature_missing,
    signature_outdated,
    condition_open,
    blocked_by_role,
    one_person_for_many_roles,
)
