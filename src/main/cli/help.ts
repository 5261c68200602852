import { AppError } from '../../contract/errors'
import { nearest } from '../lib/nearest'

/** A command's own page: a sentence, then examples before flags, because most people look for one to change. */
interface HelpPage {
  /** One line of the overview. */
  summary: string
  text: string
}

const pages: Record<string, HelpPage> = {
  generate: {
    summary: 'makes one picture or film, from words, an image or both',
    text: `Makes one picture or film with a ComfyUI workflow or a style, and tells how far it is.

Examples
  photocall generate --style comic --image guest.jpg
  photocall generate --style txt2img --prompt "a lighthouse at dusk" --output lighthouse.png
  photocall generate --workflow flux-dev.json --prompt "a sunset over mountains" --output /tmp/sunset.png
  photocall generate --workflow portrait.json --image guest.jpg --seed 7 --set KSampler.denoise=0.45
  photocall generate --workflow i2v.json --image guest.jpg --timeout 1200 --output film.mp4
  photocall generate --style connection-test --image guest.jpg --server http://192.168.1.215:8188
  photocall generate --workflow flux-dev.json --prompt "test" --json-progress

What is made
  --workflow FILE     a ComfyUI workflow in API format (Workflow > Export (API)); where words, picture, seed and steps
                      belong is found by the nodes' classes, wires and titles
  --style NAME        a style by the name of its folder; pop-art where neither is given
  --image FILE        a JPEG, PNG or WebP, where the workflow or style takes one
  --prompt TEXT       --negative TEXT
  --seed N            0 to 2147483647; without it a new one each time
  --steps N           of the sampler
  --set NODE.INPUT=VALUE
                      any value of the workflow, node by id or title; may be given several times
  --result NODE       the node whose first file is the result, where a workflow saves several

Where
  --server URL        a ComfyUI server; several share the work and stand in for one another. Without it: COMFYUI_HOST
                      and COMFYUI_PORT, the servers in the settings of --data, http://127.0.0.1:8188
  --data DIR          works in this data folder, through the console that owns it: the picture is in its gallery too.
                      With --workflow or --set only its servers and styles are used
  --output FILE|DIR   the working folder where it is not given; a file gets the extension of what comes out, and none
                      is written over
  --timeout SECONDS   for all of it; the server stops working on it then

What is printed
  --quiet             the result's path alone
  --json-progress     one JSON object a line: {"step","max_steps","eta_seconds","node"}, at last {"output"}
  Ctrl+C cancels on the server as well; pressed again it ends at once.`,
  },
  serve: {
    summary: 'runs the booth without a window',
    text: `Runs the booth without a window and prints the browser console's address with its pairing code.

Examples
  photocall serve --share /mnt/photocall --lan
  photocall serve --demo --port 8090
  photocall serve --data /srv/booth --server http://gpu-1:8188 --server http://gpu-2:8188

Flags
  --data DIR          data folder (journal, originals, settings)
  --share DIR         output folder
  --port N            port of the console, 8080 by default
  --lan               reachable from the local network
  --guest-port N      opens the guests' pages on this port, for this run
  --backend NAME      builtin, comfyui or touchdesigner
  --style NAME        default style
  --kiosk             prints the guests' screen's address too
  --server URL        a ComfyUI server in place of those of the settings; may be given several times
  --demo              a made camera picture in place of a webcam`,
  },
  jobs: {
    summary: 'shows, retries and cancels jobs',
    text: `Shows, retries and cancels jobs: through the console that works with the data folder, or alone where none does.

Examples
  photocall jobs list
  photocall jobs list --state failed --limit 200 --json
  photocall jobs show 12
  photocall jobs retry 12 --style comic
  photocall jobs cancel 0b7e0c4e-6f0f-4a55-9a0e-5f0f3d0f3c11

A job is called by its number or its id. Without a console list and show only read the data folder; retry and cancel
open it, go on with its unfinished jobs meanwhile, and follow a retry to its end.

Flags
  --state STATE       of list: counting, capturing, queued, generating, saving, saved, failed or cancelled; may be given
                      several times
  --limit N           of list: 50 where it is not given, newest first
  --style NAME        of retry: another style for the same picture
  --json              one JSON object in place of the table
  --data DIR          data folder`,
  },
  captures: {
    summary: 'exports the pictures of an event as a ZIP',
    text: `Exports finished pictures as a ZIP, with a table of what they are (captures.csv).

Examples
  photocall captures export --event "Summer party" --zip summer.zip
  photocall captures export --event first --favourites --zip best.zip
  photocall captures export --zip everything.zip --data /srv/booth

Pictures get names of their own, by the time they were taken. Those that were taken out of the gallery are left out. No
file is written over; where some pictures cannot be read the others are written, and the exit code is 4.

Flags
  --event EVENT       name or id; without it all events
  --zip FILE          the file that is written
  --favourites        favourites alone
  --data DIR          data folder`,
  },
  settings: {
    summary: 'settings and events as a file for another booth',
    text: `Settings and events as a file for another booth, without secrets; preview says what an import would change.

Examples
  photocall settings export booth.json
  photocall settings preview booth.json
  photocall settings import booth.json --data /srv/booth

Flags: --data DIR and the others of photocall serve.`,
  },
  tokens: {
    summary: 'named tokens for programs on the network',
    text: `Named tokens for programs that send pictures over the network. create prints the token, once.

Examples
  photocall tokens create "stage left"
  photocall tokens list
  photocall tokens revoke "stage left"

Flags
  --scope SCOPE       jobs (the job broker alone, what it is without the flag) or program (all that a program may)
  --data DIR          data folder`,
  },
  check: {
    summary: 'looks whether all is well, and says how to mend what is not',
    text: `Looks at data folder, journal, originals, spool, share, free space, styles, ComfyUI servers, port and runtime, and
says how to mend what is wrong.

Examples
  photocall check
  photocall check --data /srv/booth --server http://gpu-1:8188
  photocall check --repair

Flags
  --repair            mends what can be mended; with the console closed. Nothing is changed without it
  --data DIR, --share DIR and the others of photocall serve`,
  },
  support: {
    summary: 'saves a ZIP for whoever helps',
    text: `Saves a ZIP for whoever helps: logs, settings, journal facts; no pictures, no words of guests, no secrets.

Examples
  photocall support
  photocall support --data /srv/booth --output /tmp/booth.zip

Flags
  --data DIR          data folder
  --output FILE|DIR   the working folder where it is not given`,
  },
}

const exitCodeText = 'Exit codes: 0 done, 2 usage, 3 unreachable, 4 refused or failed, 5 timed out, 130 interrupted.'

/** What `photocall --help` shows. */
export const overview = `Photocall Console: one press, one verified picture.

${Object.entries(pages)
  .map(([name, { summary }]) => `  photocall ${name.padEnd(10)}${summary}`)
  .join('\n')}

Examples
  photocall generate --image guest.jpg --style comic --output comic.jpg
  photocall generate --workflow flux-dev.json --prompt "a sunset over mountains" --output /tmp/sunset.png
  photocall serve --share /mnt/photocall --lan
  photocall check

photocall COMMAND --help shows a command's flags and more examples.
${exitCodeText}
`

export const commandNames = Object.keys(pages)

/** A command's own page, whole. Throws `invalid_input` naming the nearest commands for one that there is not. */
export function helpOf(command: string): string {
  if (Object.hasOwn(pages, command)) return `${pages[command]!.text}\n\n${exitCodeText}\n`
  const hint = `Nearest: ${nearest(command, commandNames, 2).join(', ')}. See \`photocall --help\`.`
  throw new AppError('invalid_input', `There is no command "${command}".`, hint)
}
