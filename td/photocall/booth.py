"""Everything between the WebSocket DAT and the component. The extension hands each callback over to one method here."""

from dataclasses import replace
from typing import Callable, Optional

from . import __version__, clock, replies
from .framing import read_frame
from .job_machine import JobMachine
from .job_record import JobRecord
from .job_states import SAVING, VERIFYING
from .messages import (
    Cancel,
    Capture,
    Cleanup,
    Countdown,
    Heartbeat,
    HelloAck,
    Message,
    PreviewWish,
    Refused,
    parse,
)
from .outbox import Outbox
from .ports import Identity, Link, Log, Memory, Rules, Stage
from .preview import PreviewPace
from .reconnect import Reconnect
from .trouble import Trouble, component_error

# Ten a second are enough for a progress bar.
_PROGRESS_EVERY_S = 0.1
# Shorter than any time without a sign that the console can be set to.
_LIFE_EVERY_S = 2.0
_STATUS_EVERY_S = 1.0
# TouchDesigner itself may have stood still: a long frame is no silence of the console.
_LONGEST_FRAME_S = 0.5
_MISSED_HEARTBEATS = 3


class Booth:
    """`identity` and `rules` are asked each time: the operator may change them at any moment."""

    def __init__(
        self,
        link: Link,
        stage: Stage,
        memory: Memory,
        identity: Callable[[], Identity],
        rules: Callable[[], Rules],
        log: Log,
    ) -> None:
        now = clock.seconds()
        self._link = link
        self._stage = stage
        self._identity = identity
        self._log = log
        self._rules = rules
        self.ack: Optional[HelloAck] = None
        self._outbox = Outbox(link)
        record = JobRecord(memory, identity().session)
        self.machine = JobMachine(stage, self._outbox, record, self._current_rules)
        self.reconnect = Reconnect(now)
        self.pace = PreviewPace()
        self._frame_at = self._progress_at = self._status_at = now
        self._silence_s = 0.0
        self._told_progress = 0.0
        self._told_status = ''
        self.machine.resume(identity().session)

    def _current_rules(self) -> Rules:
        rules = self._rules()
        return replace(rules, quality=self.ack.quality) if self.ack else rules

    # The connection

    def connected(self) -> None:
        self.reconnect.connected()
        self._outbox.connected()
        self._silence_s = 0.0
        identity = self._identity()
        job_id = self.machine.busy_with
        self._outbox.say(replies.hello(identity.name, identity.token, __version__, identity.build, job_id))

    def disconnected(self) -> None:
        self.ack = None
        self.pace.wish = None
        self.reconnect.lost(clock.seconds())

    def monitor(self, message: str) -> None:
        """What the DAT says of itself. While a connection is being made an error means that it failed."""
        if 'error' in message.lower() and self.reconnect.phase == 'connecting':
            self.disconnected()

    def reconnect_now(self) -> None:
        self.ack = None
        self.reconnect.at_once(clock.seconds())

    def component_changed(self) -> None:
        self.machine.component_changed()

    def component_failed(self, message: Optional[str]) -> None:
        """The component's own callback; None: it gave no words."""
        self.machine.fail(component_error() if message is None else Trouble(str(message)), 'component')

    # Messages

    def receive_text(self, text: str) -> None:
        self._silence_s = 0.0
        message = parse(text)
        if message is not None:
            self._take(message)

    def receive_binary(self, content: bytes) -> None:
        self._silence_s = 0.0
        frame = read_frame(content)
        if frame:
            self.machine.take_input(frame.job_id, frame.picture)

    def _take(self, message: Message) -> None:
        if isinstance(message, Heartbeat):
            self._outbox.say(replies.heartbeat_ack(message.ts))
        elif isinstance(message, HelloAck):
            self._welcomed(message)
        elif isinstance(message, PreviewWish):
            self.pace.wish = message
        elif isinstance(message, Refused):
            self._log('The console refused this machine: %s' % message.message)
            self._stage.show_state('refused: %s' % message.message)
        else:
            self._take_job(message)

    def _take_job(self, message: Message) -> None:
        if isinstance(message, Countdown):
            self.machine.countdown(message)
        elif isinstance(message, Capture):
            self._told_progress = 0.0
            self.machine.capture(message)
        elif isinstance(message, Cancel):
            self.machine.cancel(message.job_id)
        elif isinstance(message, Cleanup):
            self.machine.cleanup(message.job_id)

    def _welcomed(self, ack: HelloAck) -> None:
        """It comes again whenever one of its values changes."""
        is_first = self.ack is None
        self.ack = ack
        self.pace.wish = ack.preview
        if is_first:
            self.reconnect.trusted()
            self._told_status = ''
            self._outbox.repeat_last_word()

    # Time

    def frame(self) -> None:
        """Once a frame, or from the timer where frames stand still."""
        now = clock.seconds()
        self._watch_link(now)
        self.machine.step()
        if self.reconnect.is_up:
            self._tell_progress(now)
            self._tell_status(now)
            self._send_preview(now)

    def _watch_link(self, now: float) -> None:
        self._silence_s += min(_LONGEST_FRAME_S, now - self._frame_at)
        self._frame_at = now
        is_silent = self.ack is not None and self._silence_s > _MISSED_HEARTBEATS * self.ack.heartbeat_s
        if self.reconnect.is_up and (self._outbox.is_broken or is_silent):
            self.disconnected()
        action = self.reconnect.step(now)
        if action == 'close':
            self._link.close()
        elif action == 'open':
            self._link.open()

    def _tell_progress(self, now: float) -> None:
        job_id = self.machine.job_id
        value = self.machine.progress
        quiet_s = now - self._progress_at
        if job_id and value != self._told_progress and quiet_s >= _PROGRESS_EVERY_S:
            self._progress_at, self._told_progress = now, value
            self._outbox.say(replies.progress(job_id, value))
        elif job_id and quiet_s >= _LIFE_EVERY_S and self.machine.has_moved_since(self._progress_at):
            # Tiles or faces, each counted from 0 to 1: the whole job's value stands at its ceiling from the third on.
            self._progress_at = now
            self._outbox.say(replies.started(job_id))

    def _tell_status(self, now: float) -> None:
        if self.ack is None or (now - self._status_at < _STATUS_EVERY_S and self._told_status):
            return
        self._status_at = now
        status = replies.status(self.machine.state, self._stage.checks())
        if status != self._told_status:
            self._told_status = status
            self._outbox.say(status)
        self._stage.show_state('connected, %s' % self.machine.state)

    def _send_preview(self, now: float) -> None:
        """Never while a picture is being saved: both read back from the GPU."""
        if self.machine.state in (SAVING, VERIFYING) or not self.pace.is_due(now) or not self.pace.wish:
            return
        began = clock.seconds()
        picture = self._stage.preview(self.pace.wish)
        if picture:
            self._outbox.show(picture)
        self.pace.sent(now, clock.seconds() - began)
