"""The same story with Prefect watching, and when it is told by itself. The only package that knows Prefect.

No rule of the field lives here. What Prefect reads from the environment is set before anything of it is loaded.
"""

import os

from flows.machine.settings import settings

if server := settings().prefect.api_url:
    os.environ.setdefault("PREFECT_API_URL", server)
os.environ.setdefault("PREFECT_SERVER_ANALYTICS_ENABLED", "false")
os.environ.setdefault("DO_NOT_TRACK", "1")
os.environ.setdefault("PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS", "90")
