#!/usr/bin/env python3
"""The project's own checks, in a few seconds: what can be checked is not discussed in review.

  tools/tidy.py               layers, banned words, headers, sizes, text hygiene, stray files
  tools/tidy.py --headers     the same, and compiles every header alone
  tools/tidy.py --self-test   every rule finds what it is for, and nothing in good code
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
CORE = ("base", "wire", "bgp", "bfd", "rib", "design", "gateway", "plan", "checks", "drill")
LINES_WARN, LINES_FAIL = 400, 900
BYTES_FAIL = 1_000_000
SOURCE = (".h", ".cc")
TEXT = SOURCE + (".py", ".sh", ".md", ".yaml", ".yml", ".json", ".txt", ".cmake")
TEXT_NAMES = ("dev", "run", "CMakeLists.txt", "LICENSE", ".clang-format", ".clang-tidy", ".gitignore")

# (pattern, what to use instead). Searched in core code without its comments and strings.
TIME_AND_LUCK = [
    (r"\b\w+_clock::now\b", "the `now` argument of step()"),
    (r"\bstd::(?:this_thread|s?rand\b)|\bs?rand\(", "cw::Rng, given by the caller"),
    (r"\bstd::(?:mt19937|minstd_rand|default_random_engine|random_device)\w*", "cw::Rng, given by the caller"),
    (r"\bstd::\w+_distribution\b", "Rng::below() and Rng::between()"),
    (r"\b(?:secure_)?getenv\b", "a value in the configuration"),
]
CORE_WORDS = TIME_AND_LUCK + [
    (r"\bstd::j?thread\b|\bstd::async\b", "one thread steps the core; the world owns threads"),
    (r"\bstd::(?:recursive_|shared_|timed_)?mutex\b|\bstd::condition_variable\b", "no shared state in the core"),
    (r"\berrno\b", "an input that says what the world could not do"),
    (r"\bthrow\b", "std::expected"),
    (r"\btry\b", "std::expected"),
    (r"\bdynamic_cast\b|\btypeid\b", "std::variant and std::visit"),
    (r"\breinterpret_cast\b", "Reader and Writer (base/bytes.h)"),
    (r"\b(?:v?[fs]?n?printf|puts|fputs)\b|\bfmt::print\b", "fmt::format into a value, or an output"),
    (r"\bstd::(?:cout|cerr|clog|endl|ostream|[io]?stringstream|[io]?fstream)\b", "fmt::format into a value, or an output"),
    (r"\bstd::unordered_\w+", "std::map or a sorted std::vector, or say `looked up, never walked` on the line and mean it"),
    (r"\b(?:float|double)\b", "integers: Duration, bits per second, parts per million"),
    (r"\bshared_ptr\b", "values, indices, or std::unique_ptr"),
]
# A test may write failure messages to a stream and read vectors from files; it may not ask for time or luck.
TEST_WORDS = TIME_AND_LUCK + [(r"\b(?:u|nano)sleep\(|\bsleep_(?:for|until)\b", "jumping `now`")]
CORE_HEADERS = re.compile(
    r"<(?:sys|netinet|arpa|linux|net)/|<(?:unistd|pthread|fcntl|poll|signal|errno|time|locale|stdio|stdlib)\.h>"
    r"|<(?:thread|mutex|condition_variable|future|iostream|fstream|sstream|ostream|istream|random|filesystem|locale"
    r"|regex|ctime|cerrno|csignal|cstdio|typeinfo)>")
LIBRARIES = [  # (include pattern, where it may be, why)
    (re.compile(r"<libfyaml\.h>"), re.compile(r"src/design/(?:document|[^/]*yaml[^/]*)\.cc$"),
     "YAML stays behind design/document.h"),
    (re.compile(r"<boost/"), re.compile(r"src/(?:report|cli)/"), "Boost.JSON is for the edge: report/ and cli/"),
    (re.compile(r"<CLI/"), re.compile(r"src/(?:cli|apps)/"), "CLI11 is for cli/"),
    (re.compile(r"<fmt/(?!core\.h)"), re.compile(r"src/(?:report|cli|apps|sim)/"), "the core uses <fmt/core.h> only"),
]
INCLUDE = re.compile(r'^\s*#\s*include\s+([<"][^>"]+[>"])', re.M)
NOT_CODE = re.compile(
    r'//[^\n]*|/\*.*?\*/|R"(?P<d>[^\s()\\]*)\(.*?\)(?P=d)"|"(?:\\.|[^"\\\n])*"|(?<![0-9a-fA-F])\'(?:\\.|[^\'\\\n])+\'', re.S)
STRAY = re.compile(
    r"(?:\.(?:o|a|so|obj|orig|rej|swp|swo|bak|pyc|log|pcap|gcda|gcno|profraw)|~)$|(?:^|/)(?:CMakeCache\.txt|CMakeFiles|"
    r"build\.ninja|a\.out|core|__pycache__|\.DS_Store|compile_commands\.json|(?:crash|leak|oom|timeout)-[0-9a-f]{40})(?:/|$)")
UNNUMBERED = re.compile(r"\b(?:TODO|FIXME|XXX)\b(?!\(#\d+\))")  # tidy: names itself
MACHINE_PATH = re.compile(r"(?<![\w.:/}*-])/(?:work|home|root|Users)/\w|\.\./shared/")


def only_code(text):
    """Comments and literals blanked, line breaks kept, so that line numbers hold."""
    return NOT_CODE.sub(lambda m: re.sub(r"[^\n]", " ", m.group()), text)


def line_of(text, at):
    return text.count("\n", 0, at) + 1


class Tree:
    """The files of the project by path, the layer list, and the findings."""

    def __init__(self, files, layers, allow=()):
        self.files = files
        self.layers = layers
        self.allow = set(allow)  # (word, path)
        self.failures = []
        self.warnings = []

    def fail(self, path, line, message):
        self.failures.append(f"{path}:{line}: {message}")

    def sources(self):
        return [(p, t) for p, t in self.files.items() if p.endswith(SOURCE)]


def folder_of(path):
    parts = path.split("/")
    return parts[1] if len(parts) > 2 and parts[0] == "src" else None


def is_test(path):
    return path.endswith("_test.cc") or "testing" in path.rsplit("/", 1)[-1]


def check_layers(tree):
    for path, text in tree.sources():
        folder = folder_of(path)
        for match in INCLUDE.finditer(text):
            name, line = match.group(1)[1:-1], line_of(text, match.start(1))
            if match.group(1)[0] == "<":
                for pattern, where, why in LIBRARIES:
                    if path.startswith("src/") and pattern.match(match.group(1)) and not where.match(path):
                        tree.fail(path, line, f"{match.group(1)}: {why}")
                if folder in CORE and not is_test(path) and CORE_HEADERS.match(match.group(1)) \
                        and (match.group(1), path) not in tree.allow:
                    tree.fail(path, line, f"{match.group(1)} is not for the core (docs/architecture.md)")
                continue
            if f"src/{name}" not in tree.files and not path.startswith("tests/"):
                tree.fail(path, line, f'"{name}" is no header below src/; includes start at src/')
            if folder is None:
                continue
            if folder not in tree.layers:
                tree.fail(path, line, f"folder {folder} is not in tools/layers.txt")
                continue
            other = name.split("/")[0]
            if other != folder and other not in tree.layers[folder]:
                tree.fail(path, line, f'{folder} must not include "{name}"; tools/layers.txt allows '
                                      f"{' '.join(tree.layers[folder]) or 'nothing'}")


def check_words(tree):
    for path, text in tree.sources():
        folder = folder_of(path)
        if folder in CORE:
            words = TEST_WORDS if is_test(path) else CORE_WORDS
        elif folder == "sim" or path.startswith("tests/scenario/"):
            words = TIME_AND_LUCK
        else:
            continue
        code = only_code(text)
        for pattern, instead in words:
            for match in re.finditer(pattern, code):
                word, line = match.group().rstrip("("), line_of(code, match.start())
                never_walked = "unordered_" in word and "looked up, never walked" in text.split("\n")[line - 1]
                if not never_walked and (word, path) not in tree.allow:
                    tree.fail(path, line, f"{word} is banned here; use {instead}")


def check_headers(tree):
    for path, text in tree.sources():
        if path.endswith(".h"):
            if not re.search(r"^#pragma once$", text, re.M) and ("#pragma", path) not in tree.allow:
                tree.fail(path, 1, "no #pragma once")
            if re.search(r"^\s*using namespace (?!std::chrono_literals;|std::literals)", text, re.M) \
                    and not is_test(path):
                tree.fail(path, 1, "using namespace in a header (only std::chrono_literals)")
        elif path.startswith("src/") and not is_test(path):
            own = path[len("src/"):-len(".cc")] + ".h"
            first = INCLUDE.search(text)
            if f"src/{own}" in tree.files and (first is None or first.group(1)[1:-1] != own):
                tree.fail(path, 1, f'the first include must be the own header "{own}"')


def check_sizes(tree):
    for path, text in tree.files.items():
        if len(text) > BYTES_FAIL:
            tree.fail(path, 1, f"{len(text)} bytes; a file of the repository has at most {BYTES_FAIL}")
        if not path.endswith(SOURCE + (".py", ".sh")) and path != "dev":
            continue
        lines = text.count("\n")
        if lines > LINES_FAIL:
            tree.fail(path, lines, f"{lines} lines; over {LINES_FAIL} is not one idea")
        elif lines > LINES_WARN:
            tree.warnings.append(f"{path}: {lines} lines; over {LINES_WARN}, look for the second idea in it")


def check_text(tree):
    for path, text in tree.files.items():
        name = path.rsplit("/", 1)[-1]
        if not (name.endswith(TEXT) or name in TEXT_NAMES) or path.startswith(("tests/vectors/", "tests/fuzz/corpus/")):
            continue
        is_golden = "/golden/" in path or "/expected/" in path
        for number, line in enumerate(text.split("\n"), 1):
            if "\t" in line:
                tree.fail(path, number, "tab")
            if line != line.rstrip() and not is_golden:
                tree.fail(path, number, "trailing space")
            if "\r" in line:
                tree.fail(path, number, "carriage return")
            if "tidy: names itself" in line:
                continue
            if UNNUMBERED.search(line) and path != "tools/tidy.py":
                tree.fail(path, number, "TODO without an issue number: write TODO(#12)")
            if MACHINE_PATH.search(line) and path != "tools/tidy.py":
                tree.fail(path, number, "path of one machine")
        if text and not text.endswith("\n"):
            tree.fail(path, text.count("\n") + 1, "no line break at the end")


def check_stray(tree):
    for path in tree.files:
        if STRAY.search(path):
            tree.fail(path, 1, "stray file: a build product or a left-over")


CHECKS = (check_layers, check_words, check_headers, check_sizes, check_text, check_stray)


def check_lone_headers(tree):
    """Every header compiles alone."""
    headers = [p for p, _ in tree.sources()
               if p.startswith("src/") and p.endswith(".h") and ("#pragma", p) not in tree.allow]
    command = ["g++", "-std=c++23", "-fsyntax-only", "-Wall", "-Wextra", "-Werror", "-Wno-missing-field-initializers",
               "-Isrc", "-x", "c++", "-"]

    def one(path):
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True,
                              input=f'#include "{path[len("src/"):]}"\n')
        return path, done.returncode, done.stderr

    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for path, status, errors in pool.map(one, headers):
            if status != 0:
                tree.fail(path, 1, "does not compile alone:\n" + "\n".join(errors.splitlines()[:8]))


# ---- reading the project -------------------------------------------------------------------------------------------

def project_paths():
    """What git would commit; without git, everything but build products."""
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=ROOT,
                            capture_output=True, check=False)
    if listed.returncode == 0:
        return [p for p in listed.stdout.decode().split("\0") if p]
    found = []
    for folder, folders, names in os.walk(ROOT):
        folders[:] = [f for f in folders if f not in (".git", "build", ".cache", "__pycache__")]
        found += [os.path.relpath(os.path.join(folder, n), ROOT) for n in names if not n.endswith(".pyc")]
    return found


def read_layers(text):
    layers = {}
    for line in text.splitlines():
        if line and not line.startswith("#"):
            folder, _, allowed = line.partition(":")
            layers[folder.strip()] = allowed.split()
    return layers


def read_allow(text):
    allow = []
    for line in text.splitlines():
        if line and not line.startswith("# "):
            word, path, reason = line.split(None, 2)
            if not reason:
                raise SystemExit(f"tools/tidy_allow.txt: no reason for {word} in {path}")
            allow.append((word, path))
    return allow


def read_project():
    files = {}
    for path in sorted(set(project_paths())):
        full = ROOT / path
        if full.is_file() and not full.is_symlink():
            files[path] = full.read_bytes().decode("utf-8", errors="replace")
    return Tree(files, read_layers(files["tools/layers.txt"]), read_allow(files["tools/tidy_allow.txt"]))


# ---- self-test -----------------------------------------------------------------------------------------------------

GOOD = {
    "src/base/time.h": "#pragma once\n",
    "src/bgp/session.h": '#pragma once\n#include "base/time.h"\n',
    "src/bgp/session.cc": '#include "bgp/session.h"\n\n#include <fmt/core.h>\n'
                          "// double, printf and throw may stand in a comment\n"
                          'const char* kText = "float // not a comment";\nint n = 1\'000\'000; char c = \'"\';\n',
    "src/bgp/session_test.cc": '#include "bgp/session.h"\n#include <fstream>\n',
    "src/cli/main.cc": '#include <iostream>\n#include "bgp/session.h"\nint main() { std::cout << 1.0; double d = 2; }\n',
    "docs/a.md": "See https://example.com/home/page and TODO(#7).\n",
}
BAD = [  # (path, text, part of the message that must come)
    ("src/bgp/a.h", '#pragma once\n#include "bfd/b.h"\n', "bgp must not include"),
    ("src/base/a.h", '#pragma once\n#include "bgp/session.h"\n', "allows nothing"),
    ("src/nowhere/a.h", '#pragma once\n#include "base/time.h"\n', "not in tools/layers.txt"),
    ("src/bgp/a.h", '#pragma once\n#include "session.h"\n', "is no header below src/"),
    ("src/bgp/a.cc", "#include <boost/json.hpp>\n", "Boost.JSON"),
    ("src/design/a.cc", "#include <libfyaml.h>\n", "YAML stays"),
    ("src/bgp/a.cc", "#include <sys/socket.h>\n", "not for the core"),
    ("src/bgp/a.cc", "#include <iostream>\n", "not for the core"),
    ("src/bgp/a.cc", "auto t = std::chrono::steady_clock::now();\n", "`now` argument"),
    ("src/bgp/a_test.cc", "auto t = std::chrono::steady_clock::now();\n", "`now` argument"),
    ("src/sim/a.cc", "std::mt19937 luck;\n", "cw::Rng"),
    ("src/bgp/a.cc", "std::thread t;\n", "threads"),
    ("src/bgp/a.cc", "void f() { throw 1; }\n", "std::expected"),
    ("src/bgp/a.cc", "auto p = reinterpret_cast<int*>(q);\n", "Reader and Writer"),
    ("src/bgp/a.cc", 'void f() { std::snprintf(b, 1, "x"); }\n', "fmt::format"),
    ("src/bgp/a.cc", "std::unordered_map<int, int> m;\n", "sorted std::vector"),
    ("src/bgp/a.cc", "double d;\n", "integers"),
    ("src/bgp/a.cc", "// text\n/* more\n text */ float f;\n", "a.cc:3: float"),
    ("src/bgp/a.h", "int x;\n", "no #pragma once"),
    ("src/bgp/a.h", "#pragma once\nusing namespace std;\n", "using namespace"),
    ("src/base/time.cc", '#include <vector>\n#include "base/time.h"\n', "own header"),
    ("src/bgp/a.cc", "int x;\n" * (LINES_FAIL + 1), "not one idea"),
    ("src/bgp/a.cc", "\tint x;\n", "tab"),
    ("src/bgp/a.cc", "int x; \n", "trailing space"),
    ("src/bgp/a.cc", "int x;", "no line break"),
    ("src/bgp/a.cc", "// TODO later\n", "issue number"),
    ("docs/a.md", "see /" + "home/someone/x\n", "path of one machine"),
    ("src/bgp/a.cc.orig", "int x;\n", "stray file"),
    ("src/CMakeFiles/x.txt", "x\n", "stray file"),
    ("big.json", "1" * (BYTES_FAIL + 1) + "\n", "at most"),
]
SELF_LAYERS = {"base": [], "bgp": ["base"], "bfd": ["base"], "design": ["base"], "sim": ["bgp", "base"],
               "cli": ["bgp", "base"]}


def findings(extra, allow=()):
    tree = Tree({**GOOD, **extra}, SELF_LAYERS, allow)
    for check in CHECKS:
        check(tree)
    return tree.failures


def self_test():
    wrong = [f"good code is refused: {f}" for f in findings({})]
    for path, text, message in BAD:
        found = findings({path: text})
        if not any(message in f and f.startswith(path) for f in found):
            wrong.append(f"{path} {text[:40]!r}: expected '{message}', found {found}")
    if findings({"src/bgp/a.cc": "std::unordered_map<int, int> m;  // looked up, never walked\n"}):
        wrong.append("a table that is never walked is refused")
    if findings({"src/bgp/a.cc": "double d;\n"}, [("double", "src/bgp/a.cc")]):
        wrong.append("the allow-list does not allow")
    if read_layers("# c\na: b c\nd:\n") != {"a": ["b", "c"], "d": []}:
        wrong.append("read_layers")
    for each in wrong:
        print("tidy self-test:", each)
    print(f"tidy self-test: {len(BAD)} rules found what they are for" if not wrong else "tidy self-test: FAILED")
    return 1 if wrong else 0


def main():
    arguments = sys.argv[1:]
    if arguments == ["--self-test"]:
        return self_test()
    if arguments not in ([], ["--headers"]):
        print(__doc__)
        return 2
    tree = read_project()
    for check in CHECKS:
        check(tree)
    if arguments == ["--headers"]:
        check_lone_headers(tree)
    for warning in tree.warnings:
        print("note:", warning)
    for failure in tree.failures:
        print(failure)
    print(f"tidy: {len(tree.files)} files, {len(tree.failures)} findings, {len(tree.warnings)} notes")
    return 1 if tree.failures else 0


if __name__ == "__main__":
    sys.exit(main())
