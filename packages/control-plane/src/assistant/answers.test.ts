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
const states = () => platform.sites.map(({ state }) => state)
const titles = () => platform.sites.map(({ title }) => title)

/** None of them says which of the sites that were offered. */
const NO_CHOICES: Readonly<Record<string, readonly string[]>> = {
  'suspend bakery': [
    'what did it cost me last month?',
    'which was the first one I made?',
    'I like the first one',
    'I use the second one',
    'show me the second one’s logs',
    '1 more question: what do I pay?',
    'in the last 2 days, what changed?',
    'is 3 PHP errors a lot?',
    'ok, what did it cost me last month?',
    'the last one was slow yesterday',
    'my first site was never that slow',
    'yes, but what happens to visitors of the first one?',
    'resume the last one?',
    'don’t touch the second one',
    '1 and 2',
    'all of them',
    'the other one',
    'anything but the last',
    '7',
    'hm, the third?',
  ],
  'sperre bakery': [
    'was hat das letzten Monat gekostet?',
    'welche war die erste, die ich gemacht habe?',
    'was hat sich in den letzten 2 Tagen geändert?',
    'sind 3 PHP-Fehler viel?',
    'ja, aber was sehen Besucher der ersten?',
    'nicht die letzte',
    'die zweite ist doch viel zu langsam',
  ],
  'suspende bakery': [
    '¿qué pagué el último mes?',
    '¿cuál fue el primero que hice?',
    '¿qué cambió en los últimos 2 días?',
    '¿son muchos 3 errores de PHP?',
    'sí, pero ¿qué ven los visitantes del primero?',
    'el último no',
  ],
  'suspends bakery': [
    'combien ai-je payé le mois dernier ?',
    'lequel était le premier que j’ai créé ?',
    'qu’est-ce qui a changé ces 2 derniers jours ?',
    '3 erreurs PHP, c’est beaucoup ?',
    'oui, mais que voient les visiteurs du premier ?',
    'pas le dernier',
  ],
  bakeryを停止して: [
    '先月はいくらでしたか？',
    '最初に作ったのはどれですか？',
    '最後の2日間で何が変わりましたか？',
    'PHPエラー3件は多いですか？',
    '二番目のログを見せて',
  ],
}

describe('while it is asked which site to take offline', () => {
  test.each(Object.keys(NO_CHOICES))('after "%s" no question and no other wish takes one', async (order) => {
    await withSites()
    for (const said of NO_CHOICES[order] ?? []) {
      chat = anew()
      const asked = await chat.say(order)
      expect(asked.text, order).toContain('1. Alpha Bakery (alpha-bakery)')
      await chat.say(said)
      expect(changes(), said).toEqual([])
      expect(states(), said).not.toContain('suspended')
    }
  })

  test.each([
    ['suspend bakery', '2'],
    ['suspend bakery', 'the second one, please'],
    ['suspend bakery', 'I mean number 2'],
    ['suspend bakery', 'beta'],
    ['suspend bakery', 'the Beta Bakery site, thanks'],
    ['suspend bakery', 'beta-bakery.localhost'],
    ['sperre bakery', 'die zweite, bitte'],
    ['sperre bakery', 'ich meine Beta Bakery'],
    ['suspende bakery', 'el segundo, por favor'],
    ['suspends bakery', 'le deuxième, s’il te plaît'],
    ['bakeryを停止して', '二番目のサイトをお願いします'],
  ])('after "%s" an answer like "%s" takes the one it names', async (order, said) => {
    await withSites()
    await chat.say(order)
    await chat.say(said)

    expect(changes()).toEqual(['sites.suspend {"site":"beta-bakery"}'])
  })

  test.each(['5', 'the last one'])('"%s" takes the last that was offered', async (said) => {
    await withSites()
    await chat.say('suspend bakery')
    await chat.say(said)

    expect(changes()).toEqual(['sites.suspend {"site":"epsilon-bakery"}'])
  })
})

test.each([
  ['ok, what did it cost me last month?'],
  ['right, and who made it?'],
  ['sure, but is it fast?'],
  ['do it later'],
  ['yes?'],
])('"%s" is no yes to what was proposed', async (said) => {
  await withSites()
  const asked = await chat.say('suspend alpha bakry')
  expect(asked.text).toContain('Did you mean Alpha Bakery')
  await chat.say(said)

  expect(states()).not.toContain('suspended')
})

test.each([['yes'], ['Yes, please!'], ['ok do it'], ['sure, go ahead'], ['ja, bitte'], ['oui, merci']])(
  '"%s" is a yes to what was proposed',
  async (said) => {
    await withSites()
    await chat.say('suspend alpha bakry')
    await chat.say(said)

    expect(changes()).toEqual(['sites.suspend {"site":"alpha-bakery"}'])
  },
)

