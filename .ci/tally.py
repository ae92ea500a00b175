"""Add up pytest's junit reports: `tally.py [--all-ran] REPORT ...` prints one line of totals."""

import sys
import xml.etree.ElementTree as ET
from collections import Counter


def tally(reports: list[str]) -> Counter[str]:
    """Count passed, failed and skipped tests over all reports."""
    total: Counter[str] = Counter()
    for report in reports:
        for suite in ET.parse(report).iter("testsuite"):
            skipped = int(suite.get("skipped", 0))
            failed = int(suite.get("errors", 0)) + int(suite.get("failures", 0))
            passed = int(suite.get("tests", 0)) - failed - skipped
            total.update(passed=passed, failed=failed, skipped=skipped)
    return total


def main(arguments: list[str]) -> int:
    """Print the totals; with --all-ran, return 1 unless tests ran and every one of them passed."""
    strict = "--all-ran" in arguments
    total = tally([name for name in arguments if name != "--all-ran"])
    line = f"{total['passed']} passed, {total['failed']} failed"
    if total["skipped"]:
        line += f", {total['skipped']} skipped"
    sys.stdout.write(line + "\n")
    return int(strict and not (total["passed"] and not total["failed"] and not total["skipped"]))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
