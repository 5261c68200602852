import { z } from 'zod'
import { apiToken, tokenName, tokenScope } from './api-token'
import { done, nothing, operator, type CommandShape } from './command-shape'

/** Of tokens for integrators' programs. */
export const tokenCommands = {
  'tokens.list': { input: nothing, output: z.object({ tokens: z.array(apiToken) }), who: operator, admits: true },
  /** The answer alone holds the token's letters; throws `token_name_taken`. */
  'tokens.create': {
    input: z.strictObject({ name: tokenName, scope: tokenScope.default('jobs') }),
    output: z.object({ token: z.string(), facts: apiToken }),
    who: operator,
    admits: true,
  },
  /** In force at once: what the token holds open is cut off. */
  'tokens.revoke': { input: z.strictObject({ id: z.uuid() }), output: done, who: operator, admits: true },
} as const satisfies Record<string, CommandShape>
