import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startPostgres, type TestPostgres } from '../../../../test/harness/postgres.ts'
import { type ChatClient, createChatClient } from './testing/chat-client.ts'
import { openToyAssistant } from './testing/toy-assistant.ts'
import { ANNA, startToyPlatform, type ToyPlatform } from './testing/toy-platform.ts'

let postgres: TestPostgres
let platform: ToyPlatform
let chat: ChatClient

beforeAll(async () => {
  postgres = await startPostgres()
})
afterAll(() => postgres?.[Symbol.asyncDispose]())
beforeEach(async () => {
  platform = await startToyPlatform(postgres)
  chat = anew()
  return () => platform[Symbol.asyncDispose]()
})

/** Another conversation of the same person. */
const anew = () => createChatClient(openToyAssistant(platform), ANNA)
const TITLES = ['Alpha Bakery', 'Beta Bakery', 'Gamma Bakery', 'Delta Bakery', 'Epsilon Bakery']

async function withSites(): Promise<void> {
  for (const title of TITLES) await chat.say(`Create a site called ${title}`)
  chat = anew()
  platform.calls.length = 0
}
const changes = () => platform.calls.filter((call) => !call.startsWith('sites.logs'))

describe('a site that is nobody’s in particular', () => {
  test.each([
    ['suspend a site', 'Which site?'],
    ['suspend one of my sites', 'Which site?'],
    ['rename one of my sites', 'Which site?'],
    ['sperre eine Website', 'Welche Website?'],
    ['suspende un sitio', '¿Qué sitio?'],
    ['suspends un site', 'Quel site ?'],
  ])('"%s" asks which, of all there are, also right after one was spoken of', async (said, question) => {
    await withSites()
    await chat.say('show alpha-bakery')
    const { text } = await chat.say(said)

    expect(text.split('\n')[0]).toContain(question)
    for (const title of TITLES) expect(text).toContain(title)
    expect(changes()).toEqual([])
  })

  test('of more sites than a question can hold it says how many there are besides', async () => {
    for (let index = 1; index <= 10; index += 1) await chat.say(`Create a site called Shop ${index}`)
    chat = anew()

    expect((await chat.say('suspend a site')).text).toContain('… and 2 more')
    expect((await chat.say('suspend shop')).text).toContain('… and 2 more')
  })
})

describe('"my site" where there are several', () => {
  beforeEach(async () => {
    for (const title of ['Alpha', 'Green Tea', 'My first site'])
      await chat.say(`Create a site called ${title}`)
    chat = anew()
  })

  test.each([
    ['add a page called About to my site', 'Which site shall I make a link for'],
    ['Füge eine Seite namens Über uns zu meiner Seite hinzu', 'Für welche Website'],
  ])('"%s" asks which, and makes the link for the one that is said', async (said, question) => {
    const { text } = await chat.say(said)
    expect(text).toContain(question)
    expect(text).toContain('1. Alpha (alpha)')
    await chat.say('the second one')

    expect(platform.calls.at(-1)).toBe('sites.login {"site":"green-tea"}')
  })

  test('is the one that the conversation is about', async () => {
    await chat.say('show green-tea')

    expect((await chat.say('add a page called About to my site')).text).toContain('wp-admin of Green Tea?')
  })
})

test.each([
  ['how do I back it up?', 'Backups are not available yet', '7 days'],
  ['back up alpha-bakery', 'Backups are not available yet', 'Tools → Export'],
  ['wie sichere ich sie?', 'Sicherungen gibt es noch nicht', '7 Tage'],
  ['comment sauvegarder mon site ?', 'ne sont pas encore disponibles', '7 jours'],
])('"%s" tells what there is and what is not', async (said, missing, instead) => {
  await withSites()
  const { text } = await chat.say(said)

  expect(text).toContain(missing)
  expect(text).toContain(instead)
})

