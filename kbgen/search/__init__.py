"""Search: section records of a built site, one index, shards for the browser, one set of query rules.

What a built site must contain for :func:`index`:

* pages made by Material for MkDocs with its ``search`` plugin on, so that the search box exists, and
  ``use_directory_urls: false``. Neither the ``offline`` plugin nor ``extra.polyfills`` is needed: everything
  the box needs on ``file://`` and http (worker, iframe shim, stub index) is put in by :func:`index`.
  Where a polyfill whose name holds ``iframe-worker`` is there already, it is left alone.
* the page's text inside ``<article class="md-content__inner …">``; its first ``<h1>`` is the title, every
  heading with an ``id`` starts a section.
* optionally in the head (the site room writes them through front matter):
  ``<meta name="kb-kind" content="entity">``, ``<meta name="kb-roles" content="operator manager">``,
  ``<meta name="kb-keywords" content="synonyms, ids">``.
* a row of a table with an ``id`` on itself or on something in its first cell, and an item of a list or a ``dt`` with
  an ``id``, is a small section of its own (a field, a term): what carries the ``id`` is its title.
* transcripts: ``<li data-start="83">`` (seconds) inside ``.kb-transcript``; they are found as ``page.html#t=83``,
  about half a minute together. A ``.kb-chapter`` inside names that part; ``.kb-time`` is not read.
* ``data-search-exclude`` on any element keeps its text out.
"""

from kbgen.search.answers import Answer, Hit, Sought
from kbgen.search.asking import answer, search
from kbgen.search.install import SearchReport, index, index_folder, marked

__all__ = ["Answer", "Hit", "SearchReport", "Sought", "answer", "index", "index_folder", "marked", "search"]
