// Runs before the first paint. The built pages hold it themselves, so that nothing is waited for; the content security
// policy of the edge names it by its hash and allows no other inline script.
;(() => {
  const root = document.documentElement
  let choice = null
  try {
    choice = localStorage.getItem('aipress.theme')
  } catch {
    // Storage may be forbidden; the system's choice then holds.
  }
  // The page must never flash in the other theme.
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  root.dataset.theme = dark ? 'dark' : 'light'
  const hour = new Date().getHours()
  root.dataset.day = hour < 5 ? 'night' : hour < 12 ? 'morning' : hour < 18 ? 'afternoon' : 'evening'

  // The title that a site most probably has: its name was made of it.
  const name = location.pathname.split('/')[2] ?? ''
  const title = name.replace(/(^|-)([a-z0-9])/g, (_, dash, letter) => (dash && ' ') + letter.toUpperCase())
  if (/^[a-zA-Z0-9 ]+$/.test(title)) root.style.setProperty('--site-title', `"${title}"`)

  // What this page asks first is under way while its code is still coming: client/early.ts takes the answers.
  const asks = contentOf('aipress-asks')
  window.aipressAsked = new Map()
  for (const ask of asks) {
    // A list that is filtered by the address is another one.
    if (ask.includes('?') && location.search !== '') continue
    const url = ask.replace('{name}', name)
    const answer = fetch(url, { headers: { accept: 'application/json', 'x-aipress-door': 'console' } })
    answer.catch(() => undefined)
    window.aipressAsked.set(url, answer)
  }

  // Without its code the page would stay as it is for ever, busy, and nothing in it could say why.
  const isOfCode = ({ target }) => target === window || target instanceof HTMLScriptElement
  addEventListener('error', (event) => isOfCode(event) && giveUp(), true)
  addEventListener('unhandledrejection', giveUp)

  // The code comes after the first paint of the whole document, which it would be in the way of; a first paint may have
  // nothing in it yet. A page that nobody sees is not painted.
  const [entry, ...others] = contentOf('aipress-code')
  if (entry === undefined) return
  let isLoading = false
  const load = () => {
    if (isLoading) return
    isLoading = true
    add('script', { type: 'module', crossOrigin: 'anonymous', src: entry })
    for (const href of others) add('link', { rel: 'modulepreload', crossOrigin: 'anonymous', href })
  }
  addEventListener('DOMContentLoaded', () => {
    setTimeout(load, 200)
    requestAnimationFrame(() => setTimeout(load))
  })

  function giveUp() {
    if (document.readyState === 'loading') return addEventListener('DOMContentLoaded', giveUp)
    const page = document.getElementById('root')
    const told = document.getElementById('not-loaded')
    // Once there is a page, it tells itself what fails.
    const isThere = page.firstElementChild !== null && !page.firstElementChild.inert
    if (isThere || told === null) return
    page.replaceChildren(told.content.cloneNode(true))
    page.querySelector('button').onclick = () => location.reload()
  }

  function contentOf(name) {
    const meta = document.querySelector(`meta[name="${name}"]`)
    return meta === null ? [] : meta.content.split(' ')
  }

  function add(tag, properties) {
    const element = Object.assign(document.createElement(tag), properties)
    document.head.append(element)
    return element
  }
})()