describe('while a name is asked for', () => {
  test.each(
    `exit|quit|bye|cancel|never mind|nevermind|forget it|I changed my mind|nothing|log out|Exit.|cancel that, please
     |don’t do that|abbrechen|vergiss es|tschüss|schon gut|Beenden|cancela|olvídalo|adiós|salir|annule|laisse tomber
     |au revoir|quitter|やめて|キャンセル|さようなら|やっぱりいいです|help|what?|yes`
      .split('|')
      .map((said) => [said.trim()]),
  )('"%s" makes no site', async (said) => {
    await chat.say('I need a new site')
    await chat.say(said)

    expect(platform.calls).toEqual([])
  })

  test.each([
    ['what did it cost me last month?'],
    ['it costs too much'],
    ['keep it'],
    ['maybe'],
    ['no idea yet'],
    ['keine Ahnung'],
    ['that is wrong'],
    ['what about the price?'],
    ['my sister wants one like mine'],
    ['hello'],
    ['thanks'],
    ['I will tell you tomorrow after I have spoken with my wife about it'],
    ['das ist mir zu teuer'],
    ['es ist zu langsam'],
    ['¿cuánto cuesta?'],
    ['c’est trop cher'],
    ['いくらですか？'],
    ['まだ決めていません'],
  ])('"%s" makes none either', async (said) => {
    await chat.say('I need a new site')
    await chat.say(said)

    expect(platform.calls).toEqual([])
  })

  test.each([
    ['Green Tea', 'Green Tea'],
    ['call it green tea', 'green tea'],
    ['"Exit"', 'Exit'],
    ['call it Never Mind', 'Never Mind'],
    ['how about Green Tea?', 'Green Tea'],
    ['no, call it Green Tea', 'Green Tea'],
    ['nenne sie Grüner Tee', 'Grüner Tee'],
  ])('"%s" names it', async (said, title) => {
    await chat.say('I need a new site')
    await chat.say(said)

    expect(titles()).toEqual([title])
  })

  test.each([['No Name Café'], ['No. 5 Bakery']])(
    '"%s", which begins with a no, is asked about',
    async (said) => {
      await chat.say('I need a new site')
      expect((await chat.say(said)).text).toContain(`really be called "${said}"`)
      await chat.say('yes')

      expect(titles()).toEqual([said])
    },
  )
})

describe('what was withdrawn with something else to say', () => {
  test.each([
    ['never mind, which sites do I have?', 'All right, I did nothing.', 'You have 5 sites'],
    ['no, which sites do I have?', 'All right, I did nothing.', 'You have 5 sites'],
    ['egal, welche Websites habe ich?', 'ich habe nichts getan', '5 Websites'],
    ['olvídalo, ¿qué sitios tengo?', 'no hice nada', '5 sitios'],
    ['laisse tomber, quels sites ai-je ?', 'je n’ai rien fait', '5 sites'],
  ])('"%s" is answered as well', async (said, nothing, found) => {
    await withSites()
    await chat.say('I need a new site')
    const answer = await chat.say(said)

    expect(answer.text).toContain(nothing)
    expect(answer.text).toContain(found)
    expect(changes()).toEqual([])
  })

  test.each([
    ['suspend bakery', 'later, the first one'],
    ['suspend bakery', 'not now, suspend alpha-bakery'],
    ['sperre bakery', 'später, die erste'],
    ['suspende bakery', 'más tarde, el primero'],
    ['suspends bakery', 'plus tard, le premier'],
    ['bakeryを停止して', '後で、最初の'],
  ])('after "%s", "%s" puts it off and changes nothing', async (order, said) => {
    await withSites()
    await chat.say(order)
    await chat.say(said)

    expect(changes()).toEqual([])
  })

  test.each([
    ['later, suspend alpha-bakery'],
    ['not now, suspend alpha-bakery'],
    ['später, sperre alpha-bakery'],
    ['más tarde, suspende alpha-bakery'],
    ['plus tard, suspends alpha-bakery'],
    ['後で、alpha-bakeryを停止して'],
  ])('"%s" puts it off, also where nothing was asked', async (said) => {
    await withSites()
    await chat.say(said)

    expect(changes()).toEqual([])
  })

  test('an approval is declined and the question answered', async () => {
    await withSites()
    const asked = await chat.say('delete alpha-bakery')
    expect(asked.approval).toBeDefined()
    const answer = await chat.say('never mind, which sites do I have?')

    expect(answer.text).toContain('declined')
    expect(answer.text).toContain('You have 5 sites')
    expect((await chat.answer(asked.approval?.approvalId ?? '', true, 'alpha-bakery')).error?.code).toBe(
      'approval_not_valid',
    )
  })

  test('nothing that only begins with a no declines where it asks something', async () => {
    await withSites()
    const asked = await chat.say('delete alpha-bakery')
    await chat.say('nothing broken on it?')
    await chat.answer(asked.approval?.approvalId ?? '', true, 'alpha-bakery')

    expect(platform.sites[0]?.state).toBe('deleted')
  })
})

describe('a form that stands open over other talk', () => {
  test.each([['Green Tea'], ['call it Green Tea']])('"%s" fills in its name', async (said) => {
    await withSites()
    await chat.say('show alpha-bakery')
    await chat.say('I need a new site')
    await chat.say('what do I pay?')
    await chat.say(said)

    expect(titles()).toEqual([...TITLES, 'Green Tea'])
  })

  test('what may be no name is asked about, and only once the form was answered is it another wish', async () => {
    await withSites()
    await chat.say('I need a new site')
    await chat.say('what do I pay?')
    expect((await chat.say('green tea')).text).toContain('really be called "green tea"')
    await chat.say('yes')
    await chat.say('call it Black Tea')

    expect(titles()).toEqual([...TITLES, 'Black Tea'])
  })

  test.each([
    ['suspend alpha-bakery'],
    ['which sites do I have?'],
    ['thank you very much'],
    ['why is it slow?'],
  ])('"%s" is another wish and makes no site', async (said) => {
    await withSites()
    await chat.say('I need a new site')
    await chat.say('what do I pay?')
    await chat.say(said)

    expect(titles()).toEqual(TITLES)
  })

  test('a site is answered by its whole name alone, and asked about before anything changes', async () => {
    await withSites()
    await chat.say('suspend bakery')
    await chat.say('what do I pay?')
    await chat.say('2')
    expect(states()).not.toContain('suspended')
    await chat.say('Beta Bakery')
    expect(states()).not.toContain('suspended')
    await chat.say('yes')

    expect(changes()).toEqual(['sites.suspend {"site":"beta-bakery"}'])
  })
})
