#!/bin/sh
# The journeys through the hub's screens: run.sh PROGRAM [DIRECTORY FOR PICTURES].
# What is missing is said loudly; a run that could not take place is not a run that passed.
set -eu
cd "$(dirname "$0")"
if ! command -v npm >/dev/null || ! npm install --no-audit --no-fund --silent; then
    echo "SKIPPED: the screens were not tried in a browser, npm cannot be reached" >&2
    exit 0
fi
if ! command -v chromium >/dev/null && ! command -v chromium-browser >/dev/null && ! command -v google-chrome >/dev/null; then
    echo "SKIPPED: the screens were not tried in a browser, there is no Chromium" >&2
    exit 0
fi
exec node journeys.mjs "$@"
