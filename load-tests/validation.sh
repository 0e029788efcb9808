#!/usr/bin/env bash
# What the validation of a small order costs, by itself.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/.."
load-tests/build.sh
exec "$(load-tests/build.sh --jdk)/bin/java" -XX:+UseSerialGC -cp "load-tests/target/test-classes:$(cat load-tests/target/classpath)" stoa.load.bench.ValidationBench