test.each([
  ['who is on my account?'],
  ['who has access to my account?'],
  ['wer ist in meinem Konto?'],
  ['¿quién está en mi cuenta?'],
  ['qui est sur mon compte ?'],
])('"%s" lists the people', async (said) => {
  expect((await chat.say(said)).tools).toEqual(['people_list'])
})

describe('the address of a title with an umlaut', () => {
  test.each([
    ['Erstelle eine Website namens Bäckerei Müller', 'baeckerei-mueller'],
    ['Create a site called Bäckerei Müller', 'backerei-muller'],
    ['Crea un sitio llamado Pingüino', 'pinguino'],
  ])('after "%s" is %s, as the language has it', async (said, name) => {
    await chat.say(said)

    expect(platform.sites.map((site) => site.name)).toEqual([name])
  })

  test('is the same where a form or an answer gave the title', async () => {
    await chat.say('Ich brauche eine neue Website')
    await chat.say('Größe Zwölf')

    expect(platform.sites.map((site) => site.name)).toEqual(['groesse-zwoelf'])
  })
})

describe('titles of actions are in the language that is spoken', () => {
  test.each([
    [
      'Lösche alpha-bakery',
      'Eine Website löschen: Alpha Bakery (alpha-bakery)',
      'Abgelehnt: Eine Website löschen',
    ],
    [
      'elimina alpha-bakery',
      'Eliminar un sitio: Alpha Bakery (alpha-bakery)',
      'Rechazado: Eliminar un sitio',
    ],
    [
      'supprime alpha-bakery',
      'Supprimer un site : Alpha Bakery (alpha-bakery)',
      'Refusé : Supprimer un site',
    ],
    ['alpha-bakeryを削除して', 'サイトを削除する: Alpha Bakery (alpha-bakery)', '却下: サイトを削除する'],
  ])('on the card of "%s", and after its button', async (said, title, declined) => {
    await withSites()
    const asked = await chat.say(said)
    expect(asked.approval?.title.replace(' : ', ': ')).toBe(title.replace(' : ', ': '))
    const answer = await chat.answer(asked.approval?.approvalId ?? '', false)

    expect(answer.text).toContain(declined)
  })

  test('what comes of an approval is told in it, also by buttons twice', async () => {
    await withSites()
    for (const name of ['alpha-bakery', 'beta-bakery']) {
      const asked = await chat.say(`Lösche ${name}`)
      const answer = await chat.answer(asked.approval?.approvalId ?? '', true, name)
      expect(answer.text).toContain('ist gelöscht')
    }
  })

  test('what a dearer site costs is on its card', async () => {
    const { form } = await chat.say('Ich brauche eine neue Website')
    const asked = await chat.send(form?.formId ?? '', { title: 'Teehaus', tier: 'silver' })

    expect(asked.approval?.title).toBe('Eine Website erstellen')
    expect(asked.approval?.effects[0]).toBe('Eine Website im Tarif silver kostet $5 im Monat.')
  })
})

describe('what is paid, while something dearer waits for approval', () => {
  test.each([
    ['I need a new site', 'what will I pay?', 'You pay $10 a month', 'it is $15 a month'],
    ['Ich brauche eine neue Website', 'was zahle ich?', '$10 im Monat', 'sind es $15 im Monat'],
  ])('after "%s" is told with and without it', async (said, question, now, then) => {
    await withSites()
    const { form } = await chat.say(said)
    const asked = await chat.send(form?.formId ?? '', { title: 'Teahouse', tier: 'silver' })
    const answer = await chat.say(question)

    expect(answer.text).toContain(now)
    expect(answer.text).toContain(then)
    // As a paragraph of its own, not as part of the last site's line.
    expect(answer.text).toMatch(/\n\n.*\$15[^\n]*$/)
    await chat.answer(asked.approval?.approvalId ?? '', false)
    expect((await chat.say(question)).text).not.toContain('$15')
  })
})
