import { SPANISH_ACCOUNT_PHRASINGS } from '../phrasings/spanish-account-phrasings.ts'
import { SPANISH_PHRASINGS } from '../phrasings/spanish-phrasings.ts'
import { SPANISH_QUESTION_PHRASINGS } from '../phrasings/spanish-question-phrasings.ts'
import { speedPhrasings } from '../phrasings/speed-phrasings.ts'
import { SPANISH_TEXTS } from '../texts/spanish-texts.ts'
import { BACKUPS, SIGN_OUT } from '../topics.ts'
import { fold } from '../words.ts'
import { createLanguage } from './create-language.ts'
import type { Part } from './language.ts'

const ORDERS =
  'crea crear cree créa borra borrar borre elimina eliminar elimine quita quitar suspende suspender suspenda desactiva desactivar pausa pausar reactiva reactivar renombra renombrar cambia cambiar mueve mover vacía vaciar limpia limpiar invita invitar instala instalar actualiza actualizar copia copiar apaga apagar enciende encender detén recupera recuperar restaura restaurar'
const FURTHER_ORDERS =
  'muestra muéstra mostrar enseña enséña enseñar lista listar busca buscar pon poner dame da abre abrir ábre entra entrar inicia iniciar conecta conectar ejecuta ejecutar lanza lanzar sube subir baja bajar traslada trasladar usa usar monta montar mónta haz hacer quiero necesito di dime saca sacar vuelve'
const VERBS = new Set(`${ORDERS} ${FURTHER_ORDERS} suspénde apága pón dí`.split(' ').map(fold))

