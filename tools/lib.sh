# shellcheck shell=bash
# Shared by ./dev and the scripts in tools/. Source it; it expects the repository's root as working directory.

say() { printf '%s\n' "$*"; }
die() { printf 'dev: %s\n' "$*" >&2; exit 2; }

# run COMMAND...: prints the command as one could type it, then runs it.
run() {
  local shown
  printf -v shown '%q ' "$@"
  printf '+ %s\n' "${shown% }"
  "$@"
}

jobs_count() { nproc 2>/dev/null || echo 2; }

# need TIER...: installs what is missing of these tiers. Says nothing when all is there.
need() { tools/setup.sh --quiet "$@"; }

# tiers_of PRESET: which tiers a build of it needs.
tiers_of() {
  case "$1" in
    release) echo build ;;
    gcc) echo build test ;;
    bench) echo build bench ;;
    clang | dev) echo build test clang ;;
    fuzz) echo build clang ;;
    *) die "unknown preset '$1'; there are: release gcc bench clang dev fuzz" ;;
  esac
}

# directory_of PRESET: where its programs are built.
directory_of() {
  case "$1" in
    bench) echo build/release ;;
    *) echo "build/$1" ;;
  esac
}

# build_preset PRESET [TARGET...]: installs its tiers, configures and builds it.
build_preset() {
  local preset=$1 directory tiers
  shift
  tiers=$(tiers_of "$preset")
  directory=$(directory_of "$preset")
  # shellcheck disable=SC2086  # tiers are words
  need $tiers
  run cmake --preset "$preset" --log-level=WARNING
  run cmake --build "$directory" --parallel "$(jobs_count)" ${@:+--target "$@"}
}

# run_ctest PRESET [FILTER]: its tests; the last lines are kept for the summary of `./dev ci`. FILTER is a pattern for
# names of test programs (`bgp`) or, when none fits, part of the names of single tests (`BfdPair`).
run_ctest() {
  local preset=$1 filter=${2-} programs
  if [ -n "$filter" ]; then
    programs=$(ctest --test-dir "build/$preset" --show-only --tests-regex "$filter")
    case "$programs" in
      *'Total Tests: 0'*) run_single_tests "$preset" "$filter"; return ;;
    esac
  fi
  local -a command=(ctest --test-dir "build/$preset" --output-on-failure --parallel "$(jobs_count)")
  if [ -n "$filter" ]; then command+=(--tests-regex "$filter" --no-tests=error); fi
  run "${command[@]}" | tee "build/$preset/ctest-output.txt"
}

# run_single_tests PRESET NAME: the tests whose name contains NAME, in every program that has one.
run_single_tests() {
  local program status=0 found=no tests
  for program in "build/$1"/bin/*_test; do
    tests=$("$program" --gtest_filter="*$2*" --gtest_list_tests)
    case "$tests" in *$'\n  '*) ;; *) continue ;; esac
    found=yes
    run "$program" --gtest_filter="*$2*" || status=1
  done
  [ "$found" = yes ] || die "test: no test is called '*$2*'"
  return $status
}

# commit_seed: a number drawn from the commit, so that a commit is judged by the same seed every time; 1 without git.
commit_seed() {
  local hash
  hash=$(git rev-parse HEAD 2>/dev/null) || hash=00000001
  echo $((16#${hash:0:8}))
}
