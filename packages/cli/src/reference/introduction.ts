/** The part of docs/cli.md that no contract can tell. */
export const INTRODUCTION = `
<!-- Written by packages/cli/src/reference/write.ts; a test fails while it is out of date. -->
# The command line

\`npx aipress\` in the folder of AIPress (or \`aipress\`, with \`node_modules/.bin\` in your PATH). It needs Node 18 or newer to start; the Node that the product pins does the rest. Everything it does goes over HTTP through the same actions as the chat, the console, REST and MCP, under the same permissions.

## Which platform

The first of these that is given:

1. \`AIPRESS_URL\` with \`AIPRESS_TOKEN\`: a platform elsewhere, for one call or one script.
2. \`AIPRESS_HOME\`: the platform of this machine whose data is in that folder.
3. The login stored by \`aipress login <url>\`, in \`~/.config/aipress/credentials.json\` (mode 0600; \`XDG_CONFIG_HOME\` is respected). \`aipress logout\` forgets it.
4. The platform of this machine in \`/var/lib/aipress\`.

On the platform's own machine root needs no signing in. Everybody else needs an API token: from the console, or by \`aipress token create <name>\`.

## Output

- The answer goes to stdout; progress, questions, hints and errors go to stderr.
- For people: tables as wide as the terminal, colours on a terminal only, none with \`NO_COLOR\` or \`--no-color\`. Text from visitors and plugins cannot steer the terminal. The wording may change at any time.
- \`--json\`, anywhere on the line: one line of JSON, exactly the action's output as listed below. It is stable: fields are added, never renamed or removed. Times are ISO 8601 in UTC.
- An error with \`--json\` is one line on stderr: \`{"error": {"code", "message", "hint"?, "retryable"}}\`. A failed operation adds \`step\` and \`operationId\`.
- What streams (\`site wp\`, \`operation watch\`, \`site logs --follow\`) prints with \`--json\` a line \`{"event": …}\` for each event, then a line \`{"output": …}\`.

## Operations

Long work is an operation: it survives any crash, and this program only watches it. Steps are shown as they happen. Ctrl-C leaves (exit code 130) while the operation goes on; \`aipress operation watch <operation>\` comes back to it. \`--no-wait\` leaves as soon as it is started. Without \`--no-wait\` the output holds the operation in its last state and the site as it is then, also with \`--json\`; an operation that did not happen answers 1.

## Safety

- What destroys asks you to type the name. Without a terminal it refuses (exit code 2) unless \`--yes\` is given.
- Every call that changes something carries an idempotency key, by itself a random one. A connection lost in the middle is tried again under the same key, six times in about eight seconds, so that nothing happens twice. \`--idempotency-key <key>\` lets a script do the same over its own retries. \`site wp\` is never repeated.

## Chat

\`aipress chat "Which sites do I have?"\` asks the assistant once; \`aipress chat\` talks until \`exit\` or Ctrl-D (\`/new\` begins afresh). Piped lines are said one after the other; a line after a question answers it, \`exit\` ends them, and they end at the first that fails. What the platform refuses answers with the exit code that its command has. \`--conversation <id>\` goes on with an earlier conversation. When the assistant wants to destroy something you type the name of the thing. \`exit\` or Ctrl-D at any question leaves and changes nothing. Without a terminal it stays undone, the command that takes \`--yes\` is named, the lines that follow are still said, and the exit code is 2. \`--json\` prints the chunks of the stream (AI SDK UI messages, with \`data-conversation\` and \`data-approval\`), one a line, and does not wait for operations.

## Completion

\`source <(npx aipress completion bash)\` (or \`zsh\`; for fish: \`npx aipress completion fish | source\`) completes commands, options, choices and the names of your sites, accounts, people, tokens and operations for the command \`aipress\`. To have that command: \`alias aipress='npx aipress'\`, or \`node_modules/.bin\` in your PATH.
`
