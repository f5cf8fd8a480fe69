"""The life of a spec as a picture: states along time, and a line for each role."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from reviews.domain.life import Told, build_life
from specs.domain.attribute import Json
from specs.domain.charts import WIDTH
from trail.domain.kinds import Kind

BEGIN = datetime(2026, 2, 1, 9, tzinfo=UTC)


def told(kind: Kind, day: int, **facts: Json) -> Told:
    return Told(kind.value, BEGIN + timedelta(days=day), facts)


LIFE = (
    told(Kind.SPEC_CREATED, 0),
    told(Kind.SPEC_SUBMITTED, 4, revision=1),
    told(Kind.SIGNOFF_GIVEN, 5, role_label="Finance", decision="blocked"),
    told(Kind.REVIEW_RETURNED, 5, revision=1),
    told(Kind.SPEC_SUBMITTED, 7, revision=2),
    told(Kind.SIGNOFF_CARRIED_OVER, 7, role_label="SRE / on-call"),
    told(Kind.CONDITION_SET, 8),
    told(Kind.SIGNOFF_GIVEN, 8, role_label="Finance", decision="approved with conditions"),
    told(Kind.REVIEW_APPROVED, 9, revision=2),
)


def test_nothing_is_drawn_before_anything_happened() -> None:
    assert build_life([], BEGIN) is None


def test_states_follow_each_other_and_the_last_goes_on() -> None:
    life = build_life(LIFE, BEGIN + timedelta(days=10))

    assert life is not None
    assert [(phase.words, phase.took.days) for phase in life.phases] == [
        ("Draft", 4),
        ("In review, revision 1", 1),
        ("Draft", 2),
        ("In review, revision 2", 2),
        ("Approved, revision 2", 1),
    ]


def test_each_role_has_a_line_with_its_decisions_and_the_rest_comes_after() -> None:
    life = build_life(LIFE, BEGIN + timedelta(days=10))

    assert life is not None
    assert list(life.lanes) == ["Finance", "SRE / on-call", "Conditions"]
    assert [spot.mark for spot in life.lanes["Finance"]] == ["blocked", "conditions"]
    assert [spot.mark for spot in life.lanes["SRE / on-call"]] == ["carried_over"]


def test_what_came_after_the_approval_has_lines_of_its_own_below_the_roles() -> None:
    after = (
        told(Kind.EXPORT_FINISHED, 10),
        told(Kind.SPEC_REVIEW_DATE_SET, 10),
        told(Kind.GATE_PASSED, 11),
        told(Kind.GATE_MISSED, 12),
        told(Kind.GATE_EXTENDED, 12),
        told(Kind.AMENDMENT_PROPOSED, 13),
        told(Kind.AMENDMENT_POSITION_GIVEN, 14, role_label="Finance", stance="agrees if"),
        told(Kind.AMENDMENT_POSITION_GIVEN, 14, role_label="Finance", stance="is against it"),
        told(Kind.AMENDMENT_ENDED, 15),
        told(Kind.SUSPECT_CLEARED, 16),
        told(Kind.SPEC_LOOKED_AT_AGAIN, 17),
    )
    life = build_life((*LIFE, *after), BEGIN + timedelta(days=20))

    assert life is not None
    assert {name: [spot.mark for spot in spots] for name, spots in life.lanes.items()} == {
        "Finance": ["blocked", "conditions"],
        "SRE / on-call": ["carried_over"],
        "Conditions": ["conditions"],
        "Amendments": ["waiting", "lapsed"],
        "Positions": ["conditions", "blocked"],
        "Stages": ["approved", "blocked", "waiting"],
        "Looked at again": ["approved"],
        "Re-review": ["waiting", "approved"],
        "Files": ["approved"],
    }
    assert list(life.lanes)[2:] == [
        "Conditions",
        "Amendments",
        "Positions",
        "Stages",
        "Looked at again",
        "Re-review",
        "Files",
    ]


def test_a_sign_off_that_was_kept_over_a_change_of_wording_stands_with_its_role() -> None:
    kept = (
        told(Kind.SIGNOFF_KEPT, 10, role_label="Finance"),
        told(Kind.EDIT_OBJECTED, 11, role_label="Finance"),
    )
    life = build_life((*LIFE, *kept), BEGIN + timedelta(days=20))

    assert life is not None
    assert [spot.mark for spot in life.lanes["Finance"]][2:] == ["carried_over", "lapsed"]


def test_everything_stands_inside_the_picture() -> None:
    life = build_life(LIFE, BEGIN)  # a clock that is late

    assert life is not None
    assert all(band.x >= 0 and band.x + band.width <= WIDTH for band in life.bands)
    spots = [spot for lane in life.lines for spot in lane.spots]
    assert all(spot.x >= 0 and spot.x + 14 <= WIDTH for spot in spots)
    assert all(spot.y + 14 <= life.height for spot in spots)
    assert [tick.anchor for tick in life.ticks] == ["start", "middle", "middle", "end"]


def test_a_life_of_one_moment_can_be_drawn() -> None:
    life = build_life(LIFE[:1], BEGIN)

    assert life is not None
    assert len(life.bands) == 1
