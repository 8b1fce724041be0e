import { expect, test } from 'vitest'
import { evaluate } from '../eval/evaluate.ts'

const got = (say: string) => evaluate([{ say, expect: { calls: [] } }])[0]?.got ?? ''

test.each([
  ['jazzを週間ニュースに改名して', 'sites.rename {"site":"jazz","title":"週間ニュース"}'],
  ['過去というサイトを作って', 'sites.create {"title":"過去"}'],
  ['先月のパンという名前でサイトを作って', 'sites.create {"title":"先月のパン"}'],
  ['create a site called Today', 'sites.create {"title":"Today"}'],
  ['crea un sitio de fotos llamado Fotos', 'sites.create {"title":"Fotos"}'],
  ['crée un site de photos appelé Photos', 'sites.create {"title":"Photos"}'],
])('a title keeps the words of times in it, and what comes before it is none of it: %s', (say, wanted) => {
  expect(got(say)).toBe(wanted)
})

test.each(['erstelle eine Website namens Heute', 'erstelle eine Website mit dem Namen Heute'])(
  'what only announces a title is none: %s',
  (say) => expect(got(say)).toMatch(/^ask: Wie soll die Website heißen/),
)

test.each([
  'create a products site',
  'create a new post office site',
  'make me a photo blog called Snaps',
  'erstelle eine Foto-Website namens Bilder',
  'delete the menu cache of jazz',
  'delete the photos site',
])('what there are actions for is not said to be made in wp-admin: %s', (say) => {
  expect(got(say)).not.toMatch(/wp-admin/)
})

test.each([
  'add a page called About to jazz',
  'create a photo blog post on jazz',
  'write a post about sites on jazz',
])('what is on pages still is: %s', (say) => expect(got(say)).toMatch(/wp-admin/))

test.each([
  'stelle lost-pages, die ich gestern gelöscht habe, wieder her',
  'recupera lost-pages, lo borré ayer',
  'restaure le site lost-pages que j’ai supprimé hier',
  '昨日削除したlost-pagesを復元して',
  'restore lost-pages, deleted yesterday',
  'Gingen die Besuche gestern zurück?',
])('to bring back what was deleted is not called impossible: %s', (say) => {
  expect(got(say)).not.toMatch(
    /not available yet|geht noch nicht|aún no es posible|pas encore possible|まだできません/,
  )
})

test('to go back to an earlier time still is', () => {
  expect(got('restore jazz to yesterday 14:05')).toMatch(/not available yet/)
  expect(got('stelle jazz auf den Stand von gestern wieder her')).toMatch(/geht noch nicht/)
})
