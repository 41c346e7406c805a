"""jinja2 texts of a form, filled: titles, notes, memo, sentences (see `notation.jinja_environment`)."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from jinja2 import Template

from xl_addin.model.form.schema import Form
from xl_addin.model.notation.jinja_environment import environment


@lru_cache(maxsize=1024)
def _template(source: str) -> Template:
    template = environment().from_string(source)
    # jinja2 copies these into every context: out of a chain of mappings, for as long as a text takes to fill.
    template.globals = dict(template.globals)
    return template


@lru_cache(maxsize=1024)
def _plain(source: str) -> str:
    """A text that names nothing."""
    return _template(source).render()


def render(source: str, names: Mapping[str, Any]) -> str:
    """A jinja2 text filled. Raises jinja2.UndefinedError for a name that does not exist."""
    return _template(source).render(names) if "{" in source else _plain(source)


def render_file(form: Form, file: str, names: Mapping[str, Any]) -> str:
    """A text file of a form (texts/<form id>/<file>), filled. Raises FileNotFoundError."""
    if form.texts_folder is None:
        raise FileNotFoundError(file)
    return render((form.texts_folder / form.id / file).read_text(encoding="utf-8"), names)
