"""Forms: the sandbox in which the blanks of Word forms are filled. A form may show values, not run anything."""

from __future__ import annotations

from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

FormError = TemplateError
"""What goes wrong in a form: a mistake in its signs, an unknown blank, an attempt to run something."""


def sandbox() -> SandboxedEnvironment:
    """An environment whose values are escaped for XML and whose unknown blanks are errors."""
    return SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
