"""The name that an attachment is saved under: what its sender called it, without what a file system takes as more."""

import re

_SEPARATORS = re.compile(r'[/\\:*?"<>|\x00-\x1f]+')
_DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9]|lpt[0-9])(\..*)?", re.IGNORECASE)
_LONGEST = 180


def saved_name(name: str) -> str:
    """A name that stands for one file in one folder on any machine."""
    plain = _SEPARATORS.sub("-", name).strip(" .")
    if _DEVICES.fullmatch(plain):
        plain = f"_{plain}"
    if len(plain.encode()) > _LONGEST:
        stem, dot, ending = plain.rpartition(".")
        ending = f"{dot}{ending}" if stem and len(ending) < 12 else ""
        plain = plain.encode()[: _LONGEST - len(ending.encode())].decode(errors="ignore") + ending
    return plain or "attachment"
