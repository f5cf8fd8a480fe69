"""Values of the sixteen kinds: what is stored, refused and shown."""

from __future__ import annotations

import unicodedata
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from specs import catalogue
from specs.domain.attribute import Attribute, Json, Kind, Option
from specs.domain.values import (
    Invalid,
    Typed,
    clean_text,
    display,
    is_blank,
    parse,
    to_plain,
    validate,
)

OPTIONS = (Option("low", "Low"), Option("high", "Very high"))
WITH_ROWS = tuple(
    catalogue.attributes()[key]
    for key in (
        "risk.register",
        "governance.stakeholders",
        "problem.implied_requirements",
        "mlfit.use_when",
        "proxy.candidates",
    )
)
ROLES = {"sre_on_call": "SRE / on-call"}


def attribute(kind: Kind, **settings: object) -> Attribute:
    described = Attribute("a.b", "Title", kind, "a", "Help.", (), "000 §1", options=OPTIONS)
    return Attribute(**{**vars(described), **settings})


def refusal(of: Attribute, typed: dict[str, Typed] | Typed) -> str:
    with pytest.raises(Invalid) as refused:
        parse(of, typed)
    return refused.value.message


@pytest.mark.parametrize(
    ("kind", "typed", "stored", "shown"),
    [
        (Kind.SHORT_TEXT, "  Fraud ", "Fraud", "Fraud"),
        (Kind.LONG_TEXT, "One\r\n\r\n  two\t", "One\n\n  two\t", "One\n\n  two\t"),
        (Kind.CHOICE, "high", "high", "Very high"),
        (Kind.MULTI_CHOICE, ["high", "low"], ["low", "high"], "Low; Very high"),
        (Kind.MULTI_CHOICE, "high", ["high"], "Very high"),
        (Kind.NUMBER, "0.90", "0.90", "0.90"),
        (Kind.NUMBER, " -5000000 ", "-5000000", "-5,000,000"),
        (Kind.PERCENT, "0.2", "0.2", "0.2%"),
        (Kind.NUMBER_UNIT, {"value": "14.2", "unit": " M USD"}, None, "14.2 M USD"),
        (Kind.DURATION, {"value": "60", "unit": "ms"}, None, "60 ms"),
        (Kind.DURATION, {"value": "30", "unit": "days"}, None, "30 days"),
        (Kind.DURATION, {"value": "1", "unit": "months"}, None, "1 month"),
        (Kind.DATE, "2026-03-02", "2026-03-02", "2 Mar 2026"),
        (
            Kind.DATE_RANGE,
            {"start": "2025-01-01", "end": "2025-12-31"},
            None,
            "1 Jan 2025 to 31 Dec 2025",
        ),
        (Kind.YES_NO, "true", True, "Yes"),
        (Kind.YES_NO, "no", False, "No"),
        (Kind.RAG, {"status": "amber", "note": "Soon.\n"}, None, "Amber: Soon.\n"),
        (
            Kind.PERSON,
            {"name": "Piotr Zielak", "role": "sre_on_call", "user": "7"},
            None,
            "Piotr Zielak (SRE / on-call)",
        ),
    ],
)
def test_each_kind_is_stored_as_typed_and_shown_in_words(
    kind: Kind, typed: dict[str, Typed] | Typed, stored: Json, shown: str
) -> None:
    value = parse(attribute(kind), typed)

    if stored is not None:
        assert value == stored
    elif isinstance(typed, dict):
        expected = {
            k: t.strip() if k != "note" else t for k, t in typed.items() if isinstance(t, str)
        }
        assert value == expected
    assert display(attribute(kind), value, ROLES) == shown
    assert validate(attribute(kind), value) == []
    assert not is_blank(attribute(kind), value)


