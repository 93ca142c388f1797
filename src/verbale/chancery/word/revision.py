"""A revision: a text with tracked changes becomes one with another author's changes over them.

What earlier authors put in and took out stays theirs, with its date. An author who takes out what they put in
themselves only takes it back. After each revision the accepted side is the new text, and the rejected side what it was
before the first: law 4, a redline says no more and no less than the difference. A move is shown as taken out here and
put in there.
"""

from collections import deque
from collections.abc import Iterator, Sequence
from dataclasses import replace

from verbale.chancery.word.changes import ACCEPTED, Change, WordParagraph, WordRun, WordText, merge_runs, plain_white
from verbale.chancery.word.pairing import Pair, pair
from verbale.practice.texts.words import Piece, diff_words

_Group = tuple[WordParagraph, ...]


def make_text(paragraphs: Sequence[str]) -> WordText:
    """A text without any change; one without paragraphs has an empty one, as in Word."""
    return WordText(paragraphs=tuple(WordParagraph(runs=_words(clean(words), None)) for words in paragraphs or ("",)))


def revise(text: WordText, new: Sequence[str], *, author: str, at: str = "") -> WordText:
    """Changes a text into another one, in one author's name.

    Args:
        text: the text, which may have changes already.
        new: the paragraphs that its accepted side is to have; a text without paragraphs has an empty one.
        author: whose changes they are; a party.
        at: when, RFC 3339 in UTC; empty if it is not to be told.
    """
    groups, tail = _groups(text if text.paragraphs else make_text(()))
    wanted = [clean(words) for words in new] or [""]
    change = Change(author=author, at=at)
    old = ["".join(_accepted(group)) for group in groups]
    pairs = pair([plain_white(words) for words in old], [plain_white(words) for words in wanted])
    found = [paragraph for each in pairs for paragraph in _paragraphs(each, groups, wanted, change)]
    if not tail:
        found = _with_last_mark(found, pairs, groups, change)
    return replace(text, paragraphs=_without_lost_marks((*found, *tail)))


