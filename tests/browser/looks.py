"""What every page is held to: axe finds nothing, nothing is wider than its window, in all views and from the right."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from tests.browser.served import Chancery

RULES = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]},
}
VIEWS: Mapping[str, Mapping[str, Any]] = {
    "light": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "light"},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "narrow": {"viewport": {"width": 320, "height": 640}, "color_scheme": "light"},
    "contrast": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}


def faults(page: Page) -> list[str]:
    """What axe finds on a page, and what makes it wider than its window."""
    found = Axe().run(page, options=RULES).response["violations"]
    return wider(page) + [
        f"{each['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for each in found for node in each["nodes"]
    ]


def faults_by_page(page: Page, urls: Iterable[str], *, unfold: bool = False, status: int = 200) -> dict[str, list[str]]:
    """What is found on each of several pages; empty if nothing is on any.

    Args:
        page: a window.
        urls: of the pages.
        unfold: whether what is folded is opened before it is looked at.
        status: with which each answers.
    """
    found = {}
    for url in urls:
        answer = page.goto(url)
        assert answer is not None
        assert answer.status == status, url
        if unfold:
            for summary in page.locator("main summary").all():
                summary.click()
        if fault := faults(page):
            found[url] = fault
    return found


def wider(page: Page) -> list[str]:
    """What makes a page wider than its window; none if nothing does."""
    found: list[str] = page.evaluate(
        """() => document.documentElement.scrollWidth <= innerWidth ? [] : [...document.querySelectorAll("body *")]
            .filter(each => each.getBoundingClientRect().right > innerWidth + 1)
            .map(each => "wider than the window: " + each.outerHTML.slice(0, 150))
            .concat("wider than the window")"""
    )
    return found


@contextmanager
def seen(chromium: Browser, chancery: Chancery, view: str, cookies: Path | None = None) -> Iterator[Page]:
    """A window on a chancery's pages in one of the views, of who is signed in or of nobody."""
    context = chromium.new_context(base_url=chancery.address, storage_state=cookies, **VIEWS[view])
    yield context.new_page()
    context.close()


@contextmanager
def from_right_to_left(desk: Page) -> Iterator[None]:
    """The officer reads the pages in a language that is written from the right, and afterwards as before."""
    desk.goto("/settings")
    desk.get_by_label("Language of the pages").select_option("ar")
    desk.get_by_role("button", name="Keep").click()
    try:
        assert desk.locator("html").get_attribute("dir") == "rtl"
        yield
    finally:
        desk.goto("/settings")
        desk.locator("select[name=language]").select_option("")
        desk.locator("main form[method=post] button").last.click()
        desk.wait_for_load_state()
