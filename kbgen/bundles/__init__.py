"""Ways out: a release in a folder, its manifest, a ZIP, a ZIM. One module each."""
