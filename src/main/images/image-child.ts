import { connectParent } from './child-port'
import { hideNativeSharpInElectron } from './sharp-binding'

hideNativeSharpInElectron()
const port = connectParent()
// Imported late: sharp is loaded only once the line above has chosen its build.
void Promise.all([import('./child-program'), import('../builtin/draw')]).then(([{ serve }, { draw }]) =>
  serve(port, draw),
)
