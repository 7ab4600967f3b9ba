#!/usr/bin/env python3
"""What we implement of each RFC: the tables in docs/rfc against the references in code and tests.

A reference has one form: "RFC 4271 §6.3". `RFC 5880 §6.8.6, §6.8.7` and `RFC 4271 §6.1 and §6.2` count for both sections.
Rows of docs/rfc/NNNN.md: | section | statement | status | code | test |. It fails when
  - a status is not one of done, deviates, not done, not applicable, or a named file does not exist;
  - a row says done, and it names no test, or one that does not exist, or none of its tests' files carries the row's tag.
A file of tests carries its own tags and those of the .inc and .hex files it names. A section "-" (an RFC without numbers)
asks for the RFC alone. --missing lists only the sections no test names.
"""
import collections
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
TABLES = ROOT / "docs" / "rfc"
REFERENCE = re.compile(r"RFC (\d{3,5})((?:(?:,? | and )§[0-9A-Z]+(?:\.\d+)*)+)")
SECTION = re.compile(r"§([0-9A-Z]+(?:\.\d+)*)")
MENTION = re.compile(r"RFC (\d{3,5})")
STATUSES = ("done", "deviates", "not done", "not applicable")
CODE_FILE = re.compile(r"[\w/]+\.(?:cc|h)\b")
TEST_REFERENCE = re.compile(r"([\w/]+_test\.cc): (\w+\.\w+(?:, \w+\.\w+)*)")
COMPANION = re.compile(r"[\w/]+\.(?:inc|hex)\b")


def references(text):
    """Yields (rfc, section); the section "-" for an RFC that is named at all."""
    for match in REFERENCE.finditer(text):
        for section in SECTION.findall(match.group(2)):
            yield int(match.group(1)), section
    for match in MENTION.finditer(text):
        yield int(match.group(1)), "-"


def order(section):
    return [(0, int(part), "") if part.isdigit() else (1, 0, part) for part in section.split(".")]


def read(path):
    return path.read_text(encoding="utf-8", errors="replace")


def sources():
    """Yields (path, whether it belongs to tests)."""
    for folder in ("src", "tests"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".h", ".cc", ".hex", ".inc"):
                yield path, folder == "tests" or path.suffix == ".inc" or path.stem.endswith("_test")


class Tables:
    """Judges the rows; what is wrong goes to `problems`."""

    def __init__(self, texts):
        self.texts = texts  # path below src/ or the repository -> text
        self.by_name = collections.defaultdict(list)
        for path in texts:
            self.by_name[path.rsplit("/", 1)[-1]].append(path)
        self.problems = []
        self.counts = collections.defaultdict(collections.Counter)

    def tags_of(self, path):
        text = self.texts[path]
        tags = set(references(text))
        for name in COMPANION.findall(text):
            for companion in self.by_name.get(name.rsplit("/", 1)[-1], []):
                tags.update(references(self.texts[companion]))
        return tags

    def judge_done(self, where, rfc, section, test):
        named = TEST_REFERENCE.findall(test)
        if not named:
            self.problems.append(f'{where}: done, and no test named as "folder/file_test.cc: Suite.Name"')
        tags = set()
        for path, names in named:
            if path not in self.texts:
                self.problems.append(f"{where}: there is no src/{path}")
                continue
            tags |= self.tags_of(path)
            for name in names.split(", "):
                suite, case = name.split(".")
                if not re.search(rf"TEST(?:_F|_P)?\({suite}, {case}\)", self.texts[path]):
                    self.problems.append(f"{where}: src/{path} has no test {name}")
        if named and (rfc, section) not in tags:
            tag = f"RFC {rfc}" + ("" if section == "-" else f" §{section}")
            self.problems.append(f'{where}: done, and none of its tests\' files carries the tag "{tag}"')

    def judge(self, path):
        rfc = int(path.stem)
        for number, line in enumerate(read(path).splitlines(), 1):
            if not line.startswith("|") or line.startswith(("| section", "|---")):
                continue
            where = f"{path.relative_to(ROOT)}:{number}"
            cells = [cell.strip() for cell in line.strip().strip("|").split("|")]
            if len(cells) != 5:
                self.problems.append(f"{where}: {len(cells)} columns, not section, statement, status, code, test")
                continue
            section, _, status, code, test = cells
            found = SECTION.match(section)
            if not found and section != "-":
                self.problems.append(f'{where}: the section is "{section}", not "§4.1" or "-"')
                continue
            if status not in STATUSES:
                self.problems.append(f'{where}: the status is "{status}", not one of {", ".join(STATUSES)}')
                continue
            self.counts[rfc][status] += 1
            files = CODE_FILE.findall(code)
            if status in ("done", "deviates") and not files:
                self.problems.append(f"{where}: {status}, and no file of the code is named")
            for name in files:
                if name not in self.texts:
                    self.problems.append(f"{where}: there is no src/{name}")
            if status == "done":
                self.judge_done(where, rfc, found.group(1) if found else "-", test)

    def judge_all(self):
        index = read(TABLES / "README.md")
        for path in sorted(TABLES.glob("[0-9]*.md")):
            self.judge(path)
            if f"({path.name})" not in index:
                self.problems.append(f"docs/rfc/README.md: does not list {path.name}")


def main():
    code = collections.defaultdict(set)
    tests = collections.defaultdict(set)
    texts = {}
    for path, is_test in sources():
        text = read(path)
        texts[path.relative_to(ROOT).as_posix().removeprefix("src/")] = text
        for rfc, section in references(text):
            if section != "-":
                (tests if is_test else code)[rfc].add(section)
    tables = Tables(texts)
    tables.judge_all()
    only_missing = "--missing" in sys.argv[1:]
    print(f"{'RFC':>5}  {'code':>4}  {'tests':>5}  {'done':>4}  {'deviates':>8}  {'not done':>8}  sections no test names")
    for rfc in sorted(set(code) | set(tests) | set(tables.counts)):
        missing = sorted(code[rfc] - tests[rfc], key=order)
        if only_missing and not missing:
            continue
        rows = tables.counts[rfc]
        print(f"{rfc:>5}  {len(code[rfc]):>4}  {len(tests[rfc]):>5}  {rows['done']:>4}  {rows['deviates']:>8}  "
              f"{rows['not done']:>8}  {' '.join(missing)}".rstrip())
    for problem in tables.problems:
        print(problem, file=sys.stderr)
    return 1 if tables.problems else 0


if __name__ == "__main__":
    sys.exit(main())
