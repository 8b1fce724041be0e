import { fileURLToPath } from 'node:url'

export const SHELLS = ['bash', 'zsh', 'fish'] as const
export type Shell = (typeof SHELLS)[number]

/**
 * Scripts of our own, because those of the libraries we looked at evaluate what was typed or what the
 * program answered: a site owner's account name would then run in an administrator's shell. Here words
 * travel as arguments and answers are only ever data.
 */
export function completionScript(shell: Shell): string {
  const launcher = fileURLToPath(new URL('../../bin/aipress.mjs', import.meta.url))
  const ask = [process.execPath, launcher, 'complete', '--'].map(quote).join(' ')
  switch (shell) {
    case 'bash':
      return bash(ask)
    case 'zsh':
      return zsh(ask)
    case 'fish':
      return fish(ask)
  }
}

/** Bash cuts words at `=` and `:`; `aipress complete` puts them together again. */
const bash = (ask: string) => `# Completion of aipress for bash: source <(aipress completion bash)
_aipress() {
  local candidate quoted
  COMPREPLY=()
  while IFS= read -r candidate; do
    printf -v quoted '%q' "\${candidate%%$'\\t'*}"
    COMPREPLY+=("$quoted")
  done < <(${ask} "\${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -F _aipress aipress
`

const zsh = (ask: string) => `#compdef aipress
# Completion of aipress for zsh: source <(aipress completion zsh)
_aipress() {
  local line value
  local -a candidates
  while IFS= read -r line; do
    value=\${line%%$'\\t'*}
    if [[ $line == *$'\\t'* ]]; then
      candidates+=("\${value//:/\\\\:}:\${line#*$'\\t'}")
    else
      candidates+=("\${value//:/\\\\:}")
    fi
  done < <(${ask} "\${(@)words[2,CURRENT]}" 2>/dev/null)
  _describe 'aipress' candidates
}
if [[ $funcstack[1] == _aipress ]]; then
  _aipress "$@"
else
  compdef _aipress aipress
fi
`

const fish = (ask: string) => `# Completion of aipress for fish: aipress completion fish | source
function __aipress_complete
  set -l words (commandline -opc) (commandline -ct)
  ${ask} $words[2..-1] 2>/dev/null
end
complete -c aipress -f -a '(__aipress_complete)'
`

/** Single quotes are the same in all three shells but for a quote inside, which paths hardly have. */
function quote(word: string): string {
  return `'${word.replaceAll("'", "'\\''")}'`
}
