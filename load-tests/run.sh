#!/usr/bin/env bash
# One of the simulations Browse, Checkout, FlashSale, LiveOrders, Mixed, against the running demo or any Stoa. Ends with the books.
#   load-tests/run.sh Mixed
#   load-tests/run.sh Checkout -Dstoa.url=https://shop.example -Dstoa.staff=me@shop.example -Dstoa.users=20 -Dstoa.seconds=60
# All knobs: docs/guides/load-testing.md.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
simulation="${1:-}"
case "$simulation" in
  Browse | Checkout | FlashSale | LiveOrders | Mixed) shift ;;
  *) echo "Which one: Browse, Checkout, FlashSale, LiveOrders or Mixed?" >&2; exit 2 ;;
esac
load-tests/build.sh
JDK="$(load-tests/build.sh --jdk)"
exec "$JDK/bin/java" -Xmx1g --add-opens=java.base/java.lang=ALL-UNNAMED --enable-native-access=ALL-UNNAMED \
  --sun-misc-unsafe-memory-access=allow "$@" -cp "load-tests/target/test-classes:$(cat load-tests/target/classpath)" \
  io.gatling.app.Gatling -s "stoa.load.$simulation" -rf load-tests/target/gatling
