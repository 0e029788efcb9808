#!/usr/bin/env bash
# Compiles the load tests and the named modules, and writes down their classpaths (target/classpath). --jdk: says which JDK is used.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
is_25() { [ -x "$1/bin/java" ] && "$1/bin/java" -version 2>&1 | head -1 | grep -qE '"(2[5-9]|[3-9][0-9])'; }
jdk=""
for candidate in "${JAVA_HOME:-}" "$(dirname "$(dirname "$(readlink -f "$(command -v java || echo /none/bin/java)")")")" /usr/lib/jvm/*; do
  if [ -n "$candidate" ] && is_25 "$candidate"; then jdk="$candidate"; break; fi
done
[ -n "$jdk" ] || { echo "A JDK 25 or newer is needed; point JAVA_HOME at one." >&2; exit 1; }
if [ "${1:-}" = --jdk ]; then echo "$jdk"; exit; fi
export JAVA_HOME="$jdk"
modules=":load-tests"; for module in "$@"; do modules="$modules,$module"; done
mvn -B -q -Dfast -DskipTests -Dspotless.check.skip=true -pl "$modules" -am test-compile \
  dependency:build-classpath -DincludeScope=test -Dmdep.outputFile=target/classpath >&2
