/** Milliseconds since 1970. A function, so that tests of expiry can hand in their own. */
export type Clock = () => number
