"""A spec that begins on one page, grows through every template, and comes back down as a copy."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import yaml
from playwright.sync_api import Page, expect

from specs import catalogue
from specs.documents import load_contents
from specs.domain.attribute import Json, Template
from specs.domain.values import is_blank
from specs.management.filling import fill
from specs.models import AnswerVersion, ItemVersion, Spec, Waiver
from tests.browser.writing import TYPED, Writer
from tests.browsing import Browsers
from tests.cast import Cast
from tests.make import accept_warnings, example_values

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(180)]

TITLE = "Card payment fraud detection"
# Each with the verb by which the page offers it: what asks for other things is copied into.
STEPS = (
    ("design_doc", "Promote"),
    ("ml_model_spec", "Promote"),
    ("ai_project_spec", "Copy"),
    ("full_spec", "Promote"),
    ("one_page_kickoff", "Copy"),
)
File = dict[str, Any]  # a downloaded spec, as YAML reads it
BY_HAND = 3  # answers of each section of the kickoff that are typed in the browser


@dataclass
class KickoffWriter(Writer):
    """Somebody at the write page of a kickoff."""

    @property
    def template(self) -> Template:
        """The template that the spec begins with."""
        return catalogue.template("one_page_kickoff")


def test_a_kickoff_grows_through_every_template_and_comes_back_down(
    cast: Cast, browsers: Browsers, tmp_path: Path
) -> None:
    page = browsers.of(cast.dana)
    spec = begin(page)
    type_main_answers(page, spec)

    for key, verb in STEPS:
        answer_the_rest(spec, cast)
        file, kept = download(page, spec, tmp_path), histories(spec)
        is_copy = verb == "Copy"
        moved = copy(page, spec, key) if is_copy else promote(page, spec, key)
        again = download(page, moved, tmp_path)
        assert again["template"] == {"key": key, "version": 1}
        assert everything(again, is_copy=is_copy) == everything(file, is_copy=is_copy)
        assert histories(spec) == kept
        see_what_is_carried_over(page, moved, again)
        spec = moved

    assert set(again["answers"]) | set(again["carried_over"]) >= full_keys()


def begin(page: Page) -> Spec:
    """Start a one-page kickoff."""
    page.goto("/specs/new/")
    page.locator("#title").fill(TITLE)
    page.get_by_label("One-page kickoff").check()
    page.get_by_role("button", name="Start writing").click()
    page.wait_for_url("**/write/**")
    return Spec.objects.get(title=TITLE)


def type_main_answers(page: Page, spec: Spec) -> None:
    """Type the first texts and figures of each section of the kickoff."""
    writer = KickoffWriter(page, str(spec.pk))
    for section in writer.template.sections:
        keys = [a.key for a in section.attributes if a.kind in TYPED and a.key != "project.title"]
        if not keys:
            continue
        writer.open(section.key)
        for key in keys[:BY_HAND]:
            writer.control(key).fill(str(catalogue.example(key)))
            writer.control(key).press("Tab")
        writer.await_saved()


def answer_the_rest(spec: Spec, cast: Cast) -> None:
    """Answer what the template asks and nobody answered, and accept what it warns of."""
    held, asked = stored(spec), spec.template.template.attributes
    given = example_values(spec.template).items()
    fill(spec, {k: v for k, v in given if is_blank(asked[k], held.get(k))}, cast.dana)
    accept_warnings(spec, cast.dana)


def stored(spec: Spec) -> dict[str, Json]:
    """Return every answer that the spec holds, those without a place as well."""
    return dict(load_contents(spec.pk).stored())


def full_keys() -> set[str]:
    """Return what the running example answers of all that can be asked."""
    asked = catalogue.template("full_spec").attributes
    return {key for key, a in asked.items() if not is_blank(a, catalogue.example(key))}


def everything(file: File, *, is_copy: bool) -> dict[str, Json]:
    """Return all answers of a file, with or without a place, and what was accepted in writing.

    A copy has a title, rows and a history of its own, and nothing was accepted in it yet.
    """
    answers = {**file["answers"], **file.get("carried_over", {})}
    if not is_copy:
        return {**answers, "waivers": file.get("waivers", [])}
    del answers["project.title"]
    return {key: without_ids(value) for key, value in answers.items()}


def without_ids(value: Json) -> Json:
    """Return an answer without the ids of its rows."""
    if not isinstance(value, list):
        return value
    return [
        {k: v for k, v in one.items() if k != "id"} if isinstance(one, dict) else one
        for one in value
    ]


def histories(spec: Spec) -> list[object]:
    """Return each version of every answer and row, and what was accepted in writing."""
    return [
        list(AnswerVersion.objects.filter(spec=spec).order_by("key", "version").values()),
        list(ItemVersion.objects.filter(spec=spec).order_by("pk").values()),
        list(Waiver.objects.filter(spec=spec).values()),
    ]


def promote(page: Page, spec: Spec, key: str) -> Spec:
    """Take the larger template, having read what it asks beyond, and what is kept."""
    after = choose(page, spec, key, "Look")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Promote to “{after.title}”")
    see_every_question(page, spec, after)
    page.get_by_role("button", name="Promote").click()
    page.wait_for_url("**/write/**")
    return Spec.objects.get(pk=spec.pk)


def copy(page: Page, spec: Spec, key: str) -> Spec:
    """Make a spec of its own of another template, with everything in it."""
    after = choose(page, spec, key, "Copy")
    see_every_question(page, spec, after)
    page.get_by_label("What is the copy called?").fill(f"{TITLE} ({key})")
    page.get_by_role("button", name="Make the copy").click()
    page.wait_for_url(lambda url: "/write/" in url and str(spec.pk) not in url)
    return Spec.objects.get(pk=UUID(page.url.split("/specs/")[1][:36]))


def choose(page: Page, spec: Spec, key: str, verb: str) -> Template:
    """Go to one of the templates that are offered."""
    after = catalogue.template(key)
    page.goto(f"/specs/{spec.pk}/template/")
    page.get_by_role("link", name=f"{verb} {after.title}").click()
    expect(page.locator("main .advice").first).to_be_visible()
    return after


def see_every_question(page: Page, spec: Spec, after: Template) -> None:
    """Find each question of the new template, answered or not, and each that it does not ask."""
    shown = page.locator("main").text_content() or ""
    questions = {**spec.template.template.attributes, **after.attributes}
    held = stored(spec)
    expected = [a for k, a in questions.items() if k in after.items or not is_blank(a, held.get(k))]
    assert [a.title for a in expected if a.title not in shown] == []


def see_what_is_carried_over(page: Page, spec: Spec, file: File) -> None:
    """Find each answer that the template has no place for among those carried over."""
    held, known = stored(spec), spec.template.template.attributes
    roomless = {k for k, v in held.items() if k not in known and v not in (None, "")}
    assert set(file.get("carried_over", {})) == roomless
    link = page.get_by_role("link", name=re.compile("Carried over"))
    if not roomless:
        expect(link).to_have_count(0)
        return
    link.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Carried over")
    shown = page.locator("main").text_content() or ""
    titles = [catalogue.attributes()[key].title for key in roomless]
    assert [title for title in titles if title not in shown] == []


def download(page: Page, spec: Spec, folder: Path) -> File:
    """Download the spec as YAML, and read it."""
    page.goto(f"/specs/{spec.pk}/exports/")
    with page.expect_download() as coming:
        page.get_by_role("link", name="Download as YAML").click()
    path = folder / coming.value.suggested_filename
    coming.value.save_as(path)
    page.goto(f"/specs/{spec.pk}/write/")
    read: File = yaml.safe_load(path.read_text())
    return read
