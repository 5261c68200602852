import { afterEach, describe, expect, it, vi } from 'vitest'
import { canvasClose } from '../../contract/canvas-protocol'
import { AppError } from '../../contract/errors'
import { createManualClock } from '../lib/clock'
import { helloGraceMs, helloWithinMs, pingEveryMs, unsentLimitBytes } from './canvas-socket'
import { memberLimit } from './room'
import { dataUrl, drawOf, jpegOf, openHouse, pngOf, tdToken, type Guest } from './testing/canvas-house'

let house: Awaited<ReturnType<typeof openHouse>>
afterEach(() => house.close())

const helloOf = (room: string) => JSON.stringify({ type: 'hello', payload: { room } })
const first = (guest: Guest) => vi.waitFor(() => expect(guest.texts()[0]).toBeDefined())

/** Both in the room, with their hello heard. */
async function two(room = 'MESA'): Promise<[Guest, Guest]> {
  const guests: [Guest, Guest] = [await house.come({ room }), await house.come({ room })]
  await Promise.all(guests.map(first))
  return guests
}

describe('a room', () => {
  it('says hello first, and sends frames to the others of the room alone, byte for byte', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    const other = await house.come({ room: 'OTHER' })
    await first(other)
    const frames: (string | Buffer)[] = [
      '{"type":"state",  "payload":"drawing:start"}',
      drawOf('ñandú'),
      ' {"payload":"un zorro\\u00f1","type":"proc"}',
      '{"type":"cursor","payload":[1,2]}',
      'no JSON at all',
      pngOf(800, 600),
    ]
    for (const frame of frames) ana.socket.send(frame)
    await vi.waitFor(() => expect(luis.heard).toHaveLength(frames.length + 1))
    const expected = frames.map((frame) => (typeof frame === 'string' ? { text: frame } : { binary: frame }))
    expect(luis.heard).toEqual([{ text: helloOf('MESA') }, ...expected])
    expect(ana.heard).toEqual([{ text: helloOf('MESA') }])
    expect(other.heard).toEqual([{ text: helloOf('OTHER') }])
  })

  it('gives who comes later the last picture, the words and the stroke that goes on', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    for (const frame of [pngOf(8, 8, 'old'), pngOf(8, 8, 'new')]) ana.socket.send(frame)
    ana.say({ type: 'proc', payload: 'a fox' })
    ana.say({ type: 'state', payload: 'drawing:start' })
    ana.socket.send(drawOf('one'))
    ana.socket.send(drawOf('two'))
    await vi.waitFor(() => expect(luis.texts().at(-1)).toBe(drawOf('two')))
    const late = await house.come({ room: 'MESA' })
    await vi.waitFor(() => expect(late.heard).toHaveLength(5))
    expect(late.heard).toEqual([
      { text: helloOf('MESA') },
      { binary: pngOf(8, 8, 'new') },
      { text: '{"type":"proc","payload":"a fox"}' },
      { text: '{"type":"state","payload":"drawing:start"}' },
      { text: drawOf('two') },
    ])
  })

  it('forgets a stroke whose drawer left, and keeps what was drawn', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    ana.say({ type: 'state', payload: 'drawing:start' })
    ana.socket.send(drawOf('half'))
    await vi.waitFor(() => expect(luis.texts()).toContain(drawOf('half')))
    ana.socket.close()
    await vi.waitFor(() => expect(house.rooms.find('MESA')?.members()).toHaveLength(1))
    expect(house.rooms.find('MESA')?.isDrawing()).toBe(false)
    expect(house.rooms.find('MESA')?.picture()?.bytes()).toEqual(jpegOf(640, 480, 'half'))
  })

  it('takes no more than a hall’s table', async () => {
    house = await openHouse()
    for (let place = 0; place < memberLimit; place++) await house.come({ room: 'FULL' })
    await vi.waitFor(() => expect(house.rooms.find('FULL')?.members()).toHaveLength(memberLimit))
    expect(await (await house.come({ room: 'FULL' })).closed).toBe(1013)
    expect(house.rooms.find('FULL')?.members()).toHaveLength(memberLimit)
  })

  it('ends for everybody when the operator closes it', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    house.rooms.close('MESA')
    expect(await Promise.all([ana.closed, luis.closed])).toEqual([canvasClose.roomClosed, canvasClose.roomClosed])
    expect(house.rooms.find('MESA')).toBeNull()
  })
})

