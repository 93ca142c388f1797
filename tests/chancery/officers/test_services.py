"""Officers' accounts: made, changed, removed, and never left without somebody who keeps them."""

import pytest
from django.contrib.auth.hashers import check_password

from verbale.chancery.officers import services
from verbale.chancery.officers.roles import ALLOWED, Act, Role
from verbale.formats.errors import Malformed, Refused


def test_the_first_officer_has_every_role_and_signs_in_by_name() -> None:
    officer = services.make_first_officer("Ilse Maren", "a passphrase for trials")
    assert officer.held == tuple(Role)
    assert officer.user.get_username() == "ilse.maren"
    assert check_password("a passphrase for trials", officer.user.password)


def test_a_password_is_kept_as_argon2id_of_the_costs_of_the_house() -> None:
    officer = services.make_first_officer("Ilse Maren", "a passphrase for trials")
    assert officer.user.password.startswith("argon2$argon2id$v=19$m=65536,t=3,p=4$")


def test_a_house_has_one_first_officer() -> None:
    services.make_first_officer("Ilse Maren", "a passphrase for trials")
    with pytest.raises(Refused) as refused:
        services.make_first_officer("Anselm Rood", "a passphrase for trials")
    assert refused.value.code == "officer-known"


@pytest.mark.parametrize(
    ("name", "signs_in_as"),
    [
        ("Ilse Maren", "ilse.maren"),
        ("  ILSE   maren ", "ilse.maren"),
        ("ilse.maren", "ilse.maren"),
        ("Ｉｌｓｅ Maren", "ilse.maren"),
        ("Amīra al-Ḥasan", "amīra.al-ḥasan"),
        ("李 明", "李.明"),
        ("O'Neill, Sean", "o-neill-.sean"),
    ],
)
def test_names_that_look_alike_sign_in_alike(name: str, signs_in_as: str) -> None:
    assert services.sign_in_name(name) == signs_in_as


def test_two_officers_cannot_share_a_sign_in_name() -> None:
    services.make_first_officer("Ilse Maren", "a passphrase for trials")
    with pytest.raises(Refused) as refused:
        services.add_officer("ILSE MAREN", "another passphrase", [Role.DRAFTER])
    assert refused.value.code == "officer-known"


def test_a_short_password_is_refused() -> None:
    with pytest.raises(Refused) as refused:
        services.add_officer("Anselm Rood", "short", [Role.DRAFTER])
    assert refused.value.code == "password-short"


def test_a_name_with_a_sign_that_does_not_show_is_refused() -> None:
    with pytest.raises(Malformed) as malformed:
        services.add_officer("Anselm\u202eRood", "a passphrase for trials", [Role.DRAFTER])
    assert malformed.value.code == "name-character"


def test_the_last_administrator_stays() -> None:
    services.make_first_officer("Ilse Maren", "a passphrase for trials")
    services.add_officer("Anselm Rood", "a passphrase for trials", [Role.PRINCIPAL])
    for change in (
        lambda: services.set_roles("Ilse Maren", [Role.PRINCIPAL]),
        lambda: services.remove_officer("Ilse Maren"),
    ):
        with pytest.raises(Refused) as refused:
            change()
        assert refused.value.code == "last-administrator"
    assert services.find_officer("Ilse Maren").held == tuple(Role)
    services.set_roles("Anselm Rood", [Role.ADMINISTRATOR])
    services.remove_officer("Ilse Maren")
    assert [each.name for each in services.list_officers()] == ["Anselm Rood"]


def test_an_officer_is_found_by_name_and_by_sign_in_name() -> None:
    officer = services.make_first_officer("Ilse Maren", "a passphrase for trials")
    assert services.find_officer("Ilse Maren") == officer
    assert services.find_officer("ilse.maren") == officer
    with pytest.raises(Refused) as refused:
        services.find_officer("Nobody")
    assert refused.value.code == "officer-unknown"


def test_a_new_password_takes_the_place_of_the_old() -> None:
    services.make_first_officer("Ilse Maren", "a passphrase for trials")
    services.set_password("Ilse Maren", "another passphrase")
    kept = services.find_officer("Ilse Maren").user.password
    assert check_password("another passphrase", kept)
    assert not check_password("a passphrase for trials", kept)


def test_auditors_and_administrators_read_no_letter() -> None:
    for role in (Role.AUDITOR, Role.ADMINISTRATOR):
        assert Act.READ not in ALLOWED[role]
        assert not ALLOWED[role] & {Act.ACKNOWLEDGE, Act.REFUSE, Act.ACCREDIT}


def test_every_role_is_named_and_opens_something() -> None:
    assert all(ALLOWED[role] for role in Role)
