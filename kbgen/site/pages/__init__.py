"""Pages rendered once: a run of MkDocs that renders only what changed, to the same bytes as MkDocs alone."""
