"""What every page sends along, and what none of them holds."""

import re

import pytest
from django.test import Client, override_settings

from tests.chancery.pages.looking import links_of, text_of
from tests.trialhouse import House
from verbale.chancery.pages.options import STATIC

POLICY = {
    "default-src 'none'",
    "style-src 'self'",
    "script-src 'self'",
    "img-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
}


def every_page(house: House, page: Client) -> dict[str, str]:
    """All pages of a house with letters, by address."""
    concord = house.meet("NC", "Northern Concord")
    concord.send(house, subject="A note", attachments=[("a.txt", "text/plain", b"enclosed")])
    house.send(concord, subject="Another")
    house.carry(concord)
    house.beat()
    found: dict[str, str] = {}
    waiting = {"/", "/in", "/out", "/settings/second-factor", "/sign-out", "/search?q=note"}
    seen = set[str]()
    while waiting:
        url = waiting.pop()
        seen.add(url)
        answer = page.get(url)
        if answer.status_code == 200 and answer.get("Content-Type", "").startswith("text/html"):
            found[url] = answer.content.decode()
            waiting |= links_of(answer) - seen
        headers = answer.headers
        assert set(headers["Content-Security-Policy"].split("; ")) >= {"default-src 'none'"}, url
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Cache-Control"] in {"no-store", "max-age=0, no-cache, no-store, must-revalidate, private"}
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
        assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
        assert "camera=()" in headers["Permissions-Policy"]
    return found


def test_every_page_has_its_headers_and_nothing_that_runs_inside_it(house: House, page: Client) -> None:
    pages = every_page(house, page)
    assert len(pages) > 20
    for url, body in pages.items():
        assert not re.search(r"<script(?![^>]* src=)", body), url
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", body), url
        assert not re.search(r'(?:src|href|action)="(?:https?:)?//', body), url
        assert body.count("<h1") == 1, url
        assert re.search(r"<html lang=\"en\" dir=\"ltr\">", body), url
        assert "{%" not in body
        assert "{{" not in body
        assert len(re.findall(r'\sid="([^"]+)"', body)) == len(set(re.findall(r'\sid="([^"]+)"', body))), url


def test_the_policy_lets_our_own_files_in_and_nothing_else(house: House, page: Client) -> None:
    assert set(page.get("/")["Content-Security-Policy"].split("; ")) == POLICY


def test_a_form_of_another_site_is_refused(house: House) -> None:
    strict = Client(enforce_csrf_checks=True)
    answer = strict.post("/sign-in", {"login": "Ilse Maren", "password": "x"})
    assert answer.status_code == 403
    assert "That form is too old" in text_of(answer)
    assert "Nothing was done." in text_of(answer)


def test_a_page_that_is_not_here_says_what_to_do(page: Client) -> None:
    answer = page.get("/no/such/page")
    assert answer.status_code == 404
    assert "Look for the letter by its number or its subject." in text_of(answer)
    assert "Rooms" in answer.content.decode()


def test_a_stranger_learns_nothing_from_a_page_that_is_not_here(house: House) -> None:
    answer = Client().get("/no/such/page")
    assert "Rooms" not in answer.content.decode()


def test_a_fault_of_ours_is_said_without_its_cause(house: House, page: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("verbale.chancery.pages.desk.desk", lambda *_args, **_kwargs: 1 // 0)
    page.raise_request_exception = False
    answer = page.get("/")
    assert answer.status_code == 500
    said = text_of(answer)
    assert "This page failed" in said
    assert "look before you send it again" in said
    assert "Division" not in answer.content.decode()


@override_settings(ALLOWED_HOSTS=["localhost"])
def test_a_host_that_is_not_ours_is_not_answered(house: House) -> None:
    assert Client().get("/sign-in", headers={"host": "evil.example"}).status_code == 400


def test_a_body_that_no_form_has_is_refused_before_it_is_read(house: House) -> None:
    answer = Client().generic("POST", "/sign-in", b"x", content_type="text/plain", CONTENT_LENGTH=str(10 << 20))
    assert answer.status_code == 413


def test_static_files_are_ours_and_may_be_kept(house: House, page: Client) -> None:
    body = page.get("/").content.decode()
    addresses = re.findall(r'(?:href|src)="(/static/[^"]+)"', body)
    assert len(addresses) == 3
    for address in addresses:
        answer = Client().get(address)
        answer.close()
        assert answer.status_code == 200
        assert "max-age=31536000" in answer["Cache-Control"]
        assert re.search(r"\?[0-9a-f]{12}$", address)
    assert Client().get("/static/account/js/onload.js").status_code in {302, 404}


def test_the_stylesheet_is_small_and_fetches_nothing() -> None:
    css = (STATIC / "verbale" / "verbale.css").read_text()
    assert len(css) < 35_000
    assert "url(" not in css
    assert "@import" not in css
    assert not re.search(
        r"(?<![a-z-])(?:margin|padding|border|inset)-(?:left|right)|(?<![a-z-])(?:left|right)\s*:", css
    )


def test_only_a_complete_language_is_chosen_for_a_browser(house: House, page: Client) -> None:
    asked = {"accept-language": "ar"}
    assert '<html lang="en" dir="ltr">' in page.get("/", headers=asked).content.decode()
    page.post("/settings", {"single_keys": "on", "language": "ar"})
    chosen = page.get("/").content.decode()
    assert '<html lang="ar" dir="rtl">' in chosen
    assert page.get("/")["Content-Language"] == "ar"


def test_single_keys_are_switched_off(house: House, page: Client) -> None:
    assert "<body data-keys>" in page.get("/").content.decode()
    page.post("/settings", {"language": ""})
    assert "<body>" in page.get("/").content.decode()
