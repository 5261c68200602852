"""A booth as a process: the console's own line run in the fake TouchDesigner, in real time, until standard input closes.

    python3 td/tests/fake_booth.py < line

The first line of standard input is the line for the Textport. On standard output: what the scripts print.
"""

import sys
import threading
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from tests.fake_td.components import FakeComponent, two_nodes
from tests.fake_td.runtime import FRAME_S, Runtime

# Kept from before the fake puts its own clock in the place of `time.monotonic`.
REAL_SECONDS = time.monotonic


def main() -> None:
    line = sys.stdin.readline()
    runtime = Runtime()
    runtime.install()
    FakeComponent(runtime, two_nodes)
    runtime.project1.create('videodeviceinTOP', 'camera')
    exec(line, runtime.scripts.globals_for(runtime.root))
    booth = runtime.project1.op('photocall')
    if booth is None:
        sys.exit('the line built nothing')
    booth.par.Outputtop = '/project1/ComfyTD/out1'
    booth.par.Previewtop = '/project1/camera'
    sys.stdout.flush()
    play(runtime, until_input_ends())
    runtime.close()


def until_input_ends() -> threading.Event:
    ended = threading.Event()

    def read() -> None:
        sys.stdin.read()
        ended.set()

    threading.Thread(target=read, daemon=True).start()
    return ended


def play(runtime: Runtime, ended: threading.Event) -> None:
    """In real time."""
    behind_s = runtime.now - REAL_SECONDS()
    while not ended.wait(FRAME_S):
        runtime.step(seconds=max(0.0, REAL_SECONDS() + behind_s - runtime.now))
        sys.stdout.flush()


if __name__ == '__main__':
    main()
