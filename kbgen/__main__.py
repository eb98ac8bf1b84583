"""``python -m kbgen`` is the same as ``kbgen``."""

from kbgen.cli import run

if __name__ == "__main__":
    run()
