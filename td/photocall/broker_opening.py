"""Puts the broker's loop together for the component `photocall_broker`. Called by its extension whenever it is made anew."""

from typing import Any

from touchdesigner_client import TDComfyClient

from .broker_loop import BrokerLoop
from .broker_operators import OperatorStudio
from .broker_ports import Client
from .building import start_beat
from .job_memory import JobMemory, memory_path
from .ports import Log


def open_loop(component: Any, project_folder: str, log: Log) -> BrokerLoop:
    """Two projects on one machine have a memory and results of their own."""
    memory = memory_path('broker', project_folder + component.path)
    start_beat(component)
    return BrokerLoop(OperatorStudio(component), _client, JobMemory(memory, log), memory[: -len('.json')], log)


def _client(server: str, token: str, ca_file: str) -> Client:
    return TDComfyClient(server, token, ca_file=ca_file)
