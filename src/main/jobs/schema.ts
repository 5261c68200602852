import type { Migration } from '../lib/sqlite'

/** The journal's schema; never change an entry that was released, add one. Times are UTC milliseconds. */
export const migrations: readonly Migration[] = [
  `
  CREATE TABLE jobs (
    id TEXT PRIMARY KEY,
    number INTEGER NOT NULL UNIQUE,
    state TEXT NOT NULL,
    source TEXT NOT NULL,
    backend TEXT NOT NULL,
    style TEXT NOT NULL,
    event TEXT NOT NULL,
    prompt TEXT NOT NULL,
    seed INTEGER NOT NULL,
    countdownSec REAL NOT NULL,
    pressedAtMs INTEGER NOT NULL,
    zoneOffsetMin INTEGER NOT NULL,
    takenAtMs INTEGER,
    shutterMissMs REAL,
    original TEXT,
    result TEXT,
    error TEXT,
    attempts INTEGER NOT NULL,
    priority INTEGER NOT NULL
  ) STRICT;
  CREATE INDEX jobs_by_state ON jobs (state, number);
  CREATE TABLE transitions (
    jobId TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    state TEXT NOT NULL,
    atMs INTEGER NOT NULL,
    PRIMARY KEY (jobId, place)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX transitions_by_state ON transitions (state, atMs);
  CREATE TABLE attempts (
    jobId TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    step TEXT NOT NULL,
    place INTEGER NOT NULL,
    startedAtMs INTEGER NOT NULL,
    endedAtMs INTEGER,
    outcome TEXT,
    PRIMARY KEY (jobId, step, place)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE durations (
    style TEXT NOT NULL,
    atMs INTEGER NOT NULL,
    durationMs REAL NOT NULL
  ) STRICT;
  CREATE INDEX durations_by_style ON durations (style, atMs);
  CREATE TABLE captures (
    id TEXT PRIMARY KEY,
    jobId TEXT REFERENCES jobs (id) ON DELETE SET NULL,
    root TEXT NOT NULL,
    name TEXT NOT NULL,
    style TEXT,
    seed INTEGER,
    takenAtMs INTEGER NOT NULL,
    savedAtMs INTEGER NOT NULL,
    widthPx INTEGER NOT NULL,
    heightPx INTEGER NOT NULL,
    sizeBytes INTEGER NOT NULL,
    mediaType TEXT NOT NULL,
    favourite INTEGER NOT NULL,
    publication TEXT NOT NULL,
    UNIQUE (root, name)
  ) STRICT;
  CREATE INDEX captures_by_job ON captures (jobId);
  CREATE INDEX captures_by_time ON captures (takenAtMs DESC, id);
  CREATE TABLE memory (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  `,
  // until now there was one event, whose pictures lie in the share's root
  `
  ALTER TABLE jobs ADD COLUMN eventId TEXT NOT NULL DEFAULT 'first';
  ALTER TABLE jobs ADD COLUMN output TEXT NOT NULL DEFAULT '{"folder":"","pattern":null,"overlay":null}';
  ALTER TABLE jobs ADD COLUMN consentAtMs INTEGER;
  ALTER TABLE captures ADD COLUMN eventId TEXT DEFAULT 'first';
  CREATE INDEX jobs_by_event ON jobs (eventId, pressedAtMs);
  CREATE INDEX captures_by_event ON captures (eventId, takenAtMs DESC, id);
  `,
  // what was erased, when, and how much: kept as the proof, without anything of the picture
  `
  CREATE TABLE erasures (
    jobId TEXT PRIMARY KEY,
    eventId TEXT NOT NULL,
    pressedAtMs INTEGER NOT NULL,
    plannedAtMs INTEGER NOT NULL,
    doneAtMs INTEGER,
    files INTEGER NOT NULL DEFAULT 0,
    bytes INTEGER NOT NULL DEFAULT 0,
    share TEXT NOT NULL CHECK (share IN ('kept', 'due', 'gone'))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX erasures_open ON erasures (plannedAtMs) WHERE doneAtMs IS NULL OR share = 'due';
  `,
  // how finished pictures were made
  `
  CREATE TABLE replays (
    jobId TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    record TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  `,
  // prompts that are at ComfyUI servers, noted before they are submitted
  `
  CREATE TABLE prompts (
    mark TEXT PRIMARY KEY,
    jobId TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    promptId TEXT NOT NULL,
    serverUrl TEXT NOT NULL,
    clientId TEXT NOT NULL,
    startedAtMs INTEGER NOT NULL,
    endedAtMs INTEGER,
    outcome TEXT
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX prompts_by_job ON prompts (jobId, startedAtMs);
  `,
  // the order of presses, which the wall clock alone does not tell when it is set back
  `
  ALTER TABLE jobs ADD COLUMN orderMs INTEGER NOT NULL DEFAULT 0;
  UPDATE jobs SET orderMs = pressedAtMs;
  ALTER TABLE captures ADD COLUMN orderMs INTEGER NOT NULL DEFAULT 0;
  ALTER TABLE captures ADD COLUMN orderNumber INTEGER NOT NULL DEFAULT 0;
  UPDATE captures SET orderMs = takenAtMs,
    orderNumber = coalesce((SELECT number FROM jobs WHERE jobs.id = captures.jobId), 0);
  DROP INDEX captures_by_time;
  DROP INDEX captures_by_event;
  CREATE INDEX captures_by_order ON captures (orderMs DESC, orderNumber DESC, id);
  CREATE INDEX captures_by_event ON captures (eventId, orderMs DESC, orderNumber DESC, id);
  `,
  // which style a prompt makes
  `
  ALTER TABLE prompts ADD COLUMN style TEXT NOT NULL DEFAULT '';
  UPDATE prompts SET style = coalesce((SELECT style FROM jobs WHERE jobs.id = prompts.jobId), '');
  `,
  // results that play, who pressed, and what stood in for a style that no server could make
  `
  ALTER TABLE jobs ADD COLUMN presser TEXT NOT NULL DEFAULT 'operator';
  ALTER TABLE jobs ADD COLUMN standIn TEXT;
  ALTER TABLE captures ADD COLUMN durationMs REAL;
  `,
  // with which seed: a second try has another than its job
  `
  ALTER TABLE prompts ADD COLUMN seed INTEGER;
  `,
  // guests' links; found by the hash, and its token goes when the picture is erased
  `
  CREATE TABLE guestLinks (
    jobId TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    token TEXT,
    hash TEXT NOT NULL UNIQUE
  ) STRICT, WITHOUT ROWID;
  `,
  // what a job says over its style's defaults
  `
  ALTER TABLE jobs ADD COLUMN inputs TEXT NOT NULL DEFAULT '{}';
  `,
  // guests who want their picture deleted: what is hidden, what is left to do, and what nobody here reaches
  `
  CREATE TABLE guestWishes (
    jobId TEXT PRIMARY KEY REFERENCES jobs (id) ON DELETE CASCADE,
    askedBy TEXT NOT NULL,
    askedAtMs INTEGER NOT NULL,
    dueAtMs INTEGER NOT NULL,
    begunAtMs INTEGER,
    doneAtMs INTEGER,
    tasks TEXT NOT NULL DEFAULT '[]',
    beyond TEXT NOT NULL DEFAULT '[]'
  ) STRICT, WITHOUT ROWID;
  ALTER TABLE jobs ADD COLUMN consent TEXT;
  CREATE INDEX guestWishes_open ON guestWishes (dueAtMs) WHERE doneAtMs IS NULL;
  `,
  // who asked for a job from outside, how many of whose jobs are in which state, and what a repeated submit is told by
  `
  ALTER TABLE jobs ADD COLUMN request TEXT;
  ALTER TABLE jobs ADD COLUMN requester TEXT GENERATED ALWAYS AS (iif(json_valid(request), json_extract(request, '$.requester'), NULL)) VIRTUAL;
  ALTER TABLE jobs ADD COLUMN requestWords TEXT GENERATED ALWAYS AS (iif(json_valid(request), json_extract(request, '$.words'), NULL)) VIRTUAL;
  CREATE INDEX jobs_by_requester ON jobs (requester, requestWords, number) WHERE requester IS NOT NULL;
  CREATE INDEX jobs_by_requester_state ON jobs (requester, requestWords, state, number) WHERE requester IS NOT NULL;
  CREATE TABLE requestCounts (
    requester TEXT NOT NULL,
    words TEXT NOT NULL,
    state TEXT NOT NULL,
    jobs INTEGER NOT NULL,
    PRIMARY KEY (requester, words, state)
  ) STRICT, WITHOUT ROWID;
  CREATE TRIGGER requests_added AFTER INSERT ON jobs WHEN NEW.requester IS NOT NULL BEGIN INSERT INTO requestCounts VALUES (NEW.requester, NEW.requestWords, NEW.state, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1; END;
  CREATE TRIGGER requests_moved AFTER UPDATE OF state ON jobs WHEN NEW.requester IS NOT NULL AND OLD.state <> NEW.state BEGIN UPDATE requestCounts SET jobs = jobs - 1 WHERE requester = OLD.requester AND words = OLD.requestWords AND state = OLD.state; INSERT INTO requestCounts VALUES (NEW.requester, NEW.requestWords, NEW.state, 1) ON CONFLICT DO UPDATE SET jobs = jobs + 1; END;
  CREATE TRIGGER requests_removed AFTER DELETE ON jobs WHEN OLD.requester IS NOT NULL BEGIN UPDATE requestCounts SET jobs = jobs - 1 WHERE requester = OLD.requester AND words = OLD.requestWords AND state = OLD.state; END;
  CREATE TABLE requestKeys (
    requester TEXT NOT NULL,
    key TEXT NOT NULL,
    jobId TEXT NOT NULL REFERENCES jobs (id) ON DELETE CASCADE,
    fingerprint TEXT NOT NULL,
    PRIMARY KEY (requester, key)
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX requestKeys_by_job ON requestKeys (jobId);
  `,
  // what the operator said of a picture outlives its place in the gallery: its file may only have been moved
  `
  ALTER TABLE jobs ADD COLUMN lastPublication TEXT;
  `,
]
