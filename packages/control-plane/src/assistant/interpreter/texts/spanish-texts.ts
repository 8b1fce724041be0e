import type { Site } from '@aipress/contract'
import type { Purged } from '../../purged.ts'
import { PRICES } from '../topics.ts'
import { ENGLISH_TEXTS } from './english-texts.ts'
import { SPANISH_FIGURES } from './figures/spanish-figures.ts'
import { FURTHER_ACTIONS } from './further-actions.ts'
import type { SummaryTexts } from './summaries.ts'
import type { Texts } from './texts.ts'

const SUMMARIES: SummaryTexts = {
  figures: SPANISH_FIGURES,
  states: {
    running: 'en marcha',
    suspended: 'suspendido',
    deleted: 'eliminado',
    creating: 'en creación',
    succeeded: 'hecho',
    failed: 'fallido',
    undone: 'deshecho',
    pending: 'en espera',
    administrator: 'administrador',
    owner: 'propietario',
  },
  noSites: (isFiltered) =>
    isFiltered
      ? 'No hay ningún sitio así. Di «muestra mis sitios» para verlos todos.'
      : 'Aún no tienes sitios. Di «crea un sitio llamado Corner Bakery» para crear uno.',
  sites: (total, isFiltered) => `${total === 1 ? 'Un sitio' : `${total} sitios`}${isFiltered ? ' así' : ''}:`,
  more: '… y más.',
  costs: (total, sites) => `Pagas $${total} al mes por ${sites === 1 ? 'un sitio' : `${sites} sitios`}:`,
  noCosts: 'No tienes sitios, así que no pagas nada.',
  site: (site, state) =>
    `${site.title} (${site.name}), ${state}: ${site.url}. Plan ${site.tier} por $${site.costUsdPerMonth} al mes, en ${site.shardId}, con WordPress ${site.wordpressVersion} y PHP ${site.phpVersion}.`,
  broughtBackUntil: (day) => `Se puede recuperar hasta el ${day}.`,
  login: (siteName) => `Aquí está tu acceso a ${siteName}. Sirve una vez, durante 5 minutos.`,
  nothingSlow: {
    'slow-request': (siteName) => `Ninguna petición a ${siteName} ha ocupado a PHP más de dos segundos.`,
    'slow-query': (siteName) =>
      `Ninguna consulta de ${siteName} a la base de datos ha tardado más de dos segundos.`,
  },
  noLogs: (siteName) => `Aún no hay nada en los registros de ${siteName}. Cada visita aparece en un segundo.`,
  logs: (count, siteName) =>
    `${count === 1 ? 'La línea más reciente' : `Las ${count} líneas más recientes`} de ${siteName}:`,
  hostnames: (siteName) => `${siteName} responde en:`,
  primary: 'principal',
  noOperations: 'Todavía no se ha hecho nada.',
  takingLong: ({ title, operationId }) =>
    `«${title}» tarda un poco y sigue por su cuenta. Operación: ${operationId}.`,
  failed: (title) => `«${title}» no funcionó.`,
  putBack: 'Todo quedó como estaba.',
  notCleanedUp: 'Tampoco se pudo terminar de limpiar; conviene que lo mire un administrador.',
  done: (title) => `Hecho: ${title}.`,
  created: (site) =>
    `${site.title} está listo: ${site.url}, plan ${site.tier}, $${site.costUsdPerMonth} al mes. Di «inicia sesión» para abrir su wp-admin.`,
  renamed: (site) => `Ahora se llama ${site.title} y está en ${site.url}.`,
  suspended: (site) =>
    `${site.title} está fuera de línea; no se perdió nada. Di «ponlo en línea de nuevo» cuando lo quieras de vuelta.`,
  back: (site, state) =>
    site.state === 'running' ? `${site.title} ha vuelto: ${site.url}` : `${site.title} ha vuelto: ${state}.`,
  deleted: (site) => `${site.title} está eliminado.`,
  tierChanged: (site) =>
    `${site.title} tiene ahora el plan ${site.tier}, por $${site.costUsdPerMonth} al mes.`,
  purged: purgedInSpanish,
  hostnameAdded: (hostname, site) => `${hostname} lleva ahora a ${site.title} (${site.url}).`,
  hostnameRemoved: (hostname, site) => `${hostname} ya no lleva a ${site.title} (${site.url}).`,
  noCron: (siteName) => `${siteName} no tiene nada programado.`,
  cron: (siteName) => `${siteName} tiene programado:`,
  due: (when) => `para el ${when}`,
  nothingDue: (siteName) => `En ${siteName} no hay nada pendiente, así que no se ejecutó nada.`,
  cronRan: (siteName) => `Esto se ejecutó en ${siteName}:`,
  cronResult: (problem) => (problem === undefined ? 'hecho' : `falló. ${problem}`),
  healthy: (parts, sites) => `Todo está bien: ${parts} partes, ${sites} sitios en marcha.`,
  unhealthy: (parts) => `No todo está bien: ${parts}.`,
  shardMap: ({ shards, sites, roomToTarget, roomToMax }) =>
    `${shards} shards con ${sites} sitios. Caben ${roomToTarget} más antes de necesitar shards nuevos, y ${roomToMax} como máximo.`,
  me: (name, role, account) => `Eres ${name}, ${role} en la cuenta ${account}.`,
  meOnSites: (name, sites) =>
    `Eres ${name}, con permisos sobre ${sites === 1 ? 'un solo sitio' : `${sites} sitios sueltos`}.`,
  invited: ({ email, role, account, isNewAccount, before }) => {
    const what = `${role}, cuenta ${account}`
    if (before === undefined)
      return `${email} tiene una invitación (${what}${isNewAccount ? ', nueva' : ''}). Dale el enlace de arriba; sirve una vez, durante 7 días.`
    const told = before.isSame
      ? `como antes: ${what}`
      : `ahora: ${what}; antes: ${before.role}, cuenta ${before.account}`
    return `${email} tiene otra invitación (${told}). Dale el nuevo enlace de arriba; sirve una vez, durante 7 días, y el anterior ya no sirve.`
  },
  printedNothing: 'Hecho; no mostró nada.',
  printed: 'El resultado:',
  exited: (code) => `Terminó con el código ${code}.`,
  missing: (groups) => `${groups} no responde; falta aquí lo que solo allí se sabe.`,
}

