export function withoutStartingDaemons<T>(work: () => Promise<T>, policy?: string): Promise<T>
