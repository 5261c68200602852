import { expect, test } from 'vitest'
import { createI18n } from '../../../i18n/i18n'
import { checkWords } from './check-words'

const { t } = createI18n('es')
const words = (name: string, detail: string) => checkWords(t, { name, ok: true, detail })

test('what our scripts say of their set-up is told in the operator’s language, paths as they are', () => {
  expect(words('component', '/project1/ComfyTD')).toEqual({ name: 'Componente', detail: '/project1/ComfyTD' })
  expect(words('preview', 'No TOP is named.')).toEqual({
    name: 'TOP de vista previa',
    detail: 'No se ha indicado ninguno.',
  })
  expect(words('folder', 'As the console says.')).toEqual({ name: 'Carpeta', detail: 'La que dice la consola.' })
  expect(words('folder', 'E:\\Photocall').detail).toBe('E:\\Photocall')
})

test('what others’ scripts say stays as they say it', () => {
  expect(words('licence', 'Non-commercial')).toEqual({ name: 'licence', detail: 'Non-commercial' })
})
