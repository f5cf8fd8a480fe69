"""The calculators of a spec: filled from its answers, changed at will, written back safely."""

from __future__ import annotations

import re
import uuid

import pytest
from django.test import Client

from specs.domain.calculators import CALCULATORS
from specs.models import Answer, Conflict, Spec, SpecTemplate
from tests.cast import Cast
from tests.make import change, make_full_spec, make_guest, make_review, make_spec
from trail.domain.event import describe
from trail.models import Event

HTMX = {"HX-Request": "true"}
THRESHOLD = "policy.threshold"


def page(client: Client, spec: Spec, code: str, **typed: str) -> str:
    response = client.get(f"/specs/{spec.pk}/calculators/{code}/", typed)
    assert response.status_code == 200
    return response.content.decode()


def version_of(spec: Spec, key: str = THRESHOLD) -> int:
    return Answer.objects.get(spec=spec, key=key).version


def posted(spec: Spec, **more: str) -> dict[str, str]:
    """Return what the button of CALC-02 sends."""
    return {
        "key": THRESHOLD,
        "base_version": str(version_of(spec)),
        "op_id": str(uuid.uuid4()),
        "fp_cost": "4",
        "fn_cost": "100",
        "threshold": "0.04",
        **more,
    }


def write(client: Client, spec: Spec, data: dict[str, str], code: str = "CALC-02") -> str:
    url = f"/specs/{spec.pk}/calculators/{code}/write/"
    response = client.post(url, data, headers=HTMX)
    return f"{response.status_code} {response.content.decode()}"


def value(spec: Spec, key: str = THRESHOLD) -> object:
    return Answer.objects.get(spec=spec, key=key).value


def test_every_calculator_has_a_page_with_formula_and_source(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)

    for one in CALCULATORS:
        text = page(dana, spec, one.code)
        assert f"{one.code} · source" in text
        assert "Fill from the answers" in text


def test_answers_fill_the_inputs_and_are_named(dana: Client, spec: Spec) -> None:
    text = page(dana, spec, "CALC-02")

    assert re.search(r'name="fp_cost" value="4"', text)
    assert '<span class="unit">USD</span>' in text
    assert "t* = 4 / 104 = 0.0385" in text
    assert "#field-errors-fp_cost" in text


def test_inputs_change_without_saving(dana: Client, spec: Spec) -> None:
    before = spec.content_version

    text = page(dana, spec, "CALC-02", fp_cost="9", fn_cost="11", threshold="")

    spec.refresh_from_db()
    assert "0.4500" in text
    assert "(there 4)" in text
    assert spec.content_version == before


def test_a_picture_stands_with_its_words_and_its_table(dana: Client, spec: Spec) -> None:
    text = page(dana, spec, "CALC-02")

    assert 'role="img" aria-label="A curve of the expected cost per 1,000 cases' in text
    assert "<polyline" in text
    assert "<td>0.0385</td>" in text


def test_what_cannot_be_is_said_in_words(dana: Client, spec: Spec) -> None:
    text = page(dana, spec, "CALC-05", p99="-1", budget="150")

    assert "The latency of the model cannot be negative." in text


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("-5", "An error cannot cost less than nothing."),
        ("1,000", "Write the number without separators: 1000."),
        ("12%", "Write the number without the percent sign: 12."),
        ("1e999", "Write all digits, without an exponent"),
        ("9" * 40, "A number has at most 30 digits."),
        ("many", "Not a number."),
    ],
)
def test_what_is_wrong_is_said_of_its_input_and_stays(
    dana: Client, spec: Spec, typed: str, words: str
) -> None:
    query = {"fp_cost": "4", "fn_cost": typed}

    text = dana.get(f"/specs/{spec.pk}/calculators/CALC-02/", query).content.decode()

    assert f'<a href="#calc-02-fn_cost">Cost of one false negative</a>: {words}' in text
    assert f'<p class="is-wrong" id="calc-02-fn_cost-wrong">{words}' in text
    assert f'value="{typed}" inputmode' in text
    assert 'value="4" inputmode' in text


