"""A drawing room on TouchDesigner's side: the connection, and what comes over it, frame by frame. Nothing here waits."""

from functools import partial
from typing import Any, Callable, Optional

from . import clock
from .canvas_files import CanvasFiles, Prepared
from .canvas_messages import (
    Beat,
    Draw,
    Ignored,
    Message,
    Refused,
    Stroke,
    UsedDrawing,
    Welcome,
    Words,
    hello,
    parse,
    room_name,
    use_drawing,
)
from .canvas_pictures import CanvasPictures
from .canvas_ports import Wall
from .named_lines import NamedLines
from .ports import Link, Log
from .reconnect import Reconnect
from .worker import Outcome, Worker

# The console's sign of life comes every ten seconds.
_SILENCE_S = 30.0
# TouchDesigner itself may have stood still: a long frame is no silence of the console.
_LONGEST_FRAME_S = 0.5


class CanvasReceiver:
    """One piece of work at a time off the main thread; one picture and the newest words wait for it, whatever comes meanwhile."""

    def __init__(self, link: Link, wall: Wall, client_id: str, log: Log) -> None:
        now = clock.seconds()
        self._link = link
        self._wall = wall
        self._client_id = client_id
        self._lines = NamedLines(log)
        self._files = CanvasFiles(lambda: self._folders)
        self._folders = wall.wish().folders
        self._worker = Worker()
        self._on_done: Optional[Callable[[Any], None]] = None
        self._pictures = CanvasPictures()
        self._words: Optional[str] = None
        self._shown: Optional[Prepared] = None
        self._shown_on = ''
        self._room: Optional[str] = None
        self._beats = False
        self._silence_s = 0.0
        self._frame_at = now
        self.reconnect = Reconnect(now)

    # The connection

    def connected(self) -> None:
        self.reconnect.connected()
        self._silence_s, self._beats, self._room = 0.0, False, None
        wish = self._wall.wish()
        self._link.send_text(hello(wish.room, wish.token, self._client_id))

    def disconnected(self) -> None:
        self.reconnect.lost(clock.seconds())

    def monitor(self, message: str) -> None:
        """What the DAT says of itself. While a connection is being made an error means that it failed."""
        if 'error' in message.lower() and self.reconnect.phase == 'connecting':
            self.disconnected()

    def reconnect_now(self) -> None:
        """Also for another room: what is shown stays until that one has a picture."""
        self._pictures.forget()
        self.reconnect.at_once(clock.seconds())

    def use_drawing(self) -> None:
        if not self._link.send_text(use_drawing()):
            self._wall.show_error('The console is not connected.')

    # What comes

    def receive_binary(self, content: bytes) -> None:
        """The final picture of a stroke."""
        self._silence_s = 0.0
        if self._is_our_room():
            self._pictures.take_final(content)

    def receive_text(self, text: str) -> None:
        self._silence_s = 0.0
        try:
            self._take(parse(text))
        except Ignored as error:
            self._ignored(error)

    def _take(self, message: Message) -> None:
        if isinstance(message, Welcome):
            self._room = message.room
        elif isinstance(message, Beat):
            self._beats = True
            self.reconnect.trusted()
        elif isinstance(message, Refused):
            self._trouble('The console refused: %s' % message.message)
        elif isinstance(message, UsedDrawing):
            self._wall.show_job(message.job_id, message.state)
        elif self._is_our_room():
            self._take_relayed(message)

    def _take_relayed(self, message: Message) -> None:
        if isinstance(message, Draw):
            self._pictures.take_live(message)
        elif isinstance(message, Stroke):
            self._pictures.take_stroke(message.is_drawing)
        elif isinstance(message, Words):
            self._words = message.text
            self._wall.show_words(message.text)

    def _is_our_room(self) -> bool:
        """A connection begins in the room that nobody named; a relay that says nothing of rooms has but one."""
        return self._room is None or self._room == room_name(self._wall.wish().room)

    # Time

    def frame(self) -> None:
        """Once a frame, or from the timer where frames stand still."""
        now = clock.seconds()
        self._watch_link(now)
        outcome = self._worker.take()
        if outcome is not None:
            self._settle(outcome)
        if not self._worker.is_busy:
            self._begin_next(now)

    def beat(self) -> None:
        """Once a second: a TOP that was made or chosen later shows the picture too."""
        if self._shown is not None and self._wall.target() != self._shown_on:
            self._pictures.take_again(self._shown.content)
            self._shown = None
        room = self._room or room_name(self._wall.wish().room)
        self._wall.show_state('connected, room %s' % room if self.reconnect.is_up else 'not connected')

    def _watch_link(self, now: float) -> None:
        self._silence_s += min(_LONGEST_FRAME_S, now - self._frame_at)
        self._frame_at = now
        if self.reconnect.is_up and self._beats and self._silence_s > _SILENCE_S:
            self.disconnected()
        action = self.reconnect.step(now)
        if action == 'close':
            self._link.close()
        elif action == 'open':
            self._link.open()

    # Off the main thread and back

    def _begin_next(self, now: float) -> None:
        wish = self._wall.wish()
        self._folders = wish.folders
        if self._words is not None:
            text, self._words = self._words, None
            self._begin(partial(self._files.write_words, text), lambda _path: None)
            return
        picture = self._pictures.due(now, wish.interval_s)
        if picture:
            shown = self._shown.digest if self._shown else None
            self._begin(partial(self._files.prepare, picture, shown, wish.is_written), self._prepared)

    def _begin(self, work: Callable[[], Any], on_done: Callable[[Any], None]) -> None:
        self._on_done = on_done
        self._worker.begin(work)

    def _settle(self, outcome: Outcome) -> None:
        if isinstance(outcome.error, Ignored):
            self._ignored(outcome.error)
        elif outcome.error is not None:
            self._trouble('The drawing cannot be written: %s' % outcome.error)
        elif self._on_done:
            self._on_done(outcome.value)

    def _prepared(self, picture: Optional[Prepared]) -> None:
        if picture is not None:
            self._wall.show(picture)
            self._shown, self._shown_on = picture, self._wall.target()

    def _ignored(self, error: Ignored) -> None:
        self._trouble('Ignored: %s' % error)

    def _trouble(self, words: str) -> None:
        self._wall.show_error(words)
        self._lines.say(words)
