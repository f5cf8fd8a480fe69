"""A new user writes a spec from blank, mends it, has it signed, and proves it by its PDF."""

from __future__ import annotations

import re
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from specs import catalogue
from specs.domain.attribute import Json
from tests.browser.signing import approve, fill_sign_page, sign
from tests.browser.writing import Writer
from tests.browsing import Browsers
from tests.cast import PASSWORD, Cast
from tests.reviews.reading_pdf import PROFILES, failures, run
from tests.workers import Workers

NEWCOMER = "nadia.berg@meridian.example"
TITLE = "Card payment fraud detection"
OFFERED = ("risk.register", "monitoring.signals")
# What goes wrong on the way, by key: the wrong answer, then what is said of it.
WRONG: dict[str, tuple[Json, str]] = {
    "evaluation.ship_threshold": ("0.7x", "Write the number alone"),
    "evaluation.baseline": ("0.8", ""),
}
FORGOTTEN = "io.fallback"
# Agreed a week too late, which is written down and accepted rather than mended.
LATE = "evaluation.metric_frozen_on"
REASON = "No rollback within 10 minutes was ever rehearsed."
SIGNERS = {
    "data_scientist": "li_na",
    "data_engineer": "aisha",
    "ml_engineer": "tomas",
    "sre_on_call": "piotr",
    "product_manager": "sam",
    "legal_compliance": "imani",
    "finance": "marc",
}


@pytest.mark.timeout(420)
@pytest.mark.django_db(transaction=True)
def test_a_spec_from_blank_to_a_proof_that_it_was_signed(
    cast: Cast, browsers: Browsers, worker: Workers, scheduler: Workers, tmp_path: Path
) -> None:
    page = join(cast, browsers)
    writer = start_spec(page)
    write_it_all(writer)
    mend_what_is_missing(writer)
    waive_what_is_late(writer)
    submit(writer, 1)
    signers = {role: browsers.of(getattr(cast, name)) for role, name in SIGNERS.items()}
    open_from_mail(signers["data_scientist"])
    for role in ("data_scientist", "data_engineer", "ml_engineer"):
        approve(signers[role], writer.spec_id, role)
    block(writer, signers["sre_on_call"])
    change_what_was_blocked(writer)
    submit(writer, 2)
    see_what_carried_over(writer)
    for role in ("ml_engineer", "sre_on_call", "product_manager", "legal_compliance", "finance"):
        approve(signers[role], writer.spec_id, role)
    page.goto(f"/specs/{writer.spec_id}/review/")
    expect(page.get_by_text("every role that signs has signed")).to_be_visible()
    pdf = download_pdf(writer, tmp_path)
    examine(pdf, tmp_path)
    verify(page, pdf, tmp_path)


def join(cast: Cast, browsers: Browsers) -> Page:
    """Have the administrator invite somebody, who joins by the link in the mail."""
    jonas = browsers.of(cast.jonas)
    jonas.goto("/organisation/people/")
    jonas.get_by_label("Mail addresses").fill(NEWCOMER)
    jonas.get_by_role("button", name="Invite").click()
    expect(jonas.locator("main")).to_contain_text(NEWCOMER)
    page = browsers.nobody()
    page.goto(link_in_mail(jonas))
    page.get_by_label("Your name").fill("Nadia Berg")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("My work")
    return page


def link_in_mail(page: Page) -> str:
    """Return the link that the worker mailed to the newcomer, once it is there."""
    folder = Path(settings.VAR) / "mail"
    for _ in range(200):
        for file in folder.glob("*.eml"):
            mail = message_from_bytes(file.read_bytes(), policy=policy.default)
            body = mail.get_body(("plain",))
            found = re.search(re.escape(settings.PUBLIC_URL) + r"\S+", _text(body))
            if mail["To"] == NEWCOMER and found:
                return found[0]
        page.wait_for_timeout(100)
    pytest.fail("no mail came for the newcomer")


def _text(body: object) -> str:
    return str(body.get_content())  # type: ignore[attr-defined] # typed too narrowly in typeshed


