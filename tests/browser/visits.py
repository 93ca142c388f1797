"""What an officer does in a browser, step by step."""

from playwright.sync_api import Page

from tests.browser.served import PASSPHRASE, Chancery


def sign_in(page: Page, chancery: Chancery) -> None:
    """Comes in by the door."""
    page.goto("/")
    page.get_by_label("Officer’s name").fill(chancery.officer)
    page.get_by_label("Password").fill(PASSPHRASE)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("navigation", name="Rooms").wait_for()


def open_letter(page: Page, subject: str) -> None:
    """Opens a letter from the list of those that came."""
    page.goto("/in")
    page.get_by_role("link", name=subject).click()
    page.get_by_role("heading", name=subject).wait_for()


def press(page: Page, key: str) -> None:
    """Presses a key once the page listens for keys of its own and was painted: before that, Chromium drops keys."""
    page.wait_for_load_state()
    page.evaluate("() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    page.keyboard.press(key)
