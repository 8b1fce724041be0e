import { AipressError } from '@aipress/contract'

/** Far above any question or token; a file piped in by mistake ends here. */
const INPUT_LENGTH_MAX = 100_000

/** All of stdin, where it is a pipe. */
export async function readAllInput(): Promise<string> {
  let text = ''
  process.stdin.setEncoding('utf8')
  for await (const chunk of process.stdin) {
    text += chunk
    if (text.length > INPUT_LENGTH_MAX) {
      throw new AipressError('invalid_input', `The input has more than ${INPUT_LENGTH_MAX} characters.`)
    }
  }
  return text
}
