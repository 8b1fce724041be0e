/** Mail as WordPress handed it over, before anyone looked at it. */
export interface SpooledMail {
  /** Names the mail within the spool; the same mail has the same name after a crash. */
  readonly spoolId: string
  readonly shardId: string
  readonly slot: number
  readonly receivedAt: Date
  /** RFC 5322 source, 30 MB at most. */
  readonly raw: Uint8Array
}

/** Where sites leave their mail. Works while the control plane is away; it collects later. */
export interface MailSpool {
  /** Mail not yet removed, oldest first, 100 at most. */
  collect(signal: AbortSignal): Promise<SpooledMail[]>
  /** Called once the mail is stored elsewhere. Succeeds where it is gone. */
  remove(mail: SpooledMail, signal: AbortSignal): Promise<void>
  /** Calls back soon after a site leaves mail, or at least every 5 seconds. Returns the function that stops it. */
  watch(onMail: () => void): () => void
}
