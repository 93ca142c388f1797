"""Talks in a real browser: read, answered by keyboard alone, sent, without script, and found good by axe everywhere."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.browser.looks import VIEWS, faults_by_page, from_right_to_left, seen
from tests.browser.negotiation import TITLE, Negotiation
from tests.browser.served import PASSPHRASE, Chancery, wait_until
from tests.browser.visits import press

pytestmark = [pytest.mark.needs("browser"), pytest.mark.slow]

# No test looks at more pages than it can within its time on a slow machine.
PARTS = 3


def pages_of(talks: Negotiation) -> list[str]:
    """Every page of the talks."""
    views = (
        "",
        "table",
        "table?which=ours",
        "compilation",
        "clean",
        "compare?whole=yes",
        "concordance",
        "languages",
        "files",
        "prepared",
        "agreement",
        "remarks",
        "doubts",
        "packages",
        "packages/offer",
    )
    first = ["/dossiers", "/dossiers/open", *map(talks.url, views), talks.url(f"packages/{talks.package}")]
    return [*first, *(talks.url(f"points/{talks.points[each]}") for each in ("2.1", "2.3", "3.1", "3.2"))]


@pytest.mark.parametrize("part", range(PARTS))
@pytest.mark.parametrize("view", VIEWS)
def test_axe_finds_nothing_on_any_page_of_talks(
    chromium: Browser, aldmark: Chancery, signed_in: Path, talks: Negotiation, view: str, part: int
) -> None:
    with seen(chromium, aldmark, view, signed_in) as page:
        assert not faults_by_page(page, pages_of(talks)[part::PARTS], unfold=True)


@pytest.mark.parametrize("part", range(PARTS))
def test_axe_finds_nothing_from_right_to_left(desk: Page, talks: Negotiation, part: int) -> None:
    with from_right_to_left(desk):
        assert not faults_by_page(desk, pages_of(talks)[part::PARTS])


def test_all_open_points_are_answered_and_sent_by_the_keyboard_alone(
    desk: Page, aldmark: Chancery, concord: Chancery, talks: Negotiation
) -> None:
    desk.goto("/")
    press(desk, "g")
    press(desk, "t")
    expect(desk.get_by_role("heading", name="Dossiers")).to_be_visible()
    desk.goto(talks.url("table"))
    press(desk, "n")
    for place, key in enumerate("axdufa"):
        desk.wait_for_url(re.compile("sitting"))
        expect(desk.locator("input[name=position]:focus")).to_have_count(1)
        press(desk, key)
        if key == "f":
            desk.locator("#say-until").fill("2031-02-03")
        if key == "x":
            desk.get_by_label("Reason, in words").last.fill("It is too late.")
        expect(desk.locator("input[name=position]:checked")).to_have_count(1)
        before = desk.url
        press(desk, "Control+Enter")
        desk.wait_for_url(lambda url, before=before: url != before)  # type: ignore[misc]
        assert place < 6
    expect(desk.get_by_role("heading", name="Prepared, not sent")).to_be_visible()
    expect(desk.get_by_text("No open point awaits you any more")).to_be_visible()
    expect(desk.locator(".reasons > li")).to_have_count(6)
    desk.get_by_label("Passphrase of Ilse Maren’s key").focus()
    desk.keyboard.type(PASSPHRASE)
    press(desk, "Enter")
    expect(desk.get_by_role("status")).to_contain_text("Signed and entered.")
    state = aldmark.ask("talks", "table", talks.dossier)
    wait_until(
        lambda: concord.ask("talks", "table", talks.dossier)["state"] == state["state"], "the answer to come over"
    )
    said = {each["number"]: each["positions"]["MFA-AL"]["position"] for each in state["points"]}
    assert said == {
        "2.1": "accept",
        "2.2": "reject",
        "2.3": "discuss",
        "3.1": "maintain",
        "3.2": "accept",
        "3.3": "accept",
    }


def test_a_point_is_amended_without_script(plain: Page, aldmark: Chancery, talks: Negotiation) -> None:
    plain.goto(talks.url(f"points/{talks.points['2.3']}"))
    plain.get_by_label("Accept with amendment").check()
    plain.get_by_label("Words wanted instead").fill("Units above brigade level are listed.")
    plain.get_by_role("button", name="Keep", exact=True).click()
    expect(plain.get_by_role("status")).to_contain_text("Kept as a draft.")
    plain.get_by_role("link", name="All that is prepared").click()
    expect(plain.locator(".reasons ins, .reasons del").first).to_be_visible()
    plain.get_by_role("button", name=re.compile("Drop what is prepared: 2.3")).click()
    expect(plain.get_by_role("status")).to_contain_text("Dropped.")


def test_only_what_belongs_to_a_position_is_asked_for(desk: Page, talks: Negotiation) -> None:
    desk.goto(talks.url(f"points/{talks.points['3.2']}"))
    words, until, kind = (desk.locator(each) for each in ("#say-text", "#say-until", "#say-reserve"))
    desk.locator("#r-accept").check()
    for each in (words, until, kind):
        expect(each).not_to_be_visible()
    desk.locator("#r-counter").check()
    expect(words).to_be_visible()
    desk.locator("#r-adref").check()
    expect(until).to_be_visible()
    expect(kind).not_to_be_visible()
    desk.locator("#r-reserve").check()
    expect(kind).to_be_visible()


def test_the_table_stays_readable_on_paper(desk: Page, talks: Negotiation) -> None:
    desk.goto(talks.url("table"))
    desk.emulate_media(media="print")
    for gone in (".head", ".foot", ".filter", ".tabs"):
        for each in desk.locator(gone).all():
            assert not each.is_visible(), gone
    expect(desk.get_by_role("heading", name="State of play")).to_be_visible()
    assert b"%PDF" in desk.pdf(prefer_css_page_size=True)


def test_the_dossier_is_named_on_its_pages(desk: Page, talks: Negotiation) -> None:
    desk.goto(talks.url("table"))
    expect(desk).to_have_title(re.compile(f"^State of play · {TITLE}"))
