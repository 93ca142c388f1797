"""The register on the pages: its entries, and the statement behind each."""

import json

from django.test import Client

from tests.chancery.pages.looking import links_of, text_of
from tests.trialhouse import House
from verbale.chancery.pages import record
from verbale.formats.hybrid import HYBRID
from verbale.formats.registerproof import verify_register_proof


def test_every_entry_leads_to_a_statement_that_says_it_word_for_word(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    concord.send(house, subject="Secret subject")
    house.send(concord)
    house.carry(concord)
    house.beat()
    view = page.get("/register").context["view"]
    assert [row.index for row in view.rows] == list(range(len(view.rows)))[::-1]
    kinds = {row.kind for row in view.rows}
    assert kinds == {"credence", "keys", "accreditation", "letter", "receipt"}
    for row in view.rows:
        answer = page.get(row.url)
        shown = answer.context["page"]
        assert json.loads(shown.document)["kind"] == row.kind
        assert shown.index == row.index
        assert all(signature.name for signature in shown.signatures)
        assert "Secret subject" not in answer.content.decode()


def test_who_cosigned_stands_beside_the_head(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    house.send(concord)
    house.carry(concord)
    house.beat()
    house.carry(concord)
    answer = page.get("/register")
    assert [each.party.code for each in answer.context["view"].cosignatures] == ["NC"]
    assert "cosigned by NC" in answer.content.decode()


def test_a_register_that_nobody_cosigned_says_so(house: House, page: Client) -> None:
    house.beat()
    assert "not cosigned by anyone yet" in page.get("/register").content.decode()
    assert "Nobody yet." in text_of(page.get("/register"))


def test_the_entries_are_read_to_the_first_and_back(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    for number in range(record.ROWS):
        house.send(concord, subject=f"Note {number}")
    house.beat()
    first = page.get("/register").context["view"]
    assert first.newer is None
    rest = page.get(f"/register?from={first.older}").context["view"]
    assert rest.older is None
    together = [row.index for row in (*first.rows, *rest.rows)]
    assert together == list(range(len(together)))[::-1]
    assert page.get(f"/register?from={rest.newer}").context["view"].rows[0].index >= first.rows[-1].index
    assert page.get("/register?from=x").status_code == 200
    assert page.get("/register?from=99999999999999999999").status_code == 200


def test_a_proof_from_the_page_verifies_offline(house: House, page: Client) -> None:
    concord = house.meet("NC", "Northern Concord")
    letter = house.send(concord, subject="To be proven")
    house.carry(concord)
    house.beat()
    for digest in (letter.id, house.party.credence.digest):
        answer = page.get(f"/register/{digest.hex()}/proof")
        assert answer.status_code == 200
        assert answer["Content-Disposition"].startswith("attachment")
        assert verify_register_proof(answer.content, (HYBRID,)).signed.digest == digest


def test_a_proof_before_any_head_is_refused_in_words(house: House, page: Client) -> None:
    digest = house.party.credence.digest.hex()
    answer = page.get(f"/register/{digest}/proof")
    assert answer.status_code == 422
    assert "Not done" in text_of(answer)


def test_the_signed_statement_is_saved_as_it_is(house: House, page: Client) -> None:
    digest = house.party.credence.digest.hex()
    answer = page.get(f"/register/{digest}/envelope")
    assert answer.content == house.party.credence.signed.envelope_bytes
    assert page.get(f"/register/{'0' * 64}").status_code == 404
    assert page.get(f"/register/{'0' * 64}/envelope").status_code == 404


def test_the_houses_own_words_and_file_are_in_the_settings(house: House, page: Client) -> None:
    answer = page.get("/settings")
    said = text_of(answer)
    for word in house.words:
        assert f" {word} " in said
    assert "/settings/credence" in links_of(answer)
    assert page.get("/settings/credence").content == house.credence_file
