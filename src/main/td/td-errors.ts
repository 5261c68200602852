import { AppError, type ErrorFacts } from '../../contract/errors'

export function absent(): ErrorFacts {
  return {
    code: 'td_absent',
    message: 'No TouchDesigner is connected.',
    hint: 'Open its project, or look at Settings, TouchDesigner for the address that it has to connect to.',
  }
}

export function chosenAbsent(machine: string): ErrorFacts {
  return {
    code: 'td_chosen_absent',
    message: `The active machine "${machine}" is not connected.`,
    hint: 'Open its project, or make another machine active in Settings, TouchDesigner.',
    params: { machine },
  }
}

export function occupied(): ErrorFacts {
  return {
    code: 'td_occupied',
    message: 'TouchDesigner may still work on a picture that was given up.',
    hint: 'Wait for its file, or clear the stage in Settings, TouchDesigner once it is idle.',
  }
}

export function busy(): ErrorFacts {
  return {
    code: 'td_busy',
    message: 'TouchDesigner works on another picture.',
    hint: 'It is the turn of this one as soon as that one is done.',
  }
}

export function withoutScripts(): ErrorFacts {
  return {
    code: 'td_scripts_needed',
    message: 'This TouchDesigner project can neither send its picture to another style nor take one from here.',
    hint: 'Use its own camera with its own style, or install the new scripts (Settings, TouchDesigner).',
  }
}

export function gone(machine: string): AppError {
  const hint = 'Open its project again and retry. If its file still comes, the picture is taken after all.'
  return new AppError('td_gone', `TouchDesigner on "${machine}" went away during the picture.`, hint, {
    params: { machine },
  })
}

export function lost(machine: string): AppError {
  const message = `TouchDesigner on "${machine}" no longer knows of this picture.`
  return new AppError('td_lost', message, 'Its project was started anew. Take the picture again.', {
    params: { machine },
  })
}

export function failedThere(words: string): AppError {
  return new AppError('td_failed', 'TouchDesigner could not make the picture.', 'See what it says, then retry.', {
    details: words,
  })
}

export function silent(seconds: number): AppError {
  const message = `TouchDesigner gave neither progress nor a file for ${seconds} s.`
  const hint = 'Look at its project: is the component ready, does it write into the shared folder? Then retry.'
  return new AppError('td_silent', message, hint, { params: { seconds } })
}

export function samePicture(): AppError {
  const message = 'TouchDesigner delivered the picture of the job before once more, so it was refused.'
  const hint = 'Its project saves before the new picture is there. Retry; the new scripts do not have this fault.'
  return new AppError('td_same_picture', message, hint)
}

export function notSynced(fileName: string, seconds: number): AppError {
  const message = `TouchDesigner saved "${fileName}", but the file did not come here within ${seconds} s.`
  const hint = 'Is the shared drive in sync on both machines, and does that machine save into the shared folder?'
  return new AppError('td_no_file', message, hint, { params: { fileName, seconds } })
}

export function tooLate(seconds: number): AppError {
  const message = `The picture was not finished within ${seconds} s.`
  return new AppError('generation_timeout', message, 'Try again, or choose another style.', { params: { seconds } })
}

export function noOriginal(): AppError {
  const hint = 'Is its preview TOP set in the photocall component? Then press again.'
  return new AppError('camera_silent', 'TouchDesigner did not send its picture in time.', hint)
}

export function asError({ code, message, hint, params }: ErrorFacts): AppError {
  return new AppError(code, message, hint, params ? { params } : {})
}
