/** The server decides; knowing it here spares a round trip. */
export const PASSWORD_LENGTH_MIN = 10
export const PASSWORD_LENGTH_MAX = 128

export const passwordHint = `At least ${PASSWORD_LENGTH_MIN} characters; a short sentence is a good one.`
