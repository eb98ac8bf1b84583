"""Converting: Markdown to HTML as MkDocs does it, the converter kept from page to page where that changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_FORGETFUL = {
    "toc",
    "tables",
    "fenced_code",
    "abbr",
    "admonition",
    "attr_list",
    "def_list",
    "footnotes",
    "md_in_html",
    "pymdownx.details",
    "pymdownx.highlight",
    "pymdownx.superfences",
    "pymdownx.tabbed",
}
"""Extensions that ``Markdown.reset()`` brings back to where they began. A test converts a page after every other."""

_NEEDED = {
    r"(?:(?<!\\)((?:\\{2})+)(?=`+)|(?<!\\)`)": "`",
    r"\\(.)": "\\",
    r"\[\^([^\]]*)\]": "[^",
    r"(?<!\!)\[": "[",
    r"\!\[": "![",
    r"  \n": "  \n",
    r"(&(?:\#[0-9]+|\#x[0-9a-fA-F]+|[a-zA-Z0-9]+);)": "&",
}
"""Inline patterns of Python-Markdown, and what every text holds in which one of them is found."""


class Converter:
    """Converts the Markdown of pages of one project, one after another."""

    def __init__(self, config: Any) -> None:
        self.config = config
        configs = config["mdx_configs"] or {}
        known = all(name in _FORGETFUL for name in config["markdown_extensions"])
        self.is_kept = known and not configs.get("footnotes", {}).get("UNIQUE_IDS")
        self._kept: Any = None

    def render(self, page: Any, config: Any, files: Any) -> None:
        """``Page.render`` of MkDocs 1.6: HTML, contents, title, anchors and links of *page*."""
        from mkdocs.structure import pages
        from mkdocs.structure.toc import get_toc

        if page.markdown is None:
            raise RuntimeError("`markdown` field hasn't been set (via `read_source`)")
        markdown = self._converter()
        raw = pages._RawHTMLPreprocessor()
        anchors = pages._ExtractAnchorsTreeprocessor(page.file, files, config)
        paths = pages._RelativePathTreeprocessor(page.file, files, config)
        title = pages._ExtractTitleTreeprocessor()
        for part in (raw, anchors, paths, title):
            part._register(markdown)  # under the same names: in place of the last page's
        page.content = markdown.convert(page.markdown)
        page.toc = get_toc(getattr(markdown, "toc_tokens", []))
        page._title_from_render = title.title
        page.present_anchor_ids = anchors.present_anchor_ids | raw.present_anchor_ids
        page.links_to_anchors = paths.links_to_anchors
        self._kept = markdown if self.is_kept else None

    def _converter(self) -> Any:
        """One as new: the last page's, or made anew; not the last page's if that one could not be converted."""
        import markdown

        kept, self._kept = self._kept, None
        if kept is not None:
            return kept.reset()
        made = markdown.Markdown(
            extensions=self.config["markdown_extensions"], extension_configs=self.config["mdx_configs"] or {}
        )
        for pattern in made.inlinePatterns:
            if needed := _needed(pattern):
                pattern.compiled_re = _Hasty(pattern.compiled_re, needed)  # type: ignore[assignment]
        return made


def _needed(pattern: Any) -> tuple[str, ...]:
    """Of which texts one must stand in whatever *pattern* is found in; none: not known."""
    told = getattr(pattern, "pattern", None)
    if not isinstance(told, str) or not hasattr(getattr(pattern, "compiled_re", None), "finditer"):
        return ()
    if told == r"\*|_":
        return "*", "_"
    if told in _NEEDED:
        return (_NEEDED[told],)
    return ("<",) if told.startswith(("<(", "(<(")) else ()


class _Hasty:
    """A compiled pattern that does not look where nothing is to be found."""

    def __init__(self, pattern: Any, needed: tuple[str, ...]) -> None:
        self.pattern = pattern
        self.needed = needed

    def finditer(self, text: str, start: int = 0) -> Iterator[Any]:
        for needed in self.needed:
            if text.find(needed, start) >= 0:
                found: Iterator[Any] = self.pattern.finditer(text, start)
                return found
        return iter(())

    def __getattr__(self, name: str) -> Any:
        return getattr(self.pattern, name)
