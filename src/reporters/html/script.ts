import { Markup } from './template.ts'

/** Filters, opens what an address points at, and goes by keys. Without it the page shows everything. */
export const script = new Markup(String.raw`
'use strict'
const all = [...document.querySelectorAll('.finding')]
const form = document.querySelector('.filter')
const field = document.querySelector('#filter')
const boxes = [...document.querySelectorAll('.filter input[name=level]')]
const none = document.querySelector('.nothing')
let at = -1
const seen = () => all.filter((each) => !each.hidden)
function sift() {
  const words = field.value.toLowerCase().split(/\s+/).filter(Boolean)
  const levels = boxes.filter((box) => box.checked).map((box) => box.value)
  for (const each of all) each.hidden = !levels.includes(each.dataset.level) || !words.every((word) => each.dataset.words.includes(word))
  const count = seen().length
  form.querySelector('output').textContent = count === all.length ? '' : count + ' of ' + all.length
  none.hidden = count > 0
  at = -1
}
function go(step) {
  const shown = seen()
  if (shown.length === 0) return
  at = Math.min(shown.length - 1, Math.max(0, at + step))
  shown[at].focus({ preventScroll: true })
  shown[at].scrollIntoView({ block: 'start' })
}
function follow() {
  let name = location.hash.slice(1)
  try { name = decodeURIComponent(name) } catch {}
  if (form && name.startsWith('q=')) {
    field.value = name.slice(2)
    sift()
    document.querySelector('#findings').scrollIntoView()
    return
  }
  const target = name && document.getElementById(name)
  if (!target) return
  for (let each = target; each; each = each.parentElement) if (each.tagName === 'DETAILS') each.open = true
  if (target.hidden) { field.value = ''; for (const box of boxes) box.checked = true; sift() }
  at = seen().indexOf(target)
  target.scrollIntoView()
}
if (form) {
  form.hidden = false
  document.querySelector('.keys').hidden = false
  form.addEventListener('submit', (event) => event.preventDefault())
  form.addEventListener('input', () => {
    sift()
    const words = field.value.trim()
    history.replaceState(null, '', words ? '#q=' + encodeURIComponent(words) : location.pathname + location.search)
  })
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape') {
      field.value = ''
      for (const box of boxes) box.checked = true
      sift()
      field.blur()
      history.replaceState(null, '', location.pathname + location.search)
    } else if (event.target === field) return
    else if (event.key === '/') { event.preventDefault(); field.focus(); field.select() }
    else if (event.key === 'j') go(1)
    else if (event.key === 'k') go(-1)
  })
}
addEventListener('hashchange', follow)
addEventListener('beforeprint', () => { for (const each of document.querySelectorAll('details')) each.open = true })
follow()
`)
