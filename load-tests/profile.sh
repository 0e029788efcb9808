#!/usr/bin/env bash
# Where the time of a checkout goes: runs one case under the flight recorder and draws load-tests/target/bench/profile.svg, with the time of the
# database's functions beside it.
#   load-tests/profile.sh [-Dbench.cases=checkout-random-64] [-Dbench.seconds=30] ...
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
exec load-tests/bench.sh --profile -Dbench.rounds=1 -Dbench.cases=checkout-random-64 -Dbench.seconds=30 "$@"
