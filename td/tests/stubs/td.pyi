# What the scripts use of TouchDesigner's module.
from typing import Any

app: Any
op: Any
ParMode: Any
