"""The names and functions that an expression may use, with the words of their reference."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from specs.domain.attribute import Attribute, Kind


@dataclass(frozen=True, slots=True)
class Entry:
    """One name or function: how it is written, and what it gives."""

    form: str
    words: str
    example: str


NAMES: Mapping[str, Entry] = {
    "answers": Entry(
        'answers["key"]',
        "the answer to one attribute; the key stands there in quotation marks",
        'answers["evaluation.primary_metric"] == "accuracy"',
    ),
    "today": Entry("today", "the day on which the spec is checked", "today.getFullYear() >= 2026"),
    "stage": Entry(
        "stage",
        "where the project stands: discovery, poc, mvp, scale, live, or an empty text",
        'stage in ["mvp", "scale"]',
    ),
    "template": Entry("template", "the key of the spec's template", 'template == "full_spec"'),
    "revision": Entry("revision", "the number that the next revision gets", "revision > 1"),
}
OWN_FUNCTIONS: Mapping[str, Entry] = {
    "answered": Entry(
        'answered("key")', "there is an answer", '!answered("deployment.rollback_time")'
    ),
    "asked": Entry('asked("key")', "the spec's template asks for it", 'asked("risk.register")'),
    "excused": Entry(
        'excused("key")',
        "it is hidden, or somebody said why it does not apply",
        '!answered("deployment.rollback_time") && !excused("deployment.rollback_time")',
    ),
    "words": Entry(
        "words(text)", "how many words a text has", 'words(answers["problem.statement"]) < 20'
    ),
    "lower": Entry(
        "lower(text)",
        "the text in small letters",
        'lower(answers["project.title"]).contains("pilot")',
    ),
    "days": Entry(
        "days(from, to)",
        "whole days between two days, or null where one is blank",
        'days(timestamp("2026-01-01T00:00:00Z"), today) > 30',
    ),
    "sum": Entry(
        "sum(list)", "the numbers of a list together, without blank ones", "sum([1, 2]) == 3"
    ),
}
FUNCTIONS: Mapping[str, Entry] = {
    **OWN_FUNCTIONS,
    "size": Entry("size(x)", "the length of a text or list", 'size(answers["risk.register"]) < 5'),
    "has": Entry("has(map.name)", "the map has an entry of that name", 'has({"a": 1}.a)'),
    "double": Entry("double(x)", "x as a number with decimals", 'double("0.5") < 1.0'),
    "int": Entry("int(x)", "x as a whole number", "int(2.7) == 2"),
    "string": Entry("string(x)", "x as a text", 'string(3) == "3"'),
    "timestamp": Entry("timestamp(text)", "a moment", 'today > timestamp("2026-01-01T00:00:00Z")'),
    "duration": Entry("duration(text)", "a length of time", 'duration("48h") > duration("1h")'),
}
MACROS: Mapping[str, Entry] = {
    "exists": Entry(
        "list.exists(x, …)",
        "at least one entry is so",
        'answers["risk.register"].exists(risk, risk.owner == "")',
    ),
    "all": Entry(
        "list.all(x, …)",
        "every entry is so",
        'answers["risk.register"].all(risk, risk.mitigation != "")',
    ),
    "exists_one": Entry(
        "list.exists_one(x, …)",
        "exactly one entry is so",
        'answers["risk.register"].exists_one(risk, risk.status == "open")',
    ),
    "filter": Entry(
        "list.filter(x, …)",
        "the entries that are so",
        'answers["risk.register"].filter(risk, risk.status == "open").size() > 3',
    ),
    "map": Entry("list.map(x, …)", "a list made of each entry", "sum([1, 2].map(x, x * 2)) == 6"),
}
METHODS: Mapping[str, Entry] = {
    "contains": Entry(
        "text.contains(part)", "the part is in the text", '"a pilot".contains("pilot")'
    ),
    "startsWith": Entry("text.startsWith(part)", "it begins so", '"pilot A".startsWith("pilot")'),
    "endsWith": Entry("text.endsWith(part)", "it ends so", '"pilot A".endsWith("A")'),
    "matches": Entry(
        "text.matches(pattern)", "an RE2 pattern fits somewhere in it", '"v12".matches("v[0-9]+")'
    ),
    "size": Entry("x.size()", "the length of a text or list", '"abc".size() == 3'),
    "getFullYear": Entry("day.getFullYear()", "the year", "today.getFullYear() > 2000"),
    "getMonth": Entry("day.getMonth()", "the month, from 0", "today.getMonth() < 12"),
    "getDate": Entry("day.getDate()", "the day of the month, from 1", "today.getDate() >= 1"),
    "getDayOfWeek": Entry(
        "day.getDayOfWeek()", "the day of the week, from Sunday as 0", "today.getDayOfWeek() < 7"
    ),
    "getHours": Entry("duration.getHours()", "the whole hours", 'duration("2h").getHours() == 2'),
}
# What an answer of each kind is to an expression, and what it is while it is blank.
VALUES: Mapping[Kind, tuple[str, str]] = {
    Kind.SHORT_TEXT: ("text", '""'),
    Kind.LONG_TEXT: ("text", '""'),
    Kind.CHOICE: ("text: the name of the option", '""'),
    Kind.MULTI_CHOICE: ("list of texts: the names of the options", "[]"),
    Kind.NUMBER: ("number (double)", "null"),
    Kind.PERCENT: ("number (double), from 0 to 100", "null"),
    Kind.NUMBER_UNIT: ("map: value (number), unit (text)", "null"),
    Kind.DURATION: ("map: value (number), unit (text), seconds (number)", "null"),
    Kind.DATE: ("timestamp: midnight in UTC", "null"),
    Kind.DATE_RANGE: ("map: start and end, both timestamps", "null"),
    Kind.YES_NO: ("true or false", "null"),
    Kind.TABLE: ("list of maps: one for each row, with every column", "[]"),
    Kind.CHECKLIST: ("map: for each point a map with answer and note", 'every answer is ""'),
    Kind.RUBRIC: ("list of maps: one for each candidate, with scores as a map", "[]"),
    Kind.RAG: ("map: status and note", "null"),
    Kind.PERSON: ("map: name and role", "null"),
}
SAMPLES: Mapping[Kind, str] = {
    Kind.MULTI_CHOICE: '"…" in {answer}',
    Kind.NUMBER: "{answer} != null && {answer} < 1",
    Kind.PERCENT: "{answer} != null && {answer} < 1",
    Kind.NUMBER_UNIT: "{answer} != null && {answer}.value != null && {answer}.value < 1",
    Kind.DURATION: "{answer} != null && {answer}.seconds != null && {answer}.seconds > 60",
    Kind.DATE: "{answer} != null && {answer} < today",
    Kind.DATE_RANGE: "{answer} != null && {answer}.end != null && {answer}.end < today",
    Kind.YES_NO: "{answer} == true",
    Kind.RAG: '{answer} != null && {answer}.status == "red"',
    Kind.PERSON: '{answer} != null && {answer}.name == ""',
}


def sample_of(attribute: Attribute) -> str:
    """An expression about one attribute, to start from."""
    answer = f'answers["{attribute.key}"]'
    match attribute.kind:
        case Kind.TABLE | Kind.RUBRIC if attribute.columns:
            column = attribute.columns[0]
            blank = '""' if VALUES[column.kind][1] == '""' else "null"
            return f"{answer}.exists(row, row.{column.key} == {blank})"
        case Kind.CHECKLIST if attribute.items:
            return f'{answer}.{attribute.items[0].key}.answer == "no"'
        case Kind.CHOICE if attribute.options:
            return f'{answer} == "{attribute.options[0].value}"'
        case kind if kind in SAMPLES:
            return SAMPLES[kind].replace("{answer}", answer)
        case _:
            return f'{answer} == ""'
