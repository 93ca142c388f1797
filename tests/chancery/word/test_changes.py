"""Tracked changes as they are read: both texts, whose changes they are, and files made to do harm."""

import time
import zipfile
from collections.abc import Callable
from io import BytesIO
from random import Random

import pytest
from docx.oxml.ns import nsdecls

from tests.chancery.word.sides import even, side_of
from tests.chancery.word.test_word import repacked
from tests.practice.texts.realtexts import FOLDER
from tests.refusals import refusal_of
from verbale.chancery.word import changes
from verbale.chancery.word.changes import Change, marked_white, numbered_side, read_changes, side
from verbale.chancery.word.parts import PART
from verbale.chancery.word.passages import passages
from verbale.chancery.word.redline import pack, write_plain

WHO = 'w:id="1" w:author="ARV" w:date="2026-03-01T10:00:00Z"'
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def file(*blocks: str) -> bytes:
    """A Word file with these pieces as its text; `@` stands for who changed something."""
    body = "".join(blocks).replace("@", WHO)
    return pack(f"<w:document {nsdecls('w', 'm')}><w:body>{body}</w:body></w:document>")


def p(*inner: str, mark: str = "") -> str:
    properties = f"<w:pPr><w:rPr>{mark}</w:rPr></w:pPr>" if mark else ""
    return f"<w:p>{properties}{''.join(inner)}</w:p>"


