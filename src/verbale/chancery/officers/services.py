"""Making, changing and removing officers' accounts: the only place that writes them.

A password is hashed by Django's Argon2 hasher and never kept otherwise. Removing an account ends its sign-ins; the
officer's key and what it signed stay, for the credence alone says whose signature counts.
"""

import re
import unicodedata
from collections.abc import Iterable, Sequence

from django.contrib.auth import get_user_model
from django.contrib.auth.models import User
from django.db import transaction

from verbale.chancery.officers.models import Officer
from verbale.chancery.officers.roles import Role
from verbale.formats import limits, names
from verbale.formats.errors import Refused

_NOT_IN_SIGN_IN_NAMES = re.compile(r"[^\w.@+-]+")
LEAST_PASSWORD = 8


def sign_in_name(name: str) -> str:
    """The name that an officer signs in with: `Ilse Maren` and `ilse.maren` are the same."""
    plain = unicodedata.normalize("NFKC", name).strip().casefold()
    return _NOT_IN_SIGN_IN_NAMES.sub("-", ".".join(plain.split()))[:150]


def make_first_officer(name: str, passphrase: str) -> Officer:
    """Makes the account of the officer who founds a house, in every role.

    Args:
        name: as in the letter of credence.
        passphrase: what the officer signs in with, until it is changed.

    Raises:
        Malformed: a code of `names.check_name`.
        Refused: `officer-known`, if the house has officers already; `password-short`.
    """
    if Officer.objects.exists():
        raise Refused("officer-known", "The house has officers already; add this one with `verbale officer add`.")
    return add_officer(name, passphrase, tuple(Role))


def adopt_first_officer(name: str, hashed: str) -> None:
    """Makes the account of the officer who founded the house out of a hash of the passphrase; again is no error."""
    with transaction.atomic():
        if Officer.objects.exists():
            return
        user = get_user_model().objects.create_user(username=sign_in_name(name))
        user.password = hashed
        user.save(update_fields=["password"])
        Officer.objects.create(user=user, name=name, roles=_values(Role))


def add_officer(name: str, password: str, roles: Iterable[Role]) -> Officer:
    """Makes an officer's account.

    Raises:
        Malformed: a code of `names.check_name`.
        Refused: `officer-known` or `password-short`.
    """
    names.check_name(name, what="The name of an officer", limit=limits.NAME)
    _check_password(password)
    users = get_user_model().objects
    with transaction.atomic():
        username = sign_in_name(name)
        if users.filter(username=username).exists() or Officer.objects.filter(name=name).exists():
            raise Refused("officer-known", "An officer of this name has an account already.")
        user = users.create_user(username=username, password=password)
        return Officer.objects.create(user=user, name=name, roles=_values(roles))


def set_roles(name: str, roles: Iterable[Role]) -> Officer:
    """Gives an officer these roles and no others.

    Raises:
        Refused: `officer-unknown`, or `last-administrator` if nobody would keep the accounts any more.
    """
    with transaction.atomic():
        officer = find_officer(name)
        officer.roles = _values(roles)
        _check_administered(officer)
        officer.save(update_fields=["roles"])
    return officer


def set_password(name: str, password: str) -> None:
    """Gives an officer another password; every sign-in of the officer ends.

    Raises:
        Refused: `officer-unknown` or `password-short`.
    """
    _check_password(password)
    user = find_officer(name).user
    user.set_password(password)
    user.save(update_fields=["password"])


def remove_officer(name: str) -> None:
    """Removes an account with its sign-ins and second factors.

    Raises:
        Refused: `officer-unknown` or `last-administrator`.
    """
    with transaction.atomic():
        officer = find_officer(name)
        officer.roles = []
        _check_administered(officer)
        officer.user.delete()


def find_officer(name: str) -> Officer:
    """An officer by name or sign-in name.

    Raises:
        Refused: `officer-unknown`.
    """
    found = Officer.objects.select_related("user").filter(name=name).first()
    found = found or Officer.objects.select_related("user").filter(user__username=sign_in_name(name)).first()
    if found is None:
        raise Refused("officer-unknown", "No officer of this name has an account here.")
    return found


def officer_of(user: User) -> Officer | None:
    """The officer of an account; `None` for an account that is no officer's."""
    return Officer.objects.filter(user=user).first()


def list_officers() -> Sequence[Officer]:
    """All officers, by name."""
    return list(Officer.objects.select_related("user").order_by("name"))


def set_comfort(officer: Officer, *, single_keys: bool, language: str) -> None:
    """Keeps how an officer likes the pages."""
    officer.single_keys, officer.language = single_keys, language
    officer.save(update_fields=["single_keys", "language"])


def _values(roles: Iterable[Role]) -> list[str]:
    wanted = set(roles)
    return [role.value for role in Role if role in wanted]


def _check_password(password: str) -> None:
    if len(password) < LEAST_PASSWORD:
        raise Refused("password-short", f"A password has at least {LEAST_PASSWORD} characters.")


def _check_administered(changed: Officer) -> None:
    others = Officer.objects.exclude(pk=changed.pk)
    if Role.ADMINISTRATOR in changed.held or any(Role.ADMINISTRATOR in each.held for each in others):
        return
    raise Refused("last-administrator", "Nobody would keep the accounts any more; name another administrator first.")
