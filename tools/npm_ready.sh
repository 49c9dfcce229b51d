# Sourced by the tools of npm, in their own folder: npm itself by apt when it is missing, then what the lock file names

as_root() { if [ "$(id -u)" = 0 ]; then "$@"; else sudo -n "$@"; fi; }

if ! command -v npm >/dev/null; then
    echo "  installing nodejs and npm with apt" >&2
    as_root apt-get update -qq
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends nodejs npm >/dev/null
fi

# one at a time: test processes run side by side
exec 9>.lock
flock 9
if ! cmp -s package-lock.json node_modules/.installed; then
    npm ci --ignore-scripts --no-fund --no-audit --loglevel=error >&2
    cp package-lock.json node_modules/.installed
fi
flock -u 9
