"""Traceability: what follows from a spec (checks, coverage, changes), worked out for pages, decks and papers alike."""
