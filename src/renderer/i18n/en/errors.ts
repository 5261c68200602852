import { touchdesignerErrors } from './errors-touchdesigner'

/** By ErrorCode. `{{...}}` are filled from the error's params. */
export const errors = {
  invalid_input: { message: 'That value is not possible', hint: 'Check what was entered and try again.' },
  unknown_command: { message: 'This console is older than the booth', hint: 'Reload this page.' },
  not_allowed: { message: 'Not allowed from this screen', hint: 'Do it at the operator’s console.' },
  not_found: { message: 'It is no longer there', hint: 'It may have been removed meanwhile.' },
  not_possible_now: { message: 'Not possible right now', hint: 'Try again in a moment.' },
  internal: { message: 'Something unexpected happened', hint: 'Try again. If it happens again, open the logs folder.' },
  paused: { message: 'The queue is paused', hint: 'Resume the queue to take pictures.' },
  closing: { message: 'The console is closing', hint: 'Start it again to take pictures.' },
  disk_low: { message: 'The disk is nearly full', hint: 'Make room on this computer’s disk: 2 GB must stay free.' },
  no_camera: { message: 'No camera', hint: 'Plug a camera in, or choose another one in Settings.' },
  camera_busy: {
    message: 'Another program uses the camera',
    hint: 'Close the other program; the camera comes back by itself.',
  },
  camera_denied: {
    message: 'The camera is not allowed',
    hint: 'Allow camera access in the system’s privacy settings.',
  },
  camera_lost: { message: 'The camera was unplugged', hint: 'Plug it in again; it is found by itself.' },
  camera_silent: {
    message: 'The camera gave no picture in time',
    hint: 'Press again. If it stays so, plug the camera in again; for a slow computer wait longer (Settings, Capture).',
  },
  interrupted_countdown: {
    message: 'Interrupted before the picture was taken',
    hint: 'Press again: nothing was taken.',
  },
  suspended: {
    message: 'The computer went to sleep during the countdown',
    hint: 'Press again, and turn sleep off for the event.',
  },
  picture_empty: { message: 'The picture file is empty', hint: 'Choose another file.' },
  picture_unreadable: { message: 'The picture cannot be read', hint: 'It may be damaged. Choose another file.' },
  picture_too_large: { message: 'The picture is too large', hint: 'At most 50 MB and 60 megapixels.' },
  picture_unsupported: { message: 'This kind of file is not supported', hint: 'Use JPEG, PNG or WebP.' },
  picture_timeout: { message: 'Reading the picture took too long', hint: 'Try again, or use a smaller picture.' },
  picture_not_kept: { message: 'The picture is not kept yet', hint: 'It is still here. Check the disk and retry.' },
  original_missing: { message: 'The original picture is missing', hint: 'Its file was removed from the data folder.' },
  style_unknown: {
    message: 'This style does not exist',
    hint: 'Choose another style.',
    message_import: 'Not on this computer: {{names}}',
    hint_import: 'Choose other styles after the import.',
  },
  style_broken: {
    message: 'This style is broken',
    message_named: 'The style “{{name}}” is broken',
    hint: 'Repair its style.json, or choose another style.',
  },
  input_unknown: {
    message: 'The style has no such input',
    hint: 'Look into its style.json for its inputs.',
    message_named: 'The style “{{name}}” has no input “{{input}}”',
    hint_named: 'It has: {{known}}.',
  },
  input_unfit: {
    message: 'The input is of another kind',
    hint: 'Give a number where it holds a number.',
    message_named: 'The input “{{input}}” of the style “{{name}}” is of another kind',
    hint_named: 'Give a number where it holds a number, a word where it holds a word.',
  },
  picture_needed: {
    message: 'This style works on a picture',
    message_named: 'The style “{{name}}” works on a picture',
    hint: 'Choose a style that is made of words.',
  },
  backend_unknown: { message: 'What makes this style is not installed', hint: 'Choose another style.' },
  backend_unavailable: {
    message: 'Nothing can generate this style now',
    hint: 'Start its server, or choose a built-in style.',
  },
  generation_failed: { message: 'Generating failed', hint: 'Try again, or choose another style.' },
  generation_timeout: { message: 'Generating took too long', hint: 'Try again, or choose a faster style.' },
  workflow_invalid: {
    message: 'The style’s workflow does not fit',
    message_named: 'The workflow of the style “{{name}}” does not fit ({{place}})',
    hint: 'Compare its style.json with the workflow, or export the workflow again in API format.',
  },
  workflow_refused: {
    message: 'ComfyUI refused the workflow',
    message_missing: 'ComfyUI refused the workflow: {{place}} is empty',
    message_choice: 'ComfyUI refused the workflow: {{place}} does not know “{{value}}”',
    message_range: 'ComfyUI refused the workflow: {{place}} cannot be {{value}}',
    message_type: 'ComfyUI refused the workflow: {{place}} takes another kind of value',
    message_wiring: 'ComfyUI refused the workflow: {{place}} is wired wrongly',
    message_picture: 'ComfyUI did not find the picture for {{place}}',
    hint: 'Correct the workflow in ComfyUI and export it again.',
    hint_choice: 'Possible are: {{allowed}}.',
    hint_range: 'Possible is: {{allowed}}.',
    hint_picture: 'Try again; the picture is sent anew.',
  },
  node_missing: {
    message: 'ComfyUI lacks a node',
    message_named: 'ComfyUI lacks the node “{{node}}” for the style “{{name}}”',
    hint: 'Update ComfyUI, or install it with ComfyUI-Manager: Install Missing Custom Nodes.',
  },
  model_missing: {
    message: 'ComfyUI lacks a model',
    message_named: 'ComfyUI lacks the model “{{file}}” for the style “{{name}}”',
    hint: 'Put it into models/{{folder}} on the server and press R in ComfyUI.',
    hint_similar:
      'Put it into models/{{folder}} on the server, or write “{{similar}}” into style.json: that one is there.',
    message_similar: 'ComfyUI lacks the model “{{file}}” for the style “{{name}}”',
  },
  result_empty: {
    message: 'ComfyUI gave an empty picture',
    message_uniform: 'ComfyUI gave a picture of a single colour',
    message_unchanged: 'ComfyUI gave the picture back unchanged',
    hint: 'Try again with another seed. If it stays so, the model or its VAE does not fit the style.',
  },
  generation_interrupted: {
    message: 'The work on {{server}} was stopped there',
    hint: 'Somebody pressed Cancel in ComfyUI. Try again.',
  },
  ...touchdesignerErrors,
  server_unset: { message: 'No ComfyUI server is set up', hint: 'Add one in Settings, under Servers.' },
  server_unreachable: {
    message: '{{server}} does not answer',
    hint: 'Is ComfyUI running there, and is the network up? It is tried again by itself.',
  },
  server_refused: {
    message: '{{server}} refuses us',
    hint: 'Check the address and the sign-in headers of the server in Settings.',
  },
  server_failed: { message: '{{server}} reported an error', hint: 'Look at the details, or at ComfyUI’s own window.' },
  server_stalled: { message: '{{server}} hangs', hint: 'Restart ComfyUI there. Its work goes on elsewhere.' },
  out_of_memory: {
    message: '{{server}} ran out of memory',
    hint: 'Use a smaller picture or a lighter style, or close other programs there.',
  },
  poison: { message: 'This picture failed three times', hint: 'Try it with another style.' },
  share_away: {
    message_import: '{{dir}} is not there on this computer',
    hint_import: 'Choose the share after the import.',
    message: 'The share is away',
    hint: 'Connect the drive or start its program. Pictures wait here and go out by themselves.',
    message_looking: 'Looking for the share',
    hint_looking: 'A moment.',
    message_unmarked: 'This is not the chosen share',
    hint_unmarked: 'Its mark is missing. Connect the right drive; if this one is right, say so in Settings.',
    message_other: 'Another drive stands in its place',
    hint_other: 'Connect the right drive; if this one is right, say so in Settings.',
    message_silent: 'The share does not answer',
    hint_silent: 'Check the network or the drive. Pictures wait here and go out by themselves.',
    'message_not-made': 'The share’s folder cannot be made',
    'hint_not-made': 'Choose another folder in Settings, or connect the drive.',
    message_damaged: 'The mark of the share is damaged',
    hint_damaged: 'If the folder is right, delete .photocall-share.json in it and say so in Settings.',
  },
  share_full: {
    message: 'The share is full',
    hint: 'Make room there. Pictures wait here and go out by themselves.',
  },
  share_read_only: {
    message: 'The share cannot be written',
    hint: 'Allow this user to write there. Pictures wait here and go out by themselves.',
  },
  share_verify_failed: {
    message: 'A copy did not read back as written',
    hint: 'It is tried again. Check the drive if this repeats.',
  },
  spool_unreadable: { message: 'The finished file is unreadable', hint: 'It is still here. Check the disk and retry.' },
  name_invalid: {
    message: 'This name is not possible',
    hint: 'Use other tokens or characters.',
    message_taken: 'The folder belongs to another event here; “{{taken}}” is used',
    hint_taken: 'Change it after the import.',
  },
  settings_invalid: { message: 'The settings file had mistakes', hint: 'It was kept aside; check Settings.' },
  settings_foreign: {
    message: 'This is no settings file of a photo booth',
    hint: 'Choose a file that “Export settings” wrote.',
  },
  settings_newer: {
    message: 'A newer version wrote this settings file',
    hint: 'Update this console, then import it again.',
  },
  settings_changed: {
    message_undo: 'Another setting was changed since',
    hint_undo: 'Nothing was taken back. Look at what is set now.',
    message: 'The settings changed since the preview',
    hint: 'Look at the preview again, then apply it.',
  },
  event_unknown: { message: 'This event is no longer in the list', hint: 'Choose another event.' },
  event_in_use: {
    message: 'This event has {{jobs}} pictures',
    hint: 'Confirm to take it off the list; its pictures stay.',
  },
  event_active: { message: 'Pictures are being taken for this event', hint: 'Choose another event first.' },
  consent_missing: { message: 'The guest has not agreed yet', hint: 'Show the event’s text first.' },
  overlay_unsuitable: {
    message: 'This picture cannot be an overlay',
    hint: 'Use a PNG with transparency, at most 8 MB and 8000 pixels a side.',
  },
  overlay_missing: {
    message_import: 'The overlay picture is not in the file',
    hint_import: 'Put it into the event by hand.',
    message: 'The event’s overlay is missing',
    hint: 'Put it into the event again, then retry the picture.',
  },
  clock_jumped: {
    message: 'The computer’s clock was moved by {{by}}',
    hint: 'Check date and time, then confirm them here; until then nothing is deleted by age.',
  },
  date_unsure: {
    message: 'Is today {{date}}?',
    hint: 'The booth was not used for a while. By this date pictures are to be erased: {{due}}. Confirm the date if it is right.',
  },
  data_folder_owned: {
    message: 'Another console uses this data folder',
    hint: 'Close it, or choose another data folder.',
  },
  data_folder_remote: {
    message: 'The data folder lies on a network drive',
    hint: 'Choose a folder on this computer’s own disk. Finished pictures may go to a network drive: that is the share.',
  },
  restored: {
    message: 'The journal was restored: it does not say whether this picture was finished',
    hint: 'Look at the share. If the picture is not there, retry.',
  },
  journal_restored: {
    message:
      'The journal could not be used and was restored from the backup of {{backup}}; {{jobs}} newer pictures came back',
    hint: 'Retry the failed jobs whose picture is not on the share. The old file is kept in the data folder: {{file}}',
  },
  journal_emptied: {
    message:
      'The journal could not be used, and there was no good backup; {{jobs}} pictures came back from their originals',
    hint: 'Retry the failed jobs whose picture is not on the share. The old file is kept in the data folder: {{file}}',
  },
  journal_rows_unreadable: {
    message: 'The journal holds jobs that cannot be read: {{jobs}}',
    hint: 'All others go on. Their originals are in the data folder; look into the logs.',
  },
  backup_failed: {
    message: 'The journal could not be backed up',
    hint: 'Make room on this computer’s disk. Pictures are saved all the same.',
  },
  port_taken: { message: 'The port is taken by another program', hint: 'Choose another port in Settings.' },
  pin_wrong: { message: 'Wrong PIN', hint: 'Try again.' },
  pin_locked: { message: 'Too many wrong tries', hint: 'Wait a minute.' },
  pin_unset: { message: 'No PIN is set', hint: 'Set one in Settings first.' },
  no_kiosk_display: {
    message: 'There is no display for the guest screen',
    hint: 'Connect a display, or allow the guest screen on one in Settings, Kiosk.',
  },
  login_unavailable: {
    message: 'Only the installed app can start at login',
    hint: 'Install the app, then turn it on there.',
  },
  support_failed: {
    message: 'The support file could not be saved',
    hint: 'Choose another folder.',
  },
  certificate_unusable: {
    message: '{{path}} cannot be used for https',
    hint: 'Set a certificate and the key that belongs to it: PEM files, readable for this user, without password.',
  },
  console_certificate: {
    message: '{{path}} cannot be used for https: until then only this computer reaches the console',
    hint: 'Mend the file or clear the certificate in Settings, Network; then start the console again.',
  },
  guests_unreachable: {
    message: '{{url}} does not answer ({{reason}})',
    hint: 'Look at the firewall, the tunnel and how the address is written.',
  },
  guests_elsewhere: {
    message: '{{url}} answers, but it is not the guests’ pages of this booth ({{status}})',
    hint: 'Lead the tunnel or proxy to the port of the guests’ pages, and to nothing else.',
  },
  unwanted: { message: 'The guest wants this picture deleted', hint: 'Nothing is to be done.' },
  guest_wish: {
    message: 'The guest of #{{number}} wants the picture deleted',
    hint: 'It is hidden now and goes everywhere at {{time}}, unless the guest changes their mind.',
  },
  guest_erased: {
    message: 'Picture #{{number}} is deleted, as its guest wished',
    hint: 'Nothing is left of it in reach of this booth.',
  },
  too_busy: { message: 'Too much at once', hint: 'Try again in a few seconds.' },
  too_many_requests: { message: 'Too many requests in a short time', hint: 'Try again in a few seconds.' },
  room_full: {
    message: '{{limit}} devices draw in {{room}} already',
    hint: 'Close the page on one of them, or open another room.',
  },
  room_unknown: { message: 'There is no room {{room}} any more', hint: 'Open a new one.' },
  rooms_full: { message: '{{limit}} rooms are open', hint: 'Close one that nobody needs.' },
  drawing_missing: { message: 'Nothing was drawn in {{room}} yet', hint: 'Draw something first.' },
  token_name_taken: {
    message: 'There is a token named “{{name}}” already',
    hint: 'Take another name, or revoke that token first.',
  },
} as const
