"""The demo's houses and their table: a step is good only if all show the same of all that was said."""

import os
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from verbale.cli.demo import houses, papers, table
from verbale.cli.demo.houses import House, StepFailed, make_house, together
from verbale.cli.demo.scene import Scene
from verbale.cli.demo.stands import Stand
from verbale.cli.demo.table import Table

SOURCE = "1. The Parties [shall][should] consult.\n\n2. They meet once a year.\n"
pytestmark = pytest.mark.slow


@pytest.fixture
def scene(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """Two houses that know each other, and send by hand alone."""
    monkeypatch.setattr(houses, "_WORK_FACTOR", "1")
    made = Scene(folder=tmp_path, proposal=tmp_path / "none", draft=tmp_path / "draft.md")
    made.draft.write_text(SOURCE, "utf-8")
    for role in (papers.ALDMARK, papers.CONCORD):
        made.houses[role.code] = make_house(role, tmp_path, by_network=False)
    pair = list(made.houses.values())
    for house in pair:
        house.words = house.ask("init", "--name", house.role.name, "--code", house.role.code)["words"]
    for house, other in (pair, pair[::-1]):
        house.ask("meet", other.credence, "--words", " ".join(other.words))
    yield made
    for house in pair:
        house.stop()


def opened(scene: Scene) -> Table:
    """The table of talks that both know."""
    text = scene.aldmark.ask("text", "import", scene.draft)["text"]
    letter = scene.aldmark.ask("talks", "open", "--text", text, "--with", "NC", "--title", "Talks")
    found = Table(scene=scene, dossier=letter["dossier"], opening=letter["letter"])
    found.count(1)
    return found


def test_a_step_is_good_only_when_both_show_the_same(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(table, "PATIENCE", 0)
    talks = opened(scene)
    with pytest.raises(StepFailed, match="no such talks"):
        talks.agree()
    scene.carry(scene.aldmark, scene.concord, {talks.opening})
    assert "2 of 2 points open" in talks.agree()
    with pytest.raises(StepFailed, match="the same as before"):
        talks.agree()
    stands = [Stand(point="2", word="reject", reason="Too often."), Stand(point="1", word="accept")]
    for each in stands:
        talks.say(scene.concord, "respond", *each.arguments(scene.folder / "words.txt"))
    talks.count(len(stands))
    with pytest.raises(StepFailed, match="MFA-AL counts 1 of 3 letters"):
        talks.agree()
    scene.carry(scene.concord, scene.aldmark)
    talks.agree()
    ids = {row["number"]: row["point"] for row in talks.rows("open")}
    talks.expect_stands(scene.concord, [each.at(ids[each.point]) for each in stands])
    with pytest.raises(StepFailed, match="said"):
        talks.expect_stands(scene.concord, [Stand(point=ids["2"], word="accept")])
    with pytest.raises(StepFailed, match="no position of MFA-AL"):
        talks.expect_stands(scene.aldmark, [Stand(point=ids["2"], word="accept")])


def test_a_command_is_a_process_of_its_own_and_its_refusal_ends_the_step(scene: Scene) -> None:
    aldmark = scene.aldmark
    with pytest.raises(StepFailed, match="MFA-AL: letter was refused: There is no such letter"):
        aldmark.ask("letter", "show", "00ff")
    with pytest.raises(StepFailed, match="gave no answer"):
        aldmark.ask("--help")
    assert aldmark.ask("status")["code"] == "MFA-AL"
    clerk = aldmark._clerk
    assert clerk is not None
    os.kill(clerk.pid, signal.SIGKILL)
    clerk.wait()
    with pytest.raises(StepFailed, match="gave no answer: the clerk is gone"):
        aldmark.ask("status")


def test_what_fails_at_one_house_ends_what_all_do(scene: Scene) -> None:
    def ask(house: House) -> str:
        return str(house.ask("letter", "show", "00ff") if house is scene.concord else house.ask("status")["code"])

    assert together(ask, [scene.aldmark, scene.aldmark]) == ["MFA-AL", "MFA-AL"]
    with pytest.raises(StepFailed, match="NC: letter was refused"):
        together(ask, scene.houses.values())
