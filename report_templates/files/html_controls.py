"""What the fields of a page's own form show: a number typed into a box, the one entry that is chosen of a list."""

from lxml import html

_UNSEEN = ("hidden", "checkbox", "radio", "button", "submit", "reset", "image", "file", "password")  # or no words


def shown_in(element: html.HtmlElement) -> str | None:
    """What a field shows that is no text of the page; None for any other element.

    >>> shown_in(html.fromstring('<input value="12">')), shown_in(html.fromstring("<b>12</b>"))
    ('12', None)
    >>> shown_in(html.fromstring("<select><option>1<option selected>2</select>"))
    '2'
    """
    if element.tag == "input":
        return "" if element.get("type", "").strip().lower() in _UNSEEN else str(element.get("value", ""))
    if element.tag != "select":
        return None
    options = list(element.iter("option"))
    chosen = [option for option in options if option.get("selected") is not None] or options[:1]
    return "".join(chosen[-1].itertext()) if chosen else ""
