/**
 * Splits a typed command into arguments, with 'single' and "double" quotes as people know them from
 * a shell. Nothing else of a shell is understood: no variables, no pipes.
 */
export function splitArguments(command: string): string[] {
  const words = command.matchAll(/(?:[^\s"']+|"(?:[^"\\]|\\.)*"?|'[^']*'?)+/g)
  return [...words].map(([word]) =>
    word.replace(/"((?:[^"\\]|\\.)*)"?|'([^']*)'?/g, (_, double?: string, single?: string) =>
      double === undefined ? (single ?? '') : double.replace(/\\(["\\])/g, '$1'),
    ),
  )
}
