"""The stages of a project: an answer may be required from one of them on."""

from __future__ import annotations

from collections.abc import Mapping

from specs.domain.definition import Malformed
from trail.domain.canonical import Json

STAGE = "project.stage"  # the attribute that says where a project is
WORDS: Mapping[str, str] = {
    "discovery": "the kickoff",
    "poc": "the proof of concept",
    "mvp": "the MVP",
    "scale": "scaling",
    "live": "going live",
}
STAGES = tuple(WORDS)
_RANKS: Mapping[Json, int] = {stage: place for place, stage in enumerate(STAGES)}


def rank_of(stage: Json) -> int:
    """How far a project is; one that does not say counts as having gone all the way.

    Whoever leaves the stage open would else be asked for less than anybody who states it.
    """
    return _RANKS.get(stage, len(STAGES)) if isinstance(stage, str) else len(STAGES)


def is_reached(required_from: str, stage: Json) -> bool:
    """A project at this stage has come to the one from which something is required."""
    return not required_from or _RANKS[required_from] <= rank_of(stage)


def read_stage(data: Json, where: str) -> str:
    """A stage out of plain data."""
    if not isinstance(data, str) or data not in _RANKS:
        raise Malformed(f"{where}: there is no stage {data!r}; there are {', '.join(STAGES)}.")
    return data
