"""Two people in one spec, and everything that can come between a writer and the server."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Dialog, Page, Request, Route, expect

from accounts.models import Session
from specs import actions
from specs.models import Answer, AnswerVersion, Conflict, Spec, SpecTemplate
from tests.browser.writing import Writer
from tests.browsing import Browsers
from tests.cast import PASSWORD, Cast
from tests.make import change, make_spec

pytestmark = pytest.mark.django_db(transaction=True)
KEY = "problem.statement"
TWO = "Stolen cards are used for 860 payments a day.\n\nThe rules in place catch 55% of them."
OFFLINE = r"net::ERR_|htmx:(sendError|afterRequest)|Failed to fetch"


@pytest.fixture
def spec(cast: Cast, ml_template: SpecTemplate) -> Spec:
    """Return a draft of Dana's in which Yusuf writes, too."""
    spec = make_spec(cast, ml_template)
    actions.add_editor(spec=spec, user=cast.yusuf, by=cast.dana)
    change(spec, KEY, TWO, cast.dana)
    return spec


@pytest.fixture
def dana(spec: Spec, cast: Cast, browsers: Browsers) -> Writer:
    """Return Dana at the first section."""
    writer = Writer(browsers.of(cast.dana), str(spec.pk))
    writer.open("s1")
    return writer


@pytest.fixture
def yusuf(spec: Spec, cast: Cast, browsers: Browsers) -> Writer:
    """Return Yusuf at the same section."""
    writer = Writer(browsers.of(cast.yusuf), str(spec.pk))
    writer.open("s1")
    return writer


def text_of(spec: Spec, key: str = KEY) -> str:
    """Return what stands in a field now."""
    return str(Answer.objects.get(spec=spec, key=key).value)


def test_edits_of_two_paragraphs_are_merged(spec: Spec, dana: Writer, yusuf: Writer) -> None:
    dana.control(KEY).press("Control+Home")
    dana.page.keyboard.type("In 2025: ")
    yusuf.control(KEY).press("Control+End")
    yusuf.page.keyboard.type(" Each missed fraud costs $100.")
    dana.await_saved()
    yusuf.await_saved()

    both = f"In 2025: {TWO} Each missed fraud costs $100."
    expect(yusuf.control(KEY)).to_have_value(both)
    yusuf.control("problem.decision").focus()
    dana.control("problem.decision").focus()
    expect(dana.control(KEY)).to_have_value(both)
    assert text_of(spec) == both


def test_typing_on_while_a_merge_is_under_way_loses_nothing(
    spec: Spec, cast: Cast, dana: Writer
) -> None:
    held: list[Route] = []

    def hold_first(route: Route) -> None:
        if held:
            route.continue_()
        held.append(route)

    dana.page.route("**/answers/**", hold_first)
    dana.control(KEY).press("Control+Home")
    with dana.page.expect_request("**/answers/**"):
        dana.page.keyboard.type("In 2025: ")
    change(spec, KEY, f"{TWO} Each missed fraud costs $100.", cast.yusuf)
    dana.page.keyboard.type("as counted twice, ")
    held[0].continue_()
    dana.await_saved()

    text = f"In 2025: as counted twice, {TWO} Each missed fraud costs $100."
    assert not Conflict.objects.filter(spec=spec).exists()
    assert text_of(spec) == text
    expect(dana.control(KEY)).to_have_value(text)


@pytest.mark.parametrize("outcome", ["theirs", "mine", "third"])
def test_two_texts_for_one_place_are_both_kept_until_somebody_chooses(
    spec: Spec, cast: Cast, dana: Writer, outcome: str
) -> None:
    dana.control(KEY).focus()
    change(spec, KEY, TWO.replace("860", "900"), cast.yusuf)
    dana.type(KEY, TWO.replace("860", "840"))

    field = dana.field(KEY)
    expect(field).to_have_class(re.compile("is-conflict"))
    expect(field).to_contain_text("Yusuf Demir changed the same")
    expect(field).to_contain_text("900 payments")
    expect(field).to_contain_text("840 payments")
    dana.page.reload()
    if outcome == "third":
        third = field.locator("[data-third]")
        expect(third).to_have_value(re.compile("840"))
        third.press("Control+a")
        third.press_sequentially("Stolen cards are used for 870 payments a day.")
        third.press("Control+Enter")
    else:
        label = {"theirs": "Keep Yusuf", "mine": "Keep mine"}[outcome]
        field.get_by_role("button", name=re.compile(label)).click()
    figure = {"theirs": "900", "mine": "840", "third": "870"}[outcome]
    expect(dana.control(KEY)).to_have_value(re.compile(f"{figure} payments"))
    assert f"{figure} payments" in text_of(spec)
    assert not Conflict.objects.open().filter(spec=spec).exists()


