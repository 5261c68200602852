"""Finding what a component calls its parameters. TouchDesigner writes them `Uiprogress`; documents write `uiprogress`."""

from typing import Any, Dict, Optional, Sequence

GENERATE = ('generate', 'regenerate')
PROGRESS = ('uiprogress', 'progress')
QUEUE = ('uiqueue', 'queue', 'queuecount', 'queueremaining')
INTERRUPT = ('interrupt', 'cancel')


def parameters_of(component: Any) -> Dict[str, Any]:
    """Lower-case name to parameter; the first of two that differ in case alone."""
    found: Dict[str, Any] = {}
    for parameter in component.customPars:
        found.setdefault(parameter.name.lower(), parameter)
    return found


def find(component: Any, names: Sequence[str], override: str = '') -> Optional[Any]:
    """The first of `names` that the component has; where the operator named one, that or none."""
    parameters = parameters_of(component)
    wanted = [override.strip().lower()] if override.strip() else list(names)
    return next((parameters[name] for name in wanted if name in parameters), None)


def is_generator(component: Any) -> bool:
    """True for ComfyTD, TDComfyUI and what behaves like them: it can be told to generate."""
    found = find(component, GENERATE)
    return found is not None and found.isPulse
