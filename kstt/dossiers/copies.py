"""One dossier that several rows or lists tell of: a list of January has it open, that of February ended."""

from collections.abc import Sequence
from dataclasses import replace

from kstt.dossiers.dossier import Dossier


def settled(copies: Sequence[Dossier]) -> Dossier | str:
    """The dossier as the copies tell it together, or what they contradict each other in, in Vietnamese.

    Those that tell its end are later than those that do not; among them all have to count it alike. The order of the
    copies does not matter.
    """
    last = [one for one in copies if one.finished] or [*copies]
    one = last[0]
    differing = [
        name
        for name, told in (
            ("ngày tiếp nhận", {other.received for other in last}),
            ("ngày hẹn trả", {other.due for other in last}),
            ("ngày kết thúc", {other.finished for other in last}),
            ("trạng thái", {(other.admitted, other.waits, other.withdrawn, other.without_end) for other in last}),
            ("lĩnh vực", {other.field for other in last if other.field}),
            ("kênh tiếp nhận", {other.channel for other in last if other.channel}),
        )
        if len(told) > 1
    ]
    if differing:
        return ", ".join(differing)
    field = next((other.field for other in last if other.field), "")
    channel = next((other.channel for other in last if other.channel), one.channel)
    return replace(one, field=field, channel=channel)
