"""A negotiating text as Akoma Ntoso 3.0 (OASIS LegalDocML), alone or beside the version that it came from.

Headings are sections, points are paragraphs or containers named by their kind; brackets, options and half brackets stay
as they are written, for the schema has no word for them. An `eId` follows the order of the text, as the naming
convention wants, and so it is not the point's id: that stands in `wId`, which versions share. Two versions are a
collection: both whole, and in the newer one what became of each point.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from lxml import etree

from verbale.chancery.word.parts import Element
from verbale.chancery.word.revision import clean
from verbale.practice.texts.compare import ADDED, REMOVED, SAME_POINT, Change
from verbale.practice.texts.point import Block, Point
from verbale.practice.texts.text import Text

NAMESPACE = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"
_BASE = "/akn/xx/doc/negotiating-text"
_UNDATED = "1970-01-01"


@dataclass(frozen=True, slots=True, kw_only=True)
class Facts:
    """What the document says of itself.

    Attributes:
        title: what the text is called.
        language: its language tag; `und` if it is not known.
        on: the day of the version, as 2026-03-02; empty if it is not told.
    """

    title: str = field(repr=False)
    language: str = "und"
    on: str = ""


def write_akoma(text: Text, *, title: str, language: str = "und", on: str = "") -> bytes:
    """Writes a text.

    Args:
        text: the text.
        title: what it is called.
        language: its language tag.
        on: the day of the version, as 2026-03-02; empty if it is not told.
    """
    root = _root()
    _Version(text, Facts(title=title, language=language, on=on)).write(root)
    return _written(root)


def write_akoma_versions(
    old: Text, new: Text, changes: Iterable[Change], *, title: str, language: str = "und", on: str = ""
) -> bytes:
    """Writes two versions of a text, with what became of each point.

    Args:
        old: the older version.
        new: the newer one.
        changes: how they differ, as `verbale.practice.texts.compare` says it.
        title: what the text is called.
        language: its language tag.
        on: the day of the newer version; the older one's is not told.
    """
    facts = Facts(title=title, language=language, on=on)
    root = _root()
    collection = _add(root, "documentCollection", name="versions", contains="multipleVersions")
    _identify(_add(collection, "meta"), facts, f"{_BASE}/{new.digest.hex()[:16]}/versions")
    body = _add(collection, "collectionBody")
    before = _Version(old, Facts(title=title, language=language), within="component_1")
    after = _Version(new, facts, within="component_2")
    before.write(_add(body, "component", eId="component_1"))
    after.write(_add(body, "component", eId="component_2"))
    after.analyse(changes, before)
    return _written(root)


class _Version:
    """A version of a text while it is written."""

    def __init__(self, text: Text, facts: Facts, *, within: str = "") -> None:
        self._text = text
        self._facts = facts
        self._within = within
        self._counts: Counter[tuple[str, str]] = Counter()
        self.places: dict[str, str] = {}
        self._meta: Element = None

    def write(self, parent: Element) -> None:
        document = _add(parent, "doc", name="negotiatingText")
        self._meta = _add(document, "meta")
        work = f"{_BASE}/{self._text.digest.hex()[:16]}"
        _identify(self._meta, self._facts, work, within=self._within)
        preface = _add(document, "preface")
        _add(_add(preface, "p"), "docTitle").text = clean(self._facts.title)
        body = _add(document, "mainBody")
        open_sections: list[tuple[int, Element]] = []
        points = {point.block: point for point in self._text.points}
        for block in self._text.blocks:
            words = " ".join(self._text.words_of(block).split())
            if block.kind == "heading":
                while open_sections and open_sections[-1][0] >= block.level:
                    open_sections.pop()
                above = open_sections[-1][1] if open_sections else body
                section = self._container(above, "section", "sec")
                _add(section, "heading").text = clean(words.lstrip("# "))
                open_sections.append((block.level, section))
            elif block.kind != "rule":
                above = open_sections[-1][1] if open_sections else body
                self._block(above, block, points.get(block.place), words)
        if not len(body):
            _add(body, "p")
        # A section needs something in it.
        for section in body.iter(f"{{{NAMESPACE}}}section"):
            if len(section) == 1:
                _add(_add(section, "content"), "p")

    def analyse(self, changes: Iterable[Change], before: "_Version") -> None:
        """Tells in the newer version what became of each point."""
        told = [each for each in changes if each.op != SAME_POINT or each.renumbered]
        if not told:
            return
        analysis = etree.Element(f"{{{NAMESPACE}}}analysis", source=f"#{_named(self._within, 'verbale')}")
        self._meta.insert(1, analysis)
        modifications = _add(analysis, "passiveModifications")
        for number, change in enumerate(told, 1):
            place = self.places.get(change.new.id, "") if change.new else ""
            was = [before.places[point.id] for point in _sources(change) if point.id in before.places]
            name = _named(self._within, f"mod_{number}")
            modification = _add(modifications, "textualMod", type=_kind(change), eId=name)
            for each in was or [self._within]:
                _add(modification, "source", href=f"#{each}")
            _add(modification, "destination", href=f"#{place or was[0]}")

    def _block(self, above: Element, block: Block, point: Point | None, words: str) -> None:
        if block.kind == "provision":
            element = self._container(above, "paragraph", "para")
        else:
            element = self._container(above, "hcontainer", "hcontainer", name=block.kind)
        if point is not None:
            element.set("wId", f"point-{point.id}")
            self.places[point.id] = element.get("eId")
            words = point.text
        if block.number:
            _add(element, "num").text = clean(block.number)
        content = _add(element, "content")
        for line in words.split("\n"):
            _add(content, "p").text = clean(line)

    def _container(self, above: Element, tag: str, short: str, **attributes: str) -> Element:
        parent = above.get("eId") or self._within
        self._counts[parent, short] += 1
        name = f"{short}_{self._counts[parent, short]}"
        return _add(above, tag, eId=_named(parent, name), **attributes)


def _sources(change: Change) -> Iterator[Point]:
    yield from change.sources or ((change.old,) if change.old else ())


def _kind(change: Change) -> str:
    """The schema's word for what became of a point; for one that moved it has none but that of a new number."""
    if change.op in (ADDED, REMOVED):
        return "insertion" if change.op == ADDED else "repeal"
    if change.split or change.merged:
        return "split" if change.split else "join"
    same_words = change.old is not None and change.new is not None and change.old.text == change.new.text
    return "renumbering" if same_words else "substitution"


