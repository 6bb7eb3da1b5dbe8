#!/bin/sh
# SPDX-License-Identifier: Apache-2.0
# Pipes the generator's raw 32-bit words into dieharder.
#
#   core/src/test/dieharder/run.sh                                    the whole battery
#   core/src/test/dieharder/run.sh -d 203 -n 5                        one test
#   SEED=1 NAME=dense1.weight core/src/test/dieharder/run.sh -d 203   of another stream
set -eu
root=$(cd "$(dirname "$0")/../../../.." && pwd)
seed=${SEED:-0}
name=${NAME:-dense1.weight}
[ $# -gt 0 ] || set -- -a
command -v dieharder > /dev/null || { echo "dieharder must be on the path: none found; apt install dieharder" >&2; exit 1; }
(cd "$root" && ./mvnw -q -B -ntp -pl core -am test-compile)
java -cp "$root/core/target/classes:$root/core/target/test-classes" \
  org.evenkeel.random.RawStream "$seed" "$name" | dieharder "$@" -g 200
