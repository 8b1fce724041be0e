import type { Plugin } from 'vite'

const NAME = /^breath:\d+$/

/**
 * `import 'breath:1'` ends the task that runs, and what is imported after it runs in the next. The console begins with
 * some 500 kB of code: run at once it would keep a slow phone from answering to a finger for a quarter of a second.
 */
export function breaths(): Plugin {
  return {
    name: 'breaths',
    resolveId: (id) => (NAME.test(id) ? `\0${id}` : undefined),
    load: (id) =>
      NAME.test(id.slice(1)) && id.startsWith('\0') ? { code: BREATH, moduleSideEffects: true } : undefined,
  }
}

const BREATH = `await new Promise((resolve) => {
  const channel = new MessageChannel()
  channel.port1.onmessage = resolve
  channel.port2.postMessage(undefined)
})`