def _identify(meta: Element, facts: Facts, work: str, *, within: str = "") -> None:
    """Who and what the document is, at FRBR's three levels; the schema wants a day and an author at each."""
    writer, parties = _named(within, "verbale"), _named(within, "parties")
    identification = _add(meta, "identification", source=f"#{writer}")
    expression = f"{work}/{facts.language}@{facts.on}"
    for level, uri in (("FRBRWork", work), ("FRBRExpression", expression), ("FRBRManifestation", f"{expression}.xml")):
        element = _add(identification, level)
        _add(element, "FRBRthis", value=f"{uri}/!main")
        _add(element, "FRBRuri", value=uri)
        if level == "FRBRWork":
            _add(element, "FRBRalias", name="title", value=clean(facts.title))
        _add(element, "FRBRdate", date=facts.on or _UNDATED, name="version" if facts.on else "unknown")
        _add(element, "FRBRauthor", href=f"#{parties}")
        if level == "FRBRWork":
            _add(element, "FRBRcountry", value="xx")
        elif level == "FRBRExpression":
            _add(element, "FRBRlanguage", language=facts.language)
    references = _add(meta, "references", source=f"#{writer}")
    for name, shown in ((writer, "Verbale"), (parties, "The parties")):
        place = f"/akn/ontology/organization/xx/{name.rpartition('__')[2]}"
        _add(references, "TLCOrganization", eId=name, href=place, showAs=shown)


def _named(within: str, name: str) -> str:
    return f"{within}__{name}" if within else name


def _root() -> Element:
    return etree.Element(f"{{{NAMESPACE}}}akomaNtoso", nsmap={None: NAMESPACE})  # type: ignore[dict-item]  # the stubs know no default name space


def _add(parent: Element, tag: str, **attributes: str) -> Element:
    return etree.SubElement(parent, f"{{{NAMESPACE}}}{tag}", attributes)


def _written(root: Element) -> bytes:
    return etree.tostring(root, encoding="UTF-8", xml_declaration=True) + b"\n"
