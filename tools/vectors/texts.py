"""Vectors of the small forms: JSON, base64, times, names, words, padding."""

from tools.vectors.sheets import Sheet
from verbale.formats import limits


def json_sheet() -> Sheet:
    sheet = Sheet(format="json", about="Documents in their one form, and others.")
    for name, text in (
        ("empty object", "{}"),
        ("sorted members", '{"":0,"A":1,"a":2,"b":[]}'),
        ("shortest escapes", '{"a":"\\"\\\\/\\b\\f\\n\\r\\t\\u0000\\u001f\x7f"}'),
        ("text in normal form C", '{"a":"é中ن🕊\u2028"}'),
        ("greatest integers", '{"a":[9007199254740991,-9007199254740991]}'),
        ("greatest depth", '{"a":' * 15 + "{}" + "}" * 15),
        ("brackets in a string", '{"a":"' + "[" * 40 + '"}'),
    ):
        sheet.accept(name, "read-json", text=text)
    sheet.refuse("malformed:json-size", "longer than allowed", "read-json", text='{"a":1}', limit=6)
    for code, rows in {
        "syntax": [
            ("not JSON", "{"),
            ("leading zero", '{"a":01}'),
            ("control character", '{"a":"\n"}'),
            ("two", "{}{}"),
        ],
        "depth": [("depth 17", '{"a":' * 16 + "{}" + "}" * 16), ("open brackets", "[" * 1000)],
        "value": [
            ("a list", "[]"),
            ("a fraction", '{"a":1.0}'),
            ("an exponent", '{"a":1e3}'),
            ("NaN", '{"a":NaN}'),
            ("2**53", '{"a":9007199254740992}'),
            ("a name beyond ASCII", '{"é":1}'),
            ("normal form D", '{"a":"e\u0301"}'),
            ("half a surrogate pair", '{"a":"\\ud800"}'),
            ("a noncharacter", '{"a":"\uffff"}'),
        ],
        "duplicate": [("one name twice", '{"a":1,"a":1}')],
        "not-canonical": [
            ("a space", '{"a": 1}'),
            ("a last newline", "{}\n"),
            ("another order", '{"b":1,"a":1}'),
            ("minus zero", '{"a":-0}'),
            ("a needless escape", '{"a":"\\u0061"}'),
            ("an escaped slash", '{"a":"\\/"}'),
            ("capitals in an escape", '{"a":"\\u001F"}'),
            ("an escaped pair", '{"a":"\\ud83d\\udd4a"}'),
        ],
    }.items():
        for name, text in rows:
            sheet.refuse(f"malformed:json-{code}", name, "read-json", text=text)
    sheet.refuse("malformed:json-syntax", "not UTF-8", "read-json", hex="7b2261223a22ff227d")
    sheet.refuse("malformed:json-syntax", "a byte order mark", "read-json", hex="efbbbf7b7d")
    return sheet


def encodings_sheet() -> Sheet:
    sheet = Sheet(format="encodings", about="Base64, hex and times, each in its one form.")
    for text in ("", "AA==", "AAA=", "AAAA", "+/+/"):
        sheet.accept(f"base64 {text}", "read-base64", text=text)
    for text in ("A", "AA", "AA=", "AB==", "AAB=", "AA==AA==", "AA-_", "AA==\n", " AA=="):
        sheet.refuse("malformed:base64", f"base64 {text!r}", "read-base64", text=text)
    sheet.refuse("malformed:base64", "base64 of another length", "read-base64", text="AAAA", length=2)
    for text in ("", "AA", "AAA", "AAAA"):
        sheet.accept(f"unpadded {text}", "read-base64-unpadded", text=text)
    for text in ("A", "AA==", "AB"):
        sheet.refuse("malformed:base64", f"unpadded {text}", "read-base64-unpadded", text=text)
    sheet.accept("hex", "read-hex", text="00ff")
    for text in ("0", "0G", "FF", "0x00", " 00"):
        sheet.refuse("malformed:hex", f"hex {text}", "read-hex", text=text)
    sheet.refuse("malformed:hex", "hex of another length", "read-hex", text="00", length=2)
    for text in ("2026-03-02T09:00:00Z", "0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "2024-02-29T00:00:00Z"):
        sheet.accept(f"time {text}", "read-time", text=text)
    for text in (
        "2026-03-02T09:00:00z",
        "2026-03-02T09:00:00.0Z",
        "2026-03-02T09:00:00+00:00",
        "2026-03-02 09:00:00Z",
        "2026-02-29T09:00:00Z",
        "2026-06-30T23:59:60Z",
        "0000-01-01T00:00:00Z",
        "٢٠٢٦-03-02T09:00:00Z",
    ):
        sheet.refuse("malformed:time", f"time {text}", "read-time", text=text)
    return sheet


def names_sheet() -> Sheet:
    sheet = Sheet(format="names", about="What people read: it shows what it is.")
    good = {
        "code": ["MFA", "NC-2", "A1-B2-C3"],
        "series": ["", "A", "PROT2026"],
        "language": ["en", "sr-Cyrl", "zh-Hant-TW"],
        "media-type": ["text/plain", "image/svg+xml"],
        "address": ["https://mfa.example", "http://127.0.0.1:8000/pouch", "https://[2001:db8::1]:8443/x"],
    }
    bad = {
        "code": ["", "mfa", "1A", "A--B", "МFA", "A" * (limits.CODE + 1)],
        "series": ["a", "A-B", "A" * 17],
        "language": ["", "e", "english", "EN", "en-x-y"],
        "media-type": ["text", "Text/plain", "text/plain;charset=utf-8"],
        "address": [
            "ftp://a",
            "HTTPS://a",
            "https://u@a",
            "https://a?",
            "https://a#",
            "https://a:0",
            "https://a:65536",
        ],
    }
    for form, taken in good.items():
        for text in taken:
            sheet.accept(f"{form} {text}", "read-name", form=form, text=text)
        for text in bad[form]:
            sheet.refuse(f"malformed:{form}", f"{form} {text}", "read-name", form=form, text=text)
    for form in ("name", "words"):
        for text in ("A note", "Ministère des affaires étrangères", "外交部", "وزارة الخارجية", "می\u200cخواهم"):
            sheet.accept(f"{form} {text}", "read-name", form=form, text=text, limit=40)
        for code, text in (
            ("length", ""),
            ("length", " "),
            ("length", "x" * 41),
            ("not-normal", "e\u0301"),
            ("character", "a\u202eb"),
            ("character", "a\u200bb"),
            ("character", "a\u200db"),
            ("character", "a\u2028b"),
            ("character", "a\x1b[2J"),
            ("character", "a\u3164b"),
            ("character", "a\ue000b"),
        ):
            sheet.refuse(f"malformed:name-{code}", f"{form} {text!r}", "read-name", form=form, text=text, limit=40)
    sheet.accept("words in lines", "read-name", form="words", text=" First.\n\tSecond.", limit=40)
    sheet.refuse("malformed:name-character", "a name in lines", "read-name", form="name", text="a\nb", limit=40)
    sheet.refuse("malformed:name-not-normal", "a space at the end", "read-name", form="name", text="a ", limit=40)
    return sheet


def padding_sheet() -> Sheet:
    sheet = Sheet(format="padding", about="Lengths and their Padmé lengths.")
    for length in (0, 1, 2, 8, 9, 15, 17, 255, 1000, 1024, 1025, 10_241, 1_000_000, (1 << 32) + 1, limits.POUCH - 1):
        sheet.accept(f"length {length}", "pad", length=length)
    return sheet
