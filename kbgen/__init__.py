"""kbgen: from one agreed CRM specification to a wiki, its videos, a seminar and offline copies."""

__version__ = "0.5.0"
