"""Traceability: what follows from a spec (acceptance checks, coverage, changes), worked out for pages, decks and papers alike."""
