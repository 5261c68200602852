"""The console's line for the Textport, for tests that are processes of their own."""

import contextlib
import io
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from .fake_td.runtime import Runtime

TD = Path(__file__).resolve().parent.parent


def install(runtime: Runtime, url: str, *parts: str) -> Any:
    """Returns the network that the components were made in."""
    address = urlsplit(url)
    given = {'folder': str(TD), 'host': address.hostname, 'port': address.port, 'parts': list(parts)}
    text = (TD / 'bootstrap.py').read_text(encoding='utf-8')
    with contextlib.redirect_stdout(io.StringIO()):
        exec(compile(text, 'bootstrap.py', 'exec'), {'PHOTOCALL': given})
    return runtime.project1
