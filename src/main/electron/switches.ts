import type { CommandLine } from 'electron'

/** Chromium's command line for a screen that must never doze, hide or give up. Before the app is ready. */
export function setSwitches(commandLine: CommandLine) {
  const features = [commandLine.getSwitchValue('disable-features'), 'CalculateNativeWinOcclusion']
  commandLine.appendSwitch('disable-features', features.filter((feature) => feature !== '').join(','))
  commandLine.appendSwitch('disable-renderer-backgrounding')
  commandLine.appendSwitch('disable-backgrounding-occluded-windows')
  commandLine.appendSwitch('disable-background-timer-throttling')
  // Chromium ends the whole app after a few crashes of its GPU process; hours of work must outlive a bad driver.
  commandLine.appendSwitch('disable-gpu-process-crash-limit')
  commandLine.appendSwitch('disable-pinch')
  commandLine.appendSwitch('overscroll-history-navigation', '0')
  // Nothing is fetched behind our back.
  commandLine.appendSwitch('disable-background-networking')
  commandLine.appendSwitch('disable-component-update')
}
