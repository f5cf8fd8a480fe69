"""The canonical text: the same as the reference's, and nothing that has none."""

from __future__ import annotations

from typing import Any

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from trail.domain.canonical import NotCanonical, canonical, digest

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
)


@given(VALUES)
def test_the_text_is_that_of_the_reference_implementation(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value).decode()


def test_keys_are_sorted_by_their_utf16_form() -> None:
    assert canonical({"\U0001f600": 1, "\ufb33": 2, "a": 3}) == '{"a":3,"\U0001f600":1,"\ufb33":2}'


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.5, "write figures as text"),
        (float("nan"), "not JSON compliant"),
        ({"a": [1.0]}, "write figures as text"),
        ({"a": "\ud800"}, "surrogate"),
        ({"\udfff": 1}, "surrogate"),
        (2**53, "too large"),
        ({1: "a"}, "text keys"),
        ({"a": (1, 2)}, "lists"),
        (b"bytes", "bytes"),
    ],
)
def test_what_has_no_canonical_text_is_refused_in_words(value: Any, words: str) -> None:
    with pytest.raises(NotCanonical, match=words):
        canonical(value)


def test_the_digest_is_the_sha256_of_the_utf8_form() -> None:
    assert digest("é") == "4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c"
