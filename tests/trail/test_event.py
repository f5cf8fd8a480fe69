"""Events: every kind has words, and words hold years later."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone

import pytest

from trail.domain.event import GENESIS, Actor, Json, Kind, Tip, build_entry, describe, hash_of

MIA = Actor("17", "Mia Marsh", "password")
TIP = Tip(4, "a" * 64, datetime(2026, 2, 16, 10, 41, 0, 7, tzinfo=UTC))


@dataclass
class Stored:
    """An event as it is read back."""

    body: str


def entry_of(kind: Kind, facts: dict[str, Json], reason: str = "") -> Stored:
    return Stored(
        build_entry(chain="spec:1", tip=TIP, kind=kind, by=MIA, facts=facts, reason=reason).body
    )


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_is_told_in_one_sentence_even_without_facts(kind: Kind) -> None:
    sentence = describe(entry_of(kind, {}))

    assert sentence[0].isupper() or sentence[0] == "a"
    assert sentence.endswith(".")
    assert "{" not in sentence
    assert "(no " not in sentence
    assert kind.value not in sentence


def test_the_facts_are_in_the_sentence() -> None:
    facts: dict[str, Json] = {"revision": 2, "role_label": "SRE / on-call", "decision": "approved"}

    sentence = describe(entry_of(Kind.SIGNOFF_GIVEN, facts, reason="Looks sound"))

    assert sentence == "Mia Marsh signed revision 2 as SRE / on-call: approved. Reason: Looks sound"


def test_braces_in_a_fact_are_only_text() -> None:
    sentence = describe(entry_of(Kind.SPEC_CREATED, {"title": "{actor.__class__} 100 %"}))

    assert sentence == "Mia Marsh started the spec “{actor.__class__} 100 %”."


def test_a_kind_of_a_later_version_is_still_told() -> None:
    body = json.dumps({"kind": "spec.cloned", "actor": {"name": "Mia"}})

    assert describe(Stored(body)) == "Mia did something: spec.cloned"


def test_an_unknown_kind_is_refused() -> None:
    with pytest.raises(ValueError, match=r"spec\.cloned"):
        entry_of("spec.cloned", {})  # type: ignore[arg-type]


def test_the_body_holds_all_there_is_and_its_hash_is_that_of_a_leaf() -> None:
    tip = Tip(0, GENESIS, TIP.at.astimezone(timezone(timedelta(hours=2))))
    entry = build_entry(
        chain="spec:1",
        tip=tip,
        kind=Kind.ANSWER_SAVED,
        by=MIA,
        facts={"key": "a.b"},
        object="answer:a.b",
        before="b" * 64,
        after="c" * 64,
        reason="why",
        request_id="r1",
        app="0.1.0",
    )

    assert json.loads(entry.body) == {
        "v": 1,
        "chain": "spec:1",
        "seq": 1,
        "prev": GENESIS,
        "at": "2026-02-16T10:41:00.000007Z",
        "actor": {"id": "17", "name": "Mia Marsh", "authenticated_by": "password"},
        "kind": "answer.saved",
        "object": "answer:a.b",
        "before": "b" * 64,
        "after": "c" * 64,
        "reason": "why",
        "facts": {"key": "a.b"},
        "request_id": "r1",
        "app": "0.1.0",
    }
    assert entry.hash == hash_of(entry.body)
