import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const [en, de, es, fr, ja] = [
  utterancesIn('en'),
  utterancesIn('de'),
  utterancesIn('es'),
  utterancesIn('fr'),
  utterancesIn('ja'),
]
const jazz = { focus: 'jazz' }
const none = (language: ReturnType<typeof utterancesIn>, said: string) =>
  said
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '')
    .map((line) => language.nothing(line, jazz))

/** Questions, complaints and chat right after a site was spoken of, many of which once changed it. */
const SAID: Utterance[] = [
  en.onIt('who suspended it?', 'audit.list', { action: 'sites.suspend' }),
  en.says('how do I change the logo?', /wp-admin/, jazz),
  en.says('how do I add a page?', /wp-admin/, jazz),
  de.onIt('wer hat sie gesperrt?', 'audit.list', { action: 'sites.suspend' }),
  ...none(
    en,
    `why was it suspended?
    I love jazz
    the name is ugly
    what does suspend mean?
    can you suspend sites?
    my boss suspended it
    can I move it?
    should I rename it?
    who called it that?
    I do not want gold
    bring it
    bring me coffee
    pause
    shut down
    suspend
    suspend a site
    suspend my sites
    rename one of my sites
    rename it later
    suspend it tomorrow
    suspend it next week
    if it is slow, suspend it
    before you suspend it tell me
    tag this post
    maybe I will create a site called Foo tomorrow
    stop it
    stop it!
    log out
    log me out
    stop being slow
    take it easy
    give it a rest
    great that you resumed it
    a customer asked me to delete her comment
    remove anna@example.com from your memory
    did anna@example.com accept?
    he said suspend jazz
    the last deploy was slow
    1 more question: what changed yesterday evening on the moon?`,
  ),
  ...none(
    de,
    `der Name ist hässlich
    sie heißt Jazz, weil ich Musik mag
    ich liebe jazz
    benenne sie später um
    sperre sie morgen
    sperre sie nicht
    wenn sie langsam ist, sperre sie
    mach sie aus Holz
    sperre eine Website
    benenne eine meiner Seiten um
    kann man Websites sperren?
    melde mich ab`,
  ),
  ...none(
    es,
    `¿quién lo suspendió?
    mi jefe lo suspendió
    el nombre es feo
    me encanta jazz
    no lo suspendas
    suspéndelo mañana
    si es lento, suspéndelo
    suspende un sitio
    ¿se pueden suspender sitios?`,
  ),
  ...none(
    fr,
    `qui l’a suspendu ?
    mon chef l’a suspendu
    le nom est moche
    j’adore jazz
    ne le suspends pas
    suspends-le demain
    s’il est lent, suspends-le
    suspends un site`,
  ),
  ...none(
    ja,
    `上司が停止しました
    名前が変です
    jazzが好きです
    明日停止して
    遅かったら停止して
    停止しないでください`,
  ),
]

const suspend = {
  action: 'sites.suspend',
  input: {},
  slot: 'site',
  offered: ['jazz', 'corner-bakery', 'jazz-archive'],
}
const title = { action: 'sites.create', input: {}, slot: 'title' }
/** What is no choice and no name, while one is asked for. */
const ASKED: Utterance[] = [
  en.nothing('which was the first one I made?', { pending: suspend }),
  en.nothing('is 3 PHP errors a lot?', { pending: suspend }),
  en.nothing('the last one was slow yesterday', { pending: suspend }),
  en.nothing('yes, but what happens to the visitors of the first one?', { pending: suspend }),
  de.nothing('welche war die erste, die ich gemacht habe?', { pending: suspend }),
  es.nothing('¿cuál fue el primero que hice?', { pending: suspend }),
  fr.nothing('lequel était le premier que j’ai créé ?', { pending: suspend }),
  ja.nothing('最初に作ったのはどれですか？', { pending: suspend }),
  ...['exit', 'quit', 'never mind', 'it costs too much', 'hello', 'help'].map((said) =>
    en.nothing(said, { pending: title }),
  ),
  de.nothing('vergiss es', { pending: title }),
  es.nothing('olvídalo', { pending: title }),
  fr.nothing('laisse tomber', { pending: title }),
  ja.nothing('やっぱりいいです', { pending: title }),
]

export const NO_ORDER_UTTERANCES: readonly Utterance[] = [...SAID, ...ASKED]