def r(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def ins(*inner: str) -> str:
    return f"<w:ins @>{''.join(inner)}</w:ins>"


def out(text: str) -> str:
    return f'<w:del @><w:r><w:delText xml:space="preserve">{text}</w:delText></w:r></w:del>'


def sides(data: bytes) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The rejected and the accepted side, after another reader said the same."""
    read = read_changes(data)
    for which in ("rejected", "accepted"):
        assert even(list(side(read, which, with_empty=True))) == side_of(data, which)
    return side(read, "rejected"), side(read, "accepted")


def test_what_was_put_in_and_taken_out_stands_on_its_side_alone() -> None:
    assert sides(file(p(r("Parties "), out("should"), ins(r("shall")), r(" consult.")))) == (
        ("Parties should consult.",),
        ("Parties shall consult.",),
    )


def test_a_mark_that_was_put_in_parts_and_one_that_was_taken_out_joins() -> None:
    text = file(p(r("One, "), mark="<w:ins @/>"), p(r("two. "), mark="<w:del @/>"), p(r("Three.")))
    assert sides(text) == (("One, two. ", "Three."), ("One, ", "two. Three."))


def test_a_move_is_on_its_old_place_and_on_its_new_one() -> None:
    text = file(
        p("<w:moveFrom @>", r("First."), "</w:moveFrom>", mark="<w:moveFrom @/>"),
        p(r("Second.")),
        p("<w:moveTo @>", r("First."), "</w:moveTo>", mark="<w:moveTo @/>"),
        p(r("Third.")),
    )
    assert sides(text) == (("First.", "Second.", "Third."), ("Second.", "First.", "Third."))
    assert [(each.old, each.new, each.moved) for each in passages(read_changes(text)) if each.changed] == [
        ("First.", None, True),
        (None, "First.", True),
    ]


def test_what_one_author_put_in_and_another_took_out_is_on_no_side_and_keeps_both() -> None:
    other = '<w:del w:id="2" w:author="BOR"><w:r><w:delText>[maybe] </w:delText></w:r></w:del>'
    text = file(p(r("They "), ins(other), r("agree.")), p(r("x"), mark="<w:ins @/><w:del @/>"), p(r("y")))
    assert sides(text) == (("They agree.", "xy"), ("They agree.", "xy"))
    read = read_changes(text)
    middle = read.paragraphs[0].runs[1]
    assert (middle.inserted, middle.deleted) == (Change(author="ARV", at="2026-03-01T10:00:00Z"), Change(author="BOR"))
    assert (middle.change, middle.author, middle.at) == ("del", "BOR", "")
    assert read.authors == ("ARV", "BOR")
    assert read.changed


def test_rows_that_came_and_went_come_and_go_with_all_their_words() -> None:
    def row(change: str, text: str) -> str:
        return f"<w:tr><w:trPr>{change}</w:trPr><w:tc>{p(r(text))}</w:tc></w:tr>"

    read = read_changes(
        file("<w:tbl>", row("", "kept"), row("<w:ins @/>", "new"), row("<w:del @/>", "old"), "</w:tbl>")
    )
    assert side(read, "accepted") == ("kept", "new")
    assert side(read, "rejected") == ("kept", "old")


def test_tabs_and_breaks_are_a_space_and_fields_show_their_result_alone() -> None:
    signs = "<w:r><w:t>a</w:t><w:tab/><w:t>b</w:t><w:br/><w:t>c</w:t><w:cr/><w:t>d</w:t><w:noBreakHyphen/></w:r>"
    field = '<w:r><w:fldChar w:fldCharType="begin"/><w:instrText>PAGE</w:instrText></w:r>' + r("7")
    kept = "<w:sdt><w:sdtContent>" + p(r("in a control")) + "</w:sdtContent></w:sdt>"
    link = f"<w:hyperlink>{r('linked')}</w:hyperlink>"
    assert sides(file(p(signs), p(field, link), kept, p()))[1] == ("a b c d-", "7linked", "in a control")
    assert side(read_changes(file(p(), p(r("x")))), "accepted", with_empty=True) == ("", "x")


def test_a_text_box_is_read_once_and_after_its_paragraph() -> None:
    box = f"<w:txbxContent>{p(r('boxed'))}</w:txbxContent>"
    space = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    shape = f"<w:drawing>{box}</w:drawing>"
    both = f"<mc:AlternateContent {space}><mc:Choice>{shape}</mc:Choice><mc:Fallback>{shape}</mc:Fallback>"
    read = read_changes(file(p(r("before"), f"<w:r>{both}</mc:AlternateContent></w:r>"), p(r("after"))))
    assert side(read, "accepted") == ("before", "boxed", "after")
    assert read.left_out == {"picture"}


def test_a_text_box_in_what_was_put_in_came_with_it() -> None:
    read = read_changes(file(p(ins(f"<w:r><w:txbxContent>{p(r('boxed'))}</w:txbxContent></w:r>")), p(r("x"))))
    assert (side(read, "accepted"), side(read, "rejected")) == (("boxed", "x"), ("x",))


def test_what_is_left_out_is_named() -> None:
    inner = '<w:r><w:footnoteReference w:id="1"/><w:commentReference w:id="1"/><w:sym w:char="F0FC"/></w:r><m:oMath/>'
    assert read_changes(file(p(inner))).left_out == {"note", "comment", "symbol", "formula"}


def test_names_and_times_that_a_file_claims_are_kept_within_bounds() -> None:
    change = '<w:ins w:id="1" w:author="A&#x202E;B&#10;C%s" w:date="yesterday">x</w:ins>' % ("Z" * 900)
    run = read_changes(file(p(change.replace(">x<", f">{r('x')}<")))).paragraphs[0].runs[0]
    assert run.inserted is not None
    assert run.author.startswith("A B C")
    assert (len(run.author), run.at) == (200, "")


def test_numbers_that_word_computes_stand_beside_the_words_of_each_side() -> None:
    listed = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>%s</w:pPr>"
    gone = listed % "<w:rPr><w:del @/></w:rPr>"
    data = file(f"<w:p>{listed % ''}{r('a')}</w:p><w:p>{gone}{out('b')}</w:p><w:p>{listed % ''}{r('c')}</w:p>")

    read = read_changes(repacked(data, numbered_members(("decimal", "%1."))))
    assert [(each.number, each.former) for each in read.paragraphs] == [("1.", "1."), ("", "2."), ("2.", "3.")]
    assert side(read, "accepted") == ("a", "c")
    assert numbered_side(read, "accepted") == ("1.\ta", "2.\tc")
    assert numbered_side(read, "rejected") == ("1.\ta", "2.\tb", "3.\tc")


@pytest.mark.parametrize(
    "label",
    ["1.", "2.3", "(a)", "iv)", "A.", "III", "bb)", "Article 3.", "Глава IV", "第三条", "§ 12", "A.1", "12.3a", "五、"],
)
def test_a_tab_behind_a_number_that_was_typed_stays(label: str) -> None:
    read = read_changes(write_plain([f"{label}\tThe\tParties", "  2.\tmeet"]))
    assert numbered_side(read, "accepted") == (f"{label}\tThe Parties", "  2.\tmeet")


@pytest.mark.parametrize(
    "label", ["", "Name:", "The Parties", "2026-03-02", "1. One", "abc", "(a", "a)b", "12345", "It", "e.g.", "[a"]
)
def test_a_tab_behind_anything_else_is_a_space(label: str) -> None:
    assert marked_white(f"{label}\tJohn") == f"{label} John"


def test_a_paragraph_whose_end_fell_has_the_number_of_the_one_that_it_goes_on_in() -> None:
    numbering = numbered_members(("decimal", "%1."))
    listed = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr>%s</w:pPr>"
    gone = listed % "<w:rPr><w:del @/></w:rPr>"
    data = file(f"<w:p>{gone}{r('a ')}</w:p><w:p>{listed % ''}{r('b')}</w:p><w:p>{r('c')}</w:p>")
    read = read_changes(repacked(data, numbering))
    assert numbered_side(read, "accepted") == ("1.\ta b", "c")
    assert numbered_side(read, "rejected") == ("1.\ta ", "2.\tb", "c")


def test_a_list_that_a_change_put_a_paragraph_into_is_not_in_the_text_before() -> None:
    numbering = numbered_members(("lowerLetter", "(%1)"))
    put = "<w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/>%s</w:numPr>%s</w:pPr>"
    was = "<w:pPrChange @><w:pPr><w:numPr><w:ilvl w:val='0'/><w:numId w:val='1'/></w:numPr></w:pPr></w:pPrChange>"
    taken = f"<w:pPr><w:numPr><w:numId w:val='0'/></w:numPr>{was}</w:pPr>"
    plain = "<w:pPrChange @><w:pPr/></w:pPrChange>"
    data = file(
        f"<w:p>{put % ('<w:ins @/>', '')}{r('a')}</w:p>",
        f"<w:p>{taken}{r('b')}</w:p>",
        f"<w:p>{put % ('', plain)}{r('c')}</w:p>",
        f"<w:p>{put % ('', '<w:pPrChange @/>')}{r('d')}</w:p>",
    )
    read = read_changes(repacked(data, numbering))
    assert numbered_side(read, "accepted") == ("(a)\ta", "b", "(b)\tc", "(c)\td")
    assert numbered_side(read, "rejected") == ("a", "(a)\tb", "c", "d")


def numbered_members(*levels: tuple[str, str]) -> Callable[[zipfile.ZipFile, dict[str, bytes]], None]:
    """Adds a list with these levels (form, text) to a file's members."""
    inner = "".join(
        f"<w:lvl w:ilvl='{at}'><w:numFmt w:val='{form}'/><w:lvlText w:val='{text}'/></w:lvl>"
        for at, (form, text) in enumerate(levels)
    )

    def add(new: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        new.writestr(
            "word/numbering.xml",
            f"<w:numbering {nsdecls('w')}><w:abstractNum w:abstractNumId='0'>{inner}</w:abstractNum>"
            "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>",
        )
        name = "word/_rels/document.xml.rels"
        more = f'<Relationship Id="n" Type="{RELATIONS}/numbering" Target="numbering.xml"/></Relationships>'
        members[name] = members[name].replace(b"</Relationships>", more.encode())

    return add


def test_each_paragraph_tells_what_it_was_and_who_changed_it() -> None:
    text = file(
        p(r("Stays.")),
        p(ins(r("Comes.")), mark="<w:ins @/>"),
        p(r("Parties "), out("may"), ins(r("shall")), r(" consult one another.")),
        p(out("Goes."), mark="<w:del @/>"),
        p(out("Was so."), ins(r("Is thus."))),
    )
    found = passages(read_changes(text))
    assert [(each.old, each.new, each.author, each.at) for each in found] == [
        ("Stays.", "Stays.", "", ""),
        (None, "Comes.", "ARV", "2026-03-01T10:00:00Z"),
        ("Parties may consult one another.", "Parties shall consult one another.", "ARV", "2026-03-01T10:00:00Z"),
        ("Goes.", None, "ARV", "2026-03-01T10:00:00Z"),
        ("Was so.", "Is thus.", "ARV", "2026-03-01T10:00:00Z"),
    ]
    assert [each.changed for each in found] == [False, True, True, True, True]


def test_a_paragraph_that_was_split_keeps_its_longer_half() -> None:
    text = file(p(r("A short start,")), p(r("One. "), mark="<w:ins @/>"), p(r("and then a long remainder.")))
    assert [(each.old, each.new) for each in passages(read_changes(text))] == [
        ("A short start,", "A short start,"),
        (None, "One. "),
        ("One. and then a long remainder.", "and then a long remainder."),
    ]


def real_files() -> list[str]:
    return sorted(each.name for each in FOLDER.glob("*.docx")) if FOLDER.is_dir() else []


@pytest.mark.parametrize("name", real_files() or [None])
def test_real_files_give_both_sides_as_another_reader_reads_them(name: str | None) -> None:
    if name is None:
        pytest.skip(f"no Word file in {FOLDER.name}; set VERBALE_TEXTS")
    rejected, accepted = sides((FOLDER / name).read_bytes())
    found = passages(read_changes((FOLDER / name).read_bytes()))
    assert tuple(each.old for each in found if each.old and each.old.strip()) == rejected
    assert tuple(each.new for each in found if each.new and each.new.strip()) == accepted


# --- Harm ----------------------------------------------------------------------------------------------------------


def adding(name: str, data: bytes) -> bytes:
    def add(_: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        members[name] = data

    return repacked(write_plain(["x"]), add)


def with_relation(kind: str, target: str, mode: str = ' TargetMode="External"') -> bytes:
    each = f'<Relationship Id="x" Type="{RELATIONS}/{kind}" Target="{target}"{mode}/>'
    relations = f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{each}'
    return adding("word/_rels/settings.xml.rels", f"{relations}</Relationships>".encode())


@pytest.mark.parametrize("data", [b"", b"PK\x05\x06" + bytes(18), b"%PDF-1.7"])
def test_what_is_no_word_file_is_malformed(data: bytes) -> None:
    assert refusal_of(read_changes, data) == "malformed:docx-form"


@pytest.mark.parametrize(
    ("name", "data", "code"),
    [
        ("word/vbaProject.bin", b"\xd0\xcf", "refused:docx-macro"),
        ("word/document.xml", b"<!DOCTYPE x><x/>", "malformed:docx-doctype"),
        ("word/document.xml", b"<x/>", "malformed:docx-form"),
        ("word/document.xml", b"<x>", "malformed:docx-form"),
        ("word/document.xml", b"<x>&lol;</x>", "malformed:docx-form"),
        ("word/document.xml", b"<x>" * 300 + b"</x>" * 300, "malformed:docx-form"),
        ("word/styles.xml", b"<x", "malformed:docx-form"),
        ("_rels/.rels", b"<Relationships/>", "malformed:docx-form"),
        ("word/x.zip", b"PK", "malformed:docx-form"),
        ("../x.xml", b"<x/>", "malformed:docx-form"),
        ("word/media/bomb.bin", bytes(90 << 20), "malformed:docx-size"),
    ],
)
def test_f05_a_file_made_to_do_harm_is_refused_with_a_code(name: str, data: bytes, code: str) -> None:
    assert refusal_of(read_changes, adding(name, data)) == code


@pytest.mark.parametrize("name", ["word/document.xml", "_rels/.rels"])
def test_a_file_whose_text_is_not_there_is_malformed(name: str) -> None:
    def take(_: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        del members[name]

    assert refusal_of(read_changes, repacked(write_plain(["x"]), take)) == "malformed:docx-form"


def test_a_text_named_twice_is_malformed() -> None:
    def twice(new: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        new.writestr("word/document.xml", members["word/document.xml"])

    with pytest.warns(UserWarning, match="Duplicate name"):
        data = repacked(write_plain(["x"]), twice)
    assert refusal_of(read_changes, data) == "malformed:docx-form"


@pytest.mark.parametrize(
    ("kind", "target", "code"),
    [
        ("hyperlink", "https://example.org/", ""),
        ("attachedTemplate", "file:///C:/Templates/Note.dotx", ""),
        ("attachedTemplate", "Note.dotx", ""),
        ("attachedTemplate", "https://example.org/x.dotm", "refused:docx-external"),
        ("attachedTemplate", "file://server/x.dotm", "refused:docx-external"),
        ("attachedTemplate", "file:////server/x.dotm", "refused:docx-external"),
        ("attachedTemplate", "\\\\server\\x.dotm", "refused:docx-external"),
        ("image", "https://example.org/pixel.png", "refused:docx-external"),
        ("oleObject", "file:///C:/x.xls", "refused:docx-external"),
    ],
)
def test_f05_what_is_fetched_from_elsewhere_is_refused_and_a_link_is_only_words(
    kind: str, target: str, code: str
) -> None:
    assert refusal_of(read_changes, with_relation(kind, target)) == code
    assert refusal_of(read_changes, with_relation(kind, target, mode="")) == ""


@pytest.mark.parametrize("element", ["altChunk", "subDoc"])
def test_a_text_that_stands_in_another_file_is_refused(element: str) -> None:
    assert refusal_of(read_changes, file(f"<w:{element}/>")) == "refused:docx-chunk"
    assert refusal_of(read_changes, file(p(f"<w:{element}/>"))) == "refused:docx-chunk"


def test_a_text_longer_than_is_read_is_refused_before_it_is_a_tree() -> None:
    assert refusal_of(read_changes, adding("word/document.xml", b"<x>" + b"<y/>" * 1_000_000 + b"</x>")) == (
        "malformed:docx-size"
    )
    long = b"<x>" + Random(1).randbytes(PART // 2).hex().encode() + b"</x>"
    assert refusal_of(read_changes, adding("word/document.xml", long)) == "malformed:docx-size"


@pytest.mark.parametrize(("limit", "most"), [("_PARAGRAPHS", 3), ("_RUNS", 3)])
def test_a_huge_table_is_refused(limit: str, most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(changes, limit, most)
    cell = f"<w:tc>{p(r('x'))}</w:tc>"
    assert refusal_of(read_changes, file(f"<w:tbl><w:tr>{cell * 3}</w:tr></w:tbl>")) == ""
    assert refusal_of(read_changes, file(f"<w:tbl><w:tr>{cell * 4}</w:tr></w:tbl>")) == "malformed:docx-size"


def maze(levels: int) -> bytes:
    """Insertions in deletions in insertions, and marks that join everything to everything."""
    chance = Random(7)
    nested = "".join(f"<w:{'ins' if each % 2 else 'del'} @>" for each in range(levels))
    ends = "".join(f"</w:{'ins' if each % 2 else 'del'}>" for each in reversed(range(levels)))
    gone = (r(chance.randbytes(90).hex()) for _ in range(500))
    return file(*(p(nested, each, ends, r("y"), mark="<w:ins @/><w:del @/>") for each in gone))


def test_f05_a_maze_of_changes_is_read_as_it_says_and_soon() -> None:
    begun = time.process_time()
    assert sides(maze(60)) == (("y" * 500,), ("y" * 500,))
    assert [each.new for each in passages(read_changes(maze(60)))] == ["y" * 500]
    assert time.process_time() - begun < 10


def test_lists_that_count_without_end_are_read() -> None:
    def add(new: zipfile.ZipFile, members: dict[str, bytes]) -> None:
        huge = "9" * 5_000
        new.writestr(
            "word/numbering.xml",
            f"<w:numbering {nsdecls('w')}><w:abstractNum w:abstractNumId='0'><w:lvl w:ilvl='{huge}'>"
            f"<w:start w:val='{huge}'/><w:lvlText w:val='%1.'/></w:lvl></w:abstractNum>"
            "<w:num w:numId='1'><w:abstractNumId w:val='0'/></w:num></w:numbering>",
        )
        name = "word/_rels/document.xml.rels"
        more = f'<Relationship Id="n" Type="{RELATIONS}/numbering" Target="numbering.xml"/></Relationships>'
        members[name] = members[name].replace(b"</Relationships>", more.encode())

    listed = f"<w:pPr><w:numPr><w:ilvl w:val='{'9' * 5_000}'/><w:numId w:val='1'/></w:numPr></w:pPr>"
    read = read_changes(repacked(file(f"<w:p>{listed}{r('a')}</w:p>"), add))
    assert [each.number for each in read.paragraphs] == ["1."]


def test_a_file_without_a_body_is_malformed() -> None:
    data = pack(f"<w:document {nsdecls('w')}/>")
    assert refusal_of(read_changes, data) == "malformed:docx-form"
    assert zipfile.is_zipfile(BytesIO(data))
