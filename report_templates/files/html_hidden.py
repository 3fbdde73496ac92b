"""What a browser does not show of a page: by an attribute, a style of its own, or a rule of the page's style sheets."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from lxml import html

_DISPLAY = re.compile(r"(?:^|;)\s*display\s*:\s*([a-z-]+)\s*(!\s*important)?", re.IGNORECASE)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->", re.DOTALL)
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]*\{[^{}]*\})*[^{}]*\})")  # of print or of small screens, mostly
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_COMPOUND = re.compile(r"([a-z][a-z\d]*|\*)?((?:[.#][\w-]+)*)", re.IGNORECASE)
_PART = re.compile(r"[.#][\w-]+")
_LONGEST = 1 << 20  # characters of style sheets that are looked at
_MOST = 5_000  # rules about what is shown; a page saved with all of a framework has some hundreds

_Weight = tuple[bool, int, int, int, int]
"""What decides between rules: whether it is important, its ids, classes and tags, and which stands later."""


@dataclass(frozen=True, slots=True)
class _Compound:
    tag: str
    classes: frozenset[str]
    name: str

    def fits(self, element: html.HtmlElement) -> bool:
        return (
            self.tag in ("", element.tag)
            and self.name in ("", element.get("id", ""))
            and self.classes <= frozenset(element.get("class", "").split())
        )


@dataclass(frozen=True, slots=True)
class _Rule:
    own: _Compound
    around: tuple[_Compound, ...]  # from the innermost element on
    hides: bool
    weight: _Weight

    def fits(self, element: html.HtmlElement) -> bool:
        if not self.own.fits(element):
            return False
        above: Iterator[html.HtmlElement] = element.iterancestors()
        return all(any(one.fits(outer) for outer in above) for one in self.around)


@dataclass(frozen=True, slots=True)
class Hidden:
    """Tells of a page's elements whether they are shown.

    `rules` stand under a class they ask for, those that ask for none under «»; whatever their order.
    """

    rules: Mapping[str, Sequence[_Rule]] = field(default_factory=dict)

    def says(self, element: html.HtmlElement) -> bool:
        """Whether an element itself is not shown; what stands around it may be hidden all the same."""
        if element.get("hidden") is not None:
            return True
        own = _DISPLAY.search(element.get("style", ""))
        rule = self._strongest(element) if self.rules else None
        if own and not (rule and rule.weight[0] and not own[2]):
            return own[1].lower() == "none"
        return bool(rule and rule.hides)

    def _strongest(self, element: html.HtmlElement) -> _Rule | None:
        asked = ("", *element.get("class", "").split())
        found = [rule for name in asked for rule in self.rules.get(name, ()) if rule.fits(element)]
        return max(found, key=lambda rule: rule.weight, default=None)

    def within(self, element: html.HtmlElement) -> bool:
        """Whether an element or something it stands in is not shown."""
        return self.says(element) or any(map(self.says, element.iterancestors()))


def hidden_of(page: html.HtmlElement) -> Hidden:
    """What the style sheets on a page hide, by its rules on what is shown; nothing where none of them hides."""
    said = "".join(style.text or "" for style in page.iter("style"))[:_LONGEST]
    rules = list(_rules(_AT_RULE.sub("", _COMMENT.sub("", said))))
    if not any(rule.hides for rule in rules) or len(rules) > _MOST:
        return Hidden()
    by_class: dict[str, list[_Rule]] = {}
    for rule in rules:
        by_class.setdefault(min(rule.own.classes, default=""), []).append(rule)
    return Hidden(by_class)


def _rules(said: str) -> Iterator[_Rule]:
    for place, (selectors, body) in enumerate(_RULE.findall(said)):
        if shown := _DISPLAY.search(body):
            for selector in selectors.split(","):
                if compounds := _compounds(selector):
                    yield _Rule(*compounds, shown[1].lower() == "none", _weight(compounds, bool(shown[2]), place))


def _compounds(selector: str) -> tuple[_Compound, tuple[_Compound, ...]] | None:
    """The innermost part of «table tr.old td» and those around it; None for a selector of another kind."""
    made: list[_Compound] = []
    for word in reversed(selector.split()):
        found = _COMPOUND.fullmatch(word)
        if not found:
            return None
        parts = _PART.findall(found[2])
        names = [part[1:] for part in parts if part[0] == "#"]
        classes = frozenset(part[1:] for part in parts if part[0] == ".")
        made.append(_Compound((found[1] or "").lower().strip("*"), classes, names[0] if names else ""))
    return (made[0], tuple(made[1:])) if made else None


def _weight(compounds: tuple[_Compound, tuple[_Compound, ...]], important: bool, place: int) -> _Weight:
    every = (compounds[0], *compounds[1])
    return (
        important,
        sum(bool(one.name) for one in every),
        sum(len(one.classes) for one in every),
        sum(bool(one.tag) for one in every),
        place,
    )