def test_one_sees_within_seconds_where_the_other_writes(dana: Writer, yusuf: Writer) -> None:
    yusuf.control("problem.decision").focus()

    expect(dana.page.locator("#in-section")).to_contain_text("Yusuf Demir", timeout=5_000)
    said = dana.field("problem.decision").locator(".writing-slot")
    expect(said).to_contain_text("Yusuf Demir is writing here", timeout=5_000)


def test_what_others_save_appears_but_not_under_the_hands_of_a_writer(
    spec: Spec, cast: Cast, dana: Writer
) -> None:
    dana.control("problem.decision").press_sequentially("For each card payment: allow, hold")
    change(spec, KEY, "Stolen cards are used daily.", cast.yusuf)
    change(spec, "problem.decision_mode", "automates", cast.yusuf)

    expect(dana.control(KEY)).to_have_value("Stolen cards are used daily.")
    expect(dana.control("problem.decision_mode")).to_have_value("automates")
    expect(dana.control("problem.decision")).to_be_focused()
    dana.page.keyboard.type(" or block.")
    expect(dana.control("problem.decision")).to_have_value(
        "For each card payment: allow, hold or block."
    )
    dana.await_saved()


def test_a_click_that_ends_a_field_does_not_miss_its_button(dana: Writer) -> None:
    dana.open("s2")
    dana.control("io.ood_detection").press_sequentially("Any input beyond the 0.1 percentile.")
    button = dana.field("io.other_edge_cases").get_by_role("button", name="Add a row")
    button.hover()
    dana.page.mouse.down()
    dana.page.wait_for_timeout(150)  # as long as people press
    dana.page.mouse.up()

    expect(dana.cell("io.other_edge_cases", 0, "case")).to_be_focused()
    dana.await_saved()


def test_text_outlives_a_cut_network(spec: Spec, dana: Writer, browsers: Browsers) -> None:
    browsers.allow(OFFLINE)
    dana.page.context.set_offline(offline=True)
    dana.type(KEY, "Typed in a tunnel.")

    expect(dana.page.locator("#not-saved-banner")).to_be_visible()
    expect(dana.page.locator("#not-saved-banner")).to_contain_text("Your text is safe")
    expect(dana.page.locator("#saved-state")).to_contain_text("Not saved, trying again in")
    expect(dana.control(KEY)).to_have_value("Typed in a tunnel.")
    dana.page.context.set_offline(offline=False)
    dana.await_saved()
    expect(dana.page.locator("#not-saved-banner")).to_be_hidden()
    assert text_of(spec) == "Typed in a tunnel."


def test_text_outlives_a_cut_network_and_a_reload(
    spec: Spec, dana: Writer, browsers: Browsers
) -> None:
    browsers.allow(OFFLINE)
    dana.page.route("**/answers/**", lambda route: route.abort())
    dana.type(KEY, "Typed before the laptop was closed.")
    expect(dana.page.locator("#not-saved-banner")).to_be_visible()
    dana.page.on("dialog", lambda dialog: dialog.accept())
    dana.page.reload()

    expect(dana.control(KEY)).to_have_value("Typed before the laptop was closed.")
    dana.page.unroute("**/answers/**")
    dana.page.get_by_role("button", name="Try now").click()
    dana.await_saved()
    assert text_of(spec) == "Typed before the laptop was closed."


def test_a_row_outlives_a_cut_network_and_a_reload(
    spec: Spec, dana: Writer, browsers: Browsers
) -> None:
    browsers.allow(OFFLINE)
    dana.open("s2")
    dana.page.route("**/rows/**", lambda route: route.abort())
    dana.field("io.inputs").get_by_role("button", name="Add a row").click()
    dana.page.keyboard.type("amount_eur")
    expect(dana.page.locator("#not-saved-banner")).to_be_visible()
    dana.page.on("dialog", lambda dialog: dialog.accept())
    dana.page.reload()

    expect(dana.cell("io.inputs", 0, "input")).to_have_value("amount_eur")
    dana.page.unroute("**/rows/**")
    dana.page.get_by_role("button", name="Try now").click()
    dana.await_saved()
    assert [item.cells["input"] for item in spec.items.all()] == ["amount_eur"]


