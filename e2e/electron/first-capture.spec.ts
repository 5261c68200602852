import { expect, test } from '../fixtures'
import { expectInGallery, savedPictures, strangersIn } from '../captures'

test('one press yields one verified picture, in the share and in the gallery', async ({ folders, openApp }) => {
  const { page } = await openApp(folders)
  await page.getByRole('button', { name: /^capture/i }).click()
  const [picture] = await savedPictures(folders.shareDir, 1)
  expect(picture).toMatchObject({ widthPx: 1920, heightPx: 1080 })
  expect(strangersIn(folders.shareDir)).toEqual([])
  await expectInGallery(page, picture?.jobId ?? '')
})
