"""The doctor: each check finds what it is for, says the remedy, and tells nothing of a letter."""

import json
import shutil
from collections import namedtuple
from datetime import timedelta
from pathlib import Path

import pytest

from tests.chancery.care.conftest import FILE_NAME, SUBJECT, TEXT, by_check, open_house, stored_files
from tests.cli.conftest import House
from verbale.chancery.care import doctor
from verbale.chancery.care.doctor import CARE, NOTE, SOUND, Finding, Patient, examine
from verbale.exchange.records import Alarm
from verbale.formats.errors import Unavailable

Pair = tuple[House, House]
Usage = namedtuple("Usage", "total used free")


def look(house: House, *, later: timedelta = timedelta(), deep: bool = True) -> list[Finding]:
    node = open_house(house)
    return examine(Patient(home=node.home, store=node.store, contents=node.contents, now=node.now() + later, deep=deep))


def of(findings: list[Finding], check: str) -> Finding:
    (found,) = [each for each in findings if each.check == check]
    return found


def test_a_chancery_in_order_needs_no_care(corresponding: Pair) -> None:
    answer = corresponding[0].run("doctor", "--json")
    assert answer.exit_code == 0, answer.output
    document = answer.document
    assert document["ok"] is True
    assert by_check(document).keys() == {"backup"}
    assert {each["check"] for each in document["findings"]} == {name for name, _ in doctor._CHECKS}
    assert all(each["remedy"] for each in document["findings"] if each["weight"] != "sound")
    told = corresponding[0].run("doctor", "--quick")
    assert told.exit_code == 0
    assert "Nothing needs care." in told.output


def test_a_damaged_and_a_missing_content_are_found(corresponding: Pair) -> None:
    house = corresponding[1]
    file = stored_files(house)[0]
    whole = file.read_bytes()
    file.write_bytes(b"?" + whole[1:])
    assert of(look(house, deep=False), "contents").weight == SOUND
    answer = house.run("doctor", "--json")
    assert answer.exit_code == 1
    (found,) = by_check(answer.document)["contents"]
    assert file.name in found["finding"]
    assert "from a backup" in found["remedy"]
    file.unlink()
    assert by_check(house.run("doctor", "--quick", "--json").document).keys() == {"contents", "backup"}
    file.write_bytes(whole)
    file.chmod(0o600)
    assert house.run("doctor").exit_code == 0


def test_what_others_may_read_is_found(corresponding: Pair) -> None:
    house = corresponding[0]
    (house.home / "last-head").chmod(0o644)
    answer = house.run("doctor", "--json")
    assert answer.exit_code == 1
    assert by_check(answer.document)["folder"][0]["remedy"] == "chmod -R go= HOME"
    (house.home / "last-head").chmod(0o600)
    node = open_house(house)
    node.home.keys.chmod(0o755)
    patient = Patient(home=node.home, store=node.store, contents=node.contents, now=node.now(), deep=False)
    assert of(examine(patient), "folder").weight == CARE


def test_a_damaged_database_is_found(corresponding: Pair) -> None:
    house = corresponding[0]
    node = open_house(house)
    patient = Patient(home=node.home, store=node.store, contents=node.contents, now=node.now(), deep=False)
    data = bytearray(node.home.database.read_bytes())
    for wal in node.home.folder.glob("chancery.sqlite3-*"):
        wal.unlink()
    # The schema stays; what stands in the pages behind it does not.
    data[4096 * 8 :] = bytes(len(data) - 4096 * 8)
    node.home.database.write_bytes(data)
    found = [each for each in examine(patient) if each.check == "database"]
    assert [each.weight for each in found] == [CARE]


def test_a_register_behind_its_mark_is_found(corresponding: Pair) -> None:
    house = corresponding[0]
    mark = house.home / "last-head"
    document = json.loads(mark.read_text())
    document["size"] += 100
    mark.write_text(json.dumps(document, sort_keys=True, separators=(",", ":")))
    found = of(look(house), "register")
    assert (found.weight, found.remedy) == (CARE, "verbale recover")
    mark.write_text("nonsense")
    assert "could not be made" in of(look(house), "register").finding


def test_a_head_that_nobody_cosigned_is_a_note(pair: Pair, tmp_path: Path) -> None:
    pair[0].send(pair[1])
    pair[0].ask("pouch", "pack", "--for", "BOR", "-o", tmp_path / "x")
    assert "No counterpart has cosigned" in of(look(pair[0], later=timedelta(days=3)), "register").finding


