"""The few numbers of a revision that a role answers for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeAlias

from reviews.domain.frozen import Frozen
from reviews.domain.words import count, in_sentence


@dataclass(frozen=True, slots=True)
class Fact:
    """One number with its name; ``remark`` says what it hangs on, ``former`` what it was.

    ``key`` is the answer that it repeats word for word, where it does.
    """

    name: str
    value: str
    remark: str = ""
    former: str = ""
    said: tuple[str, str, str] = ("", "", "")
    key: str = ""

    @property
    def is_long(self) -> bool:
        """Too long for a figure: shown as text."""
        return len(self.value) > 18


TARGET = "evaluation.ship_threshold"
Reader: TypeAlias = "Callable[[Frozen], Fact | None]"


def facts(role: str, revision: Frozen, former: Frozen | None = None) -> tuple[Fact, ...]:
    """Return what the revision says to a role, beside what an earlier one said."""
    readers = READERS.get(role, ())
    found = [fact for reader in readers if (fact := reader(revision)) is not None]
    if former is None:
        return tuple(found)
    before = {fact.name: fact.value for reader in readers if (fact := reader(former))}
    return tuple(
        replace(fact, former=before[fact.name])
        if before.get(fact.name, fact.value) != fact.value
        else fact
        for fact in found
    )


def quality(revision: Frozen) -> tuple[str, str]:
    """The primary metric as it is said in a sentence, and what it must reach."""
    metric = in_sentence(revision.shown("evaluation.primary_metric"))
    threshold = revision.text(TARGET)
    if not (metric and threshold):
        return "", ""
    lower = revision.text("evaluation.metric_direction") == "lower"
    return metric, f"{'at most' if lower else 'at least'} {threshold}"


def _target(revision: Frozen) -> Fact | None:
    metric, goal = quality(revision)
    if not metric:
        return None
    baseline = revision.text("evaluation.baseline")
    today = f", where it is {baseline} today" if baseline else ""
    remark = f"{baseline} today" if baseline else "to ship"
    said = (f"{metric} of ", goal, today)
    return Fact(metric[:1].upper() + metric[1:], goal, remark, said=said, key=TARGET)


def _change_between_versions(revision: Frozen) -> Fact | None:
    key = "io.output_variance_limit"
    limit = revision.shown(key)
    if not limit:
        return None
    said = ("", f"at most {limit}", " of the outputs changing between versions")
    return Fact("Change between versions", limit, "of the outputs at most", said=said, key=key)


def _subgroups(revision: Frozen) -> Fact | None:
    number = len(revision.rows("evaluation.subgroups"))
    if not number:
        return None
    groups = count(number, "subgroup")
    said = ("each of " if number > 1 else "", groups, " passing on its own")
    return Fact("Must each pass", groups, "beside the total", said=said)


def _confidence(revision: Frozen) -> Fact | None:
    key = "evaluation.subgroup_confidence"
    level = revision.shown(key)
    if not level:
        return None
    margin = revision.text("evaluation.subgroup_margin")
    remark = f"margin {margin}" if margin else "per subgroup"
    said = ("", f"{level} confidence", "")
    return Fact("Confidence", level, remark, said=said, key=key)


def _examples(revision: Frozen) -> Fact | None:
    return _plain(
        revision,
        "data.min_examples_total",
        "Training examples",
        said=("training on at least ", "", ""),
        remark="at least",
    )


def _p99(revision: Frozen) -> Fact | None:
    timeout = revision.shown("deployment.timeout")
    return _plain(
        revision,
        "deployment.p99",
        "Model p99",
        said=("p99 ", "", ""),
        remark=f"timeout {timeout}" if timeout else "at most",
    )


def _peak(revision: Frozen) -> Fact | None:
    key = "deployment.peak_qps"
    figure = revision.text(key)
    if not figure:
        return None
    value = f"{figure} a second"
    return Fact("Peak load", value, "requests", said=("peak ", value, ""), key=key)


def _rollback(revision: Frozen) -> Fact | None:
    if revision.answers.get("deployment.rollback_possible") is False:
        said = ("", "no way back", " to the version before")
        return Fact("Rollback", "none", "not possible", said=said)
    return _plain(
        revision, "deployment.rollback_time", "Rollback within", said=("rollback within ", "", "")
    )


def _signals(revision: Frozen) -> Fact | None:
    number = len(revision.rows("monitoring.signals"))
    if not number:
        return None
    signals = count(number, "signal")
    remark = _place(revision, "monitoring.signals")
    return Fact("Watched in production", signals, remark, said=("", signals, " in production"))


def _place(revision: Frozen, key: str) -> str:
    """Where an answer stands, as one says it: "section 7", or the title of the section."""
    section = revision.template.section(revision.template.section_of.get(key, ""))
    if section is None:
        return ""
    return f"section {section.number}" if section.number else section.title


def _inputs(revision: Frozen) -> Fact | None:
    rows = revision.rows("io.inputs")
    if not rows:
        return None
    ready = sum(1 for row in rows if row.get("serving_available") == "yes")
    share = f"{ready}" if ready == len(rows) else f"{ready} of {len(rows)}"
    said = ("", f"{share} {'input' if share == '1' else 'inputs'}", " at serving time")
    return Fact("Ready at serving time", share, count(len(rows), "input"), said=said)


def _personal_data(revision: Frozen) -> Fact | None:
    rows = revision.rows("io.inputs")
    if not rows:
        return None
    personal = sum(1 for row in rows if row.get("personal_data") == "yes")
    unknown = sum(1 for row in rows if row.get("personal_data") == "unknown")
    words = count(personal, "input") if personal else "no input"
    doubt = f", {unknown} in doubt" if unknown else ""
    said = ("", words, f" with personal data{doubt}")
    remark = f"of {len(rows)} inputs{doubt}"
    return Fact("Personal data", str(personal) if personal else "none", remark, said=said)


def _sources(revision: Frozen) -> Fact | None:
    rows = revision.rows("data.sources")
    if not rows:
        return None
    granted = sum(1 for row in rows if row.get("access") == "granted")
    open_ = f"access granted to {granted}" if granted != len(rows) else "access granted to all"
    sources = count(len(rows), "data source")
    return Fact("Data sources", str(len(rows)), open_, said=("", sources, f" with {open_}"))


def _decision_mode(revision: Frozen) -> Fact | None:
    automates = revision.text("problem.decision_mode") == "automates"
    if not revision.text("problem.decision_mode"):
        return None
    value = "by the model" if automates else "by a person"
    said = ("a decision taken ", value, "" if automates else " with the model's help")
    return Fact("Who decides", value, "", said=said)


def _serving(revision: Frozen) -> Fact | None:
    return _plain(revision, "deployment.instance", "Runs on", said=("", "", ""))


def _memory(revision: Frozen) -> Fact | None:
    return _plain(revision, "deployment.memory", "Memory", said=("", "", " of memory"))


def _risks(revision: Frozen) -> Fact | None:
    rows = revision.rows("risk.register")
    if not rows:
        return None
    high = sum(1 for row in rows if row.get("impact") == "high" and row.get("status") != "closed")
    risks = count(len(rows), "risk")
    said = ("", risks, f", {high} of them with a high impact" if high else "")
    return Fact("Risks", str(len(rows)), f"{high} with a high impact" if high else "", said=said)


def _plain(
    revision: Frozen, key: str, name: str, *, said: tuple[str, str, str], remark: str = ""
) -> Fact | None:
    """A fact that is one answer as it is shown."""
    value = revision.shown(key)
    if not value:
        return None
    return Fact(name, value, remark, said=(said[0], value, said[2]), key=key)


# At most four a role, in the order in which they are said.
READERS: Mapping[str, tuple[Reader, ...]] = {
    "product_manager": (_target, _subgroups, _change_between_versions, _rollback),
    "data_scientist": (_target, _subgroups, _confidence, _examples),
    "ml_engineer": (_p99, _signals, _peak, _rollback),
    "data_engineer": (_inputs, _sources, _examples),
    "sre_on_call": (_p99, _peak, _rollback, _signals),
    "legal_compliance": (_decision_mode, _personal_data, _subgroups),
    "finance": (_serving, _memory, _peak, _risks),
    "platform_engineer": (_p99, _peak, _memory, _serving),
    "executive_sponsor": (_target, _risks),
}