@pytest.mark.parametrize("kind", [kind for kind in Kind if not kind.has_items])
def test_blank_input_clears_the_answer(kind: Kind) -> None:
    parts = ("value", "unit", "start", "end", "status", "note", "name", "role")

    assert parse(attribute(kind), "") is None
    assert parse(attribute(kind), {}) is None
    assert parse(attribute(kind), dict.fromkeys(parts, "  ")) is None
    assert is_blank(attribute(kind), None)
    assert display(attribute(kind), None) == ""


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("abc", "Not a number. Write it like 0.70."),
        ("0,70", "Write the decimal point as a dot: 0.70."),
        ("1,000,000", "Write the number without separators: 1000000."),
        ("5 000 000", "Write the number without separators: 5000000."),
        ("1.000.000", "Write the number without separators: 1000000."),
        ("1e5", "Write all digits, without an exponent: 0.001 or 5000000."),
        ("70%", "Write the number without the percent sign: 70."),
        ("20 ms", "Write the number alone, without words or unit, like 0.70."),
        ("$20", "Not a number. Write it like 0.70."),
        (".5", "Not a number. Write it like 0.70."),
        ("NaN", "Not a number. Write it like 0.70."),
        ("Infinity", "Not a number. Write it like 0.70."),
        ("٣", "Not a number. Write it like 0.70."),
        ("1" * 31, "A number has at most 30 digits."),
    ],
)
def test_a_number_that_cannot_be_read_says_how_to_write_it(typed: str, message: str) -> None:
    assert refusal(attribute(Kind.NUMBER), typed) == message


@pytest.mark.parametrize(
    ("settings", "typed", "message"),
    [
        ({"min": Decimal(0)}, "-1", "Must be at least 0."),
        ({"max": Decimal("0.5")}, "0.6", "Must be at most 0.5."),
        ({"max": Decimal(5000)}, "5001", "Must be at most 5,000."),
        ({"integer": True}, "0.5", "Must be a whole number, like 5000."),
    ],
)
def test_a_number_outside_of_its_limits_is_refused(
    settings: dict[str, object], typed: str, message: str
) -> None:
    assert refusal(attribute(Kind.NUMBER, **settings), typed) == message


@pytest.mark.parametrize(
    ("kind", "typed", "message"),
    [
        (Kind.PERCENT, "100.1", "Must be at most 100."),
        (Kind.PERCENT, "-0.1", "Must be at least 0."),
        (Kind.DATE, "2026-02-30", "There is no day 2026-02-30."),
        (Kind.DATE, "02/03/2026", "Not a date. Write year, month and day, like 2026-03-02."),
        (Kind.DATE, "1899-12-31", "The year must lie between 1900 and 2200."),
        (Kind.DATE_RANGE, {"start": "2026-02-01", "end": "2026-01-31"}, "lies before the start"),
        (Kind.DATE_RANGE, {"start": "soon", "end": ""}, "Not a date."),
        (Kind.CHOICE, "middle", "middle is not one of the options."),
        (Kind.MULTI_CHOICE, ["low", "low"], "Choose each once."),
        (Kind.MULTI_CHOICE, ["low", "x"], "x is not one of the options."),
        (Kind.YES_NO, "perhaps", "Answer yes or no."),
        (Kind.DURATION, {"value": "3", "unit": "sec"}, "Not a unit of time."),
        (Kind.DURATION, {"value": "-3", "unit": "s"}, "Must be at least 0."),
        (Kind.NUMBER_UNIT, {"value": "3k", "unit": "USD"}, "Write the number alone"),
        (Kind.RAG, {"status": "blue", "note": ""}, "Choose green, amber or red."),
        (Kind.PERSON, {"name": "x" * 121, "role": ""}, "At most 120 characters; this has 121."),
        (Kind.PERSON, {"name": "Ann", "role": "A B"}, "Not a role."),
        (Kind.SHORT_TEXT, "x" * 301, "At most 300 characters; this has 301. Shorten it."),
        (Kind.SHORT_TEXT, "one\ntwo", "Write it on one line."),
        (Kind.SHORT_TEXT, "one\ttwo", "The text has a tab."),
        (Kind.LONG_TEXT, "x" * 100_001, "At most 100,000 characters; this has 100,001."),
        (Kind.LONG_TEXT, {"value": ["a", "b"]}, "Give one value."),
    ],
)
def test_what_does_not_fit_its_kind_is_refused_in_words(
    kind: Kind, typed: dict[str, Typed] | Typed, message: str
) -> None:
    assert message in refusal(attribute(kind), typed)


