#!/bin/sh
# Start or stop a private PostGIS on loopback for the tests.
#   .ci/postgis.sh start [PORT]   prints the SQLAlchemy address
#   .ci/postgis.sh stop DIR       ends the server whose data lie in DIR (printed on stderr by start)
# Run as root, the server runs as the system user « postgres »; otherwise as the caller.
set -eu

fail() { echo "postgis.sh: $1" >&2; exit 1; }

bin=$(ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1) || true
[ -n "${bin:-}" ] || bin=$(dirname "$(command -v pg_ctl || fail 'no PostgreSQL server: apt install postgresql postgis')")

as_owner() {
    if [ "$(id -u)" = 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

start() {
    port=${1:-5544}
    dir=$(mktemp -d "${TMPDIR:-/tmp}/zae-postgis.XXXXXX")
    if [ "$(id -u)" = 0 ]; then chown postgres "$dir"; user=postgres; else user=$(id -un); fi
    cd "$dir"
    as_owner "$bin/initdb" --pgdata="$dir/data" --auth=trust --encoding=UTF8 --no-sync >"$dir/initdb.log" 2>&1 \
        || fail "initdb failed, see $dir/initdb.log"
    as_owner "$bin/pg_ctl" --pgdata="$dir/data" --log="$dir/server.log" --wait \
        --options="-p $port -h 127.0.0.1 -k $dir -F" start >/dev/null \
        || fail "the server did not start, see $dir/server.log"
    as_owner "$bin/createdb" -h 127.0.0.1 -p "$port" zae
    as_owner "$bin/psql" -h 127.0.0.1 -p "$port" -d zae -qc 'CREATE EXTENSION postgis' \
        || fail "no PostGIS extension: apt install postgresql-postgis"
    echo "$dir" >&2
    echo "postgresql+psycopg://$user@127.0.0.1:$port/zae"
}

stop() {
    dir=${1:-}
    [ -d "$dir/data" ] || fail "no data under « $dir »"
    cd "$dir"
    as_owner "$bin/pg_ctl" --pgdata="$dir/data" --wait --mode=fast stop >/dev/null
    cd /
    rm -rf "$dir"
}

case "${1:-}" in
    start) shift; start "$@" ;;
    stop) shift; stop "$@" ;;
    *) fail 'usage: start [PORT] | stop DIR' ;;
esac
