#!/usr/bin/env bash
# Judge an OpenAPI document with Spectral and its rules for OpenAPI: lint.sh <document>
set -euo pipefail
document=$(realpath "$1")
cd "$(dirname "$0")"
. ../npm_ready.sh

exec node_modules/.bin/spectral lint --fail-severity=warn --ruleset ruleset.yaml "$document"
