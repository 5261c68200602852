"""Puts a booth together for the component `photocall`. Called by the extension whenever it is made anew."""

import uuid
from typing import Any, NamedTuple

from .booth import Booth
from .building import start_beat
from .job_memory import JobMemory, memory_path
from .operators import OperatorLink, OperatorStage, identity_of, rules_of, value_of
from .ports import Identity, Log, Rules

_SESSION = 'photocall_session'


class Opened(NamedTuple):
    booth: Booth
    stage: OperatorStage


def open_booth(component: Any, build: str, log: Log) -> Opened:
    session = session_of(component)
    path = memory_path(str(value_of(component, 'Stagename')), component.path)
    stage = OperatorStage(component, log)

    def identity() -> Identity:
        return identity_of(component, build, session)

    def rules() -> Rules:
        return rules_of(component)

    booth = Booth(OperatorLink(component), stage, JobMemory(path, log), identity, rules, log)
    stage.watch_progress()
    start_beat(component)
    return Opened(booth, stage)


def session_of(component: Any) -> str:
    """Lives in the component's storage, and is emptied when the project is loaded: storage is saved with it."""
    session = component.fetch(_SESSION, '', search=False)
    if not session:
        session = uuid.uuid4().hex
        component.store(_SESSION, session)
        component.storeStartupValue(_SESSION, '')
    return str(session)
