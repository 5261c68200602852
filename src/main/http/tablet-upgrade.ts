import type { TabletDoor } from '../tablet/tablet-door'
import { createAdmission, type AdmissionDeps } from './admission'
import { schemeOf } from './request-facts'
import { seesLinks } from './tablet-rights'
import { createSockets, type UpgradeRoute } from './upgrade-route'

/** More tablets than any hall has. */
const socketLimit = 100

/** Where tablets' pages come in: `/` with an Origin, which every browser sends. */
export function createTabletRoute(deps: AdmissionDeps & { tablet: TabletDoor }): UpgradeRoute {
  const sockets = createSockets(deps.tablet.frameLimitBytes)
  return {
    sockets,
    judge({ request, url, access }) {
      if (url.pathname !== '/' || request.headers.origin === undefined) return null
      if (sockets.clients.size >= socketLimit) return { status: 503, message: 'Too many tablets are open.' }
      const origin = `${schemeOf(request)}://${request.headers.host ?? ''}`
      const isStillAdmitted = createAdmission(request, access, 'tablet', deps)
      return (socket) => deps.tablet.accept(socket, { origin, seesLinks: seesLinks(access, request), isStillAdmitted })
    },
  }
}
