"""A new text brought into talks in a real browser: without script, and found good by axe on every page."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import VIEWS, faults_by_page, seen
from tests.browser.negotiation import TEXT, Negotiation
from tests.browser.served import Chancery
from verbale.chancery.word.redline import write_redline

pytestmark = [pytest.mark.needs("browser"), pytest.mark.slow]

NEW = TEXT.replace("once a year", "twice a year").replace("when the troops are alerted", "at once")


@pytest.fixture
def brought(plain: Page, talks: Negotiation, tmp_path: Path) -> Iterator[str]:
    """The address of a text that was brought in without script; put away after the test."""
    file = tmp_path / "second-draft.md"
    file.write_text(NEW)
    plain.goto(talks.url("import"))
    plain.locator("input[name=file]").set_input_files(file)
    plain.get_by_role("button", name="Read it").click()
    expect(plain.get_by_role("heading", level=1)).to_have_text("Arrangement on Transparency and Standing Channels")
    yield plain.url.partition("?")[0]
    plain.goto(talks.url("import"))
    plain.get_by_role("button", name="Put away").first.click()


def every_page(page: Page, talks: Negotiation, brought: str) -> list[str]:
    """Every page of a text on its way, and of the texts of the house."""
    page.goto(f"{brought}?show=going")
    choose = page.locator(".matches header a").first.get_attribute("href")
    page.goto("/texts")
    text = page.locator("main a.what").first.get_attribute("href")
    rests = ("", "?show=going", "?show=same", "/proposals", "/proposals?show=NOC", "/revise")
    shown = [f"{brought}{rest}" for rest in rests]
    return ["/texts", str(text), talks.url("import"), *shown, *([choose] if choose else [])]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_any_page_of_a_text_on_its_way(
    chromium: Browser, aldmark: Chancery, signed_in: Path, talks: Negotiation, brought: str, view: str
) -> None:
    with seen(chromium, aldmark, view, signed_in) as page:
        assert not faults_by_page(page, every_page(page, talks, brought))


def test_a_new_text_becomes_prepared_proposals_without_script(plain: Page, talks: Negotiation, brought: str) -> None:
    plain.goto(brought)
    for each in plain.get_by_role("radio", name="The same point").all():
        each.check()
    plain.get_by_role("button", name="Keep", exact=True).click()
    expect(plain.get_by_text("Nothing is left to be decided.")).to_be_visible()
    plain.get_by_role("link", name="What would be proposed", exact=True).click()
    expect(plain.get_by_text("Two proposals would be made.")).to_be_visible()
    plain.get_by_label("Editorial, no change of substance").first.check()
    plain.get_by_role("button", name="Prepare all 2 proposals").click()
    expect(plain).to_have_url(re.compile("/prepared$"))
    expect(plain.get_by_text("2 proposals are prepared.")).to_be_visible()
    # Others look at these talks too.
    for _ in range(2):
        plain.locator("section", has_text="Proposals").get_by_role("button", name="Drop").first.click()


def test_a_file_that_was_refused_is_said_at_the_top(plain: Page, talks: Negotiation, tmp_path: Path) -> None:
    file = tmp_path / "other.docx"
    file.write_bytes(write_redline(["Of another matter."], ["Of yet another."], author="B"))
    plain.goto(talks.url("import"))
    plain.locator("input[name=file]").set_input_files(file)
    plain.get_by_role("button", name="Read it").click()
    bar = plain.get_by_role("alert")
    expect(bar).to_contain_text("No paragraph of the file is a point of the text in force.")
    expect(bar).to_contain_text("Nothing has been stored.")
    assert plain.locator("main > *").first.get_attribute("role") == "alert"
