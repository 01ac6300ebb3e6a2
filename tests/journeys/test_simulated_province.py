"""tools/simulate.py: whatever the post does to bundles, nothing is lost and nothing is doubled."""

import subprocess
import sys

from tests.packaging.sources import ROOT


def test_a_small_province_with_a_bad_post_loses_and_doubles_nothing() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "simulate.py"), "--province", "46", "--counties", "1", "--deployments", "7",
         "--nights", "2", "--faults", "loss,repeat,delay,spoil,clock", "--seed", "3"],
        capture_output=True, text=True, timeout=300, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
    assert "lost 0, doubled 0, other than entered 0, ledger faults 0" in done.stdout and "loss" in done.stdout
