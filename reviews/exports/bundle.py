"""The machine-readable record that is attached to the PDF: a ZIP with a program that checks it."""

from __future__ import annotations

import json
from dataclasses import asdict
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from reviews.exports.dossier import Dossier
from trail.domain.canonical import Json, canonical

VERIFIER = Path(__file__).parent / "bundle_verifier.py"
README = """Countersign: the record of "{title}", revision {number}
Export {export}, organisation {organisation}

To check it:  python3 verify.py        (Python 3.8 or later, nothing else)

revisions/N.json       each revision as it was frozen, in canonical form (RFC 8785); the SHA-256
                       of the file is the content hash of the revision
template.json          the template by which the spec was written
sign-offs/*.json       the record of each sign-off, as it was hashed
break-glass.json       roles without which two administrators let the revision pass: no signatures
comments.json          what was asked in reviews, what was answered, and what became of it; the
                       trail names the SHA-256 of each message when it was written
amendments.json        what was proposed to change after an approval: old values and new, what was
                       reached and known then, positions, evidence with its SHA-256, and the end
stages.json            the stages of the project: rules, what was measured, who decided what
trail.jsonl            the events of the trail, one a line; the hash of an event is the SHA-256 of
                       a zero byte and its line, and the next event names it as "prev"
checkpoints.json       signed statements of where the chains ended, this one among them
root.pem               the certificate to which the seal of the PDF leads
manifest.json          the hashes printed in the PDF, for comparison with the paper
verify.py              the program that checks all of this
"""


def build_bundle(dossier: Dossier) -> bytes:
    """Return the ZIP; the same dossier gives the same bytes."""
    files = _files(dossier)
    moment = dossier.made_at.timetuple()[:6]
    held = BytesIO()
    with ZipFile(held, "w", ZIP_DEFLATED, compresslevel=9) as archive:
        for name in sorted(files):
            entry = ZipInfo(name, date_time=moment)
            entry.compress_type, entry.external_attr, entry.create_system = (
                ZIP_DEFLATED,
                0o644 << 16,
                3,
            )
            archive.writestr(entry, files[name])
    return held.getvalue()


def _files(dossier: Dossier) -> dict[str, bytes]:
    revisions = {
        f"revisions/{revision.number}.json": revision.text
        for revision in (dossier.revision, *dossier.earlier)
    }
    sign_offs = {
        f"sign-offs/{n:02}-{sign_off.role}.json": sign_off.record
        for n, sign_off in enumerate(dossier.sign_offs, start=1)
    }
    texts = {
        **revisions,
        **sign_offs,
        "README.txt": README.format(
            title=dossier.title,
            number=dossier.revision.number,
            export=dossier.export_number,
            organisation=dossier.organisation,
        ),
        "template.json": canonical(dict(dossier.template)),
        "trail.jsonl": "".join(f"{event.body}\n" for event in dossier.trail),
        "checkpoints.json": _checkpoints(dossier),
        "break-glass.json": canonical([asdict(one) for one in dossier.passed_over]),
        "comments.json": _comments(dossier),
        **_amendments(dossier),
        "stages.json": _stages(dossier),
        "manifest.json": canonical(_manifest(dossier)),
        "root.pem": dossier.root_certificate,
        "verify.py": VERIFIER.read_text(),
    }
    return {name: text.encode() for name, text in texts.items()}


def _checkpoints(dossier: Dossier) -> str:
    points = [
        {
            "text": point.text,
            "signature": point.signature,
            "public_key": point.public_key,
        }
        for point in dossier.checkpoints
    ]
    return json.dumps(points, ensure_ascii=False, indent=1, sort_keys=True)


def _amendments(dossier: Dossier) -> dict[str, str]:
    """The amendments, where there are any: most specs are never renegotiated."""
    if not dossier.amendments:
        return {}
    # As JSON has it, so that lists and tuples are one.
    proposed: Json = json.loads(json.dumps([asdict(one) for one in dossier.amendments]))
    return {"amendments.json": canonical(proposed)}


def _comments(dossier: Dossier) -> str:
    said: Json = [
        {**asdict(comment), "messages": [asdict(message) for message in comment.messages]}
        for comment in dossier.comments
    ]
    return canonical(said)


def _stages(dossier: Dossier) -> str:
    plain: Json = json.loads(json.dumps([asdict(stage) for stage in dossier.stages]))
    return canonical(plain)


def _manifest(dossier: Dossier) -> Json:
    """What the pages print, so that the bundle and the paper can be laid side by side."""
    revisions: Json = {str(r.number): r.content_hash for r in (dossier.revision, *dossier.earlier)}
    records: Json = {
        f"sign-offs/{n:02}-{s.role}.json": s.record_hash for n, s in enumerate(dossier.sign_offs, 1)
    }
    return {
        "format": 1,
        "export": dossier.export_number,
        "revision": dossier.revision.number,
        "revisions": revisions,
        "sign_offs": records,
        "chain": dossier.chain,
        "events": len(dossier.trail),
        "head": dossier.trail[-1].hash if dossier.trail else "",
        "template_digest": dossier.revision.content["template"]["digest"],
    }
