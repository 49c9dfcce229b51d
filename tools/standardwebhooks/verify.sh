#!/usr/bin/env bash
# Let the standardwebhooks library of npm judge deliveries: verify.sh < deliveries.json, one verdict a line
set -euo pipefail
cd "$(dirname "$0")"
. ../npm_ready.sh

exec node verify.mjs
