"""The HTML of an audit PDF: every chapter from a dossier, escaped, ready for the renderer."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from django.template.loader import render_to_string
from django.utils.safestring import SafeString

from reviews.domain.policy import APPROVALS, Policy, Slot
from reviews.domain.progress import Vote, is_satisfied, opened
from reviews.domain.words import in_sentence, listed
from reviews.exports import drawings, fonts
from reviews.exports.chapters import chapters
from reviews.exports.dossier import Dossier, ReviewComment, SignedDecision, TrailEntry
from reviews.exports.prose import printable
from reviews.exports.renegotiated import PrintedAmendment
from reviews.exports.stages import printed_stages

STYLE = Path(__file__).parent / "style.css"
# White space round blocks means nothing, yet each piece of it would be laid out.
_BLOCKS = "table|thead|tbody|tr|th|td|colgroup|col|section|div|p|h[1-4]|li|ol|ul|head|body|meta"
_BETWEEN = re.compile(rf">\s+(</?(?:{_BLOCKS})\b)")
# White space at the end of a text takes part in breaking its last line, at the wrong word.
_AT_THE_END = re.compile(r"\s+(</(?:td|th|p|h[1-4]|li|div)>)")
PRINTED_EVENTS = 1000
LONGEST_QUOTE = 200
SHORT_TITLE = 40  # letters: shorter ones look better on two narrow lines
TYPING = ("answer.", "item.")
STATUS = {
    "approved": ("approved", "Approved"),
    "in_review": ("waiting", "In review"),
    "blocked": ("blocked", "Blocked"),
    "changes_asked": ("lapsed", "Changes asked for"),
    "withdrawn": ("lapsed", "Withdrawn"),
    "superseded": ("carried_over", "Superseded"),
    "archived": ("waiting", "Archived"),
}
DECISIONS = {
    "approved": ("approved", "Approved"),
    "conditions": ("conditions", "Approved with conditions"),
    "blocked": ("blocked", "Blocked"),
    "withdrawn": ("lapsed", "Withdrawn"),
}


@dataclass(frozen=True)
class Moment:
    """A time as it is printed: UTC, and the clock of the signer."""

    day: str
    clock: str
    local: str


@dataclass(frozen=True)
class Signature:
    """A line of the sign-off sheet."""

    given: SignedDecision
    mark: SafeString
    state: str
    word: str
    moment: Moment


@dataclass(frozen=True)
class Pages:
    """What the renderer is given: the document and its stylesheet."""

    html: str
    css: str


def build_pages(dossier: Dossier) -> Pages:
    """Every page as one document; refuses texts that do not match their hashes."""
    dossier.check()
    text = printable(render_to_string("reviews/audit_pdf.html", _context(dossier)))
    text = _AT_THE_END.sub(r"\1", _BETWEEN.sub(r">\1", text))
    return Pages(text, fonts.style_sheet(text, STYLE.read_text()))


def _context(dossier: Dossier) -> dict[str, object]:
    content = dossier.revision.content
    findings, waivers = content["checks"]["findings"], content["waivers"]
    mark, word = STATUS.get(dossier.status, ("waiting", dossier.status))
    printed = _printed(dossier.trail)
    return {
        "dossier": dossier,
        "content": content,
        "short_title": len(dossier.title) < SHORT_TITLE,
        "product_mark": drawings.product_mark(),
        "band": drawings.band(dossier.revision.content_hash),
        "status_mark": drawings.state_mark(mark),
        "status_class": mark.replace("_", "-"),
        "status_words": " ".join(filter(None, (word, long_time(dossier.status_at)))),
        "again_words": _day(dossier.review_again_on) if dossier.review_again_on else "",
        "signed_words": _signed_words(dossier),
        "findings_words": _findings_words(findings, waivers),
        "findings": _with_waivers(findings, waivers),
        "evaluated_on": _day(content["checks"]["evaluated_on"]),
        "rules": content["checks"]["rules"][:16],
        "waivers": [
            dict({"until": ""}, **waiver, when=long_time(waiver["at"])) for waiver in waivers
        ],
        "look_again": content.get("to_look_at_again", ()),
        "accepted_risks": [
            dict(risk, when=long_time(risk["at"]), until=_day(risk["expires_on"]))
            for risk in content.get("accepted_risks", ())
        ],
        "chapters": chapters(dossier),
        "signatures": [_signature(sign_off) for sign_off in dossier.sign_offs],
        "waiting": _waiting(dossier),
        "passed_over": [
            (one, long_time(one.asked_at), long_time(one.confirmed_at))
            for one in dossier.passed_over
        ],
        "without_words": listed(one.role_label for one in dossier.passed_over),
        "opened_mark": drawings.state_mark("opened"),
        "conditions": [_condition(condition) for condition in dossier.conditions],
        "comments": [_comment(comment) for comment in dossier.comments],
        "amendments": [_amendment(one) for one in dossier.amendments],
        "stages": printed_stages(dossier.stages),
        "edited": [s for s in dossier.sign_offs if s.kept_over],
        "block_answers": [s for s in dossier.sign_offs if s.block_answer],
        "events": [_event(event) for event in reversed(printed)],
        "left_out": len(dossier.trail) - len(printed),
        "checkpoints": [(long_time(point.at), point.seq) for point in dossier.checkpoints],
        "frozen_at": long_time(dossier.revision.frozen_at),
        "made_at": dossier.made_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "earlier": [(r, long_time(r.frozen_at)) for r in reversed(dossier.earlier)],
    }


def _time(text: str, zone: str = "UTC") -> datetime:
    try:
        there = ZoneInfo(zone)
    except (ZoneInfoNotFoundError, ValueError):
        there = ZoneInfo("UTC")
    return datetime.fromisoformat(text).astimezone(there)


def long_time(text: str) -> str:
    """ "21 February 2026, 14:02 UTC", or nothing for no time."""
    if not text:
        return ""
    moment = _time(text)
    return f"{moment.day} {moment:%B %Y, %H:%M} UTC"


def _day(text: str) -> str:
    day = datetime.fromisoformat(text).replace(tzinfo=UTC)
    return f"{day.day} {day:%B %Y}"


def _moment(text: str, zone: str) -> Moment:
    utc, there = _time(text), _time(text, zone)
    name = there.tzname() or zone
    name = zone if name.lstrip("+-").isdigit() else name
    local = "" if zone in ("UTC", "") else f"{there:%H:%M} {name}"
    if local and there.date() != utc.date():
        local = f"{there.day} {there:%b}, {local}"
    return Moment(f"{utc.day} {utc:%b %Y}", f"{utc:%H:%M:%S}", local)


def _signature(given: SignedDecision) -> Signature:
    state, word = DECISIONS.get(given.decision, ("waiting", given.decision))
    if given.carried_from:
        state, word = "carried_over", "Carried over"
    return Signature(
        given=given,
        mark=drawings.state_mark(state),
        state=state.replace("_", "-"),
        word=word,
        moment=_moment(given.signed_at, given.zone),
    )


def _comment(comment: ReviewComment) -> dict[str, object]:
    """A comment as the matrix prints it."""
    return {
        "place": comment.place,
        "quote": comment.quote[:LONGEST_QUOTE],
        "is_cut": len(comment.quote) > LONGEST_QUOTE,
        "revision": comment.revision,
        "messages": [(one.by, long_time(one.at), one.text) for one in comment.messages],
        "disposition": comment.disposition,
        "reason": comment.reason,
        "by": comment.disposed_by,
        "when": long_time(comment.disposed_at),
    }


def _amendment(held: PrintedAmendment) -> dict[str, object]:
    """An amendment as it is printed, with its times in words."""
    return {
        "held": held,
        "asked": long_time(held.asked_at),
        "decided": long_time(held.decided_at),
        "positions": [(one, long_time(one.at)) for one in held.positions],
    }


def _signed_words(dossier: Dossier) -> str:
    """ "7 of 7 roles, 3 of them carried over from revision 3"."""
    asked = [role["role"] for role in dossier.revision.content["policy"]["roles"]]
    standing = [s for s in _last_words(dossier) if s.decision in APPROVALS]
    signed = {s.role for s in standing} - {slot.role for slot in _unsatisfied(dossier)}
    total = len({*asked, *signed})
    words = f"{len(signed)} of {total} roles"
    carried = [s.carried_from for s in standing if s.carried_from]
    if carried:
        sources = listed([str(number) for number in sorted({n for n in carried if n})])
        words += f", {len(carried)} of them carried over from revision {sources}"
    return words


def _last_words(dossier: Dossier) -> list[SignedDecision]:
    """The last decision in each seat of a role; the sheet lists those before it as well."""
    return list({(one.role, one.seat): one for one in dossier.sign_offs}.values())


def _unsatisfied(dossier: Dossier) -> list[Slot]:
    """Roles of which too few people approved."""
    policy = Policy.from_json(dossier.revision.content["policy"])
    votes = [Vote(one.role, one.decision, one.seat) for one in _last_words(dossier)]
    votes += opened(one.role for one in dossier.passed_over)
    return [slot for slot in policy.slots if not is_satisfied(slot, votes)]


def _waiting(dossier: Dossier) -> list[str]:
    """Roles of which too few people decided: "finance", "legal (1 of 2)"."""
    words: list[str] = []
    for slot in _unsatisfied(dossier):
        given = [
            one
            for one in _last_words(dossier)
            if one.role == slot.role and one.decision != "withdrawn"
        ]
        if len(given) < slot.needed:
            counted = f" ({len(given)} of {slot.needed})" if slot.needed > 1 else ""
            words.append(in_sentence(slot.label) + counted)
    return words


def _findings_words(
    findings: Sequence[Mapping[str, str]], waivers: Sequence[Mapping[str, str]]
) -> str:
    """ "No blocker; 2 warnings waived in writing"."""
    blockers = sum(finding["severity"] == "blocker" for finding in findings)
    words = f"{blockers} {'blocker' if blockers == 1 else 'blockers'}" if blockers else "No blocker"
    if waivers:
        noun = "warning" if len(waivers) == 1 else "warnings"
        words += f"; {len(waivers)} {noun} waived in writing"
    return words


def _with_waivers(
    findings: Sequence[Mapping[str, str]], waivers: Sequence[Mapping[str, str]]
) -> list[dict[str, object]]:
    """Each finding, worst first, with whether somebody accepted it."""
    waived = {(waiver["code"], waiver["key"]) for waiver in waivers}
    order = ("blocker", "warning", "advice")
    ranked = sorted(findings, key=lambda f: (order.index(f["severity"]), f["code"], f["key"]))
    return [dict(f, is_waived=(f["code"], f["key"]) in waived) for f in ranked]


def _condition(condition: object) -> dict[str, object]:
    named = {name: getattr(condition, name) for name in condition.__dataclass_fields__}  # type: ignore[attr-defined]
    times = {name: long_time(named[name]) for name in ("met_at", "accepted_at")}
    return {**named, **times, "due_on": _day(named["due_on"])}


def _printed(trail: Sequence[TrailEntry]) -> Sequence[TrailEntry]:
    """All events; of a very long trail those that are not the saving of text, newest last."""
    if len(trail) <= PRINTED_EVENTS:
        return trail
    kept = [e for e in trail if not str(json.loads(e.body).get("kind", "")).startswith(TYPING)]
    return kept[-PRINTED_EVENTS:]


def _event(event: TrailEntry) -> dict[str, object]:
    """A line of the trail; the name stands in a column of its own."""
    words = event.words.removeprefix(event.actor).strip() if event.actor else event.words
    moment = _time(event.at)
    return {
        "seq": event.seq,
        "when": f"{moment.day} {moment:%b %Y, %H:%M:%S}",
        "actor": event.actor,
        "words": words[:1].upper() + words[1:],
        "hash": event.hash[:8],
    }
