#!/usr/bin/env bash
# What PostgreSQL on this machine can do by itself, with pgbench: reads by key, checkouts of seven trips on random articles and on a hot one.
# Prints one line each: name, transactions per second. Checks that each checkout took its piece.
#   load-tests/limits/limits.sh postgres://postgres@127.0.0.1:5432/postgres
# Makes a database of its own and drops it. SECONDS_EACH (10), CLIENTS (32).
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
admin="$1"
name="stoa_limits_$$"
url="${admin%/*}/$name"
psql -q "$admin" -c "create database $name"
trap 'psql -q "$admin" -c "drop database if exists $name with (force)"' EXIT
PGOPTIONS='--client-min-messages=warning' psql -q "$url" -f "$here/schema.sql"
run() {
  pgbench -n -M prepared -c "${CLIENTS:-32}" -j 2 -T "${SECONDS_EACH:-10}" -D nsku="$3" -f "$here/$2.sql" "$url" 2>&1 \
    | awk -v name="$1" '/^tps/ { printf "%s %.0f\n", name, $3; found = 1 } { said = said $0 "\n" } END { if (!found) { print said > "/dev/stderr"; exit 1 } }'
}
run read-by-key read 10000
run checkout-random checkout 10000
run checkout-hot checkout 1
books="$(psql -qAt "$url" -c "select (select sum(1000000000 - on_hand) from stock) = count(*) and count(*) = (select count(*) from payment)
  and 2 * count(*) = (select count(*) from order_line) from orders")"
[ "$books" = t ] || { echo "The limits' own books disagree." >&2; exit 1; }
