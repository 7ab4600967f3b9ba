#!/usr/bin/env bash
# The same design, drill and seed must give the same journal, byte for byte: from run to run and from g++ and clang builds.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. tools/lib.sh

design=examples/microsoft-backup.yaml
drill=circuit-silent
out=build/determinism
rm -rf "$out"
mkdir -p "$out"

# journal COMPILER-BUILD NAME SEED. Exit status 1 only says that an objective was missed; that is not judged here.
journal() {
  local status=0
  run "build/$1/bin/causeway" rehearse "$design" --drill "$drill" --seed "$3" --journal "$out/$2.jsonl" >"$out/$2.txt" || status=$?
  if [ "$status" -gt 1 ] || [ ! -s "$out/$2.jsonl" ]; then
    cat "$out/$2.txt"
    say "determinism: no journal from build/$1 (exit status $status)"
    exit 1
  fi
}
same() {
  if cmp "$out/$1.jsonl" "$out/$2.jsonl"; then return; fi
  diff "$out/$1.jsonl" "$out/$2.jsonl" | head -n 10 || true
  say "determinism: $1 and $2 differ"
  exit 1
}

for seed in 1 2; do
  journal release "gcc-$seed" "$seed"
  journal release "gcc-again-$seed" "$seed"
  journal clang "clang-$seed" "$seed"
  same "gcc-$seed" "gcc-again-$seed"
  same "gcc-$seed" "clang-$seed"
done
if cmp -s "$out/gcc-1.jsonl" "$out/gcc-2.jsonl"; then
  say "determinism: seeds 1 and 2 give the same journal; the seed is not used"
  exit 1
fi
say "determinism: $(wc -l <"$out/gcc-1.jsonl") journal lines equal between runs, g++ and clang; another seed differs"