export const SPANISH = createLanguage({
  code: 'es',
  ideas: [
    'el la los las',
    'un una unos unas',
    'mi mis',
    'del de',
    'su sus',
    'nuevo nueva nuevos nuevas',
    'crea crear cree monta montar haz hacer abre genera generar cre',
    'muestra muestre mostrar enseña enseñe enseñar lista listar ver dame da di dime',
    'borra borrar borre borres elimina eliminar elimine elimines suprime suprimir',
    'quita quitar quite elimina',
    'sitio web página blog tienda portal website',
    'sitios webs páginas blogs tiendas portales',
    'llamado llamada titulado titulada llame llama',
    'suspende suspender suspenda desactiva desactivar desactive pausa pausar pause apaga apagar apague detén detener para parar',
    'reactiva reactivar reactive reanuda reanudar enciende encender activa activar',
    'recupera recuperar recupere restaura restaurar restaure',
    'dominio hostname dirección',
    'dominios hostnames direcciones',
    'registros logs registro log bitácora bitácoras',
    'errores error fallos',
    'entrar entra acceder accede iniciar inicia conéctame',
    'renombra renombrar renombre',
    'nombre título titulo',
    'mueve mover mueva traslada trasladar migra migrar',
    'vacía vaciar vacíe limpia limpiar limpie purga purgar',
    'conecta conectar conecte enlaza enlazar vincula vincular añade añadir agrega agregar',
    'usa usar use utiliza utilizar',
    'plan tarifa nivel',
    'cuesta costar precio vale',
    'pago pagar factura gasto',
    'cron crons',
    'ejecuta ejecutar ejecute lanza lanzar corre correr',
    'estado situación status',
    'bien ok correcto orden',
    'mapa plano',
    'espacio capacidad hueco',
    'operaciones operación tareas',
    'pasado ocurrido sucedido pasó',
    'invita invitar invite',
    'cambia cambiar cambie',
    'sube subir mejora',
    'pon poner ponga',
    'plugins plugin extensiones complementos',
    'funciona funcionando marcha online',
    'línea linea',
    'últimas últimos última último',
  ],
  light:
    'hoy el la los las lo un una unos unas mi mis me te se nos le les tu tus su sus de del al a en con por para que y o e ya hay es está están estoy son ser soy fue ha han he va van como cuál muy más aún todavía ahora nuevo nueva nuevos nuevas favor gracias eso esto ese esta este esa momento ahí aquí sobre desde toda todas todos todo tengo tiene tienen queda quedan quiero quisiera puedes podrías dame hoy alguna algún algunos',
  half: 'qué que quién cómo cuánto cuántos cuántas cuándo dónde cuáles muestra muéstra enseña enséña necesito',
  orders: ORDERS,
  furtherOrders: FURTHER_ORDERS,
  questions:
    'qué quién quiénes cómo cuánto cuánta cuántos cuántas cuándo dónde cuál cuáles es está hay puedes podrías',
  insides:
    'log logs registro registros entrada entradas artículo artículos plugin plugins tema temas comentario comentarios usuario usuarios persona personas archivo archivos imagen imágenes foto fotos medios base bases datos caché cachés copia copias dominio dominios token tokens cuenta cuentas correo correos menú menús categoría categorías borrador borradores ajuste ajustes contenido contenidos todo nada título nombre contraseña visitantes logo párrafo',
  before: [
    'me gustaría',
    'nos gustaría',
    'quisiera que me',
    'quisiera',
    'quiero que me',
    'quiero',
    'queremos',
    'necesito que me',
    'me puedes',
    'puedes por favor',
    'puedes',
    'podrías por favor',
    'me podrías',
    'podrías',
    'puede usted',
    'podría usted',
    'podría',
    'puede',
    'por favor',
    'haz el favor de',
    'serías tan amable de',
    ...'porfa oye hola ok vale bueno pues y entonces ahora luego después ya también aipress'.split(' '),
  ],
  after: [
    'por favor',
    'si es posible',
    'muchas gracias',
    'ahora mismo',
    'de inmediato',
    'en total',
    'al mes',
    'cada mes',
    'todos los meses',
    'por mes',
    'por ahora',
    'de momento',
    'para mí',
    'cuanto antes',
    ...'porfa gracias ahora ya'.split(' '),
  ],
  contractions: {},
  pointers: [
    'este sitio,ese sitio,el sitio,mi sitio,esta web,esa web,la web,mi web,esta página,la página,el mismo',
    'el primero,el segundo,el tercero,el cuarto,el quinto,el último,la primera,la segunda,la tercera,la última',
    'el primer sitio,el segundo sitio,el último sitio,el otro',
  ].flatMap((line) => line.split(',')),
  pronouns: 'lo su sus él',
  ordinals:
    'primer[oa]? segund[oa] tercer[oa]? cuart[oa] quint[oa] sext[oa] septim[oa] octav[oa] noven[oa] decim[oa]'.split(
      ' ',
    ),
  last: /\bultim[oa]\b/,
  numbers: {
    dos: 2,
    tres: 3,
    cuatro: 4,
    cinco: 5,
    seis: 6,
    siete: 7,
    ocho: 8,
    nueve: 9,
    diez: 10,
    once: 11,
    doce: 12,
    veinte: 20,
    treinta: 30,
    cincuenta: 50,
    cien: 100,
  },
  choices: {
    suspendido: 'suspended',
    suspendidos: 'suspended',
    suspendida: 'suspended',
    suspendidas: 'suspended',
    pausados: 'suspended',
    desactivados: 'suspended',
    activos: 'running',
    activas: 'running',
    funcionando: 'running',
    borrado: 'deleted',
    borrados: 'deleted',
    borradas: 'deleted',
    eliminado: 'deleted',
    eliminados: 'deleted',
    eliminadas: 'deleted',
    fallado: 'failed',
    fallidas: 'failed',
    fallaron: 'failed',
    oro: 'gold',
    plata: 'silver',
    bronce: 'bronze',
    administrador: 'administrator',
    administradora: 'administrator',
    admin: 'administrator',
    desarrollador: 'developer',
    desarrolladora: 'developer',
    lector: 'viewer',
    lectora: 'viewer',
    observador: 'viewer',
    operador: 'operator',
    operadora: 'operator',
    facturacion: 'billing',
    propietario: 'owner',
    propietaria: 'owner',
    errores: 'error',
    error: 'error',
    acceso: 'access',
    accesos: 'access',
  },
  inputs: { lineas: 'lines', linea: 'lines', dias: 'days', segundos: 'seconds' },
  endings: ['n', 's', 'r', 'do', 'da', 'd', 'ndo', 'ré', 'ó', 'é', 'ron'],
  negation: 'no nunca jamás tampoco sin nadie ninguno ninguna nada salvo excepto',
  many: 'todos todas todo toda cada ambos ambas sitios webs páginas blogs',
  howTo:
    /^[¿¡]?(?:y |pero |entonces )?(?:como (?:puedo|se|hago|podria|borr|elimin|suspend|cre|cambi|renombr)|que (?:pasa|pasaria|ocurre|sucede|significa|hace)\b|deberia\b|debo\b|tengo que\b|puedo\b|se puede\b|cuando\b|por que\b|es (?:seguro|posible|peligroso)\b|has\b|ha[ns]? (?:sido|borrado|eliminado|suspendido)|quien (?:ha )?(?:borr|elimin|suspend)|se (?:borro|elimino|suspendio|ha)\b|fue\b|si (?:yo )?(?:borr|elimin|suspend)|explica)/,
  alsoDestroys: /\b(?:y|luego|despues|tambien) (?:borra|elimina|quita|suprime)(?:los|las|lo|la)?\b/,
  yes: /^(?:si|claro|vale|ok|okay|de acuerdo|por supuesto|exacto|correcto|hazlo|adelante|eso es|desde luego)(?:[,!. ]+(?:por favor|claro|gracias|hazlo|adelante|vale))*[.!]*$/,
  no: /^(?:no|nada|nunca|jamas|cancela(?:r|lo)?|mejor no|olvidalo|dejalo|para|detente|ninguno|ahora no)(?![\p{L}])/u,
  introduces:
    /^(?:por favor,?\s+)?(?:que se llame|se llama(?:rá)?|ll[aá]malo|ll[aá]mala|ponle(?:\s+de\s+nombre)?|el\s+(?:nombre|título)\s+es|llamad[oa]|que sea|qué tal)\s*:?\s+/iu,
  politeEnd: /(?:,?\s+(?:por favor|gracias|muchas gracias))+[.!]*$/iu,
  calledIn:
    /^(?:mi|mis|un|una|el|la|nuestro|nuestra|de|web)\s(?:.*?\s)?(?:llamad[oa]|titulad[oa]|que se llame)\s+(.+)$/iu,
  onlyDescribed: /^(?:mi|mis|un|una|nuestro|nuestra|mí|eso|esto|algo|alguien)(?:\s+\p{Ll}+)?$/u,
  beforeSite: '',
  afterSite: '',
  places: 'en de del para a al con sobre',
  joint:
    /\s*(?:,?\s+y\s+(?:luego|después|entonces)\s+|,?\s+(?:luego|después)\s+|;\s+|[.!]\s+(?=\p{L})|,?\s+y\s+|,\s+)/giu,
  greeting:
    /^(?:hola|buenas|buenos dias|buenas tardes|buenas noches|buen dia|que tal|hey|saludos)(?: aipress| a todos)?$/,
  thanks:
    /^(?:gracias|muchas gracias|mil gracias|genial|perfecto|estupendo|excelente|muy bien|muy amable|bien)(?: gracias)?$/,
  farewell: /^(?:adios|hasta luego|hasta pronto|hasta manana|chao|nos vemos)$/,
  help: /^(?:ayuda|ayudame|que puedes hacer(?: por mi)?|que sabes hacer|que puedo (?:hacer|decir|preguntar)(?: aqui)?|como funciona(?: esto)?|necesito ayuda|comandos|opciones)$/,
  identity:
    /^(?:quien eres|que eres|eres (?:un |una )?(?:humano|humana|bot|robot|ia|maquina|persona)|como te llamas)$/,
  topics: [
    SIGN_OUT.es,
    {
      about:
        /^(?!.*\b(?:borr\w+|elimin\w+|se recuper\w+)\b)(?=.*(?:\b(?:ayer|anteayer|estado|version)\b|\d{1,2}:\d{2})).*\b(?:restaur\w+|recuper\w+|vuelve|revierte)\b/,
      missing: 'Devolver un sitio a un momento anterior aún no es posible.',
    },
    {
      about:
        /\b(?:passkeys?|llaves? de (?:acceso|seguridad))\b|\b(?:activa|anade|configura)\w*\b.*\b(?:segundo factor|dos factores|2fa)\b|\bmi (?:propia )?contrasena\b/,
      answer:
        'La contraseña, las passkeys y el segundo factor se configuran en la página «Account» de la consola, no en el chat, porque lo que se dice aquí se guarda.',
    },
    {
      about: /\b(?:cuales|que|cuanto)\b.*\b(?:planes|tarifas|precios)\b|^(?:planes|tarifas|precios)$/,
      answer: SPANISH_TEXTS.prices,
    },
    {
      about: /\b(?:backups?|copias? de seguridad|respald(?:os?|ar|arlo|arla|o))\b/,
      answer: BACKUPS.es,
    },
    {
      about:
        /\b(?:instal\w+|woocommerce|elementor|jetpack)\b|\b(?:activa|desactiva|anade|agrega|cambia|actualiza|borra|elimina|quita)\w*\b.*\b(?:plugins?|temas?|extension(?:es)?)\b/,
      answer:
        'Los plugins, los temas y WordPress llegan como versiones a través de AIPress; pedirlos aquí aún no es posible. Los que ya hay se activan y desactivan en el wp-admin del sitio: di «inicia sesión en corner-bakery» para llegar allí.',
    },
    {
      about: /\b(?:actualiza\w*|actualizaciones)\b/,
      missing: 'Actualizar WordPress, plugins y temas aún no es posible.',
    },
    { about: /\b(?:clona\w*|duplica\w*|staging)\b/, missing: 'Clonar sitios aún no es posible.' },
    {
      about: /\b(?:certificados?|ssl|tls|https)\b(?!:)/,
      missing: 'Los certificados para dominios propios aún no están disponibles.',
    },
    { about: /\b(?:reinicia\w*)\b/, missing: 'Reiniciar partes a mano aún no es posible.' },
    { about: /\b(?:s?ftp|ssh|git)\b/, missing: 'El acceso por SFTP y Git aún no está disponible.' },
  ],
  time: {
    days: [
      ['anteayer|antes de ayer', -2],
      ['ayer', -1],
      ['hoy', 0],
      ['pasado manana', 2],
      ['manana', 1],
    ],
    weekdays: 'domingo lunes martes miercoles jueves viernes sabado'.split(' '),
    months:
      'ene(?:ro)? feb(?:rero)? mar(?:zo)? abr(?:il)? mayo? jun(?:io)? jul(?:io)? ago(?:sto)? sep(?:t(?:iembre)?)? oct(?:ubre)? nov(?:iembre)? dic(?:iembre)?'.split(
        ' ',
      ),
    units: [
      ['segundos?|seg', 1],
      ['minutos?|min', 60],
      ['horas?', 3_600],
      ['dias?', 86_400],
      ['semanas?', 604_800],
    ],
    ago: ['hace', ''],
    fillers: 'a las|a la|el|la|las|los|pasado|desde|a|de',
    oClock: 'horas|hrs?|h',
    afternoon: 'de la (?:tarde|noche)',
    clocks: [
      ['(?:al )?mediodia', '12:00'],
      ['(?:a )?medianoche', '00:00'],
    ],
  },
  phrasings: [
    ...SPANISH_PHRASINGS,
    ...SPANISH_ACCOUNT_PHRASINGS,
    ...SPANISH_QUESTION_PHRASINGS,
    ...speedPhrasings('es'),
  ],
  texts: SPANISH_TEXTS,
  fold: foldSpanish,
  parts: enclitics,
  verbComesFirst: false,
  slipsMayDestroy: false,
})

/** "Borró" tells that somebody did it and "borro" is a slip of "borra": the last accent makes the word. */
function foldSpanish(text: string): string {
  const [, last] = /^\p{L}{3,}([óé])$/iu.exec(text.normalize('NFC')) ?? []
  return last === undefined ? fold(text) : `${fold(text).slice(0, -1)}${last.toLowerCase()}`
}

/** "Muéstrame" is "muestra me", and "bórralo" is "borra lo". */
function enclitics(piece: string): readonly Part[] {
  const [, verb, ends] = /^(\p{L}{2,}?)((?:me|nos)?(?:l[oae]s?)?)$/iu.exec(piece) ?? []
  if (verb === undefined || ends === undefined || ends === '' || !VERBS.has(fold(verb)))
    return [{ text: piece, at: 0 }]
  const at = verb.length
  const pronoun = /^(?:me|nos)(?=l)/iu.exec(ends)?.[0] ?? ''
  return [
    { text: verb, at: 0 },
    ...(pronoun === '' ? [] : [{ text: pronoun, at }]),
    { text: ends.slice(pronoun.length), at: at + pronoun.length },
  ]
}