def test_what_is_typed_is_never_markup(dana: Client, spec: Spec) -> None:
    text = page(dana, spec, "CALC-16", weights="1", items="<b>x</b>: 2")

    assert "<b>x" not in text
    assert "&lt;b&gt;x&lt;/b&gt;" in text


def test_hostile_figures_are_refused(dana: Client, people: Cast, full: SpecTemplate) -> None:
    spec = make_spec(people, full)

    for typed in ("\x00", "9" * 5_000, "١٢", "1e99999", "\ud7ff", "{{ spec }}"):
        assert "Tier: " not in page(dana, spec, "CALC-07", users=typed)


def test_an_unknown_calculator_is_not_there(dana: Client, spec: Spec) -> None:
    assert dana.get(f"/specs/{spec.pk}/calculators/CALC-99/").status_code == 404


def test_the_list_shows_what_each_finds(dana: Client, spec: Spec) -> None:
    text = dana.get(f"/specs/{spec.pk}/calculators/").content.decode()

    assert text.count('class="row-title"') == len(CALCULATORS)
    assert "First-year net 2,860,000, return 198.6%, payback 2.9 months." in text


def test_a_panel_and_a_result_come_alone(dana: Client, spec: Spec) -> None:
    url = f"/specs/{spec.pk}/calculators/CALC-02/?section=policy"

    panel = dana.get(f"{url}&part=panel", headers=HTMX).content.decode()
    result = dana.get(f"{url}&part=result&fp_cost=9&fn_cost=11", headers=HTMX).content.decode()

    assert "<html" not in panel + result
    assert 'name="fp_cost"' in panel
    assert "calculator-inputs" not in result
    assert "Act from a score of 0.4500 on." in result


def test_the_write_page_offers_what_serves_its_section(dana: Client, spec: Spec) -> None:
    policy = dana.get(f"/specs/{spec.pk}/write/policy/").content.decode()
    scope = dana.get(f"/specs/{spec.pk}/write/scope/").content.decode()

    assert "CALC-02/?part=panel&amp;section=policy" in policy
    assert "/calculators/CALC-" not in scope


def test_a_result_is_written_and_the_trail_says_by_what(dana: Client, spec: Spec) -> None:
    reply = write(dana, spec, posted(spec))

    assert reply.startswith("200")
    assert "Written to" in reply
    assert 'name="threshold" value="0.0385"' in reply
    assert value(spec) == "0.0385"
    event = Event.objects.filter(chain=spec.chain, kind="answer.saved").order_by("-seq")[0]
    assert describe(event) == (
        "Dana Okafor saved “Decision threshold”, computed by CALC-02 from Cost of one false "
        "positive: 4 USD, Cost of one false negative: 100 USD."
    )


def test_what_was_typed_in_is_said_to_be(dana: Client, spec: Spec) -> None:
    write(dana, spec, posted(spec, fp_cost="9", fn_cost="11"))

    event = Event.objects.filter(chain=spec.chain, kind="answer.saved").order_by("-seq")[0]
    assert value(spec) == "0.45"
    assert "Cost of one false positive: 9 USD (typed in)" in describe(event)


def test_beside_its_section_the_field_is_renewed_too(dana: Client, spec: Spec) -> None:
    reply = write(dana, spec, posted(spec, section="policy"))

    assert 'id="field-policy-threshold"' in reply
    assert 'value="0.0385"' in reply


def test_beside_another_section_no_field_is_sent(dana: Client, spec: Spec) -> None:
    reply = write(dana, spec, posted(spec, section="errors"))

    assert reply.startswith("200")
    assert 'id="field-policy-threshold"' not in reply


def test_sent_twice_it_is_written_once(dana: Client, spec: Spec) -> None:
    data = posted(spec)

    write(dana, spec, data)
    write(dana, spec, data)

    assert version_of(spec) == int(data["base_version"]) + 1


