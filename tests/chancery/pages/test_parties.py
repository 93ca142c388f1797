"""Accrediting on the pages: a file is read, words are heard, officers sign; and nothing before that."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from tests.chancery.pages.looking import text_of
from tests.trialhouse import PASSPHRASE, House, Side, counterpart
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import add_officer
from verbale.chancery.pages.models import WaitingCredence
from verbale.chancery.pages.options import LARGEST_UPLOAD
from verbale.chancery.parties.models import Party


@pytest.fixture
def onsay() -> Side:
    """An institution that nobody here has met."""
    return counterpart("MFA-ON", "Ministry of Foreign Affairs of Onsay")


def read(page: Client, data: bytes) -> Any:
    """Hands a file in."""
    return page.post("/parties", {"credence": SimpleUploadedFile("on.credence", data)})


def form(words: tuple[str, ...], **others: str) -> dict[str, str]:
    """The form of the words, filled in."""
    heard = {f"word{place}": word for place, word in enumerate(words, 1)}
    return (
        heard
        | {
            "code": "MFA-ON",
            "heard": "Duty officer Lund, by telephone",
            "passphrase1": PASSPHRASE,
            "act": "accredit",
        }
        | others
    )


def known(code: str) -> bool:
    """Whether a party has this code."""
    return Party.objects.filter(code=code, own=False).exists()


def test_a_party_is_accredited_by_its_words(house: House, page: Client, onsay: Side) -> None:
    asked = read(page, onsay.credence_file)
    assert asked.status_code == 302
    shown = page.get(asked.url)
    assert "Ministry of Foreign Affairs of Onsay" in text_of(shown)
    assert not known("MFA-ON")
    done = page.post(asked.url, form(onsay.words))
    assert done.status_code == 302
    party = page.get(done["Location"])
    assert "MFA-ON is accredited. Letters go both ways." in text_of(party)
    assert known("MFA-ON")
    assert not WaitingCredence.objects.exists()
    onsay.accredit(house)
    onsay.send(house, subject="Our first letter")
    house.carry(onsay)
    assert "Our first letter" in text_of(page.get("/in"))


def test_the_expected_words_are_nowhere_on_the_page(page: Client, house: House, onsay: Side) -> None:
    asked = read(page, onsay.credence_file)
    for answer in (page.get(asked.url), page.post(asked.url, form(("zoo",) * 12))):
        body = answer.content.decode()
        assert not [word for word in onsay.words if f">{word}<" in body or f'"{word}"' in body]


def test_a_wrong_word_is_named_by_its_place_and_stores_nothing(page: Client, house: House, onsay: Side) -> None:
    asked = read(page, onsay.credence_file)
    words = list(onsay.words)
    words[3] = "anchor" if words[3] != "anchor" else "birth"
    answer = page.post(asked.url, form(tuple(words)))
    assert answer.status_code == 422
    said, body = text_of(answer), answer.content.decode()
    assert "Word 4 differs." in said
    assert said.count("Nothing has been stored.") == 1
    assert "Ask them to say these words again" in said
    assert 'aria-describedby="id_word4_error"' in body
    assert body.count('aria-invalid="true"') == 1
    assert not known("MFA-ON")
    assert WaitingCredence.objects.count() == 1


def test_a_word_of_no_list_is_named_by_its_place(page: Client, house: House, onsay: Side) -> None:
    asked = read(page, onsay.credence_file)
    answer = page.post(asked.url, form((*onsay.words[:11], "xylophones")))
    assert answer.status_code == 422
    assert "Word 12 is not in the list of words" in text_of(answer)
    assert 'aria-describedby="id_word12_error"' in answer.content.decode()


def test_missing_words_are_asked_for_before_a_key_is_unlocked(page: Client, house: House, onsay: Side) -> None:
    asked = read(page, onsay.credence_file)
    answer = page.post(asked.url, form(onsay.words, word7=" ", heard=""))
    assert answer.status_code == 422
    assert answer.content.decode().count('aria-invalid="true"') == 2
    assert not known("MFA-ON")


def test_a_wrong_passphrase_accredits_nobody(page: Client, house: House, onsay: Side) -> None:
    asked = read(page, onsay.credence_file)
    answer = page.post(asked.url, form(onsay.words, passphrase1="another"))
    assert answer.status_code == 422
    assert "does not open the key" in text_of(answer)
    assert not known("MFA-ON")


def test_a_code_that_is_taken_stays_with_whom_it_was_given_to(page: Client, house: House, onsay: Side) -> None:
    house.meet("NC", "Northern Concord")
    asked = read(page, onsay.credence_file)
    answer = page.post(asked.url, form(onsay.words, code="nc"))
    assert answer.status_code == 422
    assert "The code NC belongs to another party here" in text_of(answer)
    done = page.post(asked.url, form(onsay.words, code="onsay"))
    assert done.status_code == 302
    assert known("ONSAY")


def test_a_credence_is_discarded_without_a_word(page: Client, house: House, onsay: Side) -> None:
    asked = read(page, onsay.credence_file)
    assert page.post(asked.url, {"act": "discard"}).status_code == 302
    assert "Nobody was accredited." in text_of(page.get("/parties"))
    assert not WaitingCredence.objects.exists()
    assert page.get(asked.url).status_code == 404


def test_a_credence_that_waits_is_on_the_desk(page: Client, house: House, onsay: Side) -> None:
    read(page, onsay.credence_file)
    read(page, onsay.credence_file)
    assert "One letter of credence waits for its words" in text_of(page.get("/"))
    assert "Accredit MFA-ON" in text_of(page.get("/parties"))


@pytest.mark.parametrize("data", [b"{}", b"\xff\xfe", b"[" * 5000, b"not json at all", b'{"v":1,"v":1}'])
def test_a_file_that_is_no_credence_is_refused(page: Client, house: House, data: bytes) -> None:
    answer = read(page, data)
    assert answer.status_code == 422
    assert "Nothing has been stored." in text_of(answer)
    assert not WaitingCredence.objects.exists()


def test_a_credence_that_was_changed_is_refused(page: Client, house: House, onsay: Side) -> None:
    changed = onsay.credence_file.replace(b"eyJ", b"eyK", 1)
    assert changed != onsay.credence_file
    assert read(page, changed).status_code == 422
    assert not WaitingCredence.objects.exists()


def test_no_file_is_said_in_words(page: Client, house: House) -> None:
    answer = page.post("/parties", {})
    assert answer.status_code == 422
    assert "Something is missing or wrong." in text_of(answer)


def test_the_house_does_not_accredit_itself_nor_anybody_twice(page: Client, house: House, onsay: Side) -> None:
    assert "own letter of credence" in text_of(read(page, house.credence_file))
    house.accredit(onsay)
    assert "accredited here already, as MFA-ON" in text_of(read(page, onsay.credence_file))


def test_a_file_that_is_too_large_is_not_even_read(page: Client, house: House) -> None:
    answer = read(page, bytes(LARGEST_UPLOAD + 1))
    assert answer.status_code == 413


def test_who_may_not_accredit_sees_no_form(house: House, onsay: Side) -> None:
    drafter = Client()
    drafter.force_login(add_officer("Vera Lund", "a long password", [Role.DRAFTER]).user)
    assert "Read a credence" not in text_of(drafter.get("/parties"))
    assert read(drafter, onsay.credence_file).status_code == 403
    assert not WaitingCredence.objects.exists()


def test_a_partys_page_shows_its_credence_and_its_accreditation(page: Client, house: House) -> None:
    concord = house.meet("NC", "Northern Concord")
    concord.send(house, subject="A note")
    house.carry(concord)
    house.beat()
    answer = page.get(f"/parties/{concord.party.id.hex()}")
    said = text_of(answer)
    assert "Northern Concord" in said
    assert "https://nc.example" in said
    assert "We cosigned it" in said
    evidence = answer.context["page"].row.evidence
    statement = page.get(f"/register/{evidence}")
    assert "by telephone" in statement.content.decode()
    assert page.get(f"/parties/{house.party.id.hex()}").status_code == 404
    assert page.get(f"/parties/{'0' * 64}").status_code == 404


def test_what_a_party_may_send_is_decided_after_asking_who_it_is(page: Client, house: House) -> None:
    concord = house.meet("NC", "Northern Concord")
    url = f"/parties/{concord.party.id.hex()}"
    wanted = {"classes": ["notification", "circular"], "most": "50"}
    asked = page.post(f"{url}/permit", wanted)
    assert asked["Location"].startswith("/settings/again")
    page.post(asked["Location"], {"password": PASSPHRASE, "next": f"{url}/permit"})
    said = text_of(page.get(url))
    assert "circular note, notification" in said or "notification, circular note" in said
    assert "to 50 MiB" in said.replace("\u00a0", " ")
    concord.send(house, subject="Of a class that is not taken", letter_class="memorandum")
    house.carry(concord)
    assert "Of a class that is not taken" not in text_of(page.get("/in"))


def test_a_size_that_is_none_is_refused_in_words(page: Client, house: House) -> None:
    concord = house.meet("NC", "Northern Concord")
    url = f"/parties/{concord.party.id.hex()}"
    page.post("/settings/again", {"password": PASSPHRASE})
    answer = page.post(f"{url}/permit", {"most": "0"})
    assert answer.status_code == 422
    assert "Nothing has been stored." in text_of(answer)


def test_the_exchange_with_a_party_is_suspended_and_restored(page: Client, house: House) -> None:
    concord = house.meet("NC", "Northern Concord")
    url = f"/parties/{concord.party.id.hex()}"
    page.post("/settings/again", {"password": PASSPHRASE})
    assert page.post(f"{url}/suspend").status_code == 302
    assert "suspended" in text_of(page.get(url))
    assert "Northern Concord" in text_of(page.get("/parties")).partition("Suspended")[2]
    assert page.post(f"{url}/restore").status_code == 302
    assert "Accredited" in text_of(page.get(url))
    assert page.post(f"/parties/{'0' * 64}/suspend").status_code == 404
