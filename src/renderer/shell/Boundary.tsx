import { Component, type ReactNode } from 'react'
import { CircleAlert } from 'lucide-react'
import { useTranslation } from 'react-i18next'
import { Button } from '../ui/Button'
import { EmptyState } from '../ui/EmptyState'

/** A screen that throws is replaced by a way out; jobs run in the core and never notice. */
export class Boundary extends Component<{ children: ReactNode }, { hasFailed: boolean }> {
  override state = { hasFailed: false }

  static getDerivedStateFromError() {
    return { hasFailed: true }
  }

  override render() {
    return this.state.hasFailed ? <Fallen onRetry={() => this.setState({ hasFailed: false })} /> : this.props.children
  }
}

function Fallen({ onRetry }: { onRetry: () => void }) {
  const { t } = useTranslation()
  return (
    <EmptyState icon={CircleAlert} title={t('app.crashed.title')} text={t('app.crashed.text')}>
      <Button kind="primary" onClick={onRetry}>
        {t('app.crashed.reload')}
      </Button>
    </EmptyState>
  )
}
