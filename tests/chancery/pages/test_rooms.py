"""The rooms: what each shows, how much it asks of the database, and that none of it changes anything."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.chancery.pages.looking import links_of, text_of
from tests.trialhouse import House
from verbale.chancery.pages import shelves

READING = ("SELECT", "WITH", "DECLARE", "BEGIN", "SET TRANSACTION", "SAVEPOINT", "RELEASE", "ROLLBACK", "COMMIT")
ROOMS = ("/", "/in", "/out", "/parties", "/register", "/settings", "/search?q=note", "/keys")


def test_an_empty_house_says_so_in_plain_sentences(page: Client) -> None:
    assert "Nothing waits for you." in text_of(page.get("/"))
    assert "Nothing yet." in text_of(page.get("/in"))
    assert "None. Read the credence file" in text_of(page.get("/parties"))
    assert "Nobody yet. A counterpart cosigns" in text_of(page.get("/register"))


def test_the_desk_tells_what_waits(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    concord.send(house, subject="Request for observers", expires=house.now + timedelta(days=8000))
    house.send(concord, subject="Not on its way yet")
    house.carry(concord)
    house.send(concord, subject="On its way")
    said = text_of(page.get("/"))
    assert "One thing waits for you." in said
    assert "To answer, 1" in said
    assert "Request for observers" in said
    assert "Under way, 1" in said
    assert "Signed; no receipt has come." in said


def test_a_letter_that_was_refused_comes_back_to_the_desk(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    letter = house.send(concord, subject="Not for them")
    house.carry(concord)
    with concord.office.store.read() as view:
        received = view.letter(letter.id, house.party.id)
    assert received is not None
    from verbale.exchange import acts

    acts.refuse(concord.office, received, officers=concord.officers, now=concord.tick(), words="Not ours.")
    house.carry(concord)
    said = text_of(page.get("/"))
    assert "Came back" in said
    assert "Not for them" in said
    assert "Refused" in said


def test_each_room_has_its_place_in_the_head(page: Client) -> None:
    for url, room in (("/", "desk"), ("/in", "in"), ("/out", "out"), ("/register", "register")):
        body = page.get(url).content.decode()
        assert f'data-key="{room[0]}" aria-current="page"' in body


@pytest.mark.parametrize("url", ROOMS)
def test_a_room_costs_as_many_questions_for_fifty_letters_as_for_five(house: House, page: Client, url: str) -> None:
    concord, brenna = house.meet("NC", "Northern Concord"), house.meet("MFA-BR", "Brenna")

    def write(count: int) -> None:
        for number in range(count):
            concord.send(house, subject=f"A note, {number}")
            house.send(concord, brenna, subject=f"Another note, {number}")
        house.carry(concord)
        house.beat()

    write(3)
    page.get(url)
    with CaptureQueriesContext(connection) as few:
        page.get(url)
    write(20)
    page.get(url)
    with CaptureQueriesContext(connection) as many:
        page.get(url)
    assert len(many) == len(few)
    assert len(many) <= 36


def test_what_waits_is_counted_anew_when_something_changed(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    for wanted in (1, 2):
        concord.send(house)
        house.carry(concord)
        page.get("/")
        assert page.get("/").context["view"].counts.unanswered == wanted


def test_looking_changes_nothing(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    concord.send(house, subject="A note", attachments=[("a.txt", "text/plain", b"enclosed")])
    house.carry(concord)
    house.beat()
    seen, waiting = set[str](), {"/"}
    page.get("/in")
    while waiting:
        url = waiting.pop()
        seen.add(url)
        with CaptureQueriesContext(connection) as asked:
            answer = page.get(url)
        written = [each["sql"] for each in asked if not each["sql"].lstrip().startswith(READING)]
        # That an officer looked is entered in the audit; nothing else is written.
        assert all("audit_act" in each for each in written), (url, written)
        if answer.get("Content-Type", "").startswith("text/html") and answer.status_code == 200:
            waiting |= links_of(answer) - seen - {"/sign-out"}
    assert len(seen) > 20


def test_a_list_is_read_to_its_end_and_back_without_a_letter_lost_or_twice(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    wanted = [concord.send(house, subject=f"Note {number}").id for number in range(2 * shelves.ROWS + 3)]
    house.carry(concord)
    forwards, url = [], "/in"
    while url:
        shelf = page.get(url).context["shelf"]
        forwards.append([row.subject for row in shelf.rows])
        url = f"/in?older={shelf.older}" if shelf.older else ""
    assert [len(each) for each in forwards] == [shelves.ROWS, shelves.ROWS, 3]
    every = [f"Note {number}" for number in range(len(wanted))]
    assert sorted(subject for each in forwards for subject in each) == sorted(every)
    last = page.get(f"/in?older={page.get('/in').context['shelf'].older}").context["shelf"]
    back = page.get(f"/in?newer={last.newer}").context["shelf"]
    assert [row.subject for row in back.rows] == forwards[0]
    assert back.newer == ""


@pytest.mark.parametrize("cursor", ["x", "1", "1.", ".1", "9" * 40 + ".1", "-1.5", "１.１", "1.1.1", "%00"])
def test_a_cursor_that_is_none_begins_at_the_head(house: House, page: Client, cursor: str) -> None:
    concord = house.meet("NC", "Northern Concord")
    concord.send(house, subject="The only one")
    house.carry(concord)
    answer = page.get("/in", {"older": cursor})
    assert answer.status_code == 200


def test_the_lists_are_narrowed(house: House, page: Client) -> None:
    concord, brenna = house.meet("NC", "Northern Concord"), house.meet("MFA-BR", "Brenna")
    concord.send(house, subject="Exercise of the year", letter_class="notification")
    brenna.send(house, subject="Full powers", letter_class="memorandum")
    house.send(concord, subject="To one")
    house.send(concord, brenna, subject="To two")
    house.carry(concord)
    house.carry(brenna)

    def subjects(url: str) -> list[str]:
        return sorted(row.subject for row in page.get(url).context["shelf"].rows)

    assert subjects("/in?party=NC") == ["Exercise of the year"]
    assert subjects("/in?letter_class=memorandum") == ["Full powers"]
    assert subjects("/in?q=exercise") == ["Exercise of the year"]
    assert subjects("/in?q=EXERCISE+nothing") == []
    assert subjects("/in?stage=opened") == ["Exercise of the year", "Full powers"]
    assert subjects("/in?stage=acknowledged") == []
    assert subjects("/out?party=MFA-BR") == ["To two"]
    assert subjects("/out?party=NC") == ["To one", "To two"]
    assert subjects("/out?stage=placed") == ["To one", "To two"]
    assert subjects("/out?stage=underway") == []
    assert subjects("/in?party=NOBODY&stage=nonsense") == ["Exercise of the year", "Full powers"]


def test_a_letter_is_found_by_its_number_and_by_words(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    concord.send(house, subject="On the order of Articles 5 and 6")
    house.send(concord, subject="Something else")
    house.carry(concord)
    year = house.now.year

    def found(query: str) -> list[str]:
        return [row.subject for row in page.get("/search", {"q": query}).context["rows"]]

    assert found(f"NC/1/{year}") == ["On the order of Articles 5 and 6"]
    assert found(f"nc/1/{year}") == ["On the order of Articles 5 and 6"]
    assert found("NC/1") == ["On the order of Articles 5 and 6"]
    assert found(f"MFA-AL/1/{year}") == ["Something else"]
    assert len(found(f"1/{year}")) == 2
    assert found("NC/2") == []
    assert found("articles order") == ["On the order of Articles 5 and 6"]
    assert found("5%") == []
    assert found("order_of") == []


def test_a_letter_to_many_is_counted_and_not_listed(house: House, page: Client) -> None:
    parties = [house.meet(f"P{number}", f"Institution {number}") for number in range(shelves.FEW + 2)]
    house.send(*parties, subject="A circular", letter_class="circular")
    for party in parties[:3]:
        house.carry(party)
    answer = page.get("/out")
    row = answer.context["shelf"].rows[0]
    assert row.counted == (("opened", 3), ("signed", len(parties) - 3))
    assert "Opened 3, signed 7" in text_of(answer).replace(" ,", ",")


def test_no_page_of_a_closed_account(house: House) -> None:
    from django.contrib.auth.models import User

    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger", password="a long password"))
    assert stranger.get("/").status_code == 403
    assert stranger.get("/in").status_code == 403


def test_an_alarm_is_shown_and_put_away(house: House, page: Client) -> None:
    from verbale.exchange.records import Alarm

    with house.office.store.begin() as tx:
        tx.put_alarm(Alarm(code="clock-jumped", party=None, reason="The clock of this machine jumped.", at=house.now))
    answer = page.get("/")
    assert "One needs care." in text_of(answer)
    assert "The clock of this machine jumped." in text_of(answer)
    where = next(link for link in links_of(answer) if link.endswith("/put-away"))
    assert page.get(where).status_code == 405
    assert page.post(where).status_code == 302
    assert "needs care" not in text_of(page.get("/"))
    assert page.post(where).status_code == 422
