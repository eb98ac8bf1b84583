"""Ways in: what people wrote becomes nouns. The only door to YAML and pydantic."""

from kbgen.importers.kb import Attempt, client_ids, read_kb, try_kb

__all__ = ["Attempt", "client_ids", "read_kb", "try_kb"]
