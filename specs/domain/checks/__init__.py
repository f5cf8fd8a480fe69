"""All checks in the order in which they report, and how they are run over a document."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from specs.domain.attribute import Template
from specs.domain.checks import (
    ann,
    dat,
    dep,
    exp,
    fai,
    fea,
    frm,
    gov,
    ioc,
    met,
    mlf,
    mon,
    pha,
    pol,
    prx,
    req,
    rsk,
    txt,
)
from specs.domain.checks.check import Check, Finding, Severity
from specs.domain.document import Document
from specs.domain.outline import outline_of, per_template

__all__ = [
    "BY_CODE",
    "CHECKS",
    "RULES_VERSION",
    "Check",
    "Finding",
    "Severity",
    "checks_of",
    "checks_reading",
    "run",
    "run_again",
    "run_some",
]

CHECKS: tuple[Check, ...] = (
    *req.CHECKS,
    *frm.CHECKS,
    *mlf.CHECKS,
    *pol.CHECKS,
    *prx.CHECKS,
    *fea.CHECKS,
    *met.CHECKS,
    *exp.CHECKS,
    *pha.CHECKS,
    *dat.CHECKS,
    *ann.CHECKS,
    *fai.CHECKS,
    *ioc.CHECKS,
    *rsk.CHECKS,
    *dep.CHECKS,
    *mon.CHECKS,
    *gov.CHECKS,
    *txt.CHECKS,
)
BY_CODE: Mapping[str, Check] = {check.code: check for check in CHECKS}
_ORDER = {check.code: place for place, check in enumerate(CHECKS)}
# Say that something is missing at a key, whatever it is; a check of its own says it better.
GENERAL = ("REQ001", "REQ002")
# Look at the form of every answer, and so are not more specific than the general ones.
FORMAL = ("REQ", "TXT")
# The modules in which the rules are written, and those whose readings they rely on.
RULES = (
    "checks/**/*.py",
    "calculators/*.py",
    "values/*.py",
    *(
        f"{name}.py"
        for name in ("acceptance", "amounts", "conditions", "conversion", "derived", "document")
    ),
    *(
        f"{name}.py"
        for name in (
            "metrics",
            "outline",
            "parameters",
            "readers",
            "reading",
            "roles",
            "signing",
            "stages",
            "statistics",
            "texts",
            "wording",
            "words",
        )
    ),
)


def run(document: Document) -> tuple[Finding, ...]:
    """Everything that the checks find, in reporting order."""
    document.read_everything()
    return _specific_only(_found_by(checks_of(document.template), document))


def run_some(document: Document, checks: Iterable[Check]) -> tuple[Finding, ...]:
    """What these checks find; those whose keys the template does not ask for are left out."""
    return _specific_only(_found_by((c for c in checks if c.runs_in(document.template)), document))


def run_again(document: Document, key: str, before: Iterable[Finding]) -> tuple[Finding, ...]:
    """Everything that the checks find after a change of one answer.

    ``before`` is what they found in the document as it was. Only what the answer can have
    changed is looked at again.
    """
    outline = outline_of(document.template)
    checks = checks_reading(key, document.template)
    again = {check.code: check for check in checks}
    gone = [finding for finding in before if finding.code in again]
    # Where a specific finding goes, a general one may have stood behind it.
    focus = frozenset({key, *outline.hiding.get(key, ()), *(finding.key for finding in gone)})
    found = _found_by(checks, document.narrowed(focus))
    found += [finding for finding in before if finding.code not in again]
    found += [f for f in gone if again[f.code].key_by_key and f.key not in focus]
    found.sort(key=lambda finding: (_ORDER[finding.code], outline.place.get(finding.key, -1)))
    return _specific_only(found)


def _found_by(checks: Iterable[Check], document: Document) -> list[Finding]:
    return [
        finding
        for check in checks
        for at in check.find(document)
        if (finding := check.finding(document, at))
    ]


def _specific_only(found: list[Finding]) -> tuple[Finding, ...]:
    """Without general findings at keys of which a more specific check has something to say."""
    specific = {finding.key for finding in found if finding.code[:3] not in FORMAL}
    return tuple(
        finding for finding in found if finding.code not in GENERAL or finding.key not in specific
    )


def checks_of(template: Template) -> tuple[Check, ...]:
    """The checks that run in a template, in reporting order."""
    return _plan(template).checks


def checks_reading(key: str, template: Template) -> tuple[Check, ...]:
    """The checks of a template whose findings a change of this answer can change.

    That includes those that read an attribute which the answer hides or shows.
    """
    return _plan(template).reading.get(key, ())


@dataclass(frozen=True, slots=True)
class _Plan:
    """Which checks run in a template, and which of them read each key."""

    checks: tuple[Check, ...]
    reading: Mapping[str, tuple[Check, ...]]


@per_template
def _plan(template: Template) -> _Plan:
    checks = tuple(check for check in CHECKS if check.runs_in(template))
    hiding = outline_of(template).hiding
    reading = {}
    for key in template.items:
        keys = {key, *hiding.get(key, ())}
        kinds = {template.items[key].attribute.kind for key in keys}
        reading[key] = tuple(
            check
            for check in checks
            if not (check.kinds.isdisjoint(kinds) and keys.isdisjoint(check.needs + check.reads))
        )
    return _Plan(checks, reading)


def _rules_version() -> str:
    """Of all that decides what is found: any change of these modules makes another version."""
    domain = Path(__file__).parents[1]
    modules = [path for name in RULES for path in sorted(domain.glob(name))]
    digest = hashlib.sha256()
    for path in modules:
        name = path.relative_to(domain).as_posix()
        digest.update(f"{name}\n{path.read_text(encoding='utf-8')}\0".encode())
    return digest.hexdigest()[:16]


RULES_VERSION = _rules_version()
