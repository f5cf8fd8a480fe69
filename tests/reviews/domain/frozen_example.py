"""A frozen revision of the catalogue's running example."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping

from reviews.domain.frozen import Frozen, read_frozen
from reviews.domain.policy import Policy, Role, Signer, Slot, build_policy
from specs import catalogue
from specs.domain.attribute import Attribute, Json, Template

TEMPLATE = catalogue.template("ml_model_spec")
PIOTR = Signer("7", "Piotr Zielak", "piotr@meridian.example")


def the_policy() -> Policy:
    """Everybody signs, and Piotr for all of them."""
    roles = {
        key: Role(
            key,
            str(role["label"]),
            tuple(str(entry) for entry in role["cares_about"]),  # type: ignore[union-attr]
            str(role["block_prompt"]),
        )
        for key, role in catalogue.roles().items()
    }
    keys = (*TEMPLATE.sign_off, *TEMPLATE.optional_sign_off)
    return build_policy(
        TEMPLATE,
        roles=roles,
        signers={key: [PIOTR] for key in keys},
        author_id="1",
        demand_all_sign_again=False,
    )


def stored(attribute: Attribute, plain: Json) -> Json:
    """Return an example in the shape in which a revision keeps it."""
    if not attribute.kind.has_items or not isinstance(plain, list):
        return plain
    rows: list[Json] = []
    for place, row in enumerate(plain):
        assert isinstance(row, dict)
        cells = {key: cell for key, cell in row.items() if key != "row"}
        held: dict[str, Json] = {"id": f"{attribute.key}-{place}", "cells": cells}
        rows.append(held | ({"row": row["row"]} if "row" in row else {}))
    return rows


def frozen(
    changes: Mapping[str, Json] | None = None,
    *,
    number: int = 4,
    title: str = "Card payment fraud detection",
    findings: list[dict[str, str]] | None = None,
    waivers: list[dict[str, str]] | None = None,
    policy: Policy | None = None,
    template: Template = TEMPLATE,
) -> Frozen:
    """Return the example as a revision, with some answers changed or (None) left out."""
    changed = changes or {}
    sections: list[Json] = []
    for section in template.sections:
        answers = {
            attribute.key: value
            for attribute in section.attributes
            if (
                value := changed[attribute.key]
                if attribute.key in changed
                else stored(attribute, attribute.example)
            )
            is not None
        }
        text = json.dumps(answers, sort_keys=True)
        hashed = hashlib.sha256(text.encode()).hexdigest()
        sections.append({"key": section.key, "hash": hashed, "answers": answers})
    content = {
        "spec": {"id": "x", "title": title},
        "revision": number,
        "frozen_at": "2026-02-16T10:41:00.000000Z",
        "frozen_by": {"id": "1", "name": "Dana Okafor"},
        "sections": sections,
        "waivers": waivers or [],
        "checks": {"findings": findings or []},
        "policy": (policy or the_policy()).as_json(),
    }
    text = json.dumps(content)
    return read_frozen(template, text, hashlib.sha256(text.encode()).hexdigest())


def slot_of(revision: Frozen, role: str) -> Slot:
    found = revision.policy.slot(role)
    assert found is not None
    return found
