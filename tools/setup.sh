#!/usr/bin/env bash
# Installs what is missing of the named tiers of tools/packages.txt (Debian 12). Safe to repeat.
#   tools/setup.sh [--quiet] TIER...    "all" names every tier; --quiet says nothing when nothing is missing
set -euo pipefail
cd "$(dirname "$(readlink -f "$0")")/.."
. tools/lib.sh

guard=/usr/sbin/policy-rc.d
guard_mark='causeway: no service may start while its package is installed'
as_root=()
guard_is_ours=no

tiers_all() { sed -n 's/^\([a-z]*\):.*/\1/p' tools/packages.txt; }

packages_of() {
  local line
  line=$(grep "^$1:" tools/packages.txt) || die "unknown tier '$1'; there are: $(tiers_all | xargs) all"
  echo "${line#*:}"
}

is_installed() { [ "$(dpkg-query -W -f='${db:Status-Status}' "$1" 2>/dev/null)" = installed ]; }

# Lists count as fresh for a day. APT touches the directory whenever it brings something new.
lists_are_fresh() {
  [ -n "$(find /var/lib/apt/lists -maxdepth 1 -type f -name '*Packages*' -print -quit 2>/dev/null)" ] &&
    [ -n "$(find /var/lib/apt/lists -maxdepth 0 -mmin -1440 2>/dev/null)" ]
}

all_are_known() {
  local package
  for package in "$@"; do
    apt-cache policy "$package" 2>/dev/null | grep -q 'Candidate: [^(]' || return 1
  done
}

apt() {
  run "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 -o Acquire::Retries=3 "$@"
}

# Debian starts a service when its package is installed unless policy-rc.d answers 101. An existing one is not ours to
# replace; our own, left by a run that was killed, is.
put_guard() {
  if [ -e "$guard" ] && ! grep -qsF "$guard_mark" "$guard"; then return; fi
  guard_is_ours=yes
  printf '#!/bin/sh\n# %s\nexit 101\n' "$guard_mark" | "${as_root[@]}" tee "$guard" >/dev/null
  "${as_root[@]}" chmod 755 "$guard"
}
remove_guard() {
  if [ "$guard_is_ours" = yes ]; then "${as_root[@]}" rm -f "$guard"; fi
}

quiet=no
if [ "${1-}" = --quiet ]; then quiet=yes; shift; fi
[ $# -gt 0 ] || die "setup: name at least one tier: $(tiers_all | xargs) all"
tiers=()
for tier in "$@"; do
  if [ "$tier" = all ]; then mapfile -t tiers < <(tiers_all); break; fi
  tiers+=("$tier")
done

wanted=()
for tier in "${tiers[@]}"; do
  list=$(packages_of "$tier")
  # shellcheck disable=SC2206  # a list of words
  wanted+=($list)
done

if [ "${CAUSEWAY_SKIP_SETUP-}" = 1 ]; then
  [ "$quiet" = yes ] || say "setup: CAUSEWAY_SKIP_SETUP=1, nothing is installed"
  exit 0
fi

distribution=$(. /etc/os-release 2>/dev/null && echo "${ID-unknown} ${VERSION_ID-}" || echo unknown)
if [ "$distribution" != 'debian 12' ]; then
  {
    say "setup: this is '$distribution'; only Debian 12 is set up automatically. Install the equivalents of"
    say "         ${wanted[*]}"
    say "       and repeat the command with CAUSEWAY_SKIP_SETUP=1 in front."
  } >&2
  exit 2
fi

missing=()
for package in "${wanted[@]}"; do is_installed "$package" || missing+=("$package"); done
if [ ${#missing[@]} -eq 0 ]; then
  [ "$quiet" = yes ] || say "setup: everything of ${tiers[*]} is installed"
  exit 0
fi

say "setup: installing for ${tiers[*]} (list: tools/packages.txt): ${missing[*]}"
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || die "setup: needs root and there is no sudo; as root: apt-get install ${missing[*]}"
  say "setup: not root, so sudo is used and may ask for your password"
  as_root=(sudo)
fi

mkdir -p build
exec 9>build/.setup.lock
flock 9
trap remove_guard EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
put_guard
if ! lists_are_fresh || ! all_are_known "${missing[@]}"; then apt update; fi
if ! apt install --yes --no-install-recommends "${missing[@]}"; then
  say "setup: failed; trying once more with fresh lists"
  sleep 5
  apt update
  apt install --yes --no-install-recommends "${missing[@]}"
fi