describe('what is not relayed', () => {
  const svg = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
  const script = Buffer.from('<script>alert(1)</script>')
  const draws: [what: string, payload: unknown][] = [
    ['SVG', dataUrl('image/svg+xml', svg)],
    ['SVG that says it is a JPEG', dataUrl('image/jpeg', svg)],
    ['a JPEG that says it is a PNG', dataUrl('image/png', jpegOf(8, 8))],
    ['HTML', `data:text/html,${script.toString()}`],
    ['a script behind the picture', `${dataUrl('image/jpeg', jpegOf(8, 8))}"><script>alert(1)</script>`],
    ['a picture that is not base64', `data:image/jpeg,${encodeURIComponent('ÿØÿ')}`],
    ['a type with parameters', dataUrl('image/jpeg;x=y', jpegOf(8, 8))],
    ['a picture that would be gigapixels', dataUrl('image/png', pngOf(60_000, 60_000))],
    ['a JPEG without its size', dataUrl('image/jpeg', Buffer.from('ffd8ffe00010', 'hex'))],
    ['an address', 'https://evil.example/picture.png'],
    ['no text', { nested: true }],
  ]
  it.each(draws)('%s', async (_, payload) => {
    house = await openHouse()
    const [ana, luis] = await two()
    ana.say({ type: 'hello', payload: {} })
    ana.say({ type: 'draw', payload })
    ana.say({ type: 'proc', payload: 'after' })
    await vi.waitFor(() => expect(luis.told('proc')).toEqual(['after']))
    expect(luis.told('draw')).toEqual([])
    const refusal = { of: 'draw', error: { code: 'picture_unsupported' } }
    await vi.waitFor(() => expect(ana.told('refused')).toMatchObject([refusal]))
  })

  const others: [what: string, frame: string | Buffer][] = [
    ['a binary frame that is no PNG', Buffer.from('<svg/>')],
    ['a data URL in a message of another type', JSON.stringify({ type: 'image', payload: ' DATA:image/svg+xml,x' })],
    ['the console’s own words', JSON.stringify({ type: 'job', payload: {} })],
    ['a long text that is no picture', JSON.stringify({ type: 'proc', payload: 'x'.repeat(70_000) })],
    ['a deep text', `{"type":"draw","payload":${'['.repeat(100_000)}`],
    ['words that are no words', JSON.stringify({ type: 'prompt', payload: { a: 1 } })],
  ]
  it.each(others)('%s', async (_, frame) => {
    house = await openHouse()
    const [ana, luis] = await two()
    ana.say({ type: 'hello', payload: {} })
    ana.socket.send(frame)
    ana.say({ type: 'state', payload: 'drawing:end' })
    await vi.waitFor(() => expect(luis.texts().at(-1)).toContain('drawing:end'))
    expect(luis.heard).toHaveLength(2)
    await vi.waitFor(() => expect(ana.told('refused')).toHaveLength(1))
  })

  it('is told to nobody who said no hello', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    ana.socket.send(Buffer.from('<svg/>'))
    ana.say({ type: 'proc', payload: 'after' })
    await vi.waitFor(() => expect(luis.told('proc')).toEqual(['after']))
    expect(ana.heard).toHaveLength(1)
  })
})

