#!/usr/bin/env bash
# Runs the built fuzz targets: tools/fuzz.sh SECONDS [TARGET]. A corpus grows in build/fuzz-corpus, findings are kept in
# build/fuzz-findings together with the command that repeats them.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. tools/lib.sh

seconds=$1
wanted=${2-}
export UBSAN_OPTIONS=print_stacktrace=1

one() {
  local program=$1 name corpus log
  name=$(basename "$program")
  corpus=build/fuzz-corpus/$name
  log=build/fuzz-logs/$name.txt
  mkdir -p "$corpus" build/fuzz-logs build/fuzz-findings
  # New inputs go to the first folder; the seeds of the repository are only read.
  local -a command=("$program" "-max_total_time=$seconds" -timeout=10 -rss_limit_mb=2048 -print_final_stats=1
    "-artifact_prefix=build/fuzz-findings/$name-" "$corpus")
  if [ -d "tests/fuzz/corpus/$name" ]; then command+=("tests/fuzz/corpus/$name"); fi
  printf '+ %s\n' "${command[*]}"
  if "${command[@]}" >"$log" 2>&1; then
    say "$name: $(sed -n 's/^stat::number_of_executed_units: *//p' "$log") inputs, no finding"
  else
    tail -n 60 "$log"
    say "$name: FINDING (log: $log; repeat: $program build/fuzz-findings/$name-...)"
    return 1
  fi
}

if [ "${3-}" = --one ]; then one "$2"; exit; fi

programs=()
for program in build/fuzz/bin/fuzz_*; do
  [ -x "$program" ] || continue
  case "$(basename "$program")" in *"$wanted"*) programs+=("$program") ;; esac
done
[ ${#programs[@]} -gt 0 ] || die "fuzz: no target is called '*$wanted*'"
say "fuzz: ${#programs[@]} targets, $seconds s each, $(jobs_count) at a time"
printf '%s\n' "${programs[@]}" | xargs -P "$(jobs_count)" -I{} tools/fuzz.sh "$seconds" {} --one
