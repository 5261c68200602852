import { z } from 'zod'

// zod compiles schemas with `new Function` where it may; the security policy forbids that, and even trying is reported.
// Imported before anything that makes a schema.
z.config({ jitless: true })
