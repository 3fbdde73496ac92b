"""Loads the outline and wording of the narrative report and refuses whatever is not exactly right."""

from functools import cache
from pathlib import Path

from kstt.form import DefinitionError
from kstt.narrative.content import Outline
from report_templates.definition_faults import toml_of, validated
from report_templates.definitions import FOLDER

OUTLINE = FOLDER / "narrative.toml"


@cache
def load_outline(path: Path = OUTLINE) -> Outline:
    """The outline in its order; raises DefinitionError."""
    outline = validated(Outline, toml_of(path.read_bytes(), path.name), path.name)
    if len({one.id for one in outline.chapters}) != len(outline.chapters):
        raise DefinitionError(f"{path.name}: hai mục cùng id")
    return outline