def clean(text: str) -> str:
    """A text as Word can hold it: line ends as line breaks, what XML has no place for as the replacement character."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\v", "\n").replace("\f", "\n")
    if lines.isascii() and lines.isprintable():
        return lines
    return "".join(sign if _is_writable(ord(sign)) else "\ufffd" for sign in lines)


def _is_writable(code: int) -> bool:
    return code in (0x9, 0xA) or 0x20 <= code <= 0xD7FF or 0xE000 <= code <= 0xFFFD or code >= 0x10000


def _groups(text: WordText) -> tuple[list[_Group], _Group]:
    """The paragraphs of the file by those of the accepted side, and what follows the last of these."""
    groups: list[_Group] = []
    open_group: list[WordParagraph] = []
    for paragraph in text.paragraphs:
        open_group.append(paragraph)
        if paragraph.mark.is_on(ACCEPTED):
            groups.append(tuple(open_group))
            open_group = []
    tail = tuple(open_group)
    if any(_accepted(tail)) or not groups:
        # The last mark of a file cannot fall, whatever the file says of it.
        return [*groups, (*tail[:-1], replace(tail[-1], mark=WordRun(text="")))], ()
    return groups, tail


def _accepted(group: _Group) -> list[str]:
    return [run.text for paragraph in group for run in paragraph.runs if run.is_on(ACCEPTED)]


def _paragraphs(each: Pair, groups: Sequence[_Group], new: Sequence[str], change: Change) -> Iterator[WordParagraph]:
    if each.old is None:
        assert each.new is not None
        yield WordParagraph(runs=_words(new[each.new], change), mark=WordRun(text="", inserted=change))
    elif each.new is None:
        yield from _taken_out(groups[each.old], change)
    else:
        yield from _rewritten(groups[each.old], new[each.new], change, alike=each.alike)


def _words(text: str, change: Change | None) -> tuple[WordRun, ...]:
    return (WordRun(text=text, inserted=change),) if text else ()


def _taken_out(group: _Group, change: Change) -> Iterator[WordParagraph]:
    for paragraph in group:
        runs = merge_runs(kept for run in paragraph.runs for kept in _without(run, change))
        mark = paragraph.mark
        if mark.is_on(ACCEPTED):
            if _is_own(mark, change) and not runs:
                continue
            mark = replace(mark, deleted=change)
        yield replace(paragraph, runs=runs, mark=mark)


def _without(run: WordRun, change: Change) -> Iterator[WordRun]:
    if not run.is_on(ACCEPTED):
        yield run
    elif not _is_own(run, change):
        yield replace(run, deleted=change)


def _is_own(run: WordRun, change: Change) -> bool:
    return run.inserted is not None and run.inserted.author == change.author


def _rewritten(group: _Group, new: str, change: Change, *, alike: bool) -> Iterator[WordParagraph]:
    """The paragraphs of a group with the words of a new paragraph; the pieces of the difference are used up."""
    old, wanted = plain_white("".join(_accepted(group))), plain_white(new)
    pieces = deque(diff_words(old, wanted) if alike else _all_other(old, wanted))
    placed = 0
    for place, paragraph in enumerate(group):
        runs: list[WordRun] = []
        for run in paragraph.runs:
            if not run.is_on(ACCEPTED):
                runs.append(run)
                continue
            left = run.text
            while left:
                op, words = pieces.popleft()
                if op == "+":
                    runs += _words(new[placed : placed + len(words)], change)
                    placed += len(words)
                    continue
                part, left, later = left[: len(words)], left[len(words) :], words[len(left) :]
                if later:
                    pieces.appendleft(Piece(op, later))
                placed += len(part) if op == "=" else 0
                part_run = replace(run, text=part)
                runs += (part_run,) if op == "=" else _without(part_run, change)
        if place == len(group) - 1:
            runs += _words(new[placed:], change)
        yield replace(paragraph, runs=merge_runs(runs))


def _all_other(old: str, new: str) -> tuple[Piece, ...]:
    return tuple(piece for piece in (Piece("-", old), Piece("+", new)) if piece.text)


def _with_last_mark(
    found: list[WordParagraph], pairs: Sequence[Pair], groups: Sequence[_Group], change: Change
) -> list[WordParagraph]:
    """Keeps the file's last mark where it was: what comes or goes at the end comes and goes with the mark before it."""
    last_pair = max(place for place, each in enumerate(pairs) if each.old is not None and each.new is not None)
    after = pairs[last_pair + 1 :]
    if not after:
        return found
    if after[0].old is None:
        place, mark = len(found) - len(after) - 1, WordRun(text="", inserted=change)
    else:
        gone = sum(len(tuple(_taken_out(groups[each.old], change))) for each in after if each.old is not None)
        place = len(found) - gone - 1
        mark = replace(found[place].mark, deleted=change)
    found[place] = replace(found[place], mark=mark)
    found[-1] = replace(found[-1], mark=groups[-1][-1].mark)
    return found


def _without_lost_marks(paragraphs: Sequence[WordParagraph]) -> tuple[WordParagraph, ...]:
    """Joins what is parted by a mark alone that was put in and taken out again: it is on no side.

    LibreOffice does not see that such a mark falls. A break of the line stands for it, with both authors, and on no
    side either; a mark that its own author took back leaves nothing.
    """
    found: list[WordParagraph] = []
    for paragraph in paragraphs:
        before = found[-1].mark if found else None
        if before and before.inserted and before.deleted:
            first = found.pop()
            own = before.inserted.author == before.deleted.author
            between = () if own else (replace(before, text="\n"),)
            paragraph = replace(first, runs=merge_runs((*first.runs, *between, *paragraph.runs)), mark=paragraph.mark)
        found.append(paragraph)
    return tuple(found)
