#!/usr/bin/env bash
# clang-tidy 19 on changed files (against the last commit, and what the last commit changed), or --all.
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. tools/lib.sh

if [ "${1-}" = --all ]; then
  mapfile -t files < <(find src -name '*.cc' | sort)
else
  mapfile -t files < <({ git diff --name-only HEAD; git ls-files --others --exclude-standard
    git diff --name-only HEAD~1 HEAD 2>/dev/null; } | grep '^src/.*\.cc$' | sort -u | xargs -r ls 2>/dev/null)
fi
if [ ${#files[@]} -eq 0 ]; then say "lint: no changed files (use --all)"; exit 0; fi
run cmake --preset clang --log-level=WARNING
say "+ clang-tidy-19 -p build/clang --quiet ... (${#files[@]} files)"
printf '%s\n' "${files[@]}" | xargs -P "$(jobs_count)" -n 4 clang-tidy-19 -p build/clang --quiet
