import { z } from 'zod'
import { commands, type CommandName, type CommandShape } from '../../../contract/commands'
import { errorFacts } from '../../../contract/errors'
import { answer, json, type Operation } from './operation'

/** In a few words, for those whose name does not say it all. */
const summaries: Partial<Record<CommandName, string>> = {
  'capture.press': 'Press the button: countdown, picture, style, file',
  'jobs.cancel': 'Cancel a job',
  'jobs.retry': 'Make a failed job’s picture again, perhaps in another style',
  'jobs.restyle': 'Make another picture of a job’s original',
  'jobs.toFront': 'Let a waiting job be the next',
  'jobs.show': 'All that the journal knows of a job',
  'jobs.replay': 'How a finished picture was made',
  'jobs.outputs': 'What a job’s workflow gave besides the picture',
  'jobs.list': 'Jobs, newest first',
  'queue.pause': 'Take no presses; what is in hand is finished',
  'queue.resume': 'Take presses again',
  'captures.list': 'Finished pictures, newest first',
  'captures.overview': 'How many pictures of which kind, hour by hour',
  'captures.show': 'One finished picture',
  'captures.favourite': 'Mark pictures as favourites, or no longer',
  'captures.reject': 'Take pictures out of what guests see, or back',
  'servers.check': 'Ask a ComfyUI server what it is and what it lacks',
  'servers.test': 'Make a test picture on a ComfyUI server',
  'servers.find': 'ComfyUI servers on this machine that are not set up yet',
  'servers.warm': 'Load the event’s models before the guests come',
  'servers.stopWarming': 'Stop loading models',
  'td.clearStage': 'TouchDesigner is free, whatever it was busy with',
  'settings.change': 'Change settings; what is not named stays',
  'settings.undo': 'Take back the last change of settings; with a revision only if it is that one',
  'settings.export': 'Settings as a file for another booth, without secrets',
  'settings.preview': 'What a settings file would change here',
  'settings.apply': 'Take over a settings file that was previewed',
  'events.list': 'Events with how many pictures each has',
  'events.create': 'Make an event',
  'events.change': 'Change an event',
  'events.duplicate': 'Make an event like another',
  'events.choose': 'From now on presses belong to this event',
  'events.remove': 'Take an event off the list; its pictures stay',
  'events.removeOverlay': 'Leave the event’s overlay off',
  'retention.confirmClock': 'The computer’s clock is right',
  'share.check': 'The name that a pattern would give',
  'share.look': 'Look now whether the share is there',
  'share.adopt': 'The folder at the share’s place is the right one',
  'notices.dismiss': 'Put a notice away',
}

/** Every command that a program with a token of scope `program` may ask for. */
export function commandOperations(): Operation[] {
  return Object.entries<CommandShape>(commands)
    .filter(([, { who, admits }]) => who.includes('program') && !admits)
    .map(([name, shape]) => operationOf(name as CommandName, shape)) // keys of the very table
}

function operationOf(name: CommandName, { input, output }: CommandShape): Operation {
  return {
    id: name,
    tag: 'Commands',
    method: 'post',
    path: `/commands/${name}`,
    summary: summaries[name] ?? name,
    text: '',
    need: 'program',
    parameters: [],
    body: [json(input)],
    answers: [
      answer(200, 'Done', json(output)),
      answer(400, 'The input is not as it should be', json(errorFacts)),
      answer(401, 'The token is missing or wrong', json(errorFacts)),
      answer(403, 'Not by this token', json(errorFacts)),
      answer(409, 'Not possible now', json(errorFacts)),
    ],
    curl: `-X POST -H 'Content-Type: application/json' -d '${exampleOf(name)}' {url}/commands/${name}`,
  }
}

const examples: Partial<Record<CommandName, string>> = {
  'capture.press': '{"countdownSec":3}',
  'jobs.list': '{"limit":10}',
  'settings.change': '{"capture":{"countdownSec":3}}',
}

/** What must be there, with words in the place of values. */
function exampleOf(name: CommandName): string {
  const { required = [], properties = {} } = z.toJSONSchema(commands[name].input, {
    io: 'input',
    unrepresentable: 'any',
  })
  const fields = required.map((field) => [field, placeholder(field, properties[field])])
  return examples[name] ?? JSON.stringify(Object.fromEntries(fields))
}

function placeholder(field: string, schema: unknown): unknown {
  const { type } = schema as { type?: unknown }
  if (type === 'boolean') return true
  if (type === 'object' || type === undefined) return {}
  return type === 'array' ? [`<${field}>`] : `<${field}>`
}
