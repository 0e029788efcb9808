#!/usr/bin/env bash
# How fast Stoa is, beside what PostgreSQL on the same machine can do by itself, in one run: builds, starts what it needs with a database of its
# own, warms up, measures three rounds, prints a table for docs/benchmarks.md, and drops everything again. About half an hour.
#   load-tests/bench.sh [--quick] [--profile] [-Dbench.postgres=postgres://postgres@127.0.0.1:5432/postgres] [-Dbench.rounds=3] ...
# --quick: one short round, to see that everything works. All knobs: docs/guides/load-testing.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
knobs=()
for argument in "$@"; do
  case "$argument" in
    --quick) knobs=(-Dbench.rounds=1 -Dbench.seconds=4 -Dbench.warmUp=8 -Dbench.articles=100 "${knobs[@]}") ;;
    --profile) knobs+=(-Dbench.profile=true) ;;
    *) knobs+=("$argument") ;;
  esac
done
load-tests/build.sh :launcher :embedded
JDK="$(load-tests/build.sh --jdk)"
exec "$JDK/bin/java" -Xmx1g -XX:+UseSerialGC -cp "load-tests/target/test-classes:$(cat load-tests/target/classpath)" \
  -Dbench.server="verticles/launcher/target/classes:$(cat verticles/launcher/target/classpath)" \
  -Dbench.embedded="verticles/embedded/target/classes:$(cat verticles/embedded/target/classpath)" \
  "${knobs[@]}" stoa.load.bench.Bench
