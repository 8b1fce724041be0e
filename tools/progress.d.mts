export interface Progress {
  /** Runs `work`; the text it answers is shown beside the finished step. */
  step<T>(title: string, work: (report: (text: string) => void) => Promise<T>): Promise<T>
}

export function createProgress(out?: NodeJS.WriteStream): Progress
