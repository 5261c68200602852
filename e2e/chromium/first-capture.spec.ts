import { expect, pair, test } from '../fixtures'
import { expectInGallery, savedPictures, strangersIn } from '../captures'

test('a browser on the headless server takes a picture into share and gallery', async ({ folders, page, serve }) => {
  const { pairUrl } = await serve(folders)
  await pair(page, pairUrl)
  await page.getByRole('button', { name: /^capture/i }).click()
  const [picture] = await savedPictures(folders.shareDir, 1)
  expect(picture).toMatchObject({ widthPx: 1920, heightPx: 1080 })
  expect(strangersIn(folders.shareDir)).toEqual([])
  await expectInGallery(page, picture?.jobId ?? '')
})
