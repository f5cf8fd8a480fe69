"""The guides of a spec: filled from its answers, and writing only what their buttons say."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client

from specs import actions, catalogue
from specs.domain.guides import GUIDES
from specs.models import Answer, Conflict, Item, Spec, SpecTemplate, State
from tests.cast import Cast
from tests.make import change, make_guest, make_spec
from trail.domain.event import describe
from trail.models import Event

HTMX = {"HX-Request": "true"}
ML = "should-it-be-ml"
DECISION = "mlfit.decision"
FOR_ITEMS = ("complex_patterns", "repeats_at_scale", "data_exists", "errors_tolerable")
AGAINST_ITEMS = ("data_weak", "errors_catastrophic", "black_box_unacceptable", "roi_negative")
RULES_DO = {
    **{f"{item}.answer": "yes" for item in (*FOR_ITEMS, "world_changes", "rules_good_enough")},
    **{f"{item}.answer": "no" for item in AGAINST_ITEMS},
    "rules_good_enough.note": "140 rules reach 71%.",
}


@pytest.fixture
def dana(client: Client, people: Cast) -> Client:
    """Sign the author in."""
    client.force_login(people.dana)
    return client


@pytest.fixture
def spec(people: Cast, catalogue_rows: None) -> Spec:
    """Return a draft of the largest template with a KPI in it."""
    spec = make_spec(people, built_in("full_spec"))
    for key in ("problem.business_kpi", "problem.kpi_timeframe"):
        change(spec, key, catalogue.example(key), people.dana)
    spec.refresh_from_db()
    return spec


def built_in(key: str) -> SpecTemplate:
    return SpecTemplate.objects.get(organisation=None, key=key)


def page(client: Client, spec: Spec, name: str = ML) -> str:
    response = client.get(f"/specs/{spec.pk}/guides/{name}/")
    assert response.status_code == 200
    return unescape(response.content.decode())


def hidden(text: str) -> dict[str, str]:
    """Return what the form of a guide sends of itself."""
    pairs = re.findall(r'<input type="hidden" name="(op_id|base:[^"]+)" value="([^"]*)"', text)
    return dict(pairs)


def use(client: Client, spec: Spec, typed: dict[str, str], name: str = ML) -> tuple[int, str]:
    response = client.post(f"/specs/{spec.pk}/guides/{name}/use/", typed, headers=HTMX)
    return response.status_code, unescape(response.content.decode())


def button(text: str, name: str) -> str:
    """Return what the button of an offer sends."""
    found = re.search(rf'name="offer" value="({name}\.[0-9a-f]+)"', text)
    assert found, f"no button {name} in:\n{text}"
    return found[1]


def press(
    client: Client, spec: Spec, typed: dict[str, str], name: str, guide: str = ML
) -> tuple[int, str]:
    """Look where the answers lead, then press a button."""
    data = {**hidden(page(client, spec, guide)), **typed}
    _status, text = use(client, spec, data, guide)
    return use(client, spec, {**data, "offer": button(text, name)}, guide)


def sentences(spec: Spec) -> list[str]:
    return [describe(one) for one in Event.objects.filter(chain=spec.chain).order_by("seq")]


def test_every_guide_has_a_page_with_its_source_in_every_template(
    dana: Client, people: Cast, catalogue_rows: None
) -> None:
    for template in SpecTemplate.objects.filter(organisation=None):
        spec = make_spec(people, template)
        for one in GUIDES:
            assert f"Source {one.source}" in page(dana, spec, one.name)


def test_the_list_says_where_each_guide_leads(dana: Client, spec: Spec) -> None:
    text = unescape(dana.get(f"/specs/{spec.pk}/guides/").content.decode())

    assert all(one.title in text for one in GUIDES)
    assert "Next: level 0" in text or "Level 1 hangs in the air" in text


def test_the_write_page_links_the_guides_of_its_section(dana: Client, spec: Spec) -> None:
    section = built_in("full_spec").template.section_of[DECISION]

    text = dana.get(f"/specs/{spec.pk}/write/{section}/").content.decode()

    assert f"/specs/{spec.pk}/guides/{ML}/" in text
    assert f"/specs/{spec.pk}/guides/framing-stack/" not in text


def test_looking_writes_nothing(dana: Client, spec: Spec) -> None:
    before = spec.content_version

    status, text = use(dana, spec, {**hidden(page(dana, spec)), **RULES_DO})

    spec.refresh_from_db()
    assert status == 200
    assert "Use rules, no ML. Rules or simple statistics reach the KPI." in text
    assert "<html" not in text
    assert spec.content_version == before


def test_without_script_looking_gives_the_whole_page_with_what_was_typed(
    dana: Client, spec: Spec
) -> None:
    data = {**hidden(page(dana, spec)), **RULES_DO}

    response = dana.post(f"/specs/{spec.pk}/guides/{ML}/use/", data)

    assert 'value="140 rules reach 71%."' in response.content.decode()


def test_a_button_writes_answers_and_rows_and_the_trail_names_the_guide(
    dana: Client, spec: Spec
) -> None:
    status, _text = press(dana, spec, RULES_DO, "record")

    assert status == 302
    assert Answer.objects.get(spec=spec, key=DECISION).value == "use_rules"
    row = Item.objects.get(spec=spec, key="mlfit.avoid_when", row="rules_good_enough")
    assert row.cells == {"answer": "yes", "note": "140 rules reach 71%."}
    told = sentences(spec)
    assert "Dana Okafor saved “Decision on ML” from the guide “Should this be ML at all?”." in told
    assert any("to “Do not use ML when” from the guide" in one for one in told)


def test_a_second_click_writes_nothing_twice(dana: Client, spec: Spec) -> None:
    data = {**hidden(page(dana, spec)), **RULES_DO}
    data["offer"] = button(use(dana, spec, data)[1], "record")
    use(dana, spec, data)
    spec.refresh_from_db()
    before = spec.content_version

    status, _text = use(dana, spec, data)

    spec.refresh_from_db()
    assert status == 409
    assert spec.content_version == before


def test_a_button_whose_words_are_out_of_date_writes_nothing(dana: Client, spec: Spec) -> None:
    data = {**hidden(page(dana, spec)), **RULES_DO}
    data["offer"] = button(use(dana, spec, data)[1], "record")
    data["rules_good_enough.answer"] = "no"

    status, text = use(dana, spec, data)

    assert status == 409
    assert "Nothing was written" in text
    assert not Answer.objects.filter(spec=spec, key=DECISION).exists()


def test_the_spec_ends_with_no_use_rules(dana: Client, spec: Spec) -> None:
    status, _text = press(dana, spec, RULES_DO, "end")

    spec.refresh_from_db()
    assert status == 302
    assert spec.state == State.ARCHIVED
    assert Answer.objects.get(spec=spec, key=DECISION).value == "use_rules"
    last = sentences(spec)[-1]
    assert last.startswith(
        "Dana Okafor archived the spec. Reason: Should this be ML at all? Use rules, no ML."
    )
    assert "140 rules reach 71%" in last


def test_a_kickoff_ends_too_and_says_what_it_does_not_ask_for(
    dana: Client, people: Cast, catalogue_rows: None
) -> None:
    spec = make_spec(people, built_in("one_page_kickoff"))
    for key in ("problem.business_kpi", "problem.kpi_timeframe"):
        change(spec, key, catalogue.example(key), people.dana)

    text = page(dana, spec)
    status, _text = press(dana, spec, RULES_DO, "end")

    spec.refresh_from_db()
    assert "The template of this spec does not ask for “Use ML when”" in text
    assert (status, spec.state) == (302, State.ARCHIVED)
    assert not Answer.objects.filter(spec=spec, key__startswith="mlfit.").exists()


def test_who_reads_an_ended_spec_is_told_why_it_ended(
    dana: Client, people: Cast, spec: Spec
) -> None:
    assert "In the archive" not in dana.get(f"/specs/{spec.pk}/read/").content.decode()

    actions.archive(spec=spec, by=people.dana, why="Use rules, no ML: <b>50</b> of them do.")

    text = dana.get(f"/specs/{spec.pk}/read/").content.decode()
    assert "In the archive</strong> Dana Okafor archived the spec." in text
    assert "Use rules, no ML: &lt;b&gt;50&lt;/b&gt; of them do." in text
    assert "as it stood then. Nothing here is signed." in text


def test_an_editor_records_but_only_who_manages_the_spec_ends_it(
    client: Client, people: Cast, spec: Spec
) -> None:
    from specs import actions  # noqa: PLC0415 - of this test alone

    actions.add_editor(spec=spec, user=people.tomas, by=people.dana)
    client.force_login(people.tomas)

    _status, text = use(client, spec, {**hidden(page(client, spec)), **RULES_DO})

    assert button(text, "record")
    assert 'value="end.' not in text
    data = {**hidden(page(client, spec)), **RULES_DO}
    client.force_login(people.dana)
    ending = button(use(client, spec, data)[1], "end")
    client.force_login(people.tomas)
    assert use(client, spec, {**data, "offer": ending})[0] == 403
    spec.refresh_from_db()
    assert spec.state == State.DRAFT


def test_what_somebody_wrote_meanwhile_is_kept_and_nothing_ends(
    dana: Client, people: Cast, spec: Spec
) -> None:
    change(spec, "mlfit.decision_reason", "First words.", people.dana)
    typed = {**RULES_DO, "reason": "My words."}
    data = {**hidden(page(dana, spec)), **typed}
    change(spec, "mlfit.decision_reason", "Their words.", people.dana)

    _status, text = use(dana, spec, data)
    status, _text = use(dana, spec, {**data, "offer": button(text, "end")})

    spec.refresh_from_db()
    assert status == 302
    assert spec.state == State.DRAFT
    assert Answer.objects.get(spec=spec, key="mlfit.decision_reason").value == "Their words."
    assert Conflict.objects.get(spec=spec).mine == "My words."


@pytest.mark.parametrize("fault", ["", "-1", "x", "99999999999", "7"])
def test_a_page_that_cannot_be_of_this_spec_is_refused(
    dana: Client, spec: Spec, fault: str
) -> None:
    data = {**hidden(page(dana, spec)), **RULES_DO}
    data["offer"] = button(use(dana, spec, data)[1], "record")
    data[f"base:{DECISION}"] = fault

    status, text = use(dana, spec, data)

    assert status == 422
    assert "older than the spec" in text
    assert not Item.objects.filter(spec=spec, key="mlfit.use_when").exists()


def test_a_row_that_never_had_that_version_is_refused(dana: Client, spec: Spec) -> None:
    press(dana, spec, RULES_DO, "record")
    data = {**hidden(page(dana, spec)), **RULES_DO, "data_exists.note": "12 months"}
    data["offer"] = button(use(dana, spec, data)[1], "record")
    data["base:mlfit.use_when/data_exists"] = "40"

    assert use(dana, spec, data)[0] == 422


def test_texts_that_are_too_long_are_refused_in_words(dana: Client, spec: Spec) -> None:
    data = {**hidden(page(dana, spec)), **RULES_DO, "data_exists.note": "x" * 200_000}
    data["offer"] = button(use(dana, spec, data)[1], "record")

    status, text = use(dana, spec, data)

    assert status == 422
    assert 'role="alert"' in text


def test_what_is_typed_is_never_markup(dana: Client, spec: Spec) -> None:
    data = {**hidden(page(dana, spec)), **RULES_DO, "reason": "<b>x</b>"}

    response = dana.post(f"/specs/{spec.pk}/guides/{ML}/use/", data)

    assert "<b>x" not in response.content.decode()


def test_readers_look_and_write_nothing(client: Client, people: Cast, spec: Spec) -> None:
    make_guest(spec, people.gil)
    client.force_login(people.gil)

    text = page(client, spec)

    assert 'name="offer"' not in text
    assert '<fieldset class="guide-questions" disabled>' in text
    assert use(client, spec, RULES_DO)[0] == 403


def test_an_unknown_guide_is_not_there(dana: Client, spec: Spec) -> None:
    assert dana.get(f"/specs/{spec.pk}/guides/nothing/").status_code == 404
    assert use(dana, spec, {}, "nothing")[0] == 404


def test_red_killers_become_rows_of_the_risk_register(dana: Client, spec: Spec) -> None:
    typed = {
        "adversarial.applies": "yes",
        "adversarial.evidence": "Fraudsters probe limits",
        "compliance.applies": "yes",
    }

    status, _text = press(dana, spec, typed, "risks", "production-killers")

    rows = Item.objects.filter(spec=spec, key="risk.register", is_deleted=False)
    modes = [row.cells.get("failure_mode") for row in rows]
    assert status == 302
    assert "Adversarial behaviour: Fraudsters probe limits" in modes
    assert "Compliance constraints" in modes
    assert any(
        "“Risk register” from the guide “Eight production killers”" in s for s in sentences(spec)
    )


def test_pressing_again_adds_no_risk_twice(dana: Client, spec: Spec) -> None:
    typed = {"adversarial.applies": "yes", "compliance.applies": "yes"}
    data = {**hidden(page(dana, spec, "production-killers")), **typed}
    data["offer"] = button(use(dana, spec, data, "production-killers")[1], "risks")
    use(dana, spec, data, "production-killers")
    count = Item.objects.filter(spec=spec, key="risk.register").count()

    assert use(dana, spec, data, "production-killers")[0] == 409
    assert Item.objects.filter(spec=spec, key="risk.register").count() == count


def test_two_people_answer_for_one_role_and_nothing_is_lost(
    dana: Client, people: Cast, spec: Spec
) -> None:
    typed = {"finance.would_block": "Cost above plan"}
    press(dana, spec, typed, "matrix", "stakeholders")
    data = {**hidden(page(dana, spec, "stakeholders")), "finance.would_block": "No return"}
    press(dana, spec, {"finance.person": "Marc Duval", **typed}, "matrix", "stakeholders")

    data["offer"] = button(use(dana, spec, data, "stakeholders")[1], "matrix")
    use(dana, spec, data, "stakeholders")

    cells = Item.objects.get(spec=spec, key="governance.stakeholders", row="finance").cells
    assert (cells["person"], cells["would_block"]) == ("Marc Duval", "No return")


def test_an_answer_that_is_marked_not_applicable_is_left_alone(
    dana: Client, people: Cast, spec: Spec
) -> None:
    change(spec, "framing.archetype", {"not_applicable": "Not a product."}, people.dana)

    text = page(dana, spec, "archetype")

    assert "It is marked as not applicable there." in text


def test_what_was_typed_after_the_last_look_is_written_by_a_button_of_the_same_words(
    dana: Client, spec: Spec
) -> None:
    data = {**hidden(page(dana, spec)), **RULES_DO}
    data["offer"] = button(use(dana, spec, data)[1], "record")
    data["rules_good_enough.note"] = "150 rules reach 73%."

    assert use(dana, spec, data)[0] == 302
    row = Item.objects.get(spec=spec, key="mlfit.avoid_when", row="rules_good_enough")
    assert row.cells["note"] == "150 rules reach 73%."
