"""What is open in a spec, counted by check, as the last full run of the checks said."""

from __future__ import annotations

from specs.actions.checking import ask_for_checks, check_spec
from specs.actions.counting import count_open
from specs.models import CheckRun, OpenFinding, Spec, SpecTemplate
from specs.snapshots import take_snapshots
from tests.cast import Cast
from tests.make import accept_warnings, change, make_full_spec, make_spec


def run_checks(spec: Spec) -> None:
    """Let a full run of the checks end as a worker does it."""
    Spec.objects.filter(pk=spec.pk).update(updated_at="2026-01-01T00:00:00Z")
    ask_for_checks()
    run = CheckRun.objects.filter(spec=spec).latest("pk")
    taken = CheckRun.objects.claim(run.pk)
    assert taken is not None
    assert check_spec(taken)


def kept(spec: Spec) -> dict[tuple[str, str], int]:
    rows = OpenFinding.objects.filter(spec=spec).values_list("code", "severity", "places")
    return {(code, severity): places for code, severity, places in rows}


def computed(spec: Spec) -> dict[tuple[str, str], int]:
    seen = take_snapshots([spec.pk])[spec.pk]
    counted = count_open(seen.evaluate().findings, seen.waivers)
    return {(code, severity.value): places for (code, severity), places in counted.items()}


def test_a_run_counts_what_is_open_by_check(people: Cast, template: SpecTemplate) -> None:
    spec = make_spec(people, template)

    run_checks(spec)

    assert kept(spec) == computed(spec)
    spec.refresh_from_db()
    blockers = [n for (_code, severity), n in kept(spec).items() if severity == "blocker"]
    assert sum(blockers) == spec.open_blockers > 0


def test_what_was_mended_or_accepted_is_counted_no_longer(
    people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template, {"evaluation.primary_metric": "accuracy"})
    run_checks(spec)
    before = kept(spec)

    change(spec, "evaluation.primary_metric", "f1", people.dana)
    accept_warnings(spec, people.dana)
    run_checks(spec)

    assert before != kept(spec) == computed(spec)
    assert not any(severity == "warning" for _code, severity in kept(spec))
