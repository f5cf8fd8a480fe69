"""Fields filled into shells look as their template makes them, and hold what was typed as text."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape

import pytest
from django.test import Client
from django.urls import reverse

from specs import shells
from specs.domain.attribute import Attribute, Json, Kind
from specs.forms import Field
from specs.models import Answer, Spec, SpecTemplate
from specs.views import write
from tests.cast import Cast, sign_in
from tests.make import change, make_full_spec, make_spec, op

pytestmark = pytest.mark.django_db
SECRETS = re.compile(r'name="(op_id|csrfmiddlewaretoken)" value="[^"]*"')
OP_IDS = re.compile(r'name="op_id" value="([^"]*)"')
HOSTILE = (
    "<script>alert(1)</script>",
    "\" autofocus onfocus='alert(1)'",
    "</textarea><img src=x>",
    "{{ spec.pk }}{% csrf_token %}",
    f"{shells.mark('csrf_token')} {shells.mark('spec')} {shells.SPEC}",
    "&lt;already&gt; &amp; more",
)
# Kinds of which a part is free text, and what holds that text.
HOLDING: dict[Kind, Callable[[str], Json]] = {
    Kind.SHORT_TEXT: lambda text: text,
    Kind.LONG_TEXT: lambda text: text,
    Kind.NUMBER_UNIT: lambda text: {"value": "1", "unit": text},
    Kind.PERSON: lambda text: {"name": text, "role": "finance"},
}


def page_of(client: Client, spec: Spec, section: str) -> str:
    response = client.get(reverse("specs:write-section", args=[spec.pk, section]))
    assert response.status_code == 200
    return response.content.decode()


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Return the browser of the author."""
    return sign_in(client, people.dana)


def sections_of(spec: Spec) -> list[str]:
    return [section.key for section in spec.template.template.sections]


@pytest.mark.parametrize("is_full", [True, False])
def test_a_filled_shell_is_what_the_template_renders(
    dana: Client,
    people: Cast,
    template: SpecTemplate,
    monkeypatch: pytest.MonkeyPatch,
    is_full: bool,  # noqa: FBT001 - a parameter of the test
) -> None:
    spec = (make_full_spec if is_full else make_spec)(people, template)
    filled = [SECRETS.sub("", page_of(dana, spec, key)) for key in sections_of(spec)]
    monkeypatch.setattr(Field, "is_ordinary", False)
    rendered = [SECRETS.sub("", page_of(dana, spec, key)) for key in sections_of(spec)]

    assert filled == rendered


@pytest.mark.parametrize("text", ["TBD", "Alerts come too late.", HOSTILE[0], HOSTILE[4]])
def test_a_filled_reply_is_what_its_template_renders(
    dana: Client,
    people: Cast,
    template: SpecTemplate,
    monkeypatch: pytest.MonkeyPatch,
    text: str,
) -> None:
    one, other = (make_full_spec(people, template) for _ in range(2))
    filled = [reply_to(dana, one, words) for words in ("Something else.", text)]
    monkeypatch.setattr(write, "is_usual", lambda _context: False)
    rendered = [reply_to(dana, other, words) for words in ("Something else.", text)]

    assert filled == rendered
    assert shells.TOKEN not in "".join(filled)


def reply_to(client: Client, spec: Spec, text: str) -> str:
    """Save the problem and return the reply without what is of this save alone."""
    url = reverse("specs:save-answer", args=[spec.pk, "problem.statement"])
    version = Answer.objects.get(spec=spec, key="problem.statement").version
    data = {"op_id": str(op()), "base_version": version, "value": text}
    response = client.post(url, data, headers={"HX-Request": "true"})
    assert response.status_code == 200
    said = re.sub(r"Saved \d\d:\d\d", "Saved", response.content.decode())
    return " ".join(said.replace(str(spec.pk), "SPEC").split())


@pytest.mark.parametrize("text", HOSTILE)
def test_what_is_typed_comes_out_as_text(
    dana: Client, people: Cast, template: SpecTemplate, text: str
) -> None:
    spec = make_spec(people, template)
    chosen = [a for a in spec.template.template.attributes.values() if is_open(a)]
    for attribute in chosen:
        change(spec, attribute.key, value_of(attribute, text), people.dana)

    for section in {spec.template.template.section_of[a.key] for a in chosen}:
        page = page_of(dana, spec, section)

        assert escape(text) in page
        assert str(shells.SPEC) not in page.replace(escape(text), "")
        assert shells.TOKEN not in page.replace(escape(text), "")
        if escape(text) != text:
            assert text not in page


def is_open(attribute: Attribute) -> bool:
    return attribute.kind in HOLDING and not attribute.show_when


def value_of(attribute: Attribute, text: str) -> Json:
    return HOLDING[attribute.kind](text)


def test_two_specs_of_one_template_never_mix(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    one, other = (make_full_spec(people, template, title=title) for title in ("One", "Other"))
    change(other, "problem.statement", "Only the other one says this.", people.dana)

    pages = [page_of(dana, spec, key) for spec in (other, one) for key in sections_of(spec)]

    own = "".join(pages[len(pages) // 2 :])
    assert str(other.pk) not in own
    assert "Only the other one says this." not in own


def test_every_form_is_one_save(dana: Client, people: Cast, template: SpecTemplate) -> None:
    found = OP_IDS.findall(page_of(dana, make_full_spec(people, template), "s1"))

    assert len(found) > 10
    assert len(set(found)) == len(found)
