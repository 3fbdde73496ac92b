"""One text for one content: what is hashed or chained is written this way."""

import json


def canonical(value: object) -> str:
    """JSON text that depends on the content alone; it never holds a line break."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
