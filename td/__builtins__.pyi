# The names that TouchDesigner puts into the text of every DAT; see dats/.
from typing import Any

app: Any
op: Any
parent: Any
project: Any
td: Any
