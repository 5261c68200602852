"""What the fake raises: TouchDesigner's own errors, and faults of the scripts that TouchDesigner would swallow."""


class tdError(Exception):
    """TouchDesigner's own base class."""


class tdAttributeError(tdError, AttributeError):
    """An operator, parameter or member that is not there."""


class ScriptFault(AssertionError):
    """The scripts did what must never be done: blocked a frame, touched an operator off the main thread."""
