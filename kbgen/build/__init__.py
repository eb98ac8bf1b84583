"""The story of a build: read, check, videos, wiki, site, index, decks, papers, pack, switch.

``story.build_client`` tells it; the other modules are commands of their own. Nothing is imported here,
so that a command that needs one module does not wait for all rooms.
"""
