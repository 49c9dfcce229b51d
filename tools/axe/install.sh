#!/usr/bin/env bash
# Install axe-core from the lock file when it is not there yet, and print where its script is
set -euo pipefail
cd "$(dirname "$0")"
. ../npm_ready.sh

echo "$PWD/node_modules/axe-core/axe.min.js"
