"""Signs the way people do, on the sign page of a role."""

from __future__ import annotations

from playwright.sync_api import Page, expect

from tests.cast import PASSWORD

ANSWER = "More than 1% of genuine payments stopped in a day."


def fill_sign_page(page: Page, spec_id: object, role: str, decision: str = "approved") -> None:
    """Open the sign page of a role and fill in what every decision needs but the proof."""
    page.goto(f"/specs/{spec_id}/sign/{role}/")
    page.locator("#block-answer").fill(ANSWER)
    box = page.locator("[name=acknowledge]")
    if box.count():
        box.check()
    page.locator(f"input[name=decision][value={decision}]").check()


def sign(page: Page, password: str = PASSWORD) -> None:
    """Prove who one is, and sign."""
    if password:
        page.locator("#password").fill(password)
    page.locator(".sign-button").click()


def approve(page: Page, spec_id: object, role: str) -> None:
    """Approve in one role, and read that it was taken."""
    fill_sign_page(page, spec_id, role)
    sign(page)
    expect(page.locator("#messages")).to_contain_text("Signed as")