describe('hello', () => {
  it('names the room of a client whose address could not', async () => {
    house = await openHouse({ clock: createManualClock() })
    const td = await house.come()
    td.say({ type: 'hello', payload: { room: ' mesa ', client: 'touchdesigner' } })
    await vi.waitFor(() => expect(td.texts()[0]).toBe(helloOf('MESA')))
    expect(house.rooms.find('DEFAULT')).toBeNull()
    expect(house.rooms.views()).toMatchObject([{ name: 'MESA', clients: 1, receivers: 1 }])
  })

  it('is not waited for longer than a second: then the client is in DEFAULT', async () => {
    const clock = createManualClock()
    house = await openHouse({ clock })
    const td = await house.come()
    await vi.waitFor(() => expect(house.sockets.clients.size).toBe(1))
    clock.advance(helloGraceMs)
    await vi.waitFor(() => expect(td.texts()).toEqual([helloOf('DEFAULT')]))
  })

  it('moves a client to another room', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    ana.say({ type: 'hello', payload: { room: 'OTHER' } })
    await vi.waitFor(() => expect(ana.told('hello')).toEqual([{ room: 'MESA' }, { room: 'OTHER' }]))
    luis.say({ type: 'proc', payload: 'alone' })
    ana.say({ type: 'proc', payload: 'gone' })
    await vi.waitFor(() => expect(house.rooms.find('OTHER')?.prompt()).toBe('gone'))
    expect(ana.told('proc')).toEqual([])
  })

  it('with a room that is no name ends the connection', async () => {
    house = await openHouse()
    const ana = await house.come({ room: 'MESA' })
    ana.say({ type: 'hello', payload: { room: '../../etc/passwd' } })
    expect(await ana.closed).toBe(1008)
  })

  it('brings the room’s facts, and their changes', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    ana.say({ type: 'hello', payload: { client: 'page' } })
    await vi.waitFor(() => expect(ana.told('room').at(-1)).toMatchObject({ clients: 2, hasPicture: false }))
    luis.socket.send(pngOf(8, 8))
    await vi.waitFor(() => expect(ana.told('room').at(-1)).toMatchObject({ hasPicture: true }))
    luis.socket.close()
    await vi.waitFor(() => expect(ana.told('room').at(-1)).toMatchObject({ clients: 1 }))
    expect(luis.told('room')).toEqual([])
  })

  it('ends the connection before of the same client', async () => {
    house = await openHouse()
    const [ana] = await two()
    ana.say({ type: 'hello', payload: { id: 'tablet-1' } })
    await vi.waitFor(() => expect(ana.told('room')).not.toEqual([]))
    const again = await house.come({ room: 'MESA' })
    again.say({ type: 'hello', payload: { id: 'tablet-1' } })
    expect(await ana.closed).toBe(canvasClose.replaced)
    expect(house.rooms.find('MESA')?.members()).toHaveLength(2)
  })
})

describe('from beyond', () => {
  it('a code that was given out opens its room and no other', async () => {
    house = await openHouse()
    const code = house.rooms.open()
    const ana = await house.come({ room: code, rights: 'given' })
    await vi.waitFor(() => expect(ana.texts()).toEqual([helloOf(code)]))
    ana.say({ type: 'hello', payload: { room: 'MESA' } })
    expect(await ana.closed).toBe(1008)
    expect(house.rooms.find('MESA')).toBeNull()
  })

  it('a TouchDesigner shows its token in the hello', async () => {
    house = await openHouse()
    const td = await house.come({ rights: 'hello' })
    td.say({ type: 'proc', payload: 'before' })
    td.say({ type: 'hello', payload: { room: 'MESA', token: tdToken } })
    await vi.waitFor(() => expect(td.texts()[0]).toBe(helloOf('MESA')))
    expect(house.rooms.find('MESA')?.prompt()).toBe('')
  })

  it.each([{ room: 'MESA' }, { room: 'MESA', token: 'wrong' }, {}])('a hello of %o opens nothing', async (payload) => {
    house = await openHouse()
    const stranger = await house.come({ rights: 'hello' })
    stranger.say({ type: 'hello', payload })
    expect(await stranger.closed).toBe(1008)
    expect([house.rooms.total(), stranger.heard]).toEqual([0, []])
  })

  it('whoever says nothing is sent away', async () => {
    const clock = createManualClock()
    house = await openHouse({ clock })
    const stranger = await house.come({ rights: 'hello' })
    await vi.waitFor(() => expect(house.sockets.clients.size).toBe(1))
    clock.advance(helloWithinMs)
    expect(await stranger.closed).toBe(1008)
  })
})

