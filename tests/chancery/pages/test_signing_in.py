"""The door: who comes in, how long a sign-in lasts, and what is closed to everybody else."""

import re
import time
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client, override_settings
from django.urls import NoReverseMatch, URLPattern, reverse

from tests.chancery.pages.looking import text_of
from tests.trialhouse import PASSPHRASE, House
from verbale.chancery.audit.models import Act as Entered
from verbale.chancery.officers.roles import ALLOWED, Act, Role
from verbale.chancery.officers.services import add_officer, find_officer, set_password
from verbale.chancery.pages import options, urls
from verbale.chancery.pages.middleware import SEEN, SINCE

DIGEST = "0" * 64
ARGUMENTS = {"sender": DIGEST, "letter": DIGEST, "digest": DIGEST, "party": DIGEST, "place": 1, "alarm": 1} | {
    "dossier": DIGEST,
    "point": "0" * 16,
    "name": "0" * 16,
    "act": "close",
    "old": "0" * 16,
    "new": "0" * 16,
    "end": "docx",
    "text": DIGEST,
    "form": "xlsx",
}
OPEN = {"account_login", "account_inactive", "account_logout", "mfa_authenticate"}


def address(pattern: URLPattern) -> str:
    """An address of a view."""
    names = re.findall(r"<\w+:(\w+)>", str(pattern.pattern))
    return reverse(str(pattern.name), kwargs={name: ARGUMENTS[name] for name in names})


def sign_in(client: Client, name: str = "Ilse Maren", password: str = PASSPHRASE) -> int:
    """Fills the form at the door in."""
    return client.post("/sign-in", {"login": name, "password": password}).status_code


@pytest.mark.parametrize("pattern", urls.urlpatterns, ids=lambda each: str(each.name))
def test_every_address_is_closed_to_who_is_not_signed_in(house: House, pattern: URLPattern) -> None:
    for answer in (Client().get(address(pattern)), Client().post(address(pattern))):
        if pattern.name in OPEN:
            assert answer.status_code in {200, 302, 405}
        else:
            assert answer.status_code == 302
            assert answer["Location"].startswith("/sign-in?next=")


@pytest.mark.parametrize("name", ["Ilse Maren", "ilse.maren", " ILSE  MAREN "])
def test_an_officer_signs_in_by_name(house: House, name: str) -> None:
    client = Client()
    assert sign_in(client, name) == 302
    assert client.get("/").status_code == 200
    assert Entered.objects.filter(act="signed-in", officer="Ilse Maren", road="page").count() == 1


def test_a_wrong_name_and_a_wrong_password_are_answered_alike(house: House) -> None:
    client = Client()
    answers = [
        client.post("/sign-in", {"login": name, "password": password})
        for name, password in (("Ilse Maren", "wrong"), ("Nobody", PASSPHRASE))
    ]
    told = [text_of(each).replace("Nobody", "").replace("Ilse Maren", "") for each in answers]
    assert told[0] == told[1]
    assert "The name or the password is wrong." in told[0]
    assert "You are not signed in." in told[0]
    assert Entered.objects.filter(act="sign-in-failed", officer="").count() == 2
    assert not Entered.objects.filter(about__contains="wrong").exists()


def test_after_ten_tries_the_door_waits(house: House) -> None:
    client = Client()
    for _ in range(10):
        sign_in(client, password="wrong")
    right = client.post("/sign-in", {"login": "Ilse Maren", "password": PASSPHRASE})
    assert right.status_code == 200
    assert "too many tries" in text_of(right)


def test_signing_in_gives_a_new_session(house: House) -> None:
    client = Client()
    client.get("/sign-in")
    client.cookies[settings.SESSION_COOKIE_NAME] = "a" * 32
    sign_in(client)
    assert client.cookies[settings.SESSION_COOKIE_NAME].value != "a" * 32


def test_signing_out_asks_first_and_ends_the_session(house: House, page: Client) -> None:
    assert page.get("/sign-out").status_code == 200
    assert page.get("/").status_code == 200
    assert page.post("/sign-out").status_code == 302
    assert page.get("/").status_code == 302
    assert not Session.objects.exists()


def test_the_cookie_is_for_this_host_and_no_script(house: House) -> None:
    client = Client()
    sign_in(client)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Lax"
    assert cookie["path"] == "/"
    assert cookie["domain"] == ""
    assert cookie["expires"] == ""


