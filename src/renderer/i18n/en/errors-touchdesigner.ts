/** Those of `errors` that come of TouchDesigner. */
export const touchdesignerErrors = {
  td_absent: {
    message: 'No TouchDesigner is connected',
    hint: 'Open its project. Settings, TouchDesigner says what it has to connect to.',
  },
  td_chosen_absent: {
    message: 'The active machine {{machine}} is not connected',
    hint: 'Open its project, or make another machine active in Settings, TouchDesigner.',
  },
  td_busy: { message: 'TouchDesigner works on another picture', hint: 'This one follows as soon as that one is done.' },
  td_occupied: {
    message: 'TouchDesigner may still work on a picture that was given up',
    hint: 'Wait for its file, or clear the stage in Settings, TouchDesigner once it is idle.',
  },
  td_scripts_needed: {
    message: 'This TouchDesigner project can neither hand its picture to another style nor take one from here',
    hint: 'Use its own camera with the style TouchDesigner, or install the new scripts (Settings, TouchDesigner).',
  },
  td_gone: {
    message: 'TouchDesigner on {{machine}} went away during the picture',
    hint: 'Open its project and retry. If its file still comes, it is taken after all.',
  },
  td_lost: {
    message: 'TouchDesigner on {{machine}} no longer knows of this picture',
    hint: 'Its project was started anew. Take the picture again.',
  },
  td_failed: { message: 'TouchDesigner could not make the picture', hint: 'See what it says, then retry.' },
  td_silent: {
    message: 'TouchDesigner gave neither progress nor a file for {{seconds}} s',
    hint: 'Is its component ready, and does it save into the shared folder? Then retry.',
  },
  td_same_picture: {
    message: 'TouchDesigner delivered the picture before once more: refused',
    hint: 'Its project saves before the new picture is there. Retry; the new scripts do not do that.',
  },
  td_no_file: {
    message: 'TouchDesigner saved {{fileName}}, but it did not come here within {{seconds}} s',
    hint: 'Is the shared drive in sync on both machines, and the folder of that machine right?',
  },
} as const
