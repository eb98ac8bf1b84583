"""Encodings: which one a text in Russian or English was saved in, where it does not say so itself."""

from __future__ import annotations

_PAIRS = (
    "а:бвгдежзйклмнпрстхцчшюя б:аеилнорущыя в:авеиклнорстуыья г:адилор д:авежиклнопрсуыё е:бвгдежзйклмнопрстфхцчшщё "
    "ж:адеимн з:авдеикмноуыья и:бвгдезийклмнрстфхцчшюя й:длст к:аеилнорстуц л:аежиклноуыьюя м:аеикмнопуыя "
    "н:адеикностуыьяё о:бвгдежзийклмнопрстхцчшя п:аеиклоруы р:авежикмностухыья с:авдеиклмнопрстучыья "
    "т:авгдеикмнопрсучыьё у:бвгджзйклмпрстхчщю ф:аио х:ор ц:аеиы ч:аеикнтё ш:аеилн щ:еиё ы:бвгейклмптхч ь:зкмнстшю "
    "э:кт ю:тчщ я:дезмнтю ё:жмнт"
)
_COMMON = frozenset(group[0] + second for group in _PAIRS.split() for second in group[2:])
"""The 350 pairs of letters that 98 % of all pairs in Russian texts are (counted over 160,000 of them)."""
_RUSSIAN = ("cp1251", "cp866", "koi8-r", "iso8859-5", "mac-cyrillic")
"""Windows, DOS, old Unix and mail, the standard nobody used, old Macs; of equals the first."""
_SIGNS = frozenset("«»—–…№“”„‘’•°§©®™\u00a0\u00ad")
"""What stands between letters in texts of people."""
_SURE = 0.6
"""Share of good pairs and signs from which a text counts as read right. Wrong readings stay below 0.45."""
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(content: bytes) -> str | None:
    """*content* as text; None where nothing fits.

    Unicode is known by its mark or by trial; a few broken letters in it become U+FFFD. Of the Cyrillic code
    pages that one is taken in which the pairs of letters are those of Russian, whatever their case.
    """
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, "replace")
    try:
        if b"\0" not in content:
            return content.decode("utf-8")
    except UnicodeDecodeError:
        pass
    return _wide(content) if b"\0" in content else _mostly_utf8(content) or _of_code_page(content)


def _wide(content: bytes) -> str | None:
    """UTF-16 without its mark: texts in our languages have hardly any letters outside two small blocks."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = content.decode(encoding, "replace")
        usual = sum(" " <= c <= "~" or "Ѐ" <= c <= "ӿ" or c in "\r\n\t" or c in _SIGNS for c in text)
        if usual > 0.95 * len(text):
            return text
    return None


def _mostly_utf8(content: bytes) -> str:
    """UTF-8 of which a program broke a few letters; empty where it is none."""
    text = content.decode("utf-8", "replace")
    foreign = sum(c > "\x7f" for c in text)
    whole = text.replace("\ufffd", "")
    return text if text.count("\ufffd") * 20 <= foreign and _russian(whole) >= _SURE else ""


def _of_code_page(content: bytes) -> str | None:
    texts = {page: content.decode(page, "replace") for page in _RUSSIAN}
    best = max(texts, key=lambda page: _russian(texts[page]))
    if _russian(texts[best]) >= _SURE:
        return texts[best]
    western = content.decode("cp1252", "replace")
    return western if _western(western) else None


def _russian(text: str) -> float:
    """How good *text* is as Russian, 0 to 1: over all that is not ASCII. Signs say little, small letters before
    capitals and letters beside Latin ones that it was read wrong."""
    good = bad = 0.0
    before = " "
    for sign in text:
        small = sign.lower()
        if "а" <= small <= "я" or small == "ё":
            if (before + sign).lower() in _COMMON and not (before.islower() and sign.isupper()):
                good += 1
            elif before.isalpha() or (before > "\x7f" and before not in _SIGNS):
                bad += 1
        elif sign in _SIGNS:
            good += 0.1
        elif sign > "\x7f" or (sign.isalpha() and "а" <= before.lower() <= "ё"):
            bad += 1
        before = sign
    return good / (good + bad) if good + bad else 0.0


def _western(text: str) -> bool:
    """Whether *text* reads as English with a few foreign letters: they are rare and stand in words, or are signs."""
    foreign = [c for c in text if c > "\x7f"]
    letters = sum(c.isascii() and c.isalpha() for c in text)
    return letters > 10 * len(foreign) and all(c in _SIGNS or "\u00c0" <= c <= "\u00ff" for c in foreign)
