"""The job in hand, on this machine's own disk: it outlives a reload of the project and a crash of TouchDesigner."""

import hashlib
import json
import os
import re
import tempfile
from typing import Any, Dict

from .ports import Log


class JobMemory:
    """One small file of JSON, replaced in one step."""

    def __init__(self, path: str, log: Log) -> None:
        self._path = path
        self._log = log

    def load(self) -> Dict[str, Any]:
        """Empty where there is none or it cannot be read."""
        try:
            with open(self._path, encoding='utf-8') as file:
                facts = json.load(file)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            self._log('What was known of the last job cannot be read: %s' % error)
            return {}
        return facts if isinstance(facts, dict) else {}

    def save(self, facts: Dict[str, Any]) -> None:
        temporary = self._path + '.part'
        try:
            os.makedirs(os.path.dirname(self._path), exist_ok=True)
            with open(temporary, 'w', encoding='utf-8') as file:
                json.dump(facts, file)
            os.replace(temporary, self._path)
        except OSError as error:
            self._log('The job in hand cannot be noted on disk: %s' % error)


def memory_path(stage_name: str, network_path: str) -> str:
    """Of its own for each stage and component on this machine."""
    plain = re.sub(r'[^A-Za-z0-9]+', '-', stage_name).strip('-')[:40] or 'stage'
    digest = hashlib.sha1((stage_name + '\n' + network_path).encode()).hexdigest()[:8]
    return os.path.join(tempfile.gettempdir(), 'photocall-console', '%s-%s.json' % (plain, digest))
