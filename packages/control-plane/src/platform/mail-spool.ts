/** Mail as WordPress handed it over, before anyone looked at it. */
export interface SpooledMail {
  /** Names the mail within the spool; the same mail has the same name after a crash. */
  readonly spoolId: string
  readonly shardId: string
  readonly slot: number
  /** As the spool has it; never in the future. */
  readonly receivedAt: Date
  /** RFC 5322 source, 30 MB at most. */
  readonly raw: Uint8Array
}

/** Where sites leave their mail. Works while the control plane is away; it collects later. */
export interface MailSpool {
  /**
   * Mail not yet removed, 100 at most and 48 MB, but for a single larger mail. Sites take turns, so that
   * each comes in this call or a soon one whatever others do; a site's own mail comes oldest first, 60 at
   * once and then one a second. The same mail comes again until it is removed. A site may have 1,000 mails
   * or 100 MB waiting; the oldest beyond are dropped, as is what is no mail, and `onDropped` is told.
   */
  collect(signal: AbortSignal, onDropped?: (what: string) => void): Promise<SpooledMail[]>
  /** Called once the mail is stored elsewhere, or never can be. Succeeds where it is gone. */
  remove(mail: SpooledMail, signal: AbortSignal): Promise<void>
  /** Calls back soon after a site leaves mail, at least every 5 seconds and at most every second. Returns the function that stops it. */
  watch(onMail: () => void): () => void
}
