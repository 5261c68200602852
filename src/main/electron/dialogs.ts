import { join } from 'node:path'
import { app, dialog, type BrowserWindow, type MessageBoxOptions, type OpenDialogOptions } from 'electron'
import type { Language } from '../../contract/settings'
import type { ClosingAnswer } from './closing'

export interface DialogDeps {
  language(): Language
  /** Whose dialog it is; null puts it on the screen alone. */
  parent(): BrowserWindow | null
}

const texts = {
  en: {
    work: (jobs: number) =>
      jobs === 1 ? 'One picture is not finished yet.' : `${jobs} pictures are not finished yet.`,
    detail: 'Stopping now loses nothing: they go on when the app is started again.',
    buttons: ['Finish, then close', 'Stop now', 'Stay'],
    pictures: 'Pictures',
  },
  es: {
    work: (jobs: number) => (jobs === 1 ? 'Hay una foto sin terminar.' : `Hay ${jobs} fotos sin terminar.`),
    detail: 'Si paras ahora no se pierde nada: continuarán al abrir de nuevo la aplicación.',
    buttons: ['Terminar y cerrar', 'Parar ahora', 'Seguir aquí'],
    pictures: 'Imágenes',
  },
} as const

const answers: readonly ClosingAnswer[] = ['finish', 'stop', 'stay']

/** The system's own dialogs, in the language of the app. */
export function createDialogs({ language, parent }: DialogDeps) {
  async function open(options: OpenDialogOptions) {
    const window = parent()
    const result = await (window ? dialog.showOpenDialog(window, options) : dialog.showOpenDialog(options))
    return result.canceled ? [] : result.filePaths
  }

  return {
    async askBeforeClosing(jobs: number): Promise<ClosingAnswer> {
      const { work, detail, buttons } = texts[language()]
      const box = {
        type: 'question' as const,
        message: work(jobs),
        detail,
        buttons: [...buttons],
        defaultId: 0,
        cancelId: 2,
      } satisfies MessageBoxOptions
      return answers[await ask(box, parent())] ?? 'stay'
    },
    chooseFolder: async () => (await open({ properties: ['openDirectory', 'createDirectory'] }))[0] ?? null,
    async chooseSaveFile(suggestedName: string) {
      const options = { defaultPath: join(app.getPath('desktop'), suggestedName) }
      const window = parent()
      const result = await (window ? dialog.showSaveDialog(window, options) : dialog.showSaveDialog(options))
      return result.canceled ? null : result.filePath || null
    },
    choosePictures: () =>
      open({
        properties: ['openFile', 'multiSelections'],
        filters: [{ name: texts[language()].pictures, extensions: ['jpg', 'jpeg', 'png', 'webp'] }],
      }),
  }
}

async function ask(options: MessageBoxOptions, window: BrowserWindow | null) {
  const box = { title: app.name, noLink: true, ...options }
  return (await (window ? dialog.showMessageBox(window, box) : dialog.showMessageBox(box))).response
}