def test_under_tls_the_cookies_carry_the_host_prefix() -> None:
    made = options.page_settings({"VERBALE_TLS": "1"})
    for name in ("SESSION", "CSRF", "LANGUAGE"):
        assert made[f"{name}_COOKIE_NAME"].startswith("__Host-")
        assert made[f"{name}_COOKIE_SECURE"] is True
    assert made["SECURE_HSTS_SECONDS"] > 31_536_000
    plain = options.page_settings({})
    assert not plain["SESSION_COOKIE_NAME"].startswith("__Host-")
    assert plain["SESSION_COOKIE_SECURE"] is False
    assert plain["SECURE_HSTS_SECONDS"] == 0


def test_a_cookie_with_the_host_prefix_signs_in_over_https(house: House) -> None:
    made = options.page_settings({"VERBALE_TLS": "1"})
    chosen = {
        name: value for name, value in made.items() if name.startswith(("SESSION_COOKIE", "CSRF_COOKIE", "SECURE"))
    }
    with override_settings(**chosen):
        client = Client(enforce_csrf_checks=True)
        door = client.get("/sign-in", secure=True)
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', door.content.decode())
        assert token is not None
        answer = client.post(
            "/sign-in",
            {"login": "Ilse Maren", "password": PASSPHRASE, "csrfmiddlewaretoken": token[1]},
            secure=True,
            headers={"referer": "https://testserver/sign-in"},
        )
        assert answer.status_code == 302
        assert client.cookies["__Host-verbale-session"]["secure"]
        assert client.get("/", secure=True).status_code == 200
        assert "max-age=63072000" in client.get("/", secure=True)["Strict-Transport-Security"]


def shift(client: Client, name: str, by: timedelta) -> None:
    """Moves a mark of a session into the past."""
    session = client.session
    session[name] = int(time.time() - by.total_seconds())
    session.save()


def test_a_sign_in_ends_after_half_an_hour_of_nothing(house: House, page: Client) -> None:
    page.get("/")
    shift(page, SEEN, timedelta(minutes=29))
    assert page.get("/").status_code == 200
    shift(page, SEEN, timedelta(minutes=31))
    assert page.get("/").status_code == 302
    assert not Session.objects.exists()


def test_a_sign_in_ends_after_twelve_hours_whatever_is_done(house: House, page: Client) -> None:
    page.get("/")
    shift(page, SINCE, timedelta(hours=11, minutes=59))
    assert page.get("/").status_code == 200
    shift(page, SINCE, timedelta(hours=12, minutes=1))
    assert page.get("/").status_code == 302


def test_the_clock_of_a_session_is_written_once_a_minute_and_not_at_each_look(house: House, page: Client) -> None:
    page.get("/")
    before = page.session[SEEN]
    page.get("/in")
    assert page.session[SEEN] == before
    shift(page, SEEN, timedelta(minutes=2))
    page.get("/in")
    assert page.session[SEEN] >= before


def test_a_session_that_ended_by_itself_leaves_at_the_next_sign_in(house: House, page: Client) -> None:
    page.get("/")
    Session.objects.update(expire_date=house.now - timedelta(days=3000))
    sign_in(Client())
    assert Session.objects.count() == 1


def test_a_changed_password_ends_the_other_sign_ins(house: House, page: Client) -> None:
    page.get("/")
    set_password("Ilse Maren", "a password that is new")
    assert page.get("/").status_code == 302