describe('use this drawing', () => {
  it.each([
    [{ token: tdToken }, false],
    [{ token: 'wrong' }, true],
    [{}, true],
  ])('whoever shows a code in a hello of %o is a guest: %s', async (shown, isGuest) => {
    const used: boolean[] = []
    house = await openHouse({
      use: (client) => {
        used.push(client.isGuest)
        return Promise.resolve('a-job')
      },
    })
    const peer = await house.come({ rights: 'hello' })
    peer.say({ type: 'hello', payload: { room: house.rooms.open(), ...shown } })
    peer.say({ type: 'use' })
    await vi.waitFor(() => expect(used).toEqual([isGuest]))
  })

  it('is for clients that said hello, and is answered by name', async () => {
    const used: string[] = []
    house = await openHouse({
      use: async (client) => {
        used.push(client.room)
        throw new AppError('drawing_missing', 'Nothing was drawn yet.', 'Draw.')
      },
    })
    const [ana, luis] = await two()
    luis.say({ type: 'use' })
    ana.say({ type: 'hello', payload: {} })
    ana.say({ type: 'use', payload: { prompt: 'a fox' } })
    await vi.waitFor(() =>
      expect(ana.told('refused')).toMatchObject([{ of: 'use', error: { code: 'drawing_missing' } }]),
    )
    expect(used).toEqual(['MESA'])
    expect(luis.heard).toHaveLength(1)
  })
})

describe('clients that fail', () => {
  it('who never reads is let go, before more waits for it than the limit, and the others get all of it', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    const stuck = await house.come({ room: 'MESA' })
    await first(stuck)
    stuck.socket.pause()
    const finals = Array.from({ length: 12 }, (_, at) => pngOf(8, 8, `${at}`.padEnd(4_000_000, '.')))
    for (const [at, final] of finals.entries()) {
      ana.socket.send(final)
      await vi.waitFor(() => expect(luis.heard.length).toBe(at + 2))
      for (const socket of house.sockets.clients) expect(socket.bufferedAmount).toBeLessThan(unsentLimitBytes)
    }
    await vi.waitFor(() => expect(house.rooms.find('MESA')?.members()).toHaveLength(2))
    const arrived = luis.heard.slice(1).map((one) => 'binary' in one && one.binary)
    expect(arrived.map((bytes, at) => bytes && finals[at]?.equals(bytes))).toEqual(finals.map(() => true))
  })

  it('a frame of 100 MB ends its sender alone', async () => {
    house = await openHouse()
    const [ana, luis] = await two()
    ana.socket.send(Buffer.alloc(100_000_000))
    await ana.closed
    luis.say({ type: 'proc', payload: 'still here' })
    await vi.waitFor(() => expect(house.rooms.find('MESA')?.prompt()).toBe('still here'))
    expect(luis.heard).toHaveLength(1)
  })

  it('a client that answers pings no more is gone, one that never did stays', async () => {
    const clock = createManualClock()
    house = await openHouse({ clock })
    const [ana, luis] = await two()
    for (const { socket } of [ana, luis]) (socket as unknown as { _autoPong: boolean })._autoPong = false
    ana.say({ type: 'hello', payload: {} })
    luis.say({ type: 'hello', payload: {} })
    await vi.waitFor(() => expect(luis.told('room')).not.toEqual([]))
    await vi.waitFor(() => expect(ana.told('room')).not.toEqual([]))
    const pinged = vi.fn()
    ana.socket.on('ping', () => (pinged(), ana.socket.pong()))
    clock.advance(pingEveryMs)
    await vi.waitFor(() => expect(pinged).toHaveBeenCalled())
    ana.socket.removeAllListeners('ping')
    const count = () => house.rooms.find('MESA')?.members().length
    await vi.waitFor(() => {
      clock.advance(pingEveryMs)
      expect(count()).toBe(1)
    })
    expect(luis.socket.readyState).toBe(luis.socket.OPEN)
  })

  it('whose admission is over has to leave', async () => {
    const clock = createManualClock()
    house = await openHouse({ clock })
    let isPaired = true
    const ana = await house.come({ room: 'MESA', isStillAdmitted: () => isPaired })
    await first(ana)
    clock.advance(pingEveryMs)
    isPaired = false
    clock.advance(pingEveryMs)
    expect(await ana.closed).toBe(canvasClose.unpaired)
  })

  it('a storm of reconnects leaves one client in the room', async () => {
    house = await openHouse()
    const [luis] = await two()
    luis.socket.send(pngOf(8, 8))
    let last: Guest | null = null
    for (let time = 0; time < 60; time++) {
      last = await house.come({ room: 'STORM' })
      last.say({ type: 'hello', payload: { id: 'tablet-7' } })
    }
    await vi.waitFor(() => expect(house.rooms.find('STORM')?.members()).toHaveLength(1))
    expect(last?.socket.readyState).toBe(1)
  })
})
