#!/usr/bin/env python3
"""Which RFC sections the code refers to, and which of them a test names too.

A reference has one form: "RFC 4271 §6.3". --missing lists only the sections no test names. `RFC 5880 §6.8.6, §6.8.7`
counts for both sections.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
REFERENCE = re.compile(r"RFC (\d{3,5})((?:,? §[0-9A-Z]+(?:\.\d+)*)+)")
SECTION = re.compile(r"§([0-9A-Z]+(?:\.\d+)*)")


def references(text):
    """Yields (rfc, section)."""
    for match in REFERENCE.finditer(text):
        for section in SECTION.findall(match.group(2)):
            yield int(match.group(1)), section


def order(section):
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in section.split(".")]


def main():
    code = collections.defaultdict(collections.Counter)
    tests = collections.defaultdict(collections.Counter)
    for folder in ("src", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix not in (".h", ".cc", ".hex"):
                continue
            is_test = folder == "tests" or path.stem.endswith("_test")
            for rfc, section in references(path.read_text(encoding="utf-8", errors="replace")):
                (tests if is_test else code)[rfc][section] += 1
    only_missing = "--missing" in sys.argv[1:]
    print(f"{'RFC':>5}  {'sections in code':>16}  {'also in a test':>14}  not named by a test")
    for rfc in sorted(set(code) | set(tests)):
        missing = sorted((s for s in code[rfc] if s not in tests[rfc]), key=order)
        if only_missing and not missing:
            continue
        print(f"{rfc:>5}  {len(code[rfc]):>16}  {len(code[rfc]) - len(missing):>14}  {' '.join(missing)}")


if __name__ == "__main__":
    main()
