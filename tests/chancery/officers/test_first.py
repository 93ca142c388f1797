"""The first officer's account waits for the pages, as a hash, and is made once."""

from pathlib import Path

from django.contrib.auth.hashers import check_password

from verbale.chancery.home import Home, create_home
from verbale.chancery.officers import services
from verbale.chancery.officers.first import first_waiting, leave_first, take_first
from verbale.chancery.officers.roles import Role

PASSPHRASE = "a passphrase for trials"


def left(folder: Path) -> Home:
    home = create_home(folder / "home")
    leave_first(home, "Ilse Maren", PASSPHRASE)
    return home


def test_the_account_is_made_of_what_was_left_and_signs_in(tmp_path: Path) -> None:
    home = left(tmp_path)
    assert first_waiting(home) == "Ilse Maren"
    take_first(home)
    assert first_waiting(home) == ""
    officer = services.find_officer("ilse.maren")
    assert officer.held == tuple(Role)
    assert officer.user.password.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")
    assert check_password(PASSPHRASE, officer.user.password)


def test_again_makes_no_second_account(tmp_path: Path) -> None:
    home = left(tmp_path)
    take_first(home)
    take_first(home)
    leave_first(home, "Somebody Else", PASSPHRASE)
    take_first(home)
    assert [each.name for each in services.list_officers()] == ["Ilse Maren"]


def test_the_passphrase_is_nowhere(tmp_path: Path) -> None:
    home = left(tmp_path)
    file = home.folder / "first-officer"
    assert PASSPHRASE.encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o777 == 0o600