@pytest.mark.parametrize(
    ("kind", "typed", "part"),
    [
        (Kind.DATE_RANGE, {"start": "2026-02-01", "end": "2026-01-31"}, "end"),
        (Kind.DURATION, {"value": "3", "unit": "sec"}, "unit"),
        (Kind.NUMBER_UNIT, {"value": "x", "unit": "USD"}, "value"),
        (Kind.NUMBER, "x", ""),
        (Kind.NUMBER, {"not_applicable": " "}, "not_applicable"),
    ],
)
def test_a_refusal_names_the_part_that_is_wrong(
    kind: Kind, typed: dict[str, Typed] | Typed, part: str
) -> None:
    with pytest.raises(Invalid) as refused:
        parse(attribute(kind), typed)

    assert refused.value.part == part


@pytest.mark.parametrize(
    ("kind", "typed"),
    [
        (Kind.NUMBER_UNIT, {"value": "", "unit": "USD"}),
        (Kind.DATE_RANGE, {"start": "2026-01-01", "end": ""}),
        (Kind.RAG, {"status": "", "note": "Data arrives in May."}),
        (Kind.PERSON, {"name": "", "role": "finance"}),
    ],
)
def test_a_value_that_was_only_begun_is_kept_and_reads_as_blank(
    kind: Kind, typed: dict[str, Typed]
) -> None:
    value = parse(attribute(kind), typed)

    assert value == typed
    assert is_blank(attribute(kind), value)


def test_the_unit_of_a_duration_alone_is_no_answer() -> None:
    assert parse(attribute(Kind.DURATION), {"value": "", "unit": "days"}) is None


def test_a_number_without_unit_is_kept_for_the_checks_to_find() -> None:
    value = parse(attribute(Kind.NUMBER_UNIT), {"value": "20", "unit": ""})

    assert value == {"value": "20", "unit": ""}
    assert display(attribute(Kind.NUMBER_UNIT), value) == "20"


@pytest.mark.parametrize("kind", list(Kind))
def test_any_kind_may_not_apply_for_a_reason(kind: Kind) -> None:
    value = parse(attribute(kind), {"not_applicable": " The vendor runs it. ", "value": ""})

    assert value == {"not_applicable": "The vendor runs it."}
    assert not is_blank(attribute(kind), value)
    assert validate(attribute(kind), value) == []
    assert display(attribute(kind), value) == "Not applicable: The vendor runs it."
    assert to_plain(attribute(kind), value) is None
    assert "why it does not apply" in refusal(attribute(kind), {"not_applicable": "\n"})


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("a\x00b", "The text has a null character (U+0000)"),
        ("one\ntwo\x1b[31m", "Line 2 has an escape character (U+001B)"),
        ("a\x85b", "a control character (U+0085)"),
        ("at most \u202e9.0", "forces letters to run right to left (U+202E)"),
        ("a\ud800b", "half a character (a lone surrogate) (U+D800)"),
    ],
)
def test_characters_that_nobody_sees_are_refused_by_name(typed: str, words: str) -> None:
    for kind in (Kind.LONG_TEXT, Kind.SHORT_TEXT):
        assert words in refusal(attribute(kind), typed)


@given(st.text())
def test_stored_text_is_normalised_and_can_be_written_anywhere(typed: str) -> None:
    try:
        text = clean_text(typed)
    except Invalid:
        return

    assert unicodedata.is_normalized("NFC", text)
    assert "\r" not in text
    assert text.encode().decode() == text
    assert clean_text(text) == text


@given(
    st.decimals(
        allow_nan=False, allow_infinity=False, places=3, min_value=-(10**9), max_value=10**9
    )
)
def test_every_plain_decimal_is_kept_to_the_digit(figure: Decimal) -> None:
    typed = f"{figure:f}"

    assert parse(attribute(Kind.NUMBER), typed) == typed
    assert display(attribute(Kind.NUMBER), typed).replace(",", "") == typed


@given(
    st.sampled_from(list(Kind)),
    st.recursive(
        st.none() | st.booleans() | st.text(max_size=4) | st.integers(),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["value", "unit", "start", "row", "cells", "scores", "data_exists"]
                ),
                inner,
                max_size=3,
            )
        ),
        max_leaves=6,
    ),
)
@example(Kind.TABLE, [{"row": []}])
def test_no_value_is_too_odd_to_be_judged_and_shown(kind: Kind, value: Json) -> None:
    for of in (attribute(kind), *WITH_ROWS):
        for message in validate(of, value):
            assert message.endswith(".")
        is_blank(of, value)
        assert isinstance(display(of, value), str)
