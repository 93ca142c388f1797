"""How the pages look and read to everybody: by axe, in light and dark, on a narrow screen, from the right, on paper."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import VIEWS, faults, faults_by_page, from_right_to_left, seen
from tests.browser.served import PASSPHRASE, Chancery
from tests.browser.visits import open_letter

pytestmark = [pytest.mark.needs("browser"), pytest.mark.slow]

ROOMS = (
    "/",
    "/in",
    "/out",
    "/parties",
    "/register",
    "/texts",
    "/settings",
    "/search?q=note",
    "/keys",
    "/settings/sign-ins",
    "/settings/second-factor",
    "/settings/password",
    "/sign-out",
)


def deeper_pages(page: Page) -> list[str]:
    """A letter, a sealed copy's statement, a party."""
    open_letter(page, "Full powers of the delegation")
    letter = page.url
    page.goto("/register")
    statement = page.locator(".reg a.fact").first.get_attribute("href")
    page.goto("/parties")
    party = page.locator(".reg a.what").first.get_attribute("href")
    page.goto("/in")
    arabic = page.locator(".reg a.what", has_text="ردّ").get_attribute("href")
    return [letter, str(statement), str(party), str(arabic)]


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_in_any_room_and_no_room_is_wider_than_its_window(
    chromium: Browser, aldmark: Chancery, signed_in: Path, view: str
) -> None:
    with seen(chromium, aldmark, view, signed_in) as page:
        assert not faults_by_page(page, [*ROOMS, *deeper_pages(page)])
        assert not faults_by_page(page, ["/no/such/page"], status=404)


@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_at_the_door(chromium: Browser, aldmark: Chancery, view: str) -> None:
    with seen(chromium, aldmark, view) as page:
        page.goto("/")
        assert faults(page) == []
        page.get_by_label("Officer’s name").fill("Nobody")
        page.get_by_label("Password").fill("wrong")
        page.get_by_role("button", name="Sign in").click()
        expect(page.get_by_role("alert")).to_contain_text("You are not signed in.")
        assert faults(page) == []


def test_axe_finds_nothing_in_open_forms_and_their_errors(desk: Page, onsay: Chancery) -> None:
    open_letter(desk, "Full powers of the delegation")
    for summary in desk.locator("summary").all():
        summary.click()
    assert faults(desk) == []
    desk.get_by_role("button", name="Sign and refuse").click()
    desk.get_by_label("Why, in words").fill("Not ours.")
    desk.get_by_label("Passphrase of Ilse Maren’s key").last.fill("wrong")
    desk.get_by_role("button", name="Sign and refuse").click()
    expect(desk.get_by_role("alert")).to_be_visible()
    assert faults(desk) == []


def test_axe_finds_nothing_from_right_to_left(desk: Page) -> None:
    with from_right_to_left(desk):
        assert not faults_by_page(desk, [*ROOMS, *deeper_pages(desk)])


def test_a_text_from_the_right_is_set_from_the_right(desk: Page) -> None:
    desk.goto("/in")
    desk.get_by_role("link", name="ردّ").click()
    letter = desk.locator(".letter")
    assert letter.get_attribute("dir") == "rtl"
    assert letter.get_attribute("lang") == "ar"
    number, text = desk.locator("#p1 .num").bounding_box(), desk.locator("#p1 p").bounding_box()
    assert number is not None
    assert text is not None
    assert number["x"] > text["x"] + text["width"] - 1


def test_a_letter_on_paper_has_its_evidence_on_a_page_of_its_own(desk: Page, tmp_path: Path) -> None:
    open_letter(desk, "Full powers of the delegation")
    desk.emulate_media(media="print")
    for gone in (".head", ".foot", "summary", "form", ".topline", ".skip"):
        for each in desk.locator(gone).all():
            assert not each.is_visible(), gone
    assert desk.get_by_text("as known to chancery MFA-AL").is_visible()
    assert desk.get_by_text("What is proven").is_visible()
    printed = desk.pdf(prefer_css_page_size=True, print_background=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    width, height = map(float, re.findall(rb"/MediaBox\s*\[\s*0\s+0\s+([\d.]+)\s+([\d.]+)", printed)[0])
    assert (round(width), round(height)) == (595, 842)


def test_paper_is_white_and_ink_black_even_for_who_reads_in_the_dark(desk: Page) -> None:
    open_letter(desk, "Full powers of the delegation")
    desk.emulate_media(media="print", color_scheme="dark")
    assert (
        desk.evaluate("() => getComputedStyle(document.querySelector('.sheet')).backgroundColor")
        == "rgb(255, 255, 255)"
    )
    assert desk.evaluate("() => getComputedStyle(document.querySelector('.part p')).color") == "rgb(0, 0, 0)"


def test_every_target_is_large_enough_for_a_finger(desk: Page) -> None:
    for url in ("/", "/in", "/parties"):
        desk.goto(url)
        for each in desk.locator(
            "main button:visible, main input:visible, main select:visible, main summary:visible"
        ).all():
            box = each.bounding_box()
            assert box is not None
            assert box["height"] >= 24, (url, each.evaluate("each => each.outerHTML"))


def test_a_page_moves_only_for_who_wants_it(chromium: Browser, aldmark: Chancery, signed_in: Path) -> None:
    context = chromium.new_context(base_url=aldmark.address, storage_state=signed_in, reduced_motion="reduce")
    page = context.new_page()
    page.goto("/in")
    assert page.evaluate("() => getComputedStyle(document.querySelector('.act')).transitionDuration") == "0s"
    context.close()


def test_a_second_factor_is_drawn_for_the_camera(desk: Page) -> None:
    desk.goto("/settings/second-factor/on")
    desk.get_by_label("Password").fill(PASSPHRASE)
    desk.get_by_role("button", name="Go on").click()
    expect(desk.locator(".qr svg")).to_be_visible()
    assert faults(desk) == []