def test_nobody_is_overwritten(dana: Client, people: Cast, spec: Spec) -> None:
    data = posted(spec)
    change(spec, THRESHOLD, "0.2", people.dana)

    reply = write(dana, spec, data)

    assert reply.startswith("409")
    assert "Both values are kept" in reply
    assert value(spec) == "0.2"
    assert Conflict.objects.get(spec=spec).mine == "0.0385"


def test_without_script_one_lands_at_the_field(dana: Client, spec: Spec) -> None:
    response = dana.post(f"/specs/{spec.pk}/calculators/CALC-02/write/", posted(spec))

    assert response.status_code == 302
    assert response["Location"].endswith("/write/policy/#field-policy-threshold")
    assert value(spec) == "0.0385"


def test_a_made_up_post_changes_nothing(dana: Client, spec: Spec) -> None:
    made_up: list[tuple[dict[str, str], int]] = [
        ({"key": "policy.top_k"}, 404),  # not what it computes
        ({"key": "no.such"}, 404),
        ({"key": ""}, 404),
        ({"fp_cost": "x"}, 422),
        ({"fp_cost": "0", "fn_cost": "0"}, 422),
        ({"fp_cost": "", "fn_cost": "", "threshold": ""}, 422),
        ({"base_version": "99"}, 422),
        ({"base_version": ""}, 422),
        ({"op_id": "1"}, 422),
    ]
    for changes, status in made_up:
        assert write(dana, spec, posted(spec, **changes)).startswith(str(status))

    assert value(spec) == "0.04"


def test_a_choice_takes_the_verdict_of_the_tree(dana: Client, people: Cast, spec: Spec) -> None:
    change(spec, "mlfit.decision", "run_poc", people.dana)
    answers = dict.fromkeys(("complex_patterns", "data_exists", "world_changes"), "yes")
    answers |= dict.fromkeys(("repeats_at_scale", "errors_tolerable"), "yes")
    answers |= dict.fromkeys(("rules_good_enough", "data_weak", "roi_negative"), "no")
    answers |= {"errors_catastrophic": "no", "black_box_unacceptable": "yes"}
    note = {"note_black_box_unacceptable": "Reason codes"}
    text = page(dana, spec, "CALC-13", **answers, **note)
    assert "Write Use ML with named safeguards to “Decision on ML”" in text

    names = re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', text.split("Write Use ML")[0])
    write(dana, spec, dict(names), "CALC-13")

    assert value(spec, "mlfit.decision") == "use_ml_with_safeguards"


def test_what_stands_there_already_is_not_offered_again(
    dana: Client, people: Cast, spec: Spec
) -> None:
    change(spec, THRESHOLD, "0.0385", people.dana)

    text = page(dana, spec, "CALC-02")

    assert "says 0.0385 already" in text
    assert "Write 0.0385" not in text


def test_readers_compute_and_cannot_write(client: Client, people: Cast, spec: Spec) -> None:
    make_guest(spec, people.noor)
    client.force_login(people.noor)

    assert "You cannot change this spec now." in page(client, spec, "CALC-02")
    assert write(client, spec, posted(spec)).startswith("403")
    assert value(spec) == "0.04"


def test_what_is_in_review_is_not_written_to(
    dana: Client, people: Cast, template: SpecTemplate
) -> None:
    spec = make_full_spec(people, template)
    make_review(people, spec)

    assert "Metrics from counts" in page(dana, spec, "CALC-21", tp="7", fp="3", fn="3", tn="87")


def test_amounts_in_two_currencies_are_not_computed_with(
    dana: Client, people: Cast, spec: Spec
) -> None:
    change(spec, "errors.fn_cost", {"value": "100", "unit": "EUR"}, people.dana)

    assert "The amounts stand in different units (EUR, USD)" in page(dana, spec, "CALC-02")
