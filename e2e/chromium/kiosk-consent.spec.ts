import { z } from 'zod'
import type { Page } from '@playwright/test'
import { expect, pair, test } from '../fixtures'
import { command, complaintsOf, expectAccessible, noteSigns, openKiosk, patientKiosk } from '../screens'

const listed = z.object({ jobs: z.array(z.object({ id: z.string() })) })
const agreed = z.object({ consentAtMs: z.number().nullable() })

/** When the guest of each job agreed; null where nobody was asked. */
async function consents(page: Page): Promise<(number | null)[]> {
  const { jobs } = listed.parse(await command(page, 'jobs.list'))
  const shown = await Promise.all(jobs.map(({ id }) => command(page, 'jobs.show', { jobId: id })))
  return shown.map((job) => agreed.parse(job).consentAtMs)
}

const question = 'We show your picture tonight. All right?'
const pregunta = 'Esta noche mostramos tu foto. ¿De acuerdo?'

test('a guest is asked in the event’s language, and a picture is taken of those alone who agree', async ({
  browser,
  folders,
  page,
  serve,
}) => {
  await pair(page, (await serve(folders)).pairUrl)
  await command(page, 'settings.change', {
    capture: { countdownSec: 1 },
    kiosk: patientKiosk,
    event: { language: 'es', consent: { en: question, es: pregunta }, styles: ['comic', 'duotone'], style: 'duotone' },
  })
  const kiosk = await openKiosk(browser, page)
  const complaints = complaintsOf(kiosk)
  const start = kiosk.getByRole('button', { name: 'Toca para empezar' })

  await start.click()
  await expect(kiosk.getByText(pregunta)).toBeVisible()
  const [decline, agree] = [
    kiosk.getByRole('button', { name: 'No acepto' }),
    kiosk.getByRole('button', { name: 'Acepto', exact: true }),
  ]
  await expectAccessible(kiosk, 'consent')
  const [one, other] = [await decline.boundingBox(), await agree.boundingBox()]
  expect(one).toMatchObject({ width: other!.width, height: other!.height })
  const signs = await noteSigns(kiosk, { goodBye: ['h1', '¡Hasta pronto!'] })
  await decline.click()
  await expect.poll(signs).toEqual(['goodBye'])
  await expectAccessible(kiosk, 'good-bye')
  await expect(start).toBeVisible()
  expect(await command(page, 'jobs.list')).toMatchObject({ total: 0 })

  await start.click()
  await agree.click()
  // the style to begin with stands first, and only those that the event offers are there
  await expect(kiosk.getByRole('listitem')).toHaveText(['Duotono', 'Cómic'])
  await kiosk.getByRole('listitem').first().getByRole('button').click()
  await kiosk.getByRole('button', { name: 'Hacer la foto' }).click()
  await expect(kiosk.getByRole('button', { name: 'Repetir' })).toBeVisible()
  // the same guest is not asked twice, the next one is
  await kiosk.getByRole('button', { name: 'Repetir' }).click()
  await kiosk.getByRole('button', { name: 'Hacer la foto' }).click()
  await kiosk.getByRole('button', { name: 'Listo' }).click()
  await start.click()
  await expect(kiosk.getByText(pregunta)).toBeVisible()
  expect(await consents(page)).toEqual([expect.any(Number), expect.any(Number)])
  expect(complaints).toEqual([])
})
