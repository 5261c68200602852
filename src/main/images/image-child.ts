import { connectParent } from './child-port'
import { hideNativeSharpInElectron } from './sharp-binding'

hideNativeSharpInElectron()
const port = connectParent()
// Imported late: sharp is loaded only once the line above has chosen its build.
Promise.all([import('./child-program'), import('../builtin/draw')])
  .then(([{ serve }, { draw }]) => serve(port, draw))
  .catch((error: unknown) => {
    // Electron would only warn, and every picture would wait for its time-out.
    console.error(error)
    process.exit(1)
  })