def op_ids(page: Page) -> list[str]:
    """Note the op id of every save that a page sends from now on."""
    sent: list[str] = []

    def note(request: Request) -> None:
        found = re.search(r"op_id=([0-9a-f-]{36})", request.post_data or "")
        if "/answers/" in request.url and found:
            sent.append(found[1])

    page.on("request", note)
    return sent


def test_an_expired_session_is_renewed_in_a_dialog_and_the_save_goes_out(
    spec: Spec, cast: Cast, dana: Writer, browsers: Browsers
) -> None:
    browsers.allow(r"htmx:responseError|Response Status Error Code 401")
    sent = op_ids(dana.page)
    Session.objects.filter(user_id=cast.dana.pk).delete()
    dana.type(KEY, "Typed after the session was over.")

    dialog = dana.page.locator("#sign-in-again")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("Your text is still here")
    dialog.get_by_label("Password").fill("not my password")
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog.locator("[data-problem]")).to_be_visible()
    dialog.get_by_label("Password").fill(PASSWORD)
    dialog.get_by_role("button", name="Sign in").click()
    expect(dialog).to_be_hidden()
    dana.await_saved()
    assert text_of(spec) == "Typed after the session was over."
    version = AnswerVersion.objects.filter(spec=spec, key=KEY).latest("version")
    assert str(version.op_id) == sent[0]


def test_text_outlives_a_restart_of_the_server(
    spec: Spec, dana: Writer, browsers: Browsers
) -> None:
    browsers.allow(OFFLINE)
    sent = op_ids(dana.page)
    browsers.site.stop()
    try:
        dana.type(KEY, "Typed while the server was away.")
        expect(dana.page.locator("#not-saved-banner")).to_be_visible()
        dana.page.keyboard.type(" And on.")
    finally:
        browsers.site.start()

    dana.page.get_by_role("button", name="Try now").click()
    dana.await_saved()
    assert text_of(spec) == "Typed while the server was away. And on."
    saved = AnswerVersion.objects.filter(spec=spec, key=KEY)
    assert saved.filter(op_id=uuid.UUID(sent[0])).count() == 1


def test_leaving_with_unsaved_text_asks_first(dana: Writer, browsers: Browsers) -> None:
    browsers.allow(OFFLINE)
    asked: list[str] = []
    dana.page.route("**/answers/**", lambda route: route.abort())
    dana.type(KEY, "Not saved anywhere yet.")

    def leave(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    dana.page.on("dialog", leave)
    dana.page.get_by_role("link", name="Read", exact=True).click()
    dana.page.wait_for_url("**/read/")

    assert asked == ["beforeunload"]


def first_cells(writer: Writer, key: str) -> list[str]:
    """Return the first cell of each row."""
    return [row.locator(".cell").first.input_value() for row in writer.rows(key).all()]


def test_a_table_obeys_the_keyboard(spec: Spec, dana: Writer) -> None:
    key = "io.other_edge_cases"
    dana.open("s2")
    dana.type_rows(
        key,
        [
            {"case": "Sent twice", "behaviour": "Return the first score"},
            {"case": "Amount of 0", "behaviour": "Allow"},
            {"case": "No card", "behaviour": "Refuse"},
        ],
    )
    dana.await_saved()
    dana.cell(key, 2, "case").press("Alt+ArrowUp")
    expect(dana.cell(key, 1, "case")).to_be_focused()
    assert first_cells(dana, key) == ["Sent twice", "No card", "Amount of 0"]
    dana.page.keyboard.type(" given: ")
    dana.await_saved()

    dana.rows(key).nth(0).get_by_role("button", name="Delete this row").press("Enter")
    expect(dana.rows(key)).to_have_count(2)
    dana.field(key).get_by_role("button", name="Undo").press("Enter")
    expect(dana.rows(key)).to_have_count(3)
    dana.page.reload()
    kept = first_cells(dana, key)
    assert [kept[0], kept[2]] == ["Sent twice", "Amount of 0"]
    assert "No card" in kept[1]
    assert "given:" in kept[1]
