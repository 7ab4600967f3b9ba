#!/usr/bin/env bash
# What this machine has and lacks. Changes nothing.
set -uo pipefail
cd "$(dirname "$(readlink -f "$0")")/.." || exit 2
. tools/lib.sh

status=0
version() { if command -v "$1" >/dev/null; then "$@" --version 2>/dev/null | head -n 1; else echo missing; fi; }

say "system           $(. /etc/os-release 2>/dev/null && echo "${PRETTY_NAME-unknown}"), $(uname -r), $(jobs_count) cores," \
  "$(awk '/MemAvailable/ { printf "%.1f GiB free", $2 / 1048576 }' /proc/meminfo 2>/dev/null)"
say "disk             $(df -h . | awk 'NR == 2 { print $4 " free" }')"
for tool in g++ clang++-19 cmake ninja ccache mold python3 clang-format-19 clang-tidy-19; do
  printf '%-16s %s\n' "$tool" "$(version "$tool")"
done
while IFS=: read -r tier packages; do
  case "$tier" in '#'* | '') continue ;; esac
  missing=
  for package in $packages; do
    [ "$(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null)" = installed ] || missing="$missing $package"
  done
  if [ -z "$missing" ]; then say "tier $tier: complete"; else
    say "tier $tier: missing$missing   (./dev setup $tier)"
    case "$tier" in build | test) status=1 ;; esac
  fi
done <tools/packages.txt
for preset in release gcc clang dev fuzz; do
  if [ -d "build/$preset" ]; then say "build/$preset  $(du -sh "build/$preset" | cut -f1)"; fi
done
if [ $status -ne 0 ]; then say "doctor: something needed is missing; './dev demo' and './dev test' install it themselves"; fi
exit $status
