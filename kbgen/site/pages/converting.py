"""Converting: Markdown to HTML as MkDocs does it, the converter kept from page to page where that changes nothing."""

from __future__ import annotations

from typing import Any

from kbgen.site.pages.haste import Stylesheets, hasten, one_stylesheet

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


class Converter:
    """Converts the Markdown of pages of one project, one after another."""

    def __init__(self, config: Any) -> None:
        self.config = config
        configs = config["mdx_configs"] or {}
        known = all(name in _FORGETFUL for name in config["markdown_extensions"])
        self.is_kept = known and not configs.get("footnotes", {}).get("UNIQUE_IDS")
        self._kept: Any = None
        self._styles: Stylesheets = {}

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
        with one_stylesheet(self._styles):
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
        hasten(made)
        return made
