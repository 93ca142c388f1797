"""Of a part of talks that is refused it is said what in it is wrong."""

from typing import Any

import pytest

from tests.formats.talks.test_acts import GOOD, P, content
from verbale.formats.errors import Malformed
from verbale.formats.talks.acts import KINDS, read_act

HIDDEN = "\u202ea"


def reason_of(kind: str, changes: dict[str, Any]) -> str:
    with pytest.raises(Malformed) as refusal:
        read_act(kind, content(GOOD[kind] | changes))
    return refusal.value.reason


@pytest.mark.parametrize("kind", KINDS)
def test_of_a_part_with_a_member_too_many_its_kind_is_said(kind: str) -> None:
    assert reason_of(kind, {"more": 1}) == f"A part {kind} has a member that is not part of its format."


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        ("talks-positions", {"notes": [{"at": 0, "reason": "So.", "more": 1}]}, "A note on a position"),
        (
            "talks-sponsor",
            {"proposal": {"letter": "11" * 32, "place": 0, "more": 1}},
            "A proposal of part talks-sponsor",
        ),
        ("talks-close", {"provisions": [{"point": P, "wording": "11" * 32, "more": 1}]}, "A provision"),
        ("talks-revision", {"map": [{"point": P, "from": [], "more": 1}]}, "An origin of a point"),
    ],
)
def test_of_what_a_part_holds_with_a_member_too_many_it_is_said_what_it_is(
    kind: str, changes: dict[str, Any], told: str
) -> None:
    assert reason_of(kind, changes) == f"{told} has a member that is not part of its format."


@pytest.mark.parametrize(
    ("kind", "changes", "told"),
    [
        ("talks-text", {"title": HIDDEN}, "A title"),
        ("talks-package", {"title": HIDDEN}, "The title of a package"),
        ("talks-proposal", {"reason": HIDDEN}, "A reason"),
        ("talks-proposal", {"verb": "ADD", "number": HIDDEN}, "The number of a point"),
        ("talks-remark", {"text": HIDDEN}, "A remark"),
        ("talks-remark", {"allies": [HIDDEN]}, "The name of an ally"),
    ],
)
def test_of_words_that_hide_something_it_is_said_which(kind: str, changes: dict[str, Any], told: str) -> None:
    assert reason_of(kind, changes) == f"{told} holds a character that does not show (U+202E)."
