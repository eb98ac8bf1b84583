"""Texts that mean something to a browser, a template, Markdown, YAML, a shell or a person's eye, and their places.

:func:`attacked` walks the model by its types, so that a field that is added tomorrow is attacked tomorrow.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, fields, is_dataclass, replace
from typing import Any, Literal, get_args, get_origin, get_type_hints

from kbgen.model.text import Text

ATTACKS = (
    "<script>window.__pwned=1</script>",
    '"><img src=x onerror=window.__pwned=1>',
    "' onmouseover='window.__pwned=1",
    "</script><script>window.__pwned=1</script>",
    "<svg/onload=window.__pwned=1>",
    "</title><script>window.__pwned=1//",
    "[нажми](javascript:window.__pwned=1)",
    "<a href=javascript:window.__pwned=1>нажми</a>",
    "<b onclick=x()>ж</b>",
    "<iframe srcdoc='<script>parent.__pwned=1</script>'>",
    "</textarea></style><script>window.__pwned=1</script>",
    "<svg><animate onbegin=window.__pwned=1 attributeName=x dur=1s>",
    "<details open ontoggle=window.__pwned=1>",
    "${window.__pwned=1}",
    "`${alert(1)}`",
    "'+(window.__pwned=1)+'",
    "\\';window.__pwned=1;//",
    "*/window.__pwned=1/*",
    "{{ 7*7 }}",
    "{% for i in range(9) %}ж{% endfor %}",
    "{# нет #}",
    "{{ ''.__class__.__mro__ }}",
    "{{ config.items() }}",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<base href=http://evil.example/>",
    "<link rel=stylesheet href=http://evil.example/x.css>",
    "![х](http://evil.example/x.png)",
    "<http://evil.example>",
    "</style><style>body{display:none}</style>",
    "expression(alert(1))",
    "@import url(http://evil.example/x.css);",
    "*ж* **ж** _к_ __к__ ~~з~~ `код`",
    "# не заголовок",
    "1. не пункт",
    "- не пункт",
    "> не цитата",
    "| а | б |",
    "---",
    "[[Заказ]] [[guide:new-order|х]]",
    "![[x]]",
    "[х]: http://evil.example",
    "[^1] [TOC] *[Ж]: х",
    "!!! note",
    "{ .x #y }",
    '--8<-- "/etc/passwd"',
    "<!-- нет -->",
    "<![CDATA[ х ]]>",
    "<?php х ?>",
    "<!DOCTYPE х>",
    "&lt;b&gt; &amp; &#60; &copy;",
    "ключ: [значение",
    "!!python/object/apply:os.system",
    "&якорь *якорь",
    "%s %(x)s {0} {x!r}",
    "$(id) `id` ; id | id",
    "\u202eтекст\u202c",
    "нуле\u200bвой",
    "мягкий\u00adперенос",
    "е\u0308ж",
    "\U0001f680\U0001f468\u200d\U0001f527",
    "строка\u00a0без\u2009переносов",
    "\\ \\* \\` \\<",
    "=СУММ(A1)",
    "+7+8",
    "@ж",
    "]]>",
    "--> -- <!--",
    "end; subgraph x[",
    "\"кавычки\" «ёлочки» 'лапки'",
    "<w:t>ж</w:t>",
    "_x000D_ _x0041_",
    "а" * 70,
)

REFERENCES = frozenset(
    (
        "role",
        "entity",
        "entities",
        "roles",
        "processes",
        "process",
        "guide",
        "guides",
        "videos",
        "devices",
        "needs",
        "goal",
        "target",
        "inverse",
        "candidate",
        "field",
        "next",
        "from_",
        "to",
        "required_fields",
        "list_columns",
        "check",
        "severity",
        "page",
        "touches",
        "teaches",
        "operation",
        "audience",
        "when",
        "hide",
        "show",
        "rule",
        "where",
        "modules",
        "theme",
    )
)
"""Names of attributes that hold ids of other things; what is no id is a problem."""
NOT_FREE = {
    "Product.address": "an address",
    "Client.site": "an address",
    "Training.feedback": "an address",
    "Firm.email": "an address",
    "Contact.email": "an address",
    "Warranty.report_to": "an address",
    "Field.default": "one of the options",
    "Option.value": "a code",
    "State.value": "a code",
    "Approval.version": "a number",
    "Approval.hash": "a checksum",
    "Guide.body": "Markdown, see MARKDOWN",
    "Guide.file": "a path",
    "Video.file": "a path",
    "Place.file": "a path",
    "Captions.file": "a path",
    "Picture.path": "a path",
    "GuideStep.image": "a path",
    "GuideStep.text": "of the body",
    "GuideStep.alt": "of the body",
    "GuideStep.say": "of the body",
    "Guide.say": "of the body",
    "Guide.shown": "of the body",
    "GuideStep.shown": "of the body",
    "Entity.forms": "a word in a case",
    "Client.terms": "a word in a case",
    "Relation.kind": "a code",
    "Defect.fixed_in": "a number",
    "Client.never_link": "words of the text",
}
"""Attributes that are texts by their type and cannot be by their meaning."""


@dataclass
class Attack:
    """Puts the next attack into every free text, and remembers where."""

    put: dict[str, str] = field(default_factory=dict)
    """Mark → the whole text it begins."""
    reached: dict[str, str] = field(default_factory=dict)
    """``Class.attribute`` → the first mark put there."""

    def text(self, where: str) -> str:
        """The next one; it begins with a mark of its own."""
        number = len(self.put)
        mark = f"м{number:04d}я"
        self.put[mark] = f"{mark} {ATTACKS[number % len(ATTACKS)]}"
        self.reached.setdefault(where, mark)
        return self.put[mark]

    def __call__(self, noun: Any) -> Any:
        """*noun* with every free text in it attacked, those too that were empty."""
        hints = get_type_hints(type(noun))
        own = type(noun).__name__
        changed = {
            f.name: self._value(getattr(noun, f.name), hints[f.name], f"{own}.{f.name}") for f in fields(noun) if f.init
        }
        return replace(noun, **changed)

    def _value(self, value: Any, hint: Any, where: str) -> Any:
        if is_dataclass(value) and not isinstance(value, Text):
            return self(value)
        if isinstance(value, tuple) and value and is_dataclass(value[0]) and not isinstance(value[0], Text):
            return tuple(self(item) for item in value)
        if not is_free(where, hint):
            return value
        if isinstance(value, tuple):
            return tuple(self._free(get_args(hint)[0], where) for _ in range(2))
        if isinstance(value, Mapping):
            return {key: self._free(get_args(hint)[1], where) for key in value}
        return self._free(hint, where)

    def _free(self, hint: Any, where: str) -> Any:
        return Text(self.text(where)) if hint is Text else self.text(where)


def is_free(where: str, hint: Any) -> bool:
    """Whether people may write there what they like."""
    name = where.split(".")[1]
    return name != "id" and name not in REFERENCES and where not in NOT_FREE and any(_texts(hint))


def _texts(hint: Any) -> Iterator[bool]:
    inner = get_args(hint)
    if hint is str or hint is Text:
        yield True
    elif isinstance(get_origin(hint), type) and issubclass(get_origin(hint), Mapping):
        yield from _texts(inner[1])  # keys are ids
    elif get_origin(hint) is not Literal:
        for one in inner:
            yield from _texts(one)


def free_fields(*kinds: type) -> set[str]:
    """``Class.attribute`` of every free text in *kinds* and in what they hold, by their types."""
    found: set[str] = set()
    seen: set[type] = set()
    todo: list[Any] = list(kinds)
    while todo:
        kind = todo.pop()
        if kind in seen or kind is Text:
            continue
        if is_dataclass(kind) and isinstance(kind, type):
            seen.add(kind)
            hints = get_type_hints(kind)
            names = [f.name for f in fields(kind) if f.init]
            found |= {f"{kind.__name__}.{name}" for name in names if is_free(f"{kind.__name__}.{name}", hints[name])}
            todo += [hints[name] for name in names]
        else:
            todo += get_args(kind)
    return found
