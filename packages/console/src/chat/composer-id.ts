/** By which a key press anywhere finds the composer, without loading the chat for it. */
export const COMPOSER_ID = 'ask'
