import { expect, pair, test } from '../fixtures'
import { command, complaintsOf, expectAccessible, goToScreen, keepMessages } from '../screens'

test('every section of the settings is readable in both languages', async ({ folders, page, serve }) => {
  const complaints = complaintsOf(page)
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Settings')
  for (const language of ['English', 'Español']) {
    await page.getByRole('tab', { name: /^(This console|Esta consola)$/ }).click()
    await page.getByRole('button', { name: /^(Language|Idioma): / }).click()
    await page.getByRole('menuitemradio', { name: language }).click()
    await expect(page.getByRole('button', { name: `: ${language}` })).toBeVisible()
    for (const tab of await page.getByRole('tab').all()) {
      await tab.click()
      await expectAccessible(page, `${language}: ${await tab.innerText()}`)
    }
  }
  expect(complaints.filter((complaint) => !complaint.includes('404'))).toEqual([])
})

test('a change is saved at once and can be undone', async ({ folders, page, serve }) => {
  await pair(page, (await serve(folders)).pairUrl)
  await keepMessages(page)
  await goToScreen(page, 'Settings')
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await name.fill('Boda Ana & Luis')
  await name.press('Enter')
  await expect(page.getByRole('banner')).toContainText('Boda Ana & Luis')
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('banner')).not.toContainText('Boda Ana & Luis')
  await expect(name).toHaveValue('')
})

test('a refused value stays with its reason, and nothing is changed', async ({ folders, page, serve }) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Settings')
  await page.getByRole('tab', { name: 'Network' }).click()
  const port = page.getByRole('textbox', { name: 'Port' })
  const before = await port.inputValue()
  await port.fill('99999')
  await port.press('Enter')
  await expect(page.getByRole('alert')).toContainText('1 to 65535')
  await expect(port).toHaveAttribute('aria-invalid', 'true')
  await expectAccessible(page, 'a refused value')
  await port.press('Escape')
  await expect(port).toHaveValue(before)
})

test('the naming pattern shows the name it gives, or why it cannot be', async ({ folders, page, serve }) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Settings')
  await page.getByRole('tab', { name: 'Share' }).click()
  const pattern = page.getByRole('textbox', { name: 'File names' })
  await pattern.fill('Boda-{counter:05}-{jobId}')
  await expect(page.getByText(/^Boda-\d{5}-/)).toBeVisible()
  await pattern.fill('{nobody knows this}')
  await expect(page.getByRole('alert')).toBeVisible()
})

test('a PIN is set after it was typed twice alike, and removed', async ({ folders, page, serve }) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Settings')
  await page.getByRole('tab', { name: 'Kiosk' }).click()
  await page.getByRole('button', { name: 'Set PIN' }).click()
  await page.getByLabel('PIN', { exact: true }).fill('2580')
  await page.getByLabel('PIN again').fill('2581')
  await page.getByRole('button', { name: 'Save PIN' }).click()
  await expect(page.getByRole('alert')).toContainText('do not match')
  await page.getByLabel('PIN again').fill('2580')
  await page.getByRole('button', { name: 'Save PIN' }).click()
  await expect(page.getByText('A PIN is set')).toBeVisible()
  await page.getByRole('button', { name: 'Remove PIN' }).click()
  await expect(page.getByText('No PIN: only the console closes it')).toBeVisible()
  expect(await command(page, 'jobs.list')).toMatchObject({ total: 0 })
})

test('a browser is admitted by a code, is listed, and is sent away', async ({ browser, folders, page, serve }) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Settings')
  await page.getByRole('tab', { name: 'Network' }).click()
  await page.getByRole('button', { name: 'New code' }).click()
  const address = await page.getByText(/\/pair\?code=/).innerText()
  const other = await (await browser.newContext()).newPage()
  await pair(other, address)
  await expect(other.getByRole('banner')).toContainText('Photocall')
  const listed = page.getByRole('listitem').filter({ hasText: 'Chrome' })
  await expect(listed).toHaveCount(2)
  await expectAccessible(page, 'two admitted browsers')
  await listed
    .last()
    .getByRole('button', { name: /^Send away/ })
    .click()
  await expect(listed).toHaveCount(1)
  // its page notices and leaves by itself: whoever navigates it at that moment would be in its way
  expect((await other.request.get(new URL('/console', address).href)).status()).toBe(401)
  await expect(other.getByRole('banner')).toHaveCount(0)
  expect(await command(page, 'pairing.list')).toMatchObject({ browsers: [{ role: 'console' }] })
})

test('a program gets a token of its own, shown once, and is cut off again', async ({ folders, page, serve }) => {
  await pair(page, (await serve(folders)).pairUrl)
  await goToScreen(page, 'Settings')
  await page.getByRole('tab', { name: 'Network' }).click()
  await page.getByRole('textbox', { name: 'Name of the program' }).fill('Foyer')
  await page.getByRole('button', { name: 'New token' }).click()
  const shown = page.getByRole('textbox', { name: 'Token of Foyer' })
  await expect(shown).toHaveValue(/^pc_/)
  await expectAccessible(page, 'a new token')
  const health = new URL('/health', page.url()).href
  const asked = { headers: { authorization: `Bearer ${await shown.inputValue()}` } }
  expect((await page.request.get(health, asked)).status()).toBe(200)
  await page.getByRole('button', { name: 'I have it' }).click()
  await expect(shown).toHaveCount(0)
  const listed = page.getByRole('listitem').filter({ hasText: 'Foyer' })
  await expect(listed).toContainText('last used')
  await listed.getByRole('button', { name: 'Revoke Foyer' }).click()
  await page.getByRole('button', { name: 'Revoke token' }).click()
  await expect(listed).toHaveCount(0)
  expect((await page.request.get(health, asked)).status()).toBe(401)
  expect(await command(page, 'tokens.list')).toEqual({ tokens: [] })
})
