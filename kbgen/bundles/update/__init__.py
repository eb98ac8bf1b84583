"""Update: a copy at the client is brought to the next release from a stick or over the network, checked before shown.

All modules here but ``packing`` and ``script`` are also joined into the one file ``update.py`` that lies in every
release and runs at the client with nothing but Python 3.8 or newer: one implementation, called by kbgen as well. So
they import the standard library and each other only, by name, and use nothing of the language that came after 3.8.

What comes is never believed: names, sizes and SHA-256 of every file stand in the new manifest (signed, where the client
keeps ``allowed_signers``), and nothing else gets in. Everything is made beside the copy and verified; then the copy is
switched. Before the switch the old copy is as it was, whatever happens; a repeated run goes on where the last ended.
"""
