import { connectParent } from './child-port'
import { hideNativeSharpInElectron } from './sharp-binding'

hideNativeSharpInElectron()
const port = connectParent()
// A chunk of its own: sharp is loaded only once the line above has chosen its build.
void import('./child-program').then(({ serve }) => serve(port))
