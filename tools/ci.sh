#!/usr/bin/env bash
# Everything CI judges, in order, going on after a failure so that one run tells all. --after-test: the tests have just run.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 2
. tools/lib.sh

summary=()
failed=0

# stage NAME COMMAND...
stage() {
  local name=$1 begin=$SECONDS verdict=ok
  shift
  say ""
  say "== $name"
  "$@" || { verdict=FAILED; failed=1; }
  summary+=("$(printf '%-34s %-7s %4d s' "$name" "$verdict" $((SECONDS - begin)))")
}

sanitized() { ./dev build dev && run_ctest dev; }
compilers() { ./dev build release && ./dev build clang causeway && run tools/determinism.sh; }

begin=$SECONDS
stage 'tidy' ./dev tidy
stage 'RFC tables' ./dev rfc
if [ "${1-}" != --after-test ]; then stage 'test (g++, debug)' ./dev test; fi
stage 'test (clang, ASan and UBSan)' sanitized
stage 'same journal from g++ and clang' compilers
stage 'swarm, short' ./dev sim --swarm 50
stage 'fuzz, 10 s each' ./dev fuzz
stage 'headers compile alone' ./dev tidy --headers

say ""
for preset in gcc dev; do
  if [ -f "build/$preset/ctest-output.txt" ]; then
    say "-- ctest, $preset"
    tail -n 12 "build/$preset/ctest-output.txt"
  fi
done
say ""
printf '%s\n' "${summary[@]}"
if [ $failed -eq 0 ]; then verdict=passed; else verdict=FAILED; fi
say "ci: $verdict in $((SECONDS - begin)) s"
exit $failed
