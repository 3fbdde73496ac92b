"""Compares, in one run, `kstt run` on this machine with the same on a Dask cluster of two workers on this machine.

Two workers on one machine share its cores, so this shows what the cluster costs, not what other machines would save.

    python benchmarks/cluster.py [UNITS]
"""

import hashlib
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

from full_run import PERIOD, measured, prepare

BIN = Path(sys.executable).parent


def main() -> None:
    units = int(sys.argv[1]) if len(sys.argv) > 1 else 114
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{free.getsockname()[1]}"
    with tempfile.TemporaryDirectory() as place:
        home = Path(place)
        prepare(home, units)
        run = [str(BIN / "kstt"), "run", str(PERIOD), "--locality", "bench", "--raw", "raw", "--no-prefect", "--out"]
        here_s, here_mib = measured([*run, "here/out"], home)
        programs = [[str(BIN / "dask"), "scheduler", "--host", "127.0.0.1", "--port", address.rpartition(":")[2]]]
        programs += [[str(BIN / "dask"), "worker", address, "--no-nanny", "--nthreads", "1"]] * 2
        local = ["--dashboard-address", "127.0.0.1:0"]
        quiet = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        started = [subprocess.Popen([*one, *local], cwd=home, **quiet) for one in programs]  # type: ignore[call-overload]
        os.environ["KSTT_DASK__SCHEDULER"] = address
        try:
            there_s, there_mib = measured([*run, "there/out"], home)
        finally:
            for one in started:
                one.kill()
                one.wait()
        same = digest(home / "here/out") == digest(home / "there/out")
    print(f"{units} full workbooks, {os.cpu_count()} cores")
    print(f"this machine   {here_s:7.2f} s  {here_mib:5.0f} MiB")
    print(f"two workers    {there_s:7.2f} s  {there_mib:5.0f} MiB")
    print(f"same bytes     {same}")


def digest(out: Path) -> str:
    whole = hashlib.sha256()
    for path in sorted(path for path in out.rglob("*") if path.is_file()):
        whole.update(path.relative_to(out).as_posix().encode() + path.read_bytes())
    return whole.hexdigest()


if __name__ == "__main__":
    main()
