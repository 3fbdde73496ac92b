"""Whatever can be typed is explained, and whatever a guide tells to type can be: commands and options, both ways."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import typer

from flows.cli.app import app

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"
GUIDES = ("huong-dan.md", "van-hanh.md", "so-cai.md", "tuan-bao-cao.md", "mot-nam.md")
_CALL = re.compile(r"(?:^|`|[$] |&& |exec |bin/|/kstt |\\Scripts\\)kstt ([a-z][^`'\n#|>]*)", re.MULTILINE)
_LINK = re.compile(r"(?:\]\(|src=\")(?!https?:)([^)\"]+)")
_OPTION = re.compile(r"(?<!\S)--[a-z][a-z-]*")


def test_every_command_and_option_is_explained() -> None:
    told = "\n".join((DOCS / name).read_text(encoding="utf-8") for name in GUIDES)
    words = {word for name, options in _commands().items() for word in (name, *options)}
    assert len(words) > 60
    assert [word for word in sorted(words) if not re.search(rf"{re.escape(word)}(?![\w-])", told)] == []


def test_every_call_a_guide_shows_can_be_typed() -> None:
    known, calls = _commands(), []
    for path in (ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted(DOCS.glob("*.md"))):
        for found in _CALL.finditer(path.read_text(encoding="utf-8")):
            name = next((name for name in known if f"{found[1]} ".startswith(f"{name.removeprefix('kstt ')} ")), "")
            strange = set(_OPTION.findall(found[1])) - {*known.get(name, ()), "--help"}
            calls.append((path.name, found[1], name, strange))
    assert len(calls) > 150
    groups = {name.split()[1] for name in known}
    assert [call for call in calls if (not call[2] and call[1].split()[0] not in groups) or call[3]] == []


def test_where_to_look_names_every_package_and_every_module_of_the_flat_one() -> None:
    told = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    modules = {f"`{path.stem}`" for path in (ROOT / "validation").glob("*.py") if path.stem != "__init__"}
    parents = [ROOT / name for name in ("flows", "report_templates", "kstt")]
    packages = {f"`{path.parent.name}/`" for parent in parents for path in parent.glob("*/__init__.py")}
    assert (len(modules) > 30, len(packages) > 20) == (True, True)
    assert sorted(name for name in modules | packages if name not in told) == []


def test_no_link_of_a_guide_leads_nowhere() -> None:
    pages = [*ROOT.glob("*.md"), *DOCS.glob("**/*.md")]
    broken = []
    for path in pages:
        for target in _LINK.findall(path.read_text(encoding="utf-8")):
            name, _, part = target.partition("#")
            page = path.parent / name if name else path
            if not page.exists() or (part and part not in _parts(page)):
                broken.append((path.name, target))
    assert broken == []


def _parts(page: Path) -> set[str]:
    """What a link may name within a page: its headings as GitHub spells them, and its marks."""
    text = page.read_text(encoding="utf-8")
    headings = (
        re.sub(r"[^\w\- ]", "", found.strip().lower()) for found in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    )
    return {heading.replace(" ", "-") for heading in headings} | set(re.findall(r'id="([^"]+)"', text))


def _commands() -> dict[str, set[str]]:
    """The options of each command, by the command as it is typed, longer ones first."""
    told = dict(_below(typer.main.get_command(app), "kstt"))
    return {name: told[name] for name in sorted(told, key=len, reverse=True)}


def _below(command: Any, name: str) -> Iterator[tuple[str, set[str]]]:
    if below := getattr(command, "commands", {}):
        for word, one in below.items():
            yield from _below(one, f"{name} {word}")
    else:
        every = (word for parameter in command.params for word in (*parameter.opts, *parameter.secondary_opts))
        yield name, {word for word in every if word.startswith("--")}
