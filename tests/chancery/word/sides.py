"""Another reader of tracked changes, with another library and in another way, to hold the house's own against.

It strikes everything that a side drops out of the tree first, joins the paragraphs whose mark it struck, and only then
reads words.
"""

import re
import zipfile
from io import BytesIO
from xml.etree import ElementTree

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_GOES = {"accepted": ("del", "moveFrom"), "rejected": ("ins", "moveTo")}
_READ_AS = {"tab": " ", "br": " ", "cr": " ", "noBreakHyphen": "-"}


def side_of(data: bytes, which: str) -> list[str]:
    """The paragraphs of a side, empty ones too; white space evened."""
    with zipfile.ZipFile(BytesIO(data)) as package:
        root = ElementTree.fromstring(package.read("word/document.xml"))
    goes = {_W + name for name in _GOES[which]}
    words: list[str] = [""]
    for paragraph in root.iter(_W + "p"):
        falls = any(mark.tag in goes for mark in paragraph.findall(f"{_W}pPr/{_W}rPr/*"))
        _strike(paragraph, goes | {_W + "pPr", _W + "rPr"})
        words[-1] += "".join(_word(element) for element in paragraph.iter())
        words += [] if falls else [""]
    if not words[-1]:
        words.pop()
    return even(words)


def even(texts: list[str]) -> list[str]:
    """The texts with white space evened."""
    return [re.sub(r"\s+", " ", text).strip() for text in texts]


def _strike(element: ElementTree.Element, tags: set[str]) -> None:
    for child in list(element):
        if child.tag in tags:
            element.remove(child)
        else:
            _strike(child, tags)


def _word(element: ElementTree.Element) -> str:
    name = element.tag.removeprefix(_W)
    return (element.text or "") if name in ("t", "delText") else _READ_AS.get(name, "")
