"""Guides are rich text, but nothing in them can run, load or hide anything."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kbgen.wiki.neutral import neutral, safe_target

ToHtml = Callable[[str], str]

ALLOWED_TAGS = frozenset(
    re.findall(
        r"\S+",
        "p h1 h2 h3 h4 h5 h6 ul ol li strong em a img code pre blockquote hr br table thead tbody tr th td div span "
        "details summary kbd sub sup mark dl dt dd abbr input label",
    )
)
TAG = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:\"[^\"]*\"|'[^']*'|[^'\">])*)>")
ATTRIBUTE = re.compile(r"([\w-]+)=\"([^\"]*)\"")


def dangers(html: str) -> list[str]:
    """Tags, attributes and targets in *html* that guides may not make."""
    found = []
    for _, tag, rest in TAG.findall(html):
        if tag.lower() not in ALLOWED_TAGS:
            found.append(tag)
        for name, value in ATTRIBUTE.findall(rest):
            if name.startswith("on") or name in ("style", "srcdoc", "srcset", "formaction"):
                found.append(f"{tag} {name}")
            if name in ("href", "src") and not safe_target(value):
                found.append(f"{tag} {name}={value}")
    return found + (["comment"] if "<!--" in html else [])


ATTACKS = [
    "<script>alert(1)</script>",
    "<SCRIPT SRC=//evil/x.js></SCRIPT>",
    "<img src=x onerror=alert(1)>",
    "<b onclick=alert(1)>x</b>",
    "<kbd onclick=alert(1)>x</kbd>",
    "<details open ontoggle=alert(1)><summary>x</summary></details>",
    "<details><summary>x</summary><script>alert(1)</script></details>",
    "<svg/onload=alert(1)>",
    "<a href='javascript:alert(1)'>x</a>",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](java&#115;cript:alert(1))",
    "[x](java&Tab;script:alert(1))",
    "[x](java\tscript:alert(1))",
    "[x](java\nscript:alert(1))",
    "[x](<javascript:alert(1)>)",
    "[x]( javascript:alert(1) 'y')",
    "[x](\\javascript:alert(1))",
    "[x](javascript\\:alert(1))",
    "[x](vbscript:x) [y](data:text/html,z) [f](file:///etc/passwd) [p](//evil.example)",
    "![x](javascript:alert(1)) ![x](data:image/svg+xml,z)",
    "[x][y]\n\n[y]: javascript:alert(1)",
    "[x][y]\n\n[y]:\n    javascript:alert(1)",
    "- [y]: javascript:alert(1)\n- [x][y]",
    "> [y]: javascript:alert(1)\n\n[x][y]",
    "[x][y]\n\n[y]:" + " " * 500 + "javascript:alert(1)",
    "[x](" + " " * 5000 + "javascript:alert(1))",
    "[x](&#" + "0" * 5000 + "106;avascript:alert(1))",
    "[x\n][y]\n\n[y]: <javascript:alert(1)>",
    "<javascript:alert(1)>",
    "<https://ok.example/\" onclick=alert(1)>",
    "текст{ onclick=alert(1) }",
    "**x**{: onclick=\"alert(1)\" }",
    "# x { onclick=alert(1) .a }",
    "[x](y){ href=javascript:alert(1) }",
    "![x](y.png){ style=position:fixed width=10 }",
    "![x](y.png){ width=\"1\" onerror=\"alert(1)\" }",
    "```{ .html onclick=alert(1) }\nx\n```",
    "``` html onclick=\"alert(1)\"\nx\n```",
    "`<script>` и ``<b>``",
    "`\n<script>alert(1)</script>\n`",
    "\\`<script>alert(1)</script>\\`",
    "``<script>`alert(1)</script>",
    "```\n<script>alert(1)</script>",
    "```\n<script>1</script>\n````\n<script>2</script>\n```",
    "    ```\n<script>alert(1)</script>\n    ```",
    "- x\n\n    ```\n  <script>alert(1)</script>\n    ```",
    "~~~\n```\n<script>alert(1)</script>\n~~~",
    "> ```\n> <script>alert(1)</script>\n> ```",
    "    <script>alert(1)</script>",
    "<!-- --><script>alert(1)</script><!-- -->",
    "<!--<script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "<?php <script>alert(1)</script> ?>",
    "<details>\n<script>alert(1)</script>\n</details>",
    "<br onclick=alert(1)> <br/> <br>",
    "\x02amp\x03 \x02wzxhzdk:0\x03 \x02t0\x03 \x020\x03",
    "| <script> | `|<b>` |\n|---|---|\n| [x](javascript:1) | y |",
    "!!! note \"<script>alert(1)</script>\"\n    <script>alert(1)</script>",
    "=== \"<b onclick=1>\"\n    x",
    "*[HTML]: <script>\n\nHTML",
    "[^1]\n\n[^1]: <script>alert(1)</script>",
    "<style>*{display:none}</style><link rel=x><base href=//e><meta http-equiv=refresh>",
]  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_attack_fails(attack: str, to_html: ToHtml) -> None:
    assert dangers(to_html(neutral(attack))) == []


PIECES = st.sampled_from(
    re.findall(
        r"\S+",
        "<script> </script> <details> </details> <summary> </summary> <kbd> <b ` `` ``` ~~~ ~~~~ { } {: .a onclick=x "
        "[ ] ( ) ![ ]( [x](javascript:x) [y]: javascript: &#106; \\ > - 1. # | !!! === ??? * ** _ <!-- --> < / : \" '"
        " = x t0 0",
    )
    + list(" \t\n\x02\x03")
    + ["\n\n", "    ", "\n    ", "\n> ", "\n- "]
)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(parts=st.lists(PIECES, max_size=25))
def test_no_mixture_is_dangerous(parts: list[str], to_html: ToHtml) -> None:
    assert dangers(to_html(neutral("".join(parts)))) == []


def test_rich_text_stays(to_html: ToHtml) -> None:
    text = (
        "# Глава\n\n**жирно** и *косо*, <kbd>Ctrl</kbd>+<kbd>C</kbd>, H<sub>2</sub>O<br>дальше\n\n"
        "- [ссылка](https://ok.example/a?b=c&d=e) и <https://ok.example>\n- <help@ok.example>\n\n"
        '![Снимок](a.png "Подпись"){ width=300 data-at="12.5" .wide onclick=x }\n\n'
        "| а | б |\n|---|---|\n| 1 | 2 |\n\n"
        "!!! note\n    внутри\n\n"
        "```python\nif a < b: print('<b>')\n```\n\n"
        "<details><summary>Ещё</summary>\n\n**тут**\n\n</details>\n"
    )
    html = to_html(neutral(text))
    assert dangers(html) == []
    for expected in (
        "<strong>жирно</strong>",
        "<kbd>Ctrl</kbd>",
        "<sub>2</sub>",
        'href="https://ok.example/a?b=c&amp;d=e"',
        '<a href="https://ok.example">',
        'data-at="12.5"',
        'width="300"',
        'class="wide"',
        "<td>1</td>",
        'class="admonition note"',
        "&lt;b&gt;",
        "<strong>тут</strong>",
    ):
        assert expected in html, expected


@pytest.mark.parametrize(
    ("text", "seen"),
    [
        ("5 < 7 и 7 > 5", "5 &lt; 7 и 7 &gt; 5"),
        ("`<b>` и `a*b`", "<code>&lt;b&gt;</code> и <code>a&#42;b</code>"),
        ("поле {имя}", "поле {имя}"),
        ("<b>не жирно</b>", "&lt;b&gt;не жирно&lt;/b&gt;"),
        ("[x](note: да)", "[x](note: да)"),
        ("видно<!-- скрыто -->", "видно"),
    ],
)
def test_the_rest_is_shown_verbatim(text: str, seen: str, to_html: ToHtml) -> None:
    def same(html: str) -> str:
        for number, sign in (("91", "["), ("93", "]"), ("123", "{"), ("125", "}")):
            html = html.replace(f"&#{number};", sign)
        return html

    assert same(to_html(neutral(text))) == f"<p>{seen}</p>"


@pytest.mark.timeout(20)
def test_hostile_lengths_take_little_time() -> None:
    for piece in (
        "`a``b ",
        "<!--",
        "[",
        "[x](",
        "](",
        "[x]:",
        "{",
        "<details>",
        "```\n",
        "<http://a",
        "](&amp;",
        "<",
        "![",
    ):
        neutral(piece * 10_000)


def test_snippets_cannot_include_files() -> None:
    for text in ('--8<-- "/etc/hostname"', '```\n--8<-- "/etc/hostname"\n```', ";--8<--\nx\n--8<--"):
        assert not re.search(r"-+8<-+", neutral(text))


@pytest.mark.parametrize(
    "target",
    [
        "deal.md",
        "../a/b.md#x",
        "images/x y.png",
        "https://a.b/c:d",
        "mailto:a@b",
        "tel:+7495",
        "#a:b",
        "a/b:c",
        "?q=a:b",
    ],
)
def test_safe_targets(target: str) -> None:
    assert safe_target(target)


@pytest.mark.parametrize(
    "target", ["javascript:x", " java\nscript:x", "&#106;avascript:x", "//a.b", "data:x", "file:///c", "C:\\x"]
)
def test_unsafe_targets(target: str) -> None:
    assert not safe_target(target)
