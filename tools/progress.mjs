/**
 * Shows steps with their progress and time: lines that change in place on a terminal, plain lines
 * elsewhere. Several steps may run at once.
 *
 * Plain JavaScript without dependencies, like everything that runs before packages are installed.
 */
const FRAMES = ['⠋', '⠙', '⠹', '⠸', '⠼', '⠴', '⠦', '⠧', '⠇', '⠏']
const REDRAW_MS = 100

export function createProgress(out = process.stdout) {
  const view = out.isTTY ? createLiveView(out) : createPlainView(out)
  return {
    /**
     * Runs `work(report)`; what it answers (text) is shown beside the finished step. `report(text)`
     * shows what is going on.
     */
    async step(title, work) {
      const step = { title, detail: '', startedAt: Date.now() }
      view.started(step)
      try {
        const detail = await work((text) => {
          step.detail = text
        })
        view.finished(step, '✓', typeof detail === 'string' ? detail : '')
        return detail
      } catch (error) {
        view.finished(step, '✗', '')
        throw error
      }
    },
  }
}

function createPlainView(out) {
  return {
    started: (step) => out.write(`… ${step.title}\n`),
    finished: (step, mark, detail) => out.write(`${finishedLine(step, mark, detail)}\n`),
  }
}

function createLiveView(out) {
  const active = []
  let linesShown = 0
  let timer
  const erase = () => {
    if (linesShown > 0) out.write(`\x1b[${linesShown}A\x1b[0J`)
    linesShown = 0
  }
  const draw = () => {
    erase()
    const frame = FRAMES[Math.floor(Date.now() / REDRAW_MS) % FRAMES.length]
    for (const step of active) {
      const line = `${frame} ${step.title.padEnd(TITLE_WIDTH)} ${seconds(step)}  ${step.detail}`
      out.write(`${line.slice(0, (out.columns || 80) - 1)}\n`)
    }
    linesShown = active.length
  }
  return {
    started(step) {
      active.push(step)
      draw()
      timer ??= setInterval(draw, REDRAW_MS)
    },
    finished(step, mark, detail) {
      active.splice(active.indexOf(step), 1)
      erase()
      out.write(`${finishedLine(step, colour(mark), detail)}\n`)
      if (active.length > 0) return draw()
      clearInterval(timer)
      timer = undefined
    },
  }
}

const TITLE_WIDTH = 16

function finishedLine(step, mark, detail) {
  return `${mark} ${step.title.padEnd(TITLE_WIDTH)} ${seconds(step)}  ${detail}`.trimEnd()
}

function seconds(step) {
  return `${((Date.now() - step.startedAt) / 1000).toFixed(1)} s`.padStart(7)
}

function colour(mark) {
  return mark === '✓' ? `\x1b[32m${mark}\x1b[0m` : `\x1b[31m${mark}\x1b[0m`
}
