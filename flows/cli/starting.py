"""Where the program starts: Ctrl-C while its libraries still load ends it with a sentence, not with a traceback."""

import sys

from flows.machine.speaking import INTERRUPTED, STOPPED, complain, speak_utf8
from flows.machine.uncollected import search_never


def main() -> None:
    """The entry point."""
    search_never()
    try:
        from flows.cli import app

        app.main()
    except KeyboardInterrupt:
        speak_utf8()
        complain(STOPPED)
        sys.exit(INTERRUPTED)
