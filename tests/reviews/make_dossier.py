"""A dossier of the catalogue's running example: card payment fraud, signed by seven roles."""

from __future__ import annotations

import copy
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from reviews.exports.dossier import (
    Dossier,
    Message,
    OpenCondition,
    ReviewComment,
    RevisionText,
    SignedCheckpoint,
    SignedDecision,
    TrailEntry,
)
from reviews.exports.stages import GateRecord, RuleRecord, StageRecord
from specs import catalogue
from specs.domain.attribute import Attribute, Kind, Template
from trail.domain.canonical import canonical, digest
from trail.domain.event import Actor, Tip, build_entry, describe
from trail.domain.event import Kind as Event

SPEC = "0198c0de-0000-7000-8000-00000000f00d"
CHAIN = f"spec:{SPEC}"
START = datetime(2026, 2, 2, 9, 30, 44, tzinfo=UTC)
PEOPLE = {
    "product_manager": ("Sam Ortiz", "Senior product manager"),
    "data_scientist": ("Li Na Brandt", "Lead data scientist"),
    "ml_engineer": ("Tomáš Veselý", "Staff engineer"),
    "data_engineer": ("Aïsha Rahman", "Data platform"),
    "sre_on_call": ("Piotr Zieliński", "Site reliability"),
    "legal_compliance": ("Imani Castell", "Counsel"),
    "finance": ("Marc Duval", "Head of finance"),
}
STATEMENTS = {
    "product_manager": "I approve what users will see: at most 0.35% of genuine payments stopped,"
    " rolled back at once above it.",
    "data_scientist": "I approve recall of at least 0.70 in total and in each of 4 subgroups,"
    " at 95% confidence.",
    "ml_engineer": "I can serve this within 60 ms at p99 and see it in production through 5"
    " signals.",
    "data_engineer": "I deliver the 5 features of section 2 at request time and the contract test"
    " that guards them.",
    "sre_on_call": "I agree to be paged for this: p99 60 ms, peak 25 a second, rollback within 10"
    " minutes.",
    "legal_compliance": "No block without reason codes, human review and an appeal within 1 day;"
    " no discrimination by age or country.",
    "finance": "I approve $540,000 a year to run against $4.3 million expected, and 933 false"
    " alarms a day at $3,732.",
}

SPINE = "ml_model_spec"
WERE = {
    "deployment.p99": {"value": "80", "unit": "ms"},
    "monitoring.retraining_cadence": {"value": "60", "unit": "days"},
}


def stored(attribute: Attribute, plain: Any) -> Any:
    """An example of the catalogue in the form in which answers are stored."""
    if attribute.kind in (Kind.TABLE, Kind.RUBRIC):
        items = []
        for n, row in enumerate(plain, start=1):
            cells = {key: value for key, value in row.items() if key != "row"}
            given = {"row": row["row"]} if "row" in row else {}
            items.append({"id": f"{attribute.key}-{n}", **given, "cells": cells})
        return items
    if attribute.kind is Kind.CHECKLIST:
        return [{"id": f"{attribute.key}-{k}", "row": k, "cells": v} for k, v in plain.items()]
    return plain


def answers(template_key: str = SPINE) -> dict[str, dict[str, Any]]:
    """Every example of the template, by section and key."""
    template = catalogue.template(template_key)
    return {
        section.key: {a.key: stored(a, a.example) for a in section.attributes if a.example}
        for section in template.sections
    }


WARNINGS = (
    ("REQ012", "framing.output_type", "Usage without a reason", "No reason is given for it."),
    ("FEA010", "io.inputs", "Costly input", "The device stream costs $900 a month."),
)


def make_revision(
    number: int, given: dict[str, dict[str, Any]], at: datetime, template_key: str = SPINE
) -> RevisionText:
    """Freeze answers as the product does."""
    template = catalogue.template(template_key)
    content: dict[str, Any] = {
        "format": 1,
        "spec": {"id": SPEC, "title": "Card payment fraud detection"},
        "organisation": {"id": "org-1", "name": "Meridian Payments"},
        "revision": number,
        "frozen_at": stamp(at),
        "frozen_by": {"id": "7", "name": "Dana Okafor"},
        "template": {
            "key": template.key,
            "version": 3,
            "title": template.title,
            "digest": template.digest,
        },
        "sections": [
            {"key": key, "hash": digest(canonical({"key": key, "answers": held})), "answers": held}
            for key, held in given.items()
        ],
        "waivers": [_waiver(*warning, at) for warning in WARNINGS],
        "checks": {
            "rules": digest("rules"),
            "evaluated_on": at.date().isoformat(),
            "findings": [_finding(*warning) for warning in WARNINGS],
        },
        "policy": {"demand_all_sign_again": False, "roles": [_role(r, template) for r in PEOPLE]},
    }
    text = canonical(content)
    return RevisionText(number, digest(text), text, stamp(at), "Dana Okafor")


