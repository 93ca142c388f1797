"""Where this machine gets Python packages from: pip's own settings, read by us so that uv obeys them too.

A machine behind a mirror is set up once, for pip, by its environment or its `pip.conf` files; uv reads neither. What
is said to uv itself (`UV_…`) wins. No address is written into this repository but the public default that pip has
too. Nothing here is trusted: whatever an index sends is held against the hashes in requirements/.
"""

import base64
import configparser
import hashlib
import html
import json
import os
import re
import ssl
import sys
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from pathlib import Path

PUBLIC_INDEX = "https://pypi.org/simple"
PAGE_TYPES = "application/vnd.pypi.simple.v1+json, text/html;q=0.5"
PAGE_LIMIT = 64 << 20
WHEEL_LIMIT = 256 << 20
SECONDS = 60

# pip's name of a setting, uv's name of the same in its environment, and how uv parts several values.
SETTINGS = {
    "index-url": ("UV_DEFAULT_INDEX", " "),
    "extra-index-url": ("UV_INDEX", " "),
    "find-links": ("UV_FIND_LINKS", ","),
    "trusted-host": ("UV_INSECURE_HOST", " "),
    "cert": ("SSL_CERT_FILE", " "),
}


def pip_settings(environment: Mapping[str, str]) -> dict[str, list[str]]:
    """What pip would use: its files from the most general to the nearest, then its environment."""
    found: dict[str, list[str]] = {}
    for file in pip_files(environment):
        parser = configparser.RawConfigParser()
        try:
            parser.read(file, "utf-8")
        except (configparser.Error, UnicodeDecodeError):
            print(f"bootstrap: not understood, left out: {file}", file=sys.stderr)
            continue
        for section in ("global", "install"):
            if parser.has_section(section):
                given = dict(parser.items(section))
                found |= {name: given[name].split() for name in SETTINGS if given.get(name)}
    for name in SETTINGS:
        value = environment.get("PIP_" + name.upper().replace("-", "_"))
        if value:
            found[name] = value.split()
    return found


def pip_files(environment: Mapping[str, str]) -> list[Path]:
    """The files that pip reads, in its order; a `PIP_CONFIG_FILE` that is the null device stands for none at all."""
    named = environment.get("PIP_CONFIG_FILE")
    if named == os.devnull:
        return []
    home = Path(environment.get("HOME", "/nonexistent"))
    general = environment.get("XDG_CONFIG_DIRS") or "/etc/xdg"
    own = environment.get("XDG_CONFIG_HOME") or home / ".config"
    return [
        *(Path(folder) / "pip" / "pip.conf" for folder in general.split(":")),
        Path("/etc/pip.conf"),
        home / ".pip" / "pip.conf",
        Path(own) / "pip" / "pip.conf",
        *([Path(named)] if named else []),
    ]


def uv_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """An environment in which uv uses what pip is set to use, unless uv was told otherwise."""
    chosen = {
        "UV_INDEX_STRATEGY": "unsafe-best-match",  # as pip does; the hashes say what is right
        "UV_SYSTEM_CERTS": "true",  # the roots that this machine's Python trusts, by which uv itself came
    }
    for name, values in pip_settings(environment).items():
        variable, between = SETTINGS[name]
        chosen[variable] = between.join(values)
    if "UV_INDEX_URL" in environment:
        chosen.pop("UV_DEFAULT_INDEX", None)
    return chosen | dict(environment)


def indexes(environment: Mapping[str, str]) -> list[str]:
    """The indexes to ask, in order."""
    known = uv_environment(environment)
    first = known.get("UV_DEFAULT_INDEX") or known.get("UV_INDEX_URL") or PUBLIC_INDEX
    more = f"{known.get('UV_INDEX', '')} {known.get('UV_EXTRA_INDEX_URL', '')}".split()
    return [without_name(index) for index in (first, *more)]


def without_name(index: str) -> str:
    """An index's address without the name that uv lets one put before it."""
    return re.sub(r"^[\w.-]+=", "", index).rstrip("/")


def fetch_wheel(pattern: str, hashes: frozenset[str], environment: Mapping[str, str]) -> bytes | None:
    """The first wheel whose name matches and whose SHA-256 is one of ours; None where no index gives one.

    Args:
        pattern: what the whole file name must match; it begins with the project's name and a hyphen.
        hashes: the digests that the lock allows.
        environment: where the settings of this machine are read.
    """
    project = pattern.partition("-")[0]
    known = uv_environment(environment)
    context = ssl.create_default_context(cafile=known.get("SSL_CERT_FILE"))
    for index in indexes(environment):
        try:
            for address in links(f"{index}/{project}/", context):
                if re.fullmatch(pattern, file_name(address)):
                    wheel = get(address, context, WHEEL_LIMIT)
                    if hashlib.sha256(wheel).hexdigest() in hashes:
                        return wheel
        except (OSError, ValueError) as error:
            print(f"bootstrap: {hide(index)}: {error}", file=sys.stderr)
    return None


def links(page: str, context: ssl.SSLContext) -> Iterator[str]:
    """The addresses of the files on an index's page, JSON (PEP 691) or HTML (PEP 503), with the page's credentials."""
    text = get(page, context, PAGE_LIMIT).decode()
    if text.lstrip().startswith("{"):
        found = [str(file["url"]) for file in json.loads(text)["files"]]
    else:
        found = [html.unescape(link) for link in re.findall(r"""<a\s[^>]*?href=["']([^"']+)["']""", text)]
    userinfo, at, host = urllib.parse.urlsplit(page).netloc.rpartition("@")
    for link in found:
        parts = urllib.parse.urlsplit(urllib.parse.urljoin(page, link))
        if at and parts.netloc == host:
            parts = parts._replace(netloc=f"{userinfo}@{host}")
        yield parts._replace(fragment="").geturl()


def file_name(address: str) -> str:
    """The last piece of an address's path."""
    return urllib.parse.unquote(urllib.parse.urlsplit(address).path).rpartition("/")[2]


def get(address: str, context: ssl.SSLContext, limit: int) -> bytes:
    """What lies at an address, up to a limit; credentials in the address become a header, as pip does it."""
    parts = urllib.parse.urlsplit(address)
    userinfo, at, host = parts.netloc.rpartition("@")
    if parts.scheme == "file" and parts.path.endswith("/"):
        parts = parts._replace(path=parts.path + "index.html")
    request = urllib.request.Request(parts._replace(netloc=host).geturl(), headers={"Accept": PAGE_TYPES})
    if at:
        secret = base64.b64encode(urllib.parse.unquote(userinfo).encode()).decode()
        request.add_unredirected_header("Authorization", f"Basic {secret}")
    with urllib.request.urlopen(request, timeout=SECONDS, context=context) as answer:
        data: bytes = answer.read(limit + 1)
    if len(data) > limit:
        raise ValueError(f"{hide(address)} is larger than {limit} bytes")
    return data


def hide(address: str) -> str:
    """An address without the credentials in it, fit to be shown."""
    return re.sub(r"//[^/@]*@", "//", address)