def test_time_brings_its_findings(corresponding: Pair) -> None:
    house = corresponding[0]
    month = {each.check: each for each in look(house, later=timedelta(days=31), deep=False) if each.weight != SOUND}
    assert month["backup"].weight == CARE
    assert month["backup"].finding == "No backup was ever taken."
    assert month["credence"].remedy == "verbale credence rotate-transport"
    years = look(house, later=timedelta(days=4000), deep=False)
    assert {each.remedy for each in years if each.check == "credence"} == {
        "verbale credence renew",
        "verbale credence rotate-transport",
    }
    assert "The credence of BOR ended" in of(years, "parties").finding


def test_an_old_backup_is_found_and_a_new_one_is_sound(corresponding: Pair, tmp_path: Path) -> None:
    house = corresponding[0]
    house.ask("backup", tmp_path / "x.backup")
    assert of(look(house), "backup").weight == SOUND
    assert of(look(house, later=timedelta(days=8)), "backup").finding == "The last backup is older than a week."


def test_a_clock_behind_the_record_is_found(corresponding: Pair) -> None:
    found = of(look(corresponding[0], later=-timedelta(hours=1)), "clock")
    assert (found.weight, "timedatectl" in found.remedy) == (CARE, True)


@pytest.mark.parametrize(("free", "weight"), [(1 << 20, CARE), (100 << 20, NOTE), (1 << 40, SOUND)])
def test_a_full_disk_is_found(free: int, weight: str, pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(total=1 << 41, used=0, free=free))
    assert of(look(pair[0]), "disk").weight == weight


def test_a_suspended_and_a_recovering_party_are_found(corresponding: Pair) -> None:
    house = corresponding[0]
    house.ask("parties", "suspend", "BOR")
    found = of(look(house), "parties")
    assert (found.weight, found.remedy) == (CARE, "Speak with them, then: verbale parties restore BOR")


def test_what_waits_long_for_a_party_is_a_note(corresponding: Pair) -> None:
    house, other = corresponding
    house.send(other, subject="Not carried")
    assert of(look(house), "despatch").weight == SOUND
    found = of(look(house, later=timedelta(days=2)), "despatch")
    assert (found.weight, found.remedy) == (NOTE, "Carry them by hand: verbale pouch pack --for BOR -o FILE")


def test_an_alarm_is_found(corresponding: Pair) -> None:
    house = corresponding[0]
    node = open_house(house)
    with node.store.begin() as tx:
        tx.put_alarm(Alarm(code="number-reused", party=None, reason="A number was used twice.", at=node.now()))
    answer = house.run("doctor", "--json")
    assert answer.exit_code == 1
    assert by_check(answer.document)["alarms"][0]["finding"] == "A number was used twice. [number-reused]"


def test_a_check_that_fails_hides_no_other(pair: Pair, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_: Patient) -> object:
        raise Unavailable("store-busy", "The database is busy.")

    def fail(_: Patient) -> object:
        raise OSError(5, "Input/output error")

    checks = [("one", refuse), ("two", fail), *doctor._CHECKS]
    monkeypatch.setattr(doctor, "_CHECKS", checks)
    findings = look(pair[0])
    assert of(findings, "one").finding == "The check could not be made: The database is busy."
    assert of(findings, "two").finding == "The check could not be made (OSError)."
    assert {each.check for each in findings} == {name for name, _ in checks}


def test_no_finding_and_no_report_tells_of_a_letter(corresponding: Pair, tmp_path: Path) -> None:
    house, other = corresponding
    house.send(other, subject=SUBJECT)
    for file in stored_files(house):
        file.unlink()
    (house.home / "last-head").write_text("nonsense")
    house.ask("parties", "suspend", "BOR")
    report = tmp_path / "report.txt"
    told = house.run("doctor", "--report", report)
    assert told.exit_code == 1
    assert report.stat().st_mode & 0o077 == 0
    everything = told.output + told.errors + report.read_text()
    everything += "".join(each.finding + each.remedy for each in look(house, later=timedelta(days=4000)))
    for secret in (SUBJECT, TEXT, FILE_NAME, "Institution", "/1/", str(house.home)):
        assert secret not in everything
    assert "CARE" in report.read_text()
    assert house.refused("doctor", "--report", report) == "file-exists"
    assert house.refused("doctor", "--report", tmp_path / "no" / "where") == "file-failed"
