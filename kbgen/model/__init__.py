"""The nouns: frozen dataclasses, one module a noun; no files, no libraries."""
