/** Refused together with the other settings, before anything is started. */
export const MODEL_URL_MISSING =
  'AIPRESS_MODEL_URL is missing: an openai-compatible model needs the address of its API.'
