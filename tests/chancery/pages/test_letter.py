"""A letter on its page: its text, what is proven of it, what it encloses, and what officers say of it."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client

from tests.chancery.pages.looking import text_of
from tests.trialhouse import PASSPHRASE, House, Side, found_house
from verbale.chancery.audit.models import Act as Entered
from verbale.chancery.letters.models import Copy, Letter
from verbale.chancery.office import current, set_current
from verbale.chancery.officers.roles import Role
from verbale.chancery.officers.services import add_officer
from verbale.chancery.pages.shelves import letter_url
from verbale.formats.errors import VerbaleError
from verbale.practice.evidence import fold


@pytest.fixture
def concord(house: House) -> Side:
    """A counterpart."""
    return house.meet("NC", "Northern Concord")


def receive(house: House, concord: Side, **options: object) -> str:
    """Lets a letter come; returns its address."""
    letter = concord.send(house, **options)  # type: ignore[arg-type]
    house.carry(concord)
    return letter_url(letter.id, concord.party.id)


def reached(concord: Side, house: House) -> str:
    """How far the sender can prove that its letter got."""
    with concord.office.store.read() as view:
        letter = bytes(Letter.objects.get(direction="in").letter)
        return fold(view.evidence(letter, house.party.id)).reached


def test_its_text_is_shown_as_it_was_written(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord, subject="On <b>Article 5</b>", text=["First & last.\n  indented", "{{ second }}"])
    answer = page.get(url)
    body = answer.content.decode()
    assert "On &lt;b&gt;Article 5&lt;/b&gt;" in body
    assert "First &amp; last.\n  indented" in body
    assert "{{ second }}" in body
    assert 'lang="en"' in body
    assert "<b>Article 5</b>" not in body


def test_a_text_has_the_direction_of_its_own_language(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord, subject="ردّ على مشروع", text=["تهدي الوزارة أطيب تحياتها."], language="ar")
    body = page.get(url).content.decode()
    assert '<div class="letter" dir="rtl" lang="ar">' in body
    assert '<html lang="en" dir="ltr">' in body


def test_a_text_of_no_language_finds_its_own_direction(house: House, concord: Side, page: Client) -> None:
    body = page.get(receive(house, concord, language="")).content.decode()
    assert '<div class="letter" dir="auto">' in body


def test_the_ladder_says_what_is_proven_and_what_is_not(house: House, concord: Side, page: Client) -> None:
    answer = page.get(receive(house, concord))
    ladder = answer.context["page"].ladders[0]
    assert [(rung.stage, rung.proven) for rung in ladder.rungs] == [
        ("signed", True),
        ("accepted", True),
        ("placed", True),
        ("opened", True),
        ("acknowledged", False),
    ]
    assert "No officer has answered for this house." in text_of(answer)
    for rung in ladder.rungs[:-1]:
        assert page.get(f"/register/{rung.evidence}").status_code == 200


def test_a_head_is_named_only_if_it_covers_the_evidence(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    page.post(f"{url}acknowledge", {"acknowledged-passphrase1": PASSPHRASE})
    assert "Not under a signed head yet; the next one takes it in." in text_of(page.get(url))
    house.beat()
    assert "which nobody cosigned yet." in text_of(page.get(url))
    house.carry(concord)
    assert "cosigned by NC" in text_of(page.get(url))
    house.send(concord, subject="One more entry")
    house.beat()
    assert "cosigned up to" in page.get(url).content.decode()
    assert "cosigned by NC" in text_of(page.get(url))


def test_a_letter_that_went_has_a_ladder_for_each_recipient(house: House, concord: Side, page: Client) -> None:
    brenna = house.meet("MFA-BR", "Brenna")
    letter = house.send(concord, brenna, subject="To two")
    house.carry(concord)
    ladders = page.get(letter_url(letter.id, house.party.id)).context["page"].ladders
    assert [(each.party.code, each.reached) for each in ladders] == [("MFA-BR", "signed"), ("NC", "opened")]


def test_an_acknowledgement_is_signed_and_reaches_the_sender(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    answer = page.post(
        f"{url}acknowledge", {"acknowledged-words": "Noted\r\nwith thanks.", "acknowledged-passphrase1": PASSPHRASE}
    )
    assert answer.status_code == 302
    said = text_of(page.get(url))
    assert "Acknowledged. The receipt is signed and entered" in said
    assert "Noted with thanks." in said
    assert reached(concord, house) == "opened"
    house.carry(concord)
    assert reached(concord, house) == "acknowledged"
    assert Entered.objects.filter(act="acknowledged", officer="Ilse Maren", road="page").count() == 1


def test_an_answered_letter_offers_no_second_answer(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    page.post(f"{url}acknowledge", {"acknowledged-passphrase1": PASSPHRASE})
    assert "acknowledge" not in page.get(url).context
    again = page.post(f"{url}refuse", {"refused-words": "No.", "refused-passphrase1": PASSPHRASE})
    assert again.status_code == 422
    assert "The letter was acknowledged already" in text_of(again)
    assert "Nothing was signed and nothing was sent." in text_of(again)


def test_a_refusal_says_why(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    silent = page.post(f"{url}refuse", {"refused-words": " ", "refused-passphrase1": PASSPHRASE})
    assert silent.status_code == 422
    assert (
        page.post(f"{url}refuse", {"refused-words": "Not ours.", "refused-passphrase1": PASSPHRASE}).status_code == 302
    )
    house.carry(concord)
    assert reached(concord, house) == "refused"
    assert "Not ours." in text_of(page.get(url))


def test_a_wrong_passphrase_signs_nothing_and_keeps_the_words(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    answer = page.post(
        f"{url}acknowledge", {"acknowledged-words": "Noted.", "acknowledged-passphrase1": "another passphrase"}
    )
    assert answer.status_code == 422
    said, body = text_of(answer), answer.content.decode()
    assert "The passphrase does not open this file." in said
    assert "Nothing was signed and nothing was sent." in said
    assert "Enter your officer’s passphrase again" in said
    assert ">\nNoted.</textarea>" in body
    assert "another passphrase" not in body
    assert body.count('<details class="ask" open>') == 1
    assert 'aria-describedby="id_acknowledged-passphrase1_error"' in body
    house.carry(concord)
    assert reached(concord, house) == "opened"


def test_a_passphrase_is_not_guessed_for_long(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    answers = [page.post(f"{url}acknowledge", {"acknowledged-passphrase1": f"guess {n}"}) for n in range(11)]
    assert "The passphrase does not open" in text_of(answers[9])
    assert "There were too many tries at a passphrase." in text_of(answers[10])
    right = page.post(f"{url}acknowledge", {"acknowledged-passphrase1": PASSPHRASE})
    assert right.status_code == 422


def test_an_act_of_two_officers_asks_for_both(tables: None, tmp_path: Path) -> None:
    house = found_house(tmp_path / "home", thresholds={"acknowledged": 2})
    page = Client()
    from verbale.chancery.officers.services import find_officer

    page.force_login(find_officer("Ilse Maren").user)
    concord = house.meet("NC", "Northern Concord")
    url = receive(house, concord)
    both = {
        "acknowledged-passphrase1": PASSPHRASE,
        "acknowledged-officer2": "Anselm Rood",
        "acknowledged-passphrase2": PASSPHRASE,
    }
    one = page.post(f"{url}acknowledge", both | {"acknowledged-passphrase2": ""})
    assert one.status_code == 422
    twice = page.post(f"{url}acknowledge", both | {"acknowledged-officer2": "Ilse Maren"})
    assert twice.status_code == 422
    assert page.post(f"{url}acknowledge", both).status_code == 302
    house.carry(concord)
    assert reached(concord, house) == "acknowledged"


def test_an_enclosure_is_saved_and_never_shown(house: House, concord: Side, page: Client) -> None:
    data = bytes(range(256)) * 1000
    url = receive(house, concord, attachments=[("..\\evil<script>.html", "text/html", data)])
    answer = page.get(f"{url}attachments/1")
    assert b"".join(answer.streaming_content) == data  # type: ignore[attr-defined]
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"] == 'attachment; filename="-evil-script-.html"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["Content-Length"] == str(len(data))
    assert answer["Cache-Control"] == "no-store"
    assert page.get(f"{url}attachments/0").status_code == 404
    assert page.get(f"{url}attachments/2").status_code == 404


def test_an_enclosure_that_was_damaged_ends_before_its_end(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord, attachments=[("a.bin", "application/octet-stream", bytes(900_000))])
    files = [path for path in house.home.contents.rglob("*") if path.is_file() and path.stat().st_size > 800_000]
    assert len(files) == 1
    data = bytearray(files[0].read_bytes())
    data[-20_000] ^= 1
    files[0].chmod(0o600)
    files[0].write_bytes(data)
    answer = page.get(f"{url}attachments/1")
    received = b""
    with pytest.raises(VerbaleError):
        for block in answer.streaming_content:  # type: ignore[attr-defined]
            received += block
    assert len(received) < 900_000


def test_the_proofs_of_a_letter_are_saved_in_one_file(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    early = page.get(f"{url}proofs")
    house.beat()
    answer = page.get(f"{url}proofs")
    assert answer["Content-Disposition"] == f'attachment; filename="NC-1-{house.now.year}-proofs.zip"'
    with zipfile.ZipFile(BytesIO(answer.content)) as archive:
        names = archive.namelist()
        assert names[0] == "letter.proof"
        assert any(name.startswith("accepted-") for name in names)
        assert all(archive.read(name) for name in names)
    assert early.status_code == 200


def test_a_sealed_letter_shows_that_it_is_sealed(house: House, concord: Side, page: Client) -> None:
    node = current()
    url = receive(house, concord, subject="Nobody knows this yet")
    Letter.objects.filter(direction="in").update(opened=False, subject="", number=0, created=None)
    Copy.objects.filter(direction="in").update(state="placed")
    answer = page.get(url)
    said = text_of(answer)
    assert "This letter is sealed" in said
    assert "Nobody knows this yet" not in said
    assert "It lies here as it came." in said
    assert "Sealed, 1" in text_of(page.get("/"))
    set_current(node)


def test_a_letter_whose_sealed_copy_is_lost_still_shows_its_evidence(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    Letter.objects.filter(direction="in").update(sealed=bytes(32))
    answer = page.get(url)
    assert answer.status_code == 200
    said = text_of(answer)
    assert "Its text is not shown." in said
    assert "The Ministry has the honour to write." not in said
    assert "What is proven" in said


def test_a_signature_of_replaced_keys_is_no_proof(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    Letter.objects.filter(direction="in").update(unproven=True)
    answer = page.get(url)
    assert not answer.context["page"].ladders[0].rungs[0].proven
    assert "Signed with keys that NC has replaced since." in text_of(answer)


def test_an_auditor_sees_the_evidence_and_no_text(house: House, concord: Side) -> None:
    url = receive(house, concord, attachments=[("a.txt", "text/plain", b"enclosed")])
    auditor = Client()
    auditor.force_login(add_officer("Vera Lund", "a long password", [Role.AUDITOR]).user)
    answer = auditor.get(url)
    said = text_of(answer)
    assert "What is proven" in said
    assert "The Ministry has the honour to write." not in said
    assert auditor.get(f"{url}attachments/1").status_code == 403
    assert auditor.post(f"{url}acknowledge", {"acknowledged-passphrase1": PASSPHRASE}).status_code == 403
    assert auditor.post(f"{url}refuse", {"refused-words": "No.", "refused-passphrase1": PASSPHRASE}).status_code == 403


def test_that_an_officer_looked_is_entered_once_an_hour(house: House, concord: Side, page: Client) -> None:
    url = receive(house, concord)
    page.get(url)
    page.get(url)
    assert Entered.objects.filter(act="read", officer="Ilse Maren").count() == 1


def test_a_letter_that_is_not_here_is_not_here(house: House, page: Client) -> None:
    assert page.get(f"/letters/{'0' * 64}/{'1' * 64}/").status_code == 404
    assert page.post(f"/letters/{'0' * 64}/{'1' * 64}/acknowledge").status_code == 404
    assert page.get(f"/letters/{'0' * 64}/{'1' * 63}g/").status_code == 404


def test_an_answer_names_the_letter_that_it_answers(house: House, concord: Side, page: Client) -> None:
    first = house.send(concord, subject="A question")
    house.carry(concord)
    url = receive(house, concord, subject="An answer", reply_to=first.id)
    answers = page.get(url).context["page"].answers
    assert answers.number == f"MFA-AL/1/{house.now.year}"
    assert answers.url == letter_url(first.id, house.party.id)
