/** What `photocall --help` shows. */
export const helpText = `Photocall Console: one press, one verified picture.

  photocall generate --image FILE --style NAME [--output FILE|DIR]
      Makes a styled picture of one image.
      --prompt TEXT     words for styles that take a prompt
      --server URL      a ComfyUI server, http://host:8188; may be given several times
      --seed N          0 to 2147483647; the same seed gives the same picture
      --output          a folder, or a file: it gets the extension of what comes out
      --quiet           prints the result's path alone
      --json-progress   JSON lines on stdout: {"step","max_steps","eta_seconds","node"}, then {"output"}

  photocall serve [flags]
      Runs the booth without a window and prints the browser console's address with its pairing code.
      --data DIR        data folder (journal, originals, settings)
      --share DIR       output folder
      --port N          port of the console, 8080 by default
      --lan             reachable from the local network
      --backend NAME    builtin, comfyui or touchdesigner
      --style NAME      default style
      --server URL      a ComfyUI server in place of those of the settings; may be given several times
      --demo            a made camera picture in place of a webcam

  photocall settings export|preview|import FILE [flags]
      Settings and events as a file for another booth, without secrets; preview says what an import would change.

  photocall check [flags]
      Looks at data folder, journal, originals, spool, share, free space, styles, ComfyUI servers, port and runtime, and
      says how to mend what is wrong. Changes nothing, unless:
      --repair          mends what can be mended; with the console closed

  photocall support [--data DIR] [--output FILE|DIR]
      Saves a ZIP for whoever helps: logs, settings, journal facts; no pictures, no words of guests, no secrets.

  photocall tokens list|create NAME|revoke NAME [--data DIR]
      Named tokens for programs that send pictures over the network. create prints the token, once.
      --scope SCOPE     jobs (the job broker alone, what it is without the flag) or program (all that a program may)

Examples
  photocall generate --image guest.jpg --style comic --output comic.jpg
  photocall generate --image guest.jpg --style halftone --seed 7 --json-progress
  photocall generate --image guest.jpg --style connection-test --server http://127.0.0.1:8188
  photocall serve --share /mnt/photocall --lan

Exit codes: 0 done, 2 usage, 3 unreachable, 4 refused or failed, 5 timed out, 130 interrupted.
`