def code_of(secret: str) -> str:
    """The six figures that an authenticator shows now."""
    return str(totp.format_hotp_value(totp.hotp_value(secret, int(time.time()) // 30)))


def test_a_second_factor_is_switched_on_and_asked_for(house: House) -> None:
    client = Client()
    sign_in(client)
    assert client.get("/settings/second-factor/on").status_code == 302
    client.post("/settings/again", {"password": PASSPHRASE})
    shown = client.get("/settings/second-factor/on")
    assert shown.status_code == 200
    body = shown.content.decode()
    assert "<svg" in body
    assert 'src="data:' not in body
    secret = shown.context["form"].secret
    done = client.post("/settings/second-factor/on", {"code": code_of(secret)})
    assert done.status_code == 302
    codes = client.get(done["Location"])
    assert len(codes.context["unused_codes"]) == 10
    assert "It is on" in text_of(client.get("/settings/second-factor"))
    assert "no second factor" not in text_of(client.get("/settings"))

    second = Client()
    assert (
        second.post("/sign-in", {"login": "Ilse Maren", "password": PASSPHRASE})["Location"] == "/sign-in/second-factor"
    )
    assert second.get("/").status_code == 302
    assert "The code is wrong" in text_of(second.post("/sign-in/second-factor", {"code": "000000"}))
    assert second.post("/sign-in/second-factor", {"code": codes.context["unused_codes"][0]}).status_code == 302
    assert second.get("/").status_code == 200

    third = Client()
    sign_in(third)
    third.post("/sign-in/second-factor", {"code": codes.context["unused_codes"][0]})
    assert third.get("/").status_code == 302


def test_a_change_of_the_sign_in_asks_again_who_it_is(house: House, page: Client) -> None:
    answer = page.get("/settings/second-factor/on")
    assert answer.status_code == 302
    assert answer["Location"].startswith("/settings/again")
    assert "Is it you?" in text_of(page.get(answer["Location"]))


def test_an_officer_ends_the_sign_ins_elsewhere(house: House) -> None:
    here, elsewhere = Client(), Client()
    sign_in(here)
    sign_in(elsewhere)
    assert "In 2 places." in text_of(here.get("/settings/sign-ins"))
    here.post("/settings/sign-ins")
    assert here.get("/").status_code == 200
    assert elsewhere.get("/").status_code == 302


def test_a_password_is_changed_after_the_old_one_was_given(house: House) -> None:
    client = Client()
    sign_in(client)
    new = {"oldpassword": PASSPHRASE, "password1": "another long one", "password2": "another long one"}
    assert client.post("/settings/password", new | {"oldpassword": "wrong"}).status_code == 200
    assert client.post("/settings/password", new).status_code == 302
    assert sign_in(Client(), password="another long one") == 302


def test_nobody_signs_up_and_nothing_is_mailed() -> None:
    for name in ("account_signup", "account_email", "account_reset_password"):
        with pytest.raises(NoReverseMatch):
            reverse(name)


def test_an_account_that_was_closed_does_not_come_in(house: House) -> None:
    user = find_officer("Ilse Maren").user
    user.is_active = False
    user.save()
    client = Client()
    sign_in(client)
    assert client.get("/").status_code == 302


ACTS = {view: getattr(view, "act", None) for view in (pattern.callback for pattern in urls.ROOMS)}
NEEDED = {
    "desk": Act.LIST,
    "put-away": Act.ACKNOWLEDGE,
    "in": Act.LIST,
    "out": Act.LIST,
    "letter": Act.LIST,
    "acknowledge": Act.ACKNOWLEDGE,
    "refuse": Act.REFUSE,
    "proofs": Act.LIST,
    "attachment": Act.READ,
    "parties": Act.LIST,
    "party": Act.LIST,
    "permit": Act.ACCREDIT,
    "suspend": Act.ACCREDIT,
    "restore": Act.ACCREDIT,
    "credence": Act.ACCREDIT,
    "register": Act.LIST,
    "statement": Act.LIST,
    "proof": Act.LIST,
    "envelope": Act.LIST,
    "texts": Act.READ,
    "text": Act.READ,
    "sides": Act.DRAFT,
    "settings": None,
    "own-credence": Act.LIST,
    "search": Act.LIST,
    "keys": None,
}


POSTED = {"put-away", "acknowledge", "refuse", "permit", "suspend", "restore"}


def test_the_table_of_access_names_every_address() -> None:
    assert {str(pattern.name) for pattern in urls.ROOMS} == set(NEEDED)


@pytest.mark.parametrize("role", Role)
def test_each_role_opens_what_the_table_says_and_no_more(house: House, role: Role) -> None:
    client = Client()
    client.force_login(add_officer("Vera Lund", "a long password", [role]).user)
    for pattern in urls.ROOMS:
        needed = NEEDED[str(pattern.name)]
        method = client.post if pattern.name in POSTED else client.get
        closed = method(address(pattern)).status_code == 403
        assert closed == (needed is not None and needed not in ALLOWED[role]), (pattern.name, role)


@pytest.mark.parametrize("role", Role)
def test_the_pages_of_talks_are_closed_to_who_may_read_no_letter(house: House, role: Role) -> None:
    client = Client()
    client.force_login(add_officer("Vera Lund", "a long password", [role]).user)
    for pattern in urls.TALKS:
        needed = getattr(pattern.callback, "act", None)
        assert needed in {Act.READ, Act.DRAFT, Act.SPEAK}, pattern.name
        answer = client.get(address(pattern))
        if answer.status_code == 405:
            answer = client.post(address(pattern))
        assert (answer.status_code == 403) == (needed not in ALLOWED[role]), (pattern.name, role)


def test_an_officer_without_a_role_has_the_settings_alone(house: House) -> None:
    client = Client()
    client.force_login(add_officer("Vera Lund", "a long password", []).user)
    assert client.get("/").status_code == 403
    body = client.get("/settings").content.decode()
    assert "/settings" in body
    assert 'data-key="i"' not in body
