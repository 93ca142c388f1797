"""How Word writes a number in the forms that a list may ask for (ISO/IEC 29500-1 §17.18.59).

Latin, Russian and Arabic letters, Roman numerals, zeros in front, words and endings in English, Chinese numerals. After
the last letter they are doubled, as Word counts: aa, bb. A form that is not known, or has no sign for a number, is
written in digits.
"""

from collections.abc import Callable, Mapping
from functools import partial

BULLET, NONE, DECIMAL = "bullet", "none", "decimal"
_MOST_LETTERS = 32
_LATIN = "abcdefghijklmnopqrstuvwxyz"
_RUSSIAN = "абвгдежзиклмнопрстуфхцчшщыэюя"
_ALPHA = "أبتثجحخدذرزسشصضطظعغفقكلمنهوي"
_ABJAD = "أبجدهوزحطيكلمنسعفصقرشتثخذضظغ"
_CHINESE = "〇一二三四五六七八九"
_CIRCLED = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
_ONES = [
    "Zero",
    "One",
    "Two",
    "Three",
    "Four",
    "Five",
    "Six",
    "Seven",
    "Eight",
    "Nine",
    "Ten",
    "Eleven",
    "Twelve",
    "Thirteen",
    "Fourteen",
    "Fifteen",
    "Sixteen",
    "Seventeen",
    "Eighteen",
    "Nineteen",
]
_TENS = ["Twenty", "Thirty", "Forty", "Fifty", "Sixty", "Seventy", "Eighty", "Ninety"]
_NTH = {"One": "First", "Two": "Second", "Three": "Third", "Five": "Fifth", "Eight": "Eighth", "Nine": "Ninth"}
_NTH |= {"Twelve": "Twelfth"}


def write_number(number: int, form: str) -> str:
    """A number as a list shows it.

    Args:
        number: the number.
        form: as the file names it: `decimal`, `lowerLetter`, `upperRoman` …; that of bullets and of no number at all
            shows nothing.
    """
    if form in (BULLET, NONE):
        return ""
    write = _FORMS.get(form)
    return (write(number) if write else "") or str(number)


def _lettered(letters: str, number: int) -> str:
    times, place = divmod(number - 1, len(letters))
    return letters[place] * (times + 1) if number > 0 and times < _MOST_LETTERS else ""


def _roman(number: int) -> str:
    if not 0 < number < 4000:
        return ""
    text = ""
    for value, signs in _ROMAN:
        times, number = divmod(number, value)
        text += signs * times
    return text


def _ordinal(number: int) -> str:
    ending = "th" if 10 < number % 100 < 20 else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")
    return f"{number}{ending}"


def _worded(number: int) -> str:
    if number < len(_ONES):
        return _ONES[number] if number >= 0 else ""
    if number > 99:
        return ""
    tens, ones = divmod(number, 10)
    return _TENS[tens - 2] + (f"-{_ONES[ones].lower()}" if ones else "")


def _worded_ordinal(number: int) -> str:
    before, hyphen, last = _worded(number).rpartition("-")
    if not last:
        return ""
    nth = _NTH.get(last.capitalize()) or (f"{last[:-1]}ieth" if last.endswith("y") else f"{last}th")
    return before + hyphen + (nth.lower() if hyphen else nth)


def _chinese(number: int) -> str:
    if not 0 < number < 100:
        return ""
    tens, ones = divmod(number, 10)
    return (_CHINESE[tens] if tens > 1 else "") + ("十" if tens else "") + (_CHINESE[ones] if ones else "")


def _circled(number: int) -> str:
    return _CIRCLED[number - 1] if 0 < number <= len(_CIRCLED) else ""


def _digits(signs: str, number: int) -> str:
    return "".join(signs[int(each)] for each in str(number))


_FORMS: Mapping[str, Callable[[int], str]] = {
    "decimalZero": "{:02}".format,
    "lowerLetter": partial(_lettered, _LATIN),
    "upperLetter": partial(_lettered, _LATIN.upper()),
    "russianLower": partial(_lettered, _RUSSIAN),
    "russianUpper": partial(_lettered, _RUSSIAN.upper()),
    "arabicAlpha": partial(_lettered, _ALPHA),
    "arabicAbjad": partial(_lettered, _ABJAD),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "ordinal": _ordinal,
    "cardinalText": _worded,
    "ordinalText": _worded_ordinal,
    "chineseCounting": _chinese,
    "chineseCountingThousand": _chinese,
    "japaneseCounting": _chinese,
    "taiwaneseCounting": _chinese,
    "taiwaneseCountingThousand": _chinese,
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "decimalFullWidth": partial(_digits, "０１２３４５６７８９"),
    "decimalFullWidth2": partial(_digits, "０１２３４５６７８９"),
    "zeros3": "{:03}".format,
    "zeros4": "{:04}".format,
    "zeros5": "{:05}".format,
}
