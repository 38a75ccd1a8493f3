"""The whole suite, as `make test` runs it: first what can share the machine, on all its cores, each
with a database of its own; then what drives browsers, two at a time; then what starts engines or
looks at the clock, one after the other."""

import subprocess
import sys

BY_FILE = ("-n", "auto", "--dist", "loadfile", "--maxprocesses")
PARTS = (
    (*BY_FILE, "4", "--no-loadscope-reorder", "-m", "not browser and not slow"),
    (*BY_FILE, "2", "-m", "browser and not slow"),
    ("-m", "slow"),
)
FOUND_NOTHING = 5  # what pytest says where no test is asked for


def main(wishes: list[str]) -> int:
    """Run pytest with some wishes. The parts are not for whoever chooses by marks or workers."""
    if {"-m", "-n"} & set(wishes):
        return _pytest(wishes)
    said = [_pytest([*part, *wishes]) for part in PARTS]
    return max((code for code in said if code != FOUND_NOTHING), default=FOUND_NOTHING)


def _pytest(wishes: list[str]) -> int:
    return subprocess.run([sys.executable, "-m", "pytest", *wishes], check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