def start_spec(page: Page) -> Writer:
    """Pick the template, give the spec its title."""
    page.get_by_role("link", name="New spec").first.click()
    page.locator("#title").press_sequentially(TITLE)
    page.get_by_role("button", name="Start writing").click()
    page.wait_for_url("**/write/**")
    found = re.search(r"/specs/([0-9a-f-]{36})/", page.url)
    assert found
    return Writer(page, found[1])


def write_it_all(writer: Writer) -> None:
    """Type every answer of the running example, with mistakes among them."""
    for section in writer.template.sections:
        writer.open(section.key)
        for item in section.items:
            if item.key in ("project.title", "project.owner", FORGOTTEN):
                continue
            write_one(writer, item.key)
        writer.await_saved()


def write_one(writer: Writer, key: str) -> None:
    """Answer one field of the running example, by typing, pasting or editing what is offered."""
    value = catalogue.example(key)
    expect(writer.field(key)).to_be_visible()
    if key in WRONG:
        make_mistake(writer, key)
    if key in OFFERED:
        edit_offered(writer, key, value)
    elif key == "data.sources":
        assert isinstance(value, list)
        writer.paste_rows(key, value)
    else:
        writer.answer(key, "2026-03-09" if key == LATE else value)


def make_mistake(writer: Writer, key: str) -> None:
    """Answer wrongly and read what is said about it."""
    wrong, said = WRONG[key]
    writer.answer(key, wrong)
    writer.control(key).press("Tab")
    if said:
        expect(writer.findings(key)).to_contain_text(said)
        expect(writer.control(key)).to_have_value(str(wrong))
    else:
        target = "evaluation.ship_threshold"
        expect(writer.findings(target).locator("[data-code=MET004]")).to_be_visible()


def edit_offered(writer: Writer, key: str, value: Json) -> None:
    """Take the usual rows, then write them over and add what they lack."""
    assert isinstance(value, list)
    writer.field(key).get_by_role("button", name=re.compile("usual ones")).click()
    offered = len(writer.attribute(key).default_rows)
    expect(writer.rows(key)).to_have_count(offered)
    for number, row in enumerate(value[:offered]):
        assert isinstance(row, dict)
        writer.edit_row(key, number, row)
    for number, row in enumerate(value[offered:], offered):
        assert isinstance(row, dict)
        writer.field(key).get_by_role("button", name="Add a row").click()
        writer.edit_row(key, number, row)


def mend_what_is_missing(writer: Writer) -> None:
    """Try to submit, be refused, follow the link to what is open, and answer it."""
    page = writer.page
    writer.open("s4")
    expect(writer.findings("evaluation.ship_threshold").locator(".finding-blocker")).to_have_count(
        0
    )
    page.goto(f"/specs/{writer.spec_id}/submit/")
    expect(page.get_by_role("button", name="Submit for review")).to_be_disabled()
    blocker = page.locator(".finding-blocker", has_text="A fallback is promised and not described")
    blocker.get_by_role("link").first.click()
    page.wait_for_url("**#field-io-fallback")
    writer.answer(FORGOTTEN, catalogue.example(FORGOTTEN))
    writer.await_saved()
    expect(writer.findings(FORGOTTEN).locator(".finding-blocker")).to_have_count(0)


def waive_what_is_late(writer: Writer) -> None:
    """Accept each warning with a reason, in the list of all that is missing."""
    page = writer.page
    page.goto(f"/specs/{writer.spec_id}/findings/")
    offers = page.get_by_text("Waive with a reason")
    expect(page.locator("#findings-list li", has_text="MET018")).to_be_visible()
    for left in reversed(range(offers.count())):
        warning = page.locator("#findings-list li", has=offers).first
        warning.get_by_text("Waive with a reason").click()
        warning.get_by_label("Why may it stand?").fill("Agreed with Li Na on 9 March.")
        warning.get_by_role("button", name="Waive").click()
        expect(offers).to_have_count(left)
    expect(page.get_by_role("heading", name="Waived")).to_be_visible()


