"""Widths of letters, so that text is measured alike on every machine, whatever fonts it has.

Thousandths of an em, from the ``hmtx`` tables of Liberation Sans, which has the widths of Arial; decks are set in a
sans-serif of about this width, and the measure keeps a reserve.
"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

_REGULAR = {
    191: "'", 222: "ijlіј‘’", 260: "|", 278: " !,./:;I[\\]ft\u00a0·ІЇї", 333: "()-`r“”„", 334: "{}", 350: "•",
    355: '"', 365: "гѓ", 389: "*", 400: "°", 438: "кќ", 458: "зт", 469: "^", 500: "JcksvxyzЈсухѕў",
    510: "эє", 521: "чь", 531: "в",
    542: "Гпя", 549: "±", 552: "нџ", 556: "#$0123456789?L_abdeghnopqu§«»аеорѐёђћ–€", 559: "ийѝ", 573: "бц", 583: "ЌКдл",
    584: "+<=>~×−", 604: "З", 611: "FTZТ", 625: "ъ", 635: "ЎУ",
    656: "БЛЬ", 667: "&ABEKPSVXYЁЅАВЕРХЧ", 669: "ж",
    677: "Д", 688: "м", 719: "ЄЏИЙПЭы", 722: "CDHNRUwЍНСЯ", 737: "©", 740: "Ц", 750: "ю", 760: "Ф",
    778: "GOQО", 792: "Ъ",
    802: "ш", 823: "фщ", 833: "MmМ", 885: "Ы", 889: "%", 917: "Ш", 923: "Ж", 938: "Щ", 944: "W",
    1000: "—…←→", 1010: "Ю", 1015: "@",
    1073: "№",
}  # fmt: skip
_BOLD = {
    238: "'", 276: "Ї", 278: " ,./I\\ijl\u00a0·Ііј‘’", 280: "|", 333: "!()-:;[]`ft", 350: "•", 389: "*r{}", 400: "°",
    417: "гѓ", 474: '"', 490: "т", 497: "з", 500: "zкќ“”„", 549: "±", 552: "эє",
    556: "#$0123456789J_aceksvxy§«»Јаесухѐёѕў–€", 567: "Г", 581: "ч", 583: "я", 584: "+<=>^~×−", 604: "нпџ", 610: "ЌК",
    611: "?FLTZbdghnopquТорђћ", 615: "вийцьѝ", 618: "б", 622: "ЎУ", 626: "З", 635: "дл", 667: "EPSVXYЅЕРХЁ", 702: "Л",
    703: "Ч", 709: "ж", 711: "ЄЭ", 712: "Д", 719: "ЏБИЙПЬЯ", 722: "&ABCDHKNRUЍАВНС", 729: "ъ", 730: "Ц", 737: "©",
    740: "м", 778: "GOQwО", 833: "MМш", 844: "щ", 854: "Фыю", 870: "Ъ", 875: "ф", 889: "%m", 904: "Ж",
    944: "W", 975: "@", 979: "Ы", 1000: "—…←→", 1005: "Ш", 1019: "Щ", 1031: "Ю", 1115: "№",
}  # fmt: skip


def _table(widths: dict[int, str]) -> dict[str, int]:
    return {letter: width for width, letters in widths.items() for letter in letters}


_TABLES = {False: _table(_REGULAR), True: _table(_BOLD)}


@lru_cache(65536)
def width(text: str, bold: bool = False) -> float:
    """Width of *text* on one line, in ems (multiply by the size in points to get points)."""
    table = _TABLES[bold]
    return sum(table.get(letter) or _unknown(letter) for letter in text) / 1000


def _unknown(letter: str) -> int:
    """A letter of another script: full width for CJK, none for marks that stand on other letters, else a wide one."""
    if unicodedata.combining(letter) or unicodedata.category(letter) in ("Cf", "Cc"):
        return 0
    return 1000 if unicodedata.east_asian_width(letter) in "WF" else 650
