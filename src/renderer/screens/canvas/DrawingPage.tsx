import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import styles from './DrawingPage.module.css'
import { firstBrush } from './drawing/brush'
import { HistoryButtons } from './HistoryButtons'
import { JobDialog } from './JobDialog'
import { LinkNotice } from './LinkNotice'
import { PromptBox } from './PromptBox'
import { RoomHead } from './RoomHead'
import { ToolBox } from './ToolBox'
import { UseDrawing } from './UseDrawing'
import { useBrushKeys } from './use-brush-keys'
import { useEventLanguage } from './use-event-language'
import { useSession } from './use-session'

/** The sheet in the middle, what one draws with on one side, whom one draws with on the other. */
export function DrawingPage({ room }: { room: string }) {
  const { t } = useTranslation()
  const [brush, setBrush] = useState(firstBrush)
  const host = useRef<HTMLDivElement>(null)
  const { session, state } = useSession({ room, brush, host })
  useBrushKeys({ brush, onChange: setBrush, session })
  useEventLanguage(state.facts?.language ?? null)

  return (
    <main className={styles.page}>
      <h1 className="only-heard">{t('canvas.title')}</h1>
      <div className={styles.head}>
        <RoomHead room={room} state={state} />
      </div>
      <div className={styles.tools}>
        <ToolBox brush={brush} onChange={setBrush} />
        <HistoryButtons room={room} session={session} state={state} />
      </div>
      <div className={styles.stage}>
        <div ref={host} className={styles.sheet} role="img" aria-label={t('canvas.sheet')}>
          <canvas className={styles.layer} />
          <canvas className={styles.layer} hidden />
          <canvas className={styles.layer} />
        </div>
        <LinkNotice link={state.link} />
      </div>
      <div className={styles.words}>
        <PromptBox prompt={state.prompt} onType={(text) => session?.typePrompt(text)} />
        <UseDrawing session={session} state={state} />
      </div>
      <JobDialog session={session} state={state} />
    </main>
  )
}
