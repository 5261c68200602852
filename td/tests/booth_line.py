"""The console's line for the Textport, for tests that are processes of their own."""

import contextlib
import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .fake_td.runtime import Runtime

TD = Path(__file__).resolve().parent.parent


def install(runtime: Runtime, url: str, *parts: str, token: str = '') -> Any:
    """Returns the network that the components were made in. `token` as the line for another computer has it."""
    address = urlsplit(url)
    given = {'folder': str(TD), 'host': address.hostname, 'port': address.port, 'parts': list(parts), **({'token': token} if token else {})}
    text = (TD / 'bootstrap.py').read_text(encoding='utf-8')
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, 'bootstrap.py', 'exec'), {'PHOTOCALL': given})
    return runtime.project1
