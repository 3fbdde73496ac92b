"""Loads the outline and wording of the narrative report and refuses whatever is not exactly right."""

from functools import cache

from kstt.form import DefinitionError
from kstt.narrative.content import Outline
from report_templates.definition_faults import toml_of, validated
from report_templates.definitions import FOLDER

OUTLINE = FOLDER / "narrative.toml"


@cache
def load_outline() -> Outline:
    """The outline in its order; raises DefinitionError."""
    outline = validated(Outline, toml_of(OUTLINE.read_bytes(), OUTLINE.name), OUTLINE.name)
    if len({one.id for one in outline.chapters}) != len(outline.chapters):
        raise DefinitionError(f"{OUTLINE.name}: hai mục cùng id")
    return outline
