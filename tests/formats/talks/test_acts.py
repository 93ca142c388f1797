"""The parts of talks: what is written is read again, and what is out of form is refused by its code."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.talks.drawn import acts
from tests.refusals import refusal_of
from tests.strategies import damaged
from verbale.formats import limits
from verbale.formats.base64text import write_base64
from verbale.formats.talks.acts import KINDS, Part, kind_of, read_act, write_act
from verbale.formats.talks.causes import Causes, Marks
from verbale.formats.talks.positions import Note, Position, Positions, join_positions
from verbale.formats.talks.provision import DELETED, added_point, check_point, wording_digest
from verbale.formats.talks.text import LaidText
from verbale.practice.texts.text import read_text

P, Q, R = "0" * 15 + "1", "0" * 15 + "2", "0" * 15 + "3"
D, E = "11" * 32, "22" * 32
PROVISION = {"point": P, "wording": D}
OTHER = {"point": Q, "wording": E}
REFERENCE = {"letter": D, "place": 0}

GOOD: dict[str, dict[str, Any]] = {
    "talks-text": {"media": "plain", "source": "One.", "title": "Draft", "standing": "informal", "language": "en"},
    "talks-opening": {"members": [D, E], "text": D, "agreement": "whole", "penholder": D},
    "talks-causes": {"causes": [D, E], "state": D, "rows": "ab" * 8, "points": "abcd"},
    "talks-positions": {
        "text": D,
        "said": "a-x",
        "points": [P, Q],
        "wordings": [D, E],
        "positions": "rm",
        "notes": [{"at": 0, "reserve": "scrutiny", "until": "2026-11-30"}, {"at": 1, "text": "Two.", "reason": "So."}],
    },
    "talks-proposal": {"verb": "MOD", "point": P, "basis": D, "text": "Two.", "reason": "So."},
    "talks-sponsor": {"proposal": REFERENCE, "withdraws": "yes"},
    "talks-remark": {"topic": "concern", "text": "We fear.", "voice": "named", "allies": ["Sarn"], "points": [P]},
    "talks-package": {"form": "conditional", "provisions": [PROVISION], "condition": [OTHER], "title": "A"},
    "talks-package-answer": {"package": REFERENCE, "answer": "accept", "choice": P, "reason": "So."},
    "talks-close": {"provisions": [PROVISION, OTHER]},
    "talks-reopen": {"points": [P, Q], "reason": "So."},
    "talks-adopt": {"text": D, "stage": "basis", "withdraws": "yes"},
    "talks-initial": {"text": D, "scope": "point", "provisions": [PROVISION]},
    "talks-revision": {"text": D, "replaces": E, "map": [{"point": P, "from": [Q, R]}, {"point": Q, "from": []}]},
    "talks-language": {"text": D, "of": E, "authentic": "yes", "map": [{"point": P, "from": [Q]}]},
    "talks-leave": {"reason": "So."},
}


def content(document: dict[str, Any]) -> str:
    """The one form of a document, right or wrong."""
    kept = {"v": 1} | {name: value for name, value in document.items() if value is not ...}
    return json.dumps(
        {name: value for name, value in kept.items() if value is not ...},
        sort_keys=True,
        separators=(",", ":"),
        ensure_ascii=False,
    )


@given(acts())
def test_what_is_written_is_read_again(act: Part) -> None:
    kind, written = write_act(act)
    assert kind == kind_of(act)
    assert read_act(kind, written) == act


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_a_sound_example(kind: str) -> None:
    act = read_act(kind, content(GOOD[kind]))
    assert write_act(act) == (kind, content(GOOD[kind]))


@given(st.sampled_from(KINDS), st.data())
def test_a_part_damaged_anywhere_is_refused_or_another_one(kind: str, data: st.DataObject) -> None:
    sound = content(GOOD[kind])
    changed = data.draw(damaged(sound.encode())).decode("utf-8", "surrogateescape")
    if not refusal_of(read_act, kind, changed):
        assert read_act(kind, changed) != read_act(kind, sound)


@pytest.mark.parametrize("kind", KINDS)
def test_every_member_is_asked_for_once_and_none_is_left(kind: str) -> None:
    assert refusal_of(read_act, kind, content(GOOD[kind] | {"v": 2})) == "malformed:member"
    assert refusal_of(read_act, kind, content(GOOD[kind] | {"more": 1})) == "malformed:member"


@pytest.mark.parametrize(
    ("kind", "changes", "refusal"),
    [
        ("talks-text", {"media": "html"}, "malformed:member"),
        ("talks-text", {"standing": "non-paper"}, "refused:text-standing"),
        ("talks-text", {"language": "english"}, "malformed:language"),
        ("talks-text", {"title": "A\nB"}, "malformed:name-character"),
        ("talks-text", {"source": ""}, "malformed:member"),
        ("talks-text", {"source": "é" * (limits.TALKS_SOURCE // 2 + 1)}, "malformed:text-source"),
        ("talks-text", {"source": ..., "source_base64": write_base64(b"One.")}, "malformed:text-source"),
        ("talks-text", {"source": ..., "source_base64": write_base64(b"\xff")}, "malformed:text-source"),
        ("talks-text", {"source_base64": write_base64(b"e\xcc\x81")}, "malformed:member"),
        ("talks-opening", {"members": [D]}, "malformed:talks-members"),
        ("talks-opening", {"members": [E, D]}, "malformed:talks-members"),
        ("talks-opening", {"members": [D, D]}, "malformed:talks-members"),
        ("talks-opening", {"penholder": "33" * 32}, "malformed:talks-members"),
        ("talks-opening", {"agreement": "some"}, "malformed:member"),
        ("talks-causes", {"causes": []}, "malformed:causes-order"),
        ("talks-causes", {"causes": [E, D]}, "malformed:causes-order"),
        ("talks-causes", {"causes": [D] * (limits.TALKS_CAUSES + 1)}, "malformed:member"),
        ("talks-causes", {"rows": "ab"}, "malformed:hex"),
        ("talks-causes", {"points": "ABCD"}, "malformed:hex"),
        ("talks-positions", {"said": "---"}, "malformed:positions-columns"),
        ("talks-positions", {"said": "amc"}, "malformed:positions-columns"),
        ("talks-positions", {"text": ..., "said": ...}, ""),
        ("talks-positions", {"text": ...}, "malformed:member"),
        ("talks-positions", {"points": ..., "wordings": ..., "positions": ..., "notes": ...}, ""),
        (
            "talks-positions",
            {"text": ..., "said": ..., "points": ..., "wordings": ..., "positions": ..., "notes": ...},
            "malformed:positions-columns",
        ),
        ("talks-positions", {"wordings": [D]}, "malformed:positions-columns"),
        ("talks-positions", {"positions": "r"}, "malformed:positions-columns"),
        ("talks-positions", {"positions": "r-"}, "malformed:positions-columns"),
        ("talks-positions", {"points": [Q, P]}, "malformed:points-order"),
        ("talks-positions", {"points": [P, P]}, "malformed:points-order"),
        ("talks-positions", {"points": [P, "x" * 16]}, "malformed:point-id"),
        ("talks-positions", {"points": [P, "1"]}, "malformed:point-id"),
        ("talks-positions", {"notes": []}, "malformed:positions-note"),
        ("talks-positions", {"notes": [{"at": 1, "reason": "So."}]}, "malformed:positions-note"),
        ("talks-positions", {"notes": [{"at": 1}]}, "malformed:positions-note"),
        ("talks-positions", {"notes": [{"at": -1, "reason": "So."}]}, "malformed:member"),
        ("talks-positions", {"notes": [{"at": 0, "text": "x"}, {"at": 1, "text": "x"}]}, "malformed:positions-note"),
        ("talks-positions", {"notes": [{"at": 1, "text": "x", "reserve": "general"}]}, "malformed:positions-note"),
        ("talks-positions", {"notes": [{"at": 1, "text": "x", "until": "2026-01-01"}]}, "malformed:positions-note"),
        ("talks-positions", {"notes": [{"at": 1, "text": "x"}, {"at": 1, "text": "x"}]}, "malformed:member"),
        ("talks-positions", {"notes": [{"at": 2, "text": "x"}]}, "malformed:member"),
        ("talks-positions", {"notes": [{"at": 1, "text": "x", "more": 1}]}, "malformed:member"),
        ("talks-positions", {"notes": [{"at": 1, "text": " "}]}, "malformed:wording-length"),
        ("talks-positions", {"notes": [{"at": 1, "text": "a\u202eb"}]}, "malformed:wording-character"),
        ("talks-positions", {"notes": [{"at": 1, "text": "a\u0007b"}]}, "malformed:wording-character"),
        ("talks-positions", {"notes": [{"at": 1, "text": "a\n\tb\u00ad\u200f"}]}, ""),
        ("talks-positions", {"notes": [{"at": 1, "text": "x", "not_negotiable": "yes"}]}, ""),
        ("talks-positions", {"notes": [{"at": 1, "text": "x", "not_negotiable": "no"}]}, "malformed:member"),
        ("talks-positions", {"notes": [{"at": 0, "until": "2026-1-1"}, {"at": 1, "text": "x"}]}, "malformed:date"),
        ("talks-positions", {"notes": [{"at": 0, "until": "2026-02-30"}, {"at": 1, "text": "x"}]}, "malformed:date"),
        ("talks-proposal", {"verb": "DEL"}, "malformed:member"),
        ("talks-proposal", {"verb": "SUP"}, "malformed:member"),
        ("talks-proposal", {"verb": "SUP", "text": ...}, ""),
        ("talks-proposal", {"verb": "ADD", "point": ..., "basis": ...}, ""),
        ("talks-proposal", {"verb": "ADD", "point": ..., "basis": ..., "after": P, "number": "2bis"}, ""),
        ("talks-proposal", {"verb": "ADD", "point": ..., "basis": ..., "after": "1"}, "malformed:point-id"),
        ("talks-proposal", {"verb": "MOVE", "text": ..., "after": Q}, ""),
        ("talks-proposal", {"verb": "MOVE", "text": ..., "after": P}, "malformed:proposal-points"),
        ("talks-proposal", {"verb": "RENUMBER", "text": ..., "number": "2 bis"}, ""),
        ("talks-proposal", {"verb": "RENUMBER", "text": ...}, "malformed:member"),
        ("talks-proposal", {"verb": "SPLIT", "text": ..., "texts": ["a", "b"]}, ""),
        ("talks-proposal", {"verb": "SPLIT", "text": ..., "texts": ["a"]}, "malformed:proposal-points"),
        ("talks-proposal", {"verb": "SPLIT", "text": ..., "texts": ["a", " "]}, "malformed:wording-length"),
        ("talks-proposal", {"verb": "MERGE", "others": [Q]}, ""),
        ("talks-proposal", {"verb": "MERGE", "others": []}, "malformed:proposal-points"),
        ("talks-proposal", {"verb": "MERGE", "others": [P, Q]}, "malformed:proposal-points"),
        ("talks-proposal", {"reason": "\u0000"}, "malformed:name-character"),
        ("talks-sponsor", {"proposal": {"letter": D}}, "malformed:member"),
        ("talks-sponsor", {"proposal": REFERENCE | {"more": 1}}, "malformed:member"),
        ("talks-sponsor", {"proposal": REFERENCE | {"letter": "11"}}, "malformed:hex"),
        ("talks-remark", {"allies": ...}, "malformed:remark-allies"),
        ("talks-remark", {"voice": "own"}, "malformed:remark-allies"),
        ("talks-remark", {"voice": "allies", "allies": ...}, ""),
        ("talks-remark", {"voice": "allies", "allies": []}, "malformed:remark-allies"),
        ("talks-remark", {"allies": []}, "malformed:remark-allies"),
        ("talks-remark", {"points": []}, "malformed:act-empty"),
        ("talks-remark", {"points": ...}, ""),
        ("talks-remark", {"allies": ["\u202e"]}, "malformed:name-character"),
        ("talks-remark", {"topic": "joke"}, "malformed:member"),
        ("talks-package", {"condition": ...}, "malformed:package-form"),
        ("talks-package", {"form": "all"}, "malformed:package-form"),
        ("talks-package", {"form": "all", "condition": ...}, "malformed:package-form"),
        ("talks-package", {"form": "one", "condition": ..., "provisions": [PROVISION, OTHER]}, ""),
        ("talks-package", {"form": "one", "condition": [], "provisions": [PROVISION, OTHER]}, "malformed:package-form"),
        ("talks-package", {"condition": []}, "malformed:package-form"),
        ("talks-package", {"condition": [PROVISION, OTHER]}, "malformed:package-form"),
        ("talks-package", {"provisions": [OTHER, PROVISION]}, "malformed:points-order"),
        ("talks-package", {"provisions": [PROVISION | {"more": 1}]}, "malformed:member"),
        ("talks-package", {"title": ""}, "malformed:member"),
        ("talks-package-answer", {"answer": "reject"}, "malformed:package-form"),
        ("talks-package-answer", {"answer": "reject", "choice": ...}, ""),
        ("talks-package-answer", {"answer": "maybe"}, "malformed:member"),
        ("talks-close", {"provisions": []}, "malformed:act-empty"),
        ("talks-reopen", {"points": []}, "malformed:act-empty"),
        ("talks-adopt", {"stage": "all"}, "malformed:member"),
        ("talks-initial", {"provisions": []}, "malformed:act-empty"),
        ("talks-initial", {"scope": "whole"}, "malformed:member"),
        ("talks-initial", {"scope": "whole", "provisions": ...}, ""),
        ("talks-initial", {"scope": "page", "provisions": ..., "page": 3}, ""),
        ("talks-initial", {"scope": "page", "provisions": ..., "page": 0}, "malformed:member"),
        ("talks-revision", {"map": [{"point": Q, "from": []}, {"point": P, "from": []}]}, "malformed:points-order"),
        ("talks-revision", {"map": [{"point": P, "from": [], "more": 1}]}, "malformed:member"),
        ("talks-language", {"authentic": "no"}, "malformed:member"),
        ("talks-leave", {"reason": ...}, ""),
        ("talks-leave", {"reason": " "}, "malformed:name-length"),
    ],
)
def test_a_part_out_of_form_is_refused_by_its_code(kind: str, changes: dict[str, Any], refusal: str) -> None:
    assert refusal_of(read_act, kind, content(GOOD[kind] | changes)) == refusal


def test_a_part_of_no_known_kind_or_no_form_is_refused() -> None:
    assert refusal_of(read_act, "talks-dance", "{}") == "malformed:talks-kind"
    assert refusal_of(read_act, "talks-leave", "\ud800") == "malformed:json-syntax"
    assert refusal_of(read_act, "talks-leave", "[") == "malformed:json-syntax"
    assert refusal_of(read_act, "talks-leave", '{"v": 1}') == "malformed:json-not-canonical"
    assert refusal_of(read_act, "talks-leave", " " * (limits.TALKS_PART + 1)) == "malformed:json-size"


def test_nothing_is_written_that_would_not_be_read() -> None:
    unordered = Causes(causes=(b"\2" * 32, b"\1" * 32), marks=Marks(state=bytes(32), rows="", points=""))
    assert refusal_of(write_act, unordered) == "malformed:causes-order"
    twice = join_positions([Position(point=P, wording=DELETED, word="accept")] * 2)
    assert refusal_of(write_act, twice) == "malformed:points-order"


def test_positions_are_told_one_by_one_with_what_belongs_to_each() -> None:
    positions = [
        Position(point=Q, wording=b"\2" * 32, word="accept", ad_referendum=True, note=Note(until=date(2026, 1, 1))),
        Position(point=P, wording=b"\1" * 32, word="reserve", note=Note(reserve="linguistic")),
    ]
    joined = join_positions(positions)
    assert list(joined.named()) == positions[::-1]
    assert joined.signs == "rf"
    assert list(Positions(text=DELETED, said="a").named()) == []


def test_a_source_that_the_one_form_cannot_hold_travels_exactly() -> None:
    for source in ("e\u0301", "\ufdd0", "plain \r\n\t\f ends"):
        text = LaidText(media="plain", source=source, title="Draft")
        kind, written = write_act(text)
        assert read_act(kind, written) == text
        assert ("source_base64" in written) == (source[0] in "e\ufdd0")


@given(st.text(max_size=30))
def test_a_text_and_its_wordings_have_the_names_that_its_reader_gives(source: str) -> None:
    try:
        read = read_text(source, "plain")
        laid = LaidText(media="plain", source=source, title="Draft")
        source.encode()
    except UnicodeEncodeError:
        return
    assert laid.digest == read.digest
    assert all(each.wording == wording_digest(each.text) for each in read.points)


def test_an_added_point_has_an_id_of_its_own_for_each_place() -> None:
    ids = {added_point(bytes(32), place, nth) for place in range(3) for nth in range(3)}
    assert len(ids) == 9
    assert all(check_point(each) == each for each in ids)
    assert refusal_of(check_point, "1") == "malformed:point-id"