def submit(writer: Writer, number: int) -> None:
    """Submit a revision."""
    page = writer.page
    page.goto(f"/specs/{writer.spec_id}/submit/")
    assert page.locator(".finding:not(.finding-advice)").all_inner_texts() == []
    page.get_by_role("button", name="Submit for review").click()
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Review of revision {number}")


def open_from_mail(page: Page) -> None:
    """Find one's mail in the folder of the demo, and go where it leads."""
    page.goto("/mail/")
    mail = page.get_by_role("link", name=re.compile(TITLE)).first
    mail.click()
    page.get_by_role("link", name="Open").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Sign as Data scientist")


def block(writer: Writer, page: Page) -> None:
    """Refuse to sign, with a reason, about one section."""
    fill_sign_page(page, writer.spec_id, "sre_on_call", "blocked")
    page.get_by_label("What has to change before you can sign?").fill(REASON)
    page.locator("input[name=sections][value=s6]").check()
    sign(page)
    expect(page.locator("#messages")).to_contain_text("Signed as")


def change_what_was_blocked(writer: Writer) -> None:
    """Read the reason beside the section, change it, and be told whose sign-off lapses."""
    page = writer.page
    writer.open("s6")
    expect(page.locator(".returned")).to_contain_text(REASON)
    writer.answer("deployment.rollback_time", {"value": "5", "unit": "min"})
    writer.await_saved()
    page.goto(f"/specs/{writer.spec_id}/submit/")
    matrix = page.locator(".matrix li")
    expect(matrix.filter(has_text="Data scientist")).to_contain_text("Carries over")
    expect(matrix.filter(has_text="Data engineer")).to_contain_text("Carries over")
    expect(matrix.filter(has_text="ML engineer")).to_contain_text("Signs again")
    expect(page.locator(".void-note")).to_contain_text("ML engineer: Tomas Verhoeven")


def see_what_carried_over(writer: Writer) -> None:
    """See that unchanged sign-offs stand, and say where they come from."""
    rows = writer.page.locator(".matrix li")
    expect(rows.filter(has_text="Li Na Brandt")).to_contain_text("from r1")
    expect(rows.filter(has_text="Tomas Verhoeven")).to_contain_text("Lapsed, sign again")


def download_pdf(writer: Writer, folder: Path) -> Path:
    """Ask for the audit PDF, watch it being made, and take it home."""
    page = writer.page
    page.goto(f"/specs/{writer.spec_id}/exports/")
    page.get_by_role("button", name="Make the audit PDF of revision 2").click()
    link = page.get_by_role("link", name="Download", exact=True)
    expect(link).to_be_visible(timeout=60_000)
    with page.expect_download() as waiting:
        link.click()
    name = waiting.value.suggested_filename
    assert re.search(r"fraud.*2.*\.pdf$", name), name
    path = folder / name
    waiting.value.save_as(path)
    return path


def examine(pdf: Path, folder: Path) -> None:
    """Have programs that did not make it say that it conforms, is whole and is sealed."""
    for profile in PROFILES:
        assert failures(pdf.read_bytes(), folder, profile) == ""
    said = run("pdfsig", str(pdf))
    assert "Signature is Valid" in said
    assert "Total document signed" in said
    assert "No syntax or stream encoding errors" in run("qpdf", "--check", str(pdf))


def verify(page: Page, pdf: Path, folder: Path) -> None:
    """Have the product tell the genuine file from one in which a single bit was turned."""
    content = bytearray(pdf.read_bytes())
    content[len(content) // 2] ^= 1
    altered = folder / "altered.pdf"
    altered.write_bytes(content)
    for file, words in ((pdf, "genuine"), (altered, "altered")):
        page.goto("/verify/")
        page.locator("#file").set_input_files(file)
        verdict = page.locator("#verdict")
        button = page.get_by_role("button", name="Verify", exact=True)
        if not verdict.get_by_role("heading").count():
            button.click()
        expect(verdict.get_by_role("heading")).to_contain_text(re.compile(words, re.IGNORECASE))