def _waiver(code: str, key: str, _title: str, message: str, at: datetime) -> dict[str, str]:
    reason = "Paid by the platform team until July; reviewed then."
    accepted = {"reason": reason, "by": "Dana Okafor", "at": stamp(at - timedelta(hours=20))}
    return {"code": code, "key": key, "message": message, **accepted}


def _finding(code: str, key: str, title: str, message: str) -> dict[str, str]:
    found = {"code": code, "severity": "warning", "key": key}
    return {**found, "title": title, "message": message, "fix": "Say so."}


def _role(role: str, template: Template) -> dict[str, Any]:
    name, _title = PEOPLE[role]
    return {
        "role": role,
        "label": catalogue.roles()[role]["label"],
        "required": role != "finance",
        "sections": [section.key for section in template.sections_of_role(role)],
        "cares_about": [],
        "block_prompt": "",
        "signers": [{"id": role, "name": name, "email": mail(name)}],
    }


def stamp(at: datetime) -> str:
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def mail(name: str) -> str:
    last = name.rsplit(maxsplit=1)[-1].lower()
    return last.encode("ascii", "ignore").decode() + "@meridian.example"


def make_sign_offs(now: RevisionText, before: RevisionText) -> tuple[SignedDecision, ...]:
    """Seven roles; that of the data scientist was carried over."""
    given: list[SignedDecision] = []
    for n, (role, (name, title)) in enumerate(PEOPLE.items()):
        is_carried = role == "data_scientist"
        revision = before if is_carried else now
        at = START + timedelta(days=1 if is_carried else 15, hours=n, minutes=7 * n)
        facts: dict[str, Any] = {
            "role": {"key": role, "label": role},
            "seat": 0,
            "turn": 1,
            "decision": "approved",
            "statement": STATEMENTS[role],
            "content_hash": revision.content_hash,
            "signer": {"id": role, "name": name},
            "signed_at": stamp(at),
            "previous": [held.record_hash for held in given],
            "carried_from": {"revision": 1, "record_hash": "0"} if is_carried else None,
        }
        record = canonical(facts)
        given.append(
            SignedDecision(
                role=role,
                role_label=str(catalogue.roles()[role]["label"]),
                name=name,
                title=title,
                email=mail(name),
                decision="approved",
                statement=STATEMENTS[role],
                signed_at=stamp(at),
                zone="Europe/Paris",
                methods=("password", "one-time code") if n % 2 else ("passkey",),
                content_hash=revision.content_hash,
                record=record,
                record_hash=digest(record),
                carried_from=before.number if is_carried else None,
                block_prompt="At what running cost or return would you withdraw the budget?"
                if role == "finance"
                else "",
                block_answer="Serving above $18,000 a month two months running, or less than a 20%"
                " drop in fraud loss at half traffic."
                if role == "finance"
                else "",
            )
        )
    return tuple(given)


