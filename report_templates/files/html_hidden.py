"""What a browser does not show of a page: by an attribute, a style of its own, or a rule of the page's style sheets."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

import tinycss2
from cssselect2 import ElementWrapper, Matcher, SelectorError, compile_selector_list
from lxml import html

_PROPERTY, _NOT = "display", "none"


class _Said(NamedTuple):
    """What a style says of an element; what is important goes before all that is not."""

    important: bool
    hides: bool


class Hidden:
    """Tells of a page's elements whether they are shown."""

    def __init__(self, page: html.HtmlElement) -> None:
        """Looks at the rules of the page's style sheets once for all of its elements, where one of them hides."""
        sheets = "".join(style.text or "" for style in page.iter("style"))
        self._by_rule = dict(_told_by_rules(page, sheets)) if _NOT in sheets.lower() else {}

    def says(self, element: html.HtmlElement) -> bool:
        """Whether an element itself is not shown; what stands around it may be hidden all the same."""
        if element.get("hidden") is not None:
            return True
        style = element.get("style", "")
        own = _said(tinycss2.parse_blocks_contents(style)) if _PROPERTY in style.lower() else None
        told = [said for said in (own, self._by_rule.get(element)) if said]  # of equals an element's own goes first
        return bool(told) and max(told, key=lambda said: said.important).hides

    def within(self, element: html.HtmlElement) -> bool:
        """Whether an element or something it stands in is not shown."""
        return self.says(element) or any(map(self.says, element.iterancestors()))


def _told_by_rules(page: html.HtmlElement, sheets: str) -> Iterator[tuple[html.HtmlElement, _Said]]:
    """The elements that rules speak of, each with what the strongest of them says; rules of print are left out."""
    matcher = Matcher()
    for rule in tinycss2.parse_stylesheet(sheets, skip_comments=True, skip_whitespace=True):
        if rule.type == "qualified-rule" and (said := _said(tinycss2.parse_blocks_contents(rule.content))):
            for selector in _selectors(rule.prelude):
                matcher.add_selector(selector, said)
    for wrapped in ElementWrapper.from_html_root(page).iter_subtree():
        if told := [said for *_, pseudo, said in matcher.match(wrapped) if pseudo is None]:
            yield wrapped.etree_element, max(reversed(told), key=lambda said: said.important)


def _selectors(prelude: Any) -> Iterable[Any]:
    try:
        found: Iterable[Any] = compile_selector_list(prelude)
    except SelectorError:  # one that only some browsers know: those that do not pass over the rule
        return ()
    return found


def _said(declarations: Iterable[Any]) -> _Said | None:
    """What the last declaration in force says of whether something is shown."""
    told = [
        _Said(one.important, any(token.type == "ident" and token.lower_value == _NOT for token in one.value))
        for one in declarations
        if one.type == "declaration" and one.lower_name == _PROPERTY
    ]
    return max(reversed(told), key=lambda said: said.important, default=None)
