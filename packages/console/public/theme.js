// A file of its own, loaded before the first paint: the page must never flash in the other theme, and
// the content security policy allows no inline script.
;(() => {
  let choice = null
  try {
    choice = localStorage.getItem('aipress.theme')
  } catch {
    // Storage may be forbidden; the system's choice then holds.
  }
  const dark = choice === 'dark' || (choice !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches)
  document.documentElement.dataset.theme = dark ? 'dark' : 'light'
})()