def make_trail(events: int, sign_offs: tuple[SignedDecision, ...] = ()) -> tuple[TrailEntry, ...]:
    """A chain of that many events, and one for each sign-off behind them."""
    tip = Tip(0, "0" * 64, START)
    made: list[TrailEntry] = []
    labels = ("Rollback time", "Model latency P99", "Data sources", "Risk register")
    for n in range(events):
        by = Actor("7", "Dana Okafor")
        kind, facts = Event.ANSWER_SAVED, {"label": labels[n % 4], "key": "x"}
        if n == 0:
            kind, facts = Event.SPEC_CREATED, {"title": "Card payment fraud detection"}
        elif n % 9 == 8:
            kind, facts = Event.SPEC_SUBMITTED, {"revision": str(n // 9 + 1)}
        tip = tell(made, tip, kind, facts, by)
    for given in sign_offs:
        told = {"role": given.role, "role_label": given.role_label, "revision": 2}
        kind = Event.SIGNOFF_CARRIED_OVER if given.carried_from else Event.SIGNOFF_GIVEN
        tip = tell(made, tip, kind, told, Actor(given.role, given.name), given.record_hash)
    return tuple(made)


def tell(
    made: list[TrailEntry],
    tip: Tip,
    kind: Event,
    facts: dict[str, Any],
    by: Actor,
    after: str | None = None,
) -> Tip:
    entry = build_entry(chain=CHAIN, tip=tip, kind=kind, by=by, facts=facts, after=after)
    words = describe(entry)
    made.append(TrailEntry(entry.seq, stamp(entry.at), by.name, words, entry.hash, entry.body))
    return Tip(entry.seq, entry.hash, tip.at + timedelta(hours=3, minutes=11))


def make_checkpoint(trail: tuple[TrailEntry, ...]) -> SignedCheckpoint:
    """A checkpoint over the last event, signed with a key that only this dossier knows."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PrivateKey,
    )

    key = Ed25519PrivateKey.from_private_bytes(b"\7" * 32)
    last = trail[-1]
    body = canonical(
        {"number": 12, "at": last.at, "heads": [[CHAIN, last.seq, last.hash]], "root": "", "v": 1}
    )
    signature = key.sign(b"\0" + body.encode()).hex()
    public = key.public_key().public_bytes_raw().hex()
    return SignedCheckpoint(last.at, last.seq, body, signature, public)


def earlier(given: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """The answers as they were one revision before."""
    before = copy.deepcopy(given)
    held = {key: section for section in before.values() for key in section}
    for key, was in WERE.items():
        if key in held:
            held[key][key] = was
    if "evaluation.subgroups" in held:
        subgroups = held["evaluation.subgroups"]["evaluation.subgroups"]
        subgroups[1]["cells"]["positives"] = "2900"
        cells = {"subgroup": "Gift cards", "dimension": "Kind", "threshold": "0.6"}
        subgroups.append({"id": "gone", "cells": cells})
    return before


def make_condition() -> OpenCondition:
    """A condition that was set in the first round and accepted as met."""
    return OpenCondition(
        role_label="SRE / on-call",
        text="A runbook for the three most likely alarms is in the wiki and was rehearsed.",
        owner="Tomáš Veselý",
        due_on="2026-02-12",
        revision=1,
        met_at=stamp(START + timedelta(days=10)),
        met_note="Rehearsed with the night shift.",
        accepted_at=stamp(START + timedelta(days=11)),
        accepted_by="Piotr Zieliński",
    )


def make_stage() -> StageRecord:
    """A stage that passed although one rule was not met."""
    rule = RuleRecord(
        "Recall", "at least 0.60", "0.59", "Not met", "Run 31", "2026-02-20", "Li Na Brandt"
    )
    decision = GateRecord(
        words="Passed although Recall 0.59 < 0.60",
        reason="The labels of gift cards were six weeks late.",
        by="Sam Ortiz",
        title="Senior product manager",
        at=stamp(START + timedelta(days=18)),
        revision=2,
        known=({"rule": "Recall", "wanted": "at least 0.60", "measured": "0.59"},),
    )
    return StageRecord(
        title="PoC",
        stand="passed",
        begun_on="2026-02-02",
        ends_on="2026-04-01",
        former_ends=("2026-03-16",),
        budget="90,000 USD",
        spent="84,500 USD, 5,500 USD left",
        rules=(rule,),
        decisions=(decision,),
    )


def make_comment() -> ReviewComment:
    """A comment that was answered and disposed of."""
    return ReviewComment(
        place="6 Rollback time",
        quote="10 min",
        revision=1,
        messages=(
            Message(
                by="Piotr Zieliński",
                at=stamp(START + timedelta(days=2)),
                text="Was it rehearsed with 4 instances?",
            ),
            Message(
                by="Tomáš Veselý",
                at=stamp(START + timedelta(days=2, hours=1)),
                text="Twice on Friday, 6 and 7 minutes.",
            ),
        ),
        disposition="Partly accepted",
        reason="Rehearsed; the runbook follows.",
        disposed_by="Dana Okafor",
        disposed_at=stamp(START + timedelta(days=3)),
    )


def make_dossier(*, events: int = 60, template_key: str = SPINE, **changes: Any) -> Dossier:
    """The running example as its second revision; ``changes`` replace fields."""
    now = answers(template_key)
    old = make_revision(1, earlier(now), START + timedelta(hours=8), template_key)
    new = make_revision(2, now, START + timedelta(days=14), template_key)
    sign_offs = make_sign_offs(new, old)
    trail = make_trail(events, sign_offs)
    dossier = Dossier(
        title="Card payment fraud detection",
        organisation="Meridian Payments",
        owner="Dana Okafor",
        status="approved",
        status_at=stamp(START + timedelta(days=19, hours=4, minutes=32)),
        revision=new,
        template=catalogue.template(template_key).definition(),
        template_version=3,
        sign_offs=sign_offs,
        trail=trail,
        chain=CHAIN,
        export_number="7K3Q-20260221",
        verify_url="https://countersign.meridian.example/verify/",
        application="Countersign 0.1.0",
        earlier=(old,),
        conditions=(make_condition(),),
        comments=(make_comment(),),
        stages=(make_stage(),),
        checkpoints=(make_checkpoint(trail),),
        key_fingerprint=digest("key"),
        root_certificate="-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n",
    )
    return replace(dossier, **changes)
