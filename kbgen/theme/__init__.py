"""Theme: the look of everything made for a client, in layers (``themes/<name>/`` over ``themes/base/``)."""

from kbgen.theme.contrast import READABLE, contrast, readable_on
from kbgen.theme.css import stylesheet, variables
from kbgen.theme.looks import FontFace, Fonts, Theme

__all__ = ["READABLE", "FontFace", "Fonts", "Theme", "contrast", "readable_on", "stylesheet", "variables"]
