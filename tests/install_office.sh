#!/usr/bin/env sh
# Installs what the tests need from Debian's packages, where it is missing and we may: LibreOffice Calc, PostgreSQL,
# Chromium, in which the page for phones is tested, and poppler's tools, which read the PDF.
# Without the first the `formulas` library recalculates; without the second name a server in KSTT_TEST_POSTGRES.
set -u
missing=
command -v soffice >/dev/null 2>&1 || missing="libreoffice-calc fonts-liberation"
command -v initdb >/dev/null 2>&1 || ls /usr/lib/postgresql/*/bin/initdb >/dev/null 2>&1 || missing="$missing postgresql"
command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 || missing="$missing chromium fonts-noto-core"
command -v pdftotext >/dev/null 2>&1 || missing="$missing poppler-utils"
[ -n "$missing" ] || exit 0
if command -v apt-get >/dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    # shellcheck disable=SC2086 - a list of packages
    apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
        $missing >/dev/null 2>&1 && exit 0
fi
echo "not installed: $missing" >&2
