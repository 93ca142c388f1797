"""An officer at work in a real browser: signs in, reads, answers, accredits; by mouse, by keyboard, without script."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.served import PASSPHRASE, Chancery, wait_until
from tests.browser.visits import open_letter, press, sign_in

pytestmark = [pytest.mark.needs("browser"), pytest.mark.slow]


def number_of(page: Page) -> str:
    """The number of the letter on the page."""
    return page.locator("dl.facts dd b").inner_text()


def test_an_officer_signs_in_reads_a_letter_and_acknowledges_it(
    page: Page, aldmark: Chancery, concord: Chancery
) -> None:
    sign_in(page, aldmark)
    expect(page).to_have_title(re.compile("^Desk · Chancery MFA-AL$"))
    open_letter(page, "Response to the draft Arrangement on Transparency")
    expect(page.get_by_text("It can accept Articles 1 and 2 as they stand")).to_be_visible()
    expect(page.locator(".ladder li.has")).to_have_count(4)
    number = number_of(page)
    page.locator("summary", has_text="Acknowledge").click()
    page.get_by_label("Words to the sender").first.fill("Noted with thanks.")
    page.get_by_label("Passphrase of Ilse Maren’s key").first.fill(PASSPHRASE)
    page.get_by_role("button", name="Sign and acknowledge").click()
    expect(page.get_by_role("status")).to_contain_text("Acknowledged.")
    expect(page.locator(".ladder li.has")).to_have_count(5)
    expect(page.get_by_text("Noted with thanks.")).to_be_visible()
    expect(page.locator("summary")).to_have_count(0)
    wait_until(lambda: concord.stage(number, "MFA-AL") == "acknowledged", "the acknowledgement to reach its sender")


def test_a_wrong_passphrase_is_said_where_the_eye_and_the_focus_are(desk: Page) -> None:
    open_letter(desk, "Change of duty officers")
    desk.locator("summary", has_text="Acknowledge").click()
    desk.get_by_label("Passphrase of Ilse Maren’s key").first.fill("another passphrase")
    desk.get_by_role("button", name="Sign and acknowledge").click()
    bar = desk.get_by_role("alert")
    expect(bar).to_contain_text("Nothing was signed and nothing was sent.")
    expect(bar).to_be_focused()
    field = desk.get_by_label("Passphrase of Ilse Maren’s key").first
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_value("")
    expect(desk).to_have_title(re.compile("^Error: "))


def test_an_enclosure_is_saved_as_it_was_sent(desk: Page, tmp_path: Path) -> None:
    open_letter(desk, "Change of duty officers")
    with desk.expect_download() as saving:
        desk.get_by_role("link", name="Table of notified exercises.csv").click()
    assert saving.value.suggested_filename == "Table of notified exercises.csv"
    assert Path(saving.value.path()).read_text() == "year,exercises\n2019,12\n2020,3\n"


def test_a_party_is_accredited_by_its_words(desk: Page, onsay: Chancery, aldmark: Chancery) -> None:
    desk.goto("/parties")
    desk.get_by_label("Credence file").set_input_files(onsay.credence)
    desk.get_by_role("button", name="Read it").click()
    expect(desk.get_by_role("heading", name="Accredit MFA-ON")).to_be_visible()
    wrong = ["zoo", *onsay.words[1:]]
    for words in (wrong, onsay.words):
        for place, word in enumerate(words, 1):
            desk.get_by_label(f"Word {place}", exact=True).fill(word)
        desk.get_by_label("Heard from, and how").fill("Duty officer Lund, by telephone")
        desk.get_by_label("Passphrase of Ilse Maren’s key").fill(PASSPHRASE)
        desk.get_by_role("button", name="Compare and accredit").click()
        if words is wrong:
            expect(desk.get_by_role("alert")).to_contain_text("Word 1 differs.")
            expect(desk.get_by_label("Word 1", exact=True)).to_have_attribute("aria-invalid", "true")
            assert "MFA-ON" not in [each["code"] for each in aldmark.ask("parties")]
    expect(desk.get_by_role("status")).to_contain_text("MFA-ON is accredited.")
    assert "MFA-ON" in [each["code"] for each in aldmark.ask("parties")]


def test_all_of_it_works_by_keyboard_alone(page: Page, aldmark: Chancery, concord: Chancery) -> None:
    page.goto("/")
    page.locator("body").press("Tab")  # the link to the content, which is the first
    press(page, "Tab")
    expect(page.get_by_label("Officer’s name")).to_be_focused()
    page.keyboard.type(aldmark.officer)
    press(page, "Tab")
    page.keyboard.type(PASSPHRASE)
    press(page, "Enter")
    page.get_by_role("navigation", name="Rooms").wait_for()
    press(page, "/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("request for observers")
    press(page, "Enter")
    page.get_by_role("heading", name="Search").wait_for()
    press(page, "n")
    expect(page.get_by_role("link", name="Request for observers")).to_be_focused()
    press(page, "Enter")
    page.get_by_role("heading", name="Request for observers").wait_for()
    number = number_of(page)
    summary = page.locator("summary", has_text="Acknowledge")
    walk_to(page, "summary")
    expect(summary).to_be_focused()
    press(page, "Enter")
    press(page, "Tab")
    page.keyboard.type("By keyboard.")
    press(page, "Tab")
    expect(page.get_by_label("Passphrase of Ilse Maren’s key").first).to_be_focused()
    page.keyboard.type(PASSPHRASE)
    press(page, "Tab")
    press(page, "Enter")
    expect(page.get_by_role("status")).to_contain_text("Acknowledged.")
    wait_until(lambda: concord.stage(number, "MFA-AL") == "acknowledged", "the acknowledgement")
    for key, heading in (
        ("d", "day"),
        ("i", "In"),
        ("o", "Out"),
        ("p", "Parties"),
        ("r", "Register"),
        ("s", "Settings"),
    ):
        press(page, "g")
        press(page, key)
        expect(page.get_by_role("heading", level=1)).to_contain_text(heading)
    press(page, "?")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Keys")


def walk_to(page: Page, selector: str) -> None:
    """Presses Tab until something of this kind has the focus, as somebody without a mouse does."""
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("selector => document.activeElement.matches(selector)", selector):
            return
    raise AssertionError(f"the focus does not come to {selector}")


def test_every_link_and_button_can_be_reached_and_shows_that_it_is(desk: Page) -> None:
    open_letter(desk, "Full powers of the delegation")
    wanted = desk.locator("a[href]:visible, button:visible, summary:visible, input:visible").count()
    desk.locator("body").press("Tab")
    for _ in range(wanted + 10):
        styled = desk.evaluate(
            """() => {
                document.activeElement.dataset.seen = "";
                if (document.activeElement === document.body) return "";
                return getComputedStyle(document.activeElement).outlineStyle;
            }"""
        )
        assert styled != "none", desk.evaluate("() => document.activeElement.outerHTML")
        desk.keyboard.press("Tab")
    missed = desk.locator("a[href]:visible, button:visible, summary:visible, input:visible").and_(
        desk.locator(":not([data-seen])")
    )
    assert missed.all_inner_texts() == []


def test_all_of_it_works_without_script(chromium: Browser, aldmark: Chancery, concord: Chancery) -> None:
    context = chromium.new_context(base_url=aldmark.address, java_script_enabled=False)
    page = context.new_page()
    sign_in(page, aldmark)
    open_letter(page, "Test traffic, monthly record")
    number = number_of(page)
    page.locator("summary", has_text="Refuse").click()
    page.get_by_label("Why, in words that the sender will read").fill("It was meant for another house.")
    page.get_by_label("Passphrase of Ilse Maren’s key").last.fill(PASSPHRASE)
    page.get_by_role("button", name="Sign and refuse").click()
    expect(page.get_by_role("status")).to_contain_text("Refused.")
    wait_until(lambda: concord.stage(number, "MFA-AL") == "refused", "the refusal")
    page.get_by_role("link", name="Settings").first.click()
    expect(page.get_by_text(aldmark.words[0], exact=True)).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_label("Officer’s name")).to_be_visible()
    page.goto("/in")
    expect(page.get_by_label("Officer’s name")).to_be_visible()
    context.close()
