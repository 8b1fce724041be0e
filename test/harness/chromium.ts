/**
 * The same Chromium without a window around its pages, for which a new page would otherwise wait longer than for itself:
 * a third of the processor's time. The whole one is driven in corner-bakery, chat-forms and agent-sign-in.
 */
export const HEADLESS_CHROMIUM = '/usr/lib/chromium/chromium-headless-shell'
