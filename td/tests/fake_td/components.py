"""Fakes of ComfyTD and TDComfyUI: how they behave is a plan of what to show in which frame after the pulse."""

from typing import Any, Callable, Dict, List, Optional

from .pictures import Picture

# Of one run: frame after the pulse to what happens then.
Plan = Dict[int, Callable[['FakeComponent'], None]]


class FakeComponent:
    """`parameters` names what it has; `plan` is asked at every pulse, so runs can differ."""

    def __init__(self, runtime: Any, plan: Callable[['FakeComponent'], Plan], name: str = 'ComfyTD', generate: str = 'Generate',
                 parameters: Any = ('Uiprogress',)) -> None:
        self.runtime = runtime
        self.comp = runtime.project1.create('baseCOMP', name)
        page = self.comp.appendCustomPage('ComfyUI')
        page.appendPulse(generate)
        for parameter in parameters:
            (page.appendInt if 'queue' in parameter.lower() else page.appendPulse if parameter == 'Interrupt' else page.appendFloat)(parameter)
        self.out = self.comp.create('outTOP', 'out1')
        self.out.shows = Picture(1, 320, 240)
        self._plan = plan
        self._runs: List[Any] = []
        self.generate = generate
        self.number = 1
        self.runs_begun = 0
        runtime.components.append(self)

    def pulsed(self, par: Any) -> None:
        if par.owner is self.comp and par.name == self.generate:
            self.runs_begun += 1
            self._runs.append([0, self._plan(self)])
        elif par.owner is self.comp and par.name == 'Interrupt':
            self._runs.clear()

    def frame(self) -> None:
        for run in self._runs:
            run[0] += 1
            action = run[1].pop(run[0], None)
            if action:
                action(self)
        self._runs = [run for run in self._runs if run[1]]

    @property
    def is_working(self) -> bool:
        return bool(self._runs)

    def show_next(self) -> None:
        self.number += 1
        self.out.shows = Picture(self.number, 320, 240)


def progress(value: float, name: str = 'Uiprogress') -> Callable[[FakeComponent], None]:
    return lambda component: setattr(component.comp.par, name, value)


def picture(component: FakeComponent) -> None:
    component.show_next()


def both(*actions: Callable[[FakeComponent], None]) -> Callable[[FakeComponent], None]:
    def run(component: FakeComponent) -> None:
        for action in actions:
            action(component)

    return run


def one_node(_component: Optional[FakeComponent] = None) -> Plan:
    """0 to 1 in ten steps, the picture a few frames later."""
    return {**{6 * step: progress(step / 10) for step in range(0 + 1, 11)}, 65: picture, 66: lambda _one: None}


def two_nodes(_component: Optional[FakeComponent] = None) -> Plan:
    """Every node counts from 0 to 1; only after the last one there is a picture."""
    first = {6 * step: progress(step / 10) for step in range(1, 11)}
    second = {66 + 6 * step: progress(step / 10) for step in range(0, 11)}
    return {**first, **second, 130: picture}


def tiles(_component: Optional[FakeComponent] = None) -> Plan:
    """At ten frames a second: six tiles of 20 s, each counted from 0 to 1, and then the picture."""
    steps = {200 * tile + 20 * step: progress(step / 10) for tile in range(6) for step in range(1, 11)}
    return {**{200 * tile + 5: progress(0.0) for tile in range(6)}, **steps, 1205: picture}


def cached(_component: Optional[FakeComponent] = None) -> Plan:
    """Everything is in the server's cache: no progress at all."""
    return {10: picture}


def within_one_frame(_component: Optional[FakeComponent] = None) -> Plan:
    """Up and down before anything cooks."""
    return {10: both(progress(1.0), progress(0.0)), 12: picture}


def in_per_cent(_component: Optional[FakeComponent] = None) -> Plan:
    """0 to 100; a still preview shows at 1 %, where the model is loaded for three seconds."""
    return {6: progress(1.0), 8: picture, 190: progress(2.0), 200: progress(50.0), 210: progress(100.0), 212: picture}


def late_picture(_component: Optional[FakeComponent] = None) -> Plan:
    """The picture comes three seconds after the end of the progress."""
    return {6: progress(0.0), 30: progress(1.0), 210: picture}


def slow_last_node(_component: Optional[FakeComponent] = None) -> Plan:
    """At ten frames a second: 70 s that count, then 65 s without a sign, such as a film's encoding."""
    return {6: progress(0.1), 700: progress(1.0), 1350: picture}


def hang(_component: Optional[FakeComponent] = None) -> Plan:
    return {6: progress(0.1), 30: progress(0.4)}


def failure(_component: Optional[FakeComponent] = None) -> Plan:
    """The component ends, and shows what it showed before."""
    return {6: progress(0.1), 30: progress(1.0)}


def below_threshold(_component: Optional[FakeComponent] = None) -> Plan:
    """Ends at 0.95, as components with a step too few do."""
    return {6: progress(0.2), 30: progress(0.95), 40: picture}
