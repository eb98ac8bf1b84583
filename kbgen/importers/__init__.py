"""Ways in: what people wrote becomes nouns. The only door to YAML and pydantic."""

from kbgen.importers.kb import client_ids, read_kb

__all__ = ["client_ids", "read_kb"]
