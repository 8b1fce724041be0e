import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const en = utterancesIn('en')
const de = utterancesIn('de')
const es = utterancesIn('es')
const fr = utterancesIn('fr')
const ja = utterancesIn('ja')
const slow = (language: ReturnType<typeof utterancesIn>, ...said: string[]) =>
  said.map((say) => language.onIt(say, 'insights.site'))

/** Who wants a site to be faster is told why it is slow: no tier is asked for, and none is changed. */
const FASTER: Utterance[] = [
  ...slow(
    en,
    'make my site faster',
    'make the site load quickly',
    'speed up jazz',
    'speed jazz up please',
    'how can I make jazz faster?',
    'can you make it faster?',
    'make jazz load faster',
    'optimise jazz',
    'improve the speed of jazz',
    'what can I do to make my site faster?',
  ),
  en.bakery('speed up corner-bakery', 'insights.site'),
  en.bakery('make Corner Bakery faster', 'insights.site'),
  en.ask('make my site faster!', 'site'),
  ...slow(
    de,
    'mach meine Website schneller',
    'mach jazz schneller',
    'wie mache ich jazz schneller?',
    'beschleunige jazz',
  ),
  ...slow(
    es,
    'haz mi sitio más rápido',
    'acelera jazz',
    'haz que jazz vaya más rápido',
    '¿cómo puedo acelerar jazz?',
  ),
  ...slow(
    fr,
    'rends mon site plus rapide',
    'accélère jazz',
    'comment rendre jazz plus rapide ?',
    'améliore la vitesse de jazz',
  ),
  ...slow(ja, 'jazzを速くして', 'jazzをもっと速くして', 'サイトを高速化して', 'jazzの表示を速くして'),
]

const FASTER_SITE = { also: [{ name: 'faster', title: 'Faster' }] }

const TIERS: Utterance[] = [
  en.on('make jazz a gold site', 'sites.tier', 'jazz', { tier: 'gold' }),
  en.on('make faster a gold site', 'sites.tier', 'faster', { tier: 'gold' }, FASTER_SITE),
  en.on('make faster gold', 'sites.tier', 'faster', { tier: 'gold' }, FASTER_SITE),
  en.on('make faster faster', 'insights.site', 'faster', {}, FASTER_SITE),
  en.onIt('make it gold', 'sites.tier', { tier: 'gold' }),
  en.onIt('turn it into a silver site', 'sites.tier', { tier: 'silver' }),
  en.call('make a gold site called Faster', 'sites.create', { title: 'Faster', tier: 'gold' }),
  en.nothing('make my site a gold standard', { focus: 'jazz' }),
  de.on('mach jazz zu einer Gold-Website', 'sites.tier', 'jazz', { tier: 'gold' }),
  de.onIt('mach sie zu Gold', 'sites.tier', { tier: 'gold' }),
  es.on('convierte jazz en oro', 'sites.tier', 'jazz', { tier: 'gold' }),
  fr.on('fais de jazz un site or', 'sites.tier', 'jazz', { tier: 'gold' }),
  ja.on('jazzをゴールドにして', 'sites.tier', 'jazz', { tier: 'gold' }),
]

export const SPEED_UTTERANCES: readonly Utterance[] = [...FASTER, ...TIERS]
