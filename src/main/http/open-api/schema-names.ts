import { z } from 'zod'
import { brokerError, brokerStatus, jobEvent, serviceStatus } from '../../../contract/broker'
import { captureView } from '../../../contract/capture'
import { errorFacts } from '../../../contract/errors'
import { boothEvent, changedEvent, eventFacts } from '../../../contract/event'
import { job, jobView } from '../../../contract/job'
import { outputView } from '../../../contract/output'
import { replayRecord } from '../../../contract/replay'
import { serverCheck } from '../../../contract/server'
import { changedSettings, settings } from '../../../contract/settings'
import { settingsChange, settingsFile } from '../../../contract/settings-file'

/** What has a name of its own in the document; everything else stands where it is used. */
export const schemaNames = z.registry<{ id: string }>()

const named: Record<string, z.ZodType> = {
  BrokerError: brokerError,
  BrokerJob: brokerStatus,
  ServiceJob: serviceStatus,
  JobEvent: jobEvent,
  Error: errorFacts,
  Job: job,
  JobView: jobView,
  Capture: captureView,
  Event: boothEvent,
  ChangedEvent: changedEvent,
  EventFacts: eventFacts,
  Output: outputView,
  ReplayRecord: replayRecord,
  ServerCheck: serverCheck,
  Settings: settings,
  ChangedSettings: changedSettings,
  SettingsChange: settingsChange,
  SettingsFile: settingsFile,
}
for (const [id, schema] of Object.entries(named)) schemaNames.add(schema, { id })
