import { z } from 'zod'

/**
 * The content security policy allows no code made from text. Zod would try it when a schema is made,
 * so this must be imported before the contract.
 */
z.config({ jitless: true })
