import { expect, test } from 'vitest'
import golden from '../../../../../td/protocol/messages.json'
import { createI18n } from '../../../i18n/i18n'
import { troubleWords } from './trouble-words'

const { t } = createI18n('es')

const sent = golden.fromTouchDesigner.flatMap(({ message: { message, code, params } }) =>
  code === undefined ? [] : [{ message, code, params: params ?? {} }],
)

test('what our scripts complain of is told in the operator’s language', () => {
  expect(sent.filter(({ code }) => code !== 'something_new').map((trouble) => troubleWords(t, trouble))).toEqual([
    'El archivo E:/Photocall/a.jpg no sirvió al releerlo (it is not whole); la imagen llegó por la conexión.',
    'Falló un script en frame: ValueError: no TOP',
    'El componente comunica un error.',
  ])
})

test('others’ words stay as they are, also with a code of a later version or one without what it names', () => {
  const message = 'Something new.'
  for (const [code, params] of [
    [null, {}],
    ['something_new', { how: 'much' }],
    ['toString', {}],
    ['saved_file_wrong', {}],
  ] as const)
    expect(troubleWords(t, { message, code, params })).toBe(message)
})
