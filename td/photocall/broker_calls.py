"""What the broker's loop does off the main thread: no operator is touched here."""

import os
import uuid
from typing import NamedTuple, Optional

from .broker_ports import Client, Encode, Wish

_STEM = 'result-'


class Frame(NamedTuple):
    """One picture on its way; its key makes one job of two tries."""

    key: str
    encode: Encode


def new_frame(encode: Encode) -> Frame:
    return Frame(uuid.uuid4().hex, encode)


def submit(client: Client, frame: Frame, wish: Wish) -> str:
    words = {'prompt': wish.prompt, 'negative_prompt': wish.negative_prompt}
    return client.submit_frame(frame.encode(), seed=wish.seed, style=wish.style, key=frame.key, **words)


def fetch(client: Client, job_id: str, folder: str, playing: Optional[str]) -> str:
    """To a new name each time: Windows does not replace a file that is being played."""
    os.makedirs(folder, exist_ok=True)
    _sweep(folder, playing)
    return client.save_result(job_id, os.path.join(folder, _STEM + uuid.uuid4().hex[:12]))


def _sweep(folder: str, playing: Optional[str]) -> None:
    for name in os.listdir(folder):
        path = os.path.join(folder, name)
        if name.startswith(_STEM) and path != playing:
            _remove(path)


def _remove(path: str) -> None:
    try:
        os.remove(path)
    except OSError:
        pass  # still held by the player: the next sweep takes it