export const SPANISH_TEXTS: Texts & { readonly prices: string } = {
  prices: `Un sitio cuesta al mes: ${PRICES}. Di, por ejemplo, «cambia el plan de corner-bakery a plata».`,
  tooLong: 'Es más de lo que puedo seguir, así que no hice nada. Dilo en una frase corta, por favor.',
  notPermitted: (what, role, whom) =>
    `Tu rol (${role}) no lo permite: ${what}. Pregunta a ${whom === 'owner' ? 'un propietario de la cuenta' : 'un administrador de la plataforma'}.`,
  barred: {
    token: (what) => `El token que usas no se hizo para eso: ${what}. Usa otro, o crea uno con más permisos.`,
    program: (what) =>
      `A este programa no se le permitió eso: ${what}. Conéctalo de nuevo con más permisos, o hazlo tú mismo.`,
    acting: (what) => `Eso no se puede mientras actúas como otra persona: ${what}. Deja de hacerlo primero.`,
    'single-sites': (what) =>
      `Tus permisos sobre sitios sueltos no lo incluyen: ${what}. Pregunta a un propietario de la cuenta.`,
  },
  didNothing: 'De acuerdo, no hice nada.',
  sayPlainly: (what, sample) => `No hice nada. Si lo quieres (${what}), dilo claramente: «${sample}».`,
  howTo: (what, sample) => `Para ${what}, di por ejemplo: «${sample}».`,
  oneSiteAtATime: 'Eso lo hago con un sitio cada vez, para que nada pase por error. ¿Con cuál?',
  oneThingAtATime: 'No hice nada: elimino las cosas de una en una y pregunto antes cada vez.',
  notAnOrder: (what, sample) => `No hice nada. Si lo quieres (${what}), di: «${sample}».`,
  questions: {
    whichSite: '¿Qué sitio?',
    whichOne: '¿Cuál quieres decir?',
    more: (count) => `… y ${count} más; di su nombre.`,
    doYouMean: (title, name) => `¿Te refieres a ${title} (${name})?`,
    isThatMeant: (what, name) => `¿De verdad quieres ${what}: ${name}?`,
    reallyCalled: (value) => `¿De verdad debe llamarse «${value}»? Di «sí», o el nombre correcto.`,
    siteTitle: '¿Cómo debe llamarse el sitio?',
    newTitle: '¿Cuál será su nuevo título?',
    hostname: '¿Qué dominio? Por ejemplo bakery.example.com.',
    shard: '¿Qué shard? Por ejemplo shard-001.',
    email: '¿Cuál es la dirección de correo?',
    accountOf: (email) => `¿A qué cuenta debe pertenecer ${email}? Todavía no se invitó a nadie.`,
    command: '¿Qué orden de WP-CLI? Por ejemplo «plugin list».',
    moment: '¿A qué hora? Por ejemplo «ayer a las 14:05»; las horas son UTC.',
    choice: (input, values) => `¿${input}: ${values}?`,
    called: () => '¿Cómo debe llamarse?',
    input: (name) => `¿Qué valor para «${name}»?`,
  },
  noDeletedSite: 'No hay ningún sitio eliminado que recuperar.',
  noSiteYet: 'Aún no hay ningún sitio. Di «crea un sitio llamado Corner Bakery» para crear uno.',
  unknownSite: (said) => `No conozco ningún sitio llamado «${said}».`,
  listSites: 'Di «muestra mis sitios» para ver cuáles hay.',
  didYouMean: (title, name) => `¿Querías decir ${title} (${name})?`,
  didYouMeanOneOf: '¿Querías decir uno de estos?',
  hello: '¡Hola!',
  help: (samples) => `Puedes decir, por ejemplo:\n${samples.join('\n')}`,
  groups: {
    all: 'Esto es lo que puedo hacer, con ejemplos:',
    more: (group) => `Di «ayuda con ${group}» para ver todo lo de un grupo.`,
    of: (group) => `Esto puedes hacer con ${group}:`,
    notYours: (group) => `Tu rol no incluye nada de ese grupo (${group}).`,
  },
  welcome: 'De nada. ¿Qué más?',
  goodbye: 'Adiós. Tus sitios siguen en marcha.',
  identity:
    'Soy el asistente integrado de AIPress: un pequeño programa de esta plataforma que entiende peticiones sobre tus sitios, sin ningún servicio en la nube.',
  nothingSince: 'Lo que dijiste desde el último cambio no cambió nada.',
  nothingToUndo: 'En esta conversación no hay nada que pueda deshacer.',
  cannotUndo: (what) => `Eso no lo puedo deshacer por mí mismo (${what}). Di cómo debe quedar.`,
  reallyUndo: (what) => `El último cambio que sé que funcionó es este: ${what}. ¿Lo deshago?`,
  leftAsItIs: (whats) =>
    `Solo deshago el último de estos cambios; esto queda como está: ${whats.join('; ')}.`,
  tooMuchToUndo: (count, most) =>
    `Serían ${count} cambios, y deshago como mucho ${most} juntos, así que no hice nada. Di uno por uno cómo debe quedar.`,
  yesAndNo: ['Sí', 'No'],
  noWayBack: {
    cache:
      'La caché se llena sola: cada página se genera de nuevo en su próxima visita, así que no hay nada que deshacer.',
    key: 'La clave anterior ya no se conoce, porque las claves nunca se leen: elige de nuevo el modelo con su clave, en la página «Language model» o con "aipress model set".',
    link: 'El enlace anterior ya no sirve; nada más cambió. Para retirar la invitación, di «quita a» y la dirección.',
    price: 'Antes no había precio, y un precio no se puede quitar: di el correcto o ponlo a 0.',
  },
  nothingAsked: 'No había preguntado nada. ¿Qué quieres que haga?',
  notUnderstood: 'No lo he entendido, así que no hice nada.',
  instead:
    'Puedo crear, mostrar, renombrar, suspender, eliminar y recuperar sitios, conectar dominios, darte acceso, mostrar registros y ejecutar WP-CLI.',
  insteadHelp: 'Di «ayuda» para ver qué puedo hacer.',
  unusable: 'No pude usar eso.',
  content: {
    alone:
      'Lo que hay en las páginas de un sitio, sus menús y su aspecto se hacen en su propio WordPress (wp-admin), no desde aquí, así que no hice nada.',
    where: (sample) =>
      `Di «inicia sesión en ${sample}» para llegar allí; para un sitio propio, «crea un sitio llamado Corner Bakery».`,
    offer: (title) => `¿Te preparo un enlace que inicia sesión en el wp-admin de ${title}?`,
    which: '¿De qué sitio te preparo un enlace que inicia sesión en su wp-admin?',
  },
  done: 'Hecho.',
  declined: (title) => `Rechazado: ${title}.`,
  wrongName: (typed, wanted) => `«${typed}» no es el nombre pedido (${wanted}), así que no se hizo nada.`,
  notTheName: ({ text, isYes, name, title }) =>
    `${isYes ? 'Aquí no basta un sí' : `«${text}» no es el nombre pedido`}, así que no se hizo nada. Escribe ${name} para seguir (${title}), o di «no».`,
  actions: {
    ...FURTHER_ACTIONS.es,
    'sites.create': 'crear un sitio',
    'sites.list': 'mostrar los sitios',
    'sites.show': 'mostrar un sitio',
    'sites.logs': 'mostrar los registros',
    'sites.login': 'entrar en un sitio',
    'sites.suspend': 'suspender un sitio',
    'sites.resume': 'reactivar un sitio',
    'sites.delete': 'eliminar un sitio',
    'sites.undelete': 'recuperar un sitio eliminado',
    'sites.rename': 'renombrar un sitio',
    'sites.move': 'mover un sitio',
    'sites.tier': 'cambiar de plan',
    'sites.wp': 'ejecutar WP-CLI',
    'cache.purge': 'vaciar la caché',
    'hostnames.add': 'conectar un dominio',
    'hostnames.remove': 'quitar un dominio',
    'hostnames.list': 'mostrar los dominios',
    'cron.list': 'mostrar las tareas cron',
    'cron.run': 'ejecutar las tareas cron',
    'people.invite': 'invitar a alguien',
    'sessions.list': 'mostrar tus sesiones',
    'sessions.revoke': 'cerrar una sesión',
    'sessions.revoke-others': 'cerrar las demás sesiones',
    'people.reset-password': 'restablecer una contraseña',
    'people.remove-second-factor': 'quitar el segundo factor de una persona',
    'sign-in-rules.show': 'mostrar las reglas de inicio de sesión',
    'sign-in-rules.change': 'cambiar si se exige un segundo factor',
    'models.show': 'mostrar el modelo de lenguaje',
    'models.change': 'cambiar el modelo de lenguaje',
    'models.test': 'probar el modelo de lenguaje',
    'models.usage': 'mostrar el consumo del modelo',
    'people.role': 'cambiar el rol de una persona',
    'access.list': 'mostrar quién tiene acceso a un sitio',
    'access.give': 'compartir un sitio',
    'access.revoke': 'dejar de compartir un sitio',
    'roles.list': 'explicar los roles',
    'people.list': 'mostrar los miembros',
    'people.remove': 'eliminar a una persona',
    'people.impersonate': 'actuar como otra persona',
    'people.stop-impersonating': 'dejar de actuar como otra persona',
    'accounts.create': 'crear una cuenta',
    'accounts.list': 'mostrar las cuentas',
    'tokens.create': 'crear un token de API',
    'tokens.list': 'mostrar los tokens',
    'tokens.revoke': 'revocar un token',
    'programs.list': 'mostrar los programas conectados',
    'programs.disconnect': 'desconectar un programa',
  },
  planOf: (steps) => `Un plan de ${steps} pasos`,
  costsIfApproved: (usd) => `Con lo que espera tu aprobación serían $${usd} al mes.`,
  costsAMonth: (tier, usd) => `Un sitio ${tier} cuesta $${usd} al mes.`,
  inputs: { tier: 'plan', role: 'rol', state: 'estado', kind: 'tipo', account: 'cuenta' },
  samples: { ...ENGLISH_TEXTS.samples, tier: 'plata', role: 'administrador' },
  summaries: SUMMARIES,
}

function purgedInSpanish(site: Site, purged: Purged): string {
  switch (purged.kind) {
    case 'page':
      return `La página ${purged.url} de ${site.title} está olvidada: los visitantes la reciben nueva desde ahora. Lo demás sigue en la caché.`
    case 'tag':
      return `Las páginas de ${site.title} con la etiqueta ${purged.tag} están olvidadas: los visitantes las reciben nuevas desde ahora. Lo demás sigue en la caché.`
    case 'pages':
      return `Todas las páginas guardadas de ${site.title} están olvidadas: los visitantes reciben páginas nuevas desde ahora. La caché de objetos de WordPress sigue como estaba.`
    case 'objects':
      return `La caché de objetos de ${site.title} está vacía. Las páginas guardadas siguen como estaban.`
    case 'all':
      return `La caché de ${site.title} está vacía: los visitantes reciben páginas nuevas desde ahora.`
  }
}
