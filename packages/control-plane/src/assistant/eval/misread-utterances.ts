import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const { call, on, onIt, nothing, says, ask, calls } = utterancesIn('en')
const german = utterancesIn('de')
const jazz = { focus: 'jazz' }

/** What has once been read as a rename of a live site, or as a site to be made. */
const NEITHER: Utterance[] = [
  ...[
    'call me when jazz is down',
    'call the bakery when jazz breaks',
    'call me',
    'call jazz when it is ready',
    'call it a day',
    'set jazz to maintenance mode',
    'set its address to acme',
    'set its colour to blue',
    'set it to Monday',
    'make my website better',
    'make our homepage blue',
    'make its site prettier',
    'make website nicer',
    'make this blog popular',
    'make a site faster',
    'build my site better',
    'stop the spam on jazz',
    'name a good plugin',
    'name a nice colour',
    'add a page called About to jazz',
    'increase its memory by 128M',
    'is its memory limit 128M?',
    'do not set its memory to 128M',
    'set the memory of all sites to 128M',
    'set its memory from 64M to 128M',
  ].map((say) => nothing(say, jazz)),
  german.nothing('nenne mir ein gutes Plugin', jazz),
  utterancesIn('es').nothing('llama a Juan cuando jazz falle', jazz),
]

const RENAMES: Utterance[] = [
  on('call jazz Blue Night', 'sites.rename', 'jazz', { title: 'Blue Night' }),
  on('please call corner-bakery Bread House', 'sites.rename', 'corner-bakery', { title: 'Bread House' }),
  onIt('rename it to Blue Night', 'sites.rename', { title: 'Blue Night' }),
  onIt('call it Late Note', 'sites.rename', { title: 'Late Note' }),
  on('set the title of jazz to Blue Night', 'sites.rename', 'jazz', { title: 'Blue Night', name: 'jazz' }),
  onIt('set its title to Blue Night', 'sites.rename', { title: 'Blue Night', name: 'jazz' }),
  on('change the title of jazz to Late Night', 'sites.rename', 'jazz', { title: 'Late Night', name: 'jazz' }),
]

const CREATIONS: Utterance[] = [
  call('make me a site called Faster', 'sites.create', { title: 'Faster' }),
  call('make a blog called Slow Bread', 'sites.create', { title: 'Slow Bread' }),
  call('make another site called Second Bakery', 'sites.create', { title: 'Second Bakery' }),
  call('create a site called My Homepage', 'sites.create', { title: 'My Homepage' }),
]

const SETTINGS: Utterance[] = [
  onIt('set its memory to 128M', 'php.set', { memory: '128M' }),
  onIt('make its memory 128M and upload 64M', 'php.set', { memory: '128M', upload: '64M' }),
  onIt('bump the memory limit to 400 MB', 'php.set', { memory: '400 MB' }),
  onIt('and a max execution time of 2 minutes', 'php.set', { seconds: 120 }),
  onIt('give it 90 seconds per request', 'php.set', { seconds: 90 }),
  onIt('lower its upload limit to 32M', 'php.set', { upload: '32M' }),
  on('Set Corner Bakery memory to 128M', 'php.set', 'corner-bakery', { memory: '128M' }),
  on('give jazz 256M memory and 64M uploads', 'php.set', 'jazz', { memory: '256M', upload: '64M' }),
  says('set the upload limit of the bakery to 120M', /Corner Bakery/),
  ask('set the memory limit to 128M', 'site'),
  {
    ...calls(
      'set its title to Late Note and its upload limit to 64M',
      ['sites.rename', { site: 'jazz', title: 'Late Note', name: 'jazz' }],
      ['php.set', { site: 'jazz', upload: '64M' }],
    ),
    ...jazz,
  },
  german.onIt('Erhöhe das Upload-Limit auf 64 MB', 'php.set', { upload: '64 MB' }),
  german.on('Setze den Speicher von jazz auf 256 MB', 'php.set', 'jazz', { memory: '256 MB' }),
  utterancesIn('fr').on('mets la limite d’upload de jazz à 64 Mo', 'php.set', 'jazz', { upload: '64 MB' }),
  utterancesIn('es').on('sube la memoria de jazz a 256 MB', 'php.set', 'jazz', { memory: '256 MB' }),
]

/** The evaluation's today. */
const from = '2026-11-30'

const QUESTIONS: Utterance[] = [
  call('who changed what today?', 'audit.list', { from }),
  call('who did what yesterday?', 'audit.list', { from: '2026-11-29', to: '2026-11-29' }),
  on('who renamed jazz today?', 'audit.list', 'jazz', { action: 'sites.rename', from }),
  call('which WP-CLI commands failed today?', 'audit.list', { action: 'sites.wp', result: 'failed', from }),
  call('give me a list of failed logins', 'audit.list', { action: 'people.sign-in', result: 'failed' }),
  says('I want to move my site to another host', /another host is not available yet/),
  german.call('was ist langsam?', 'insights.sites', { by: 'latency' }),
]

export const MISREAD_UTTERANCES: readonly Utterance[] = [
  ...NEITHER,
  ...RENAMES,
  ...CREATIONS,
  ...SETTINGS,
  ...QUESTIONS,
]
