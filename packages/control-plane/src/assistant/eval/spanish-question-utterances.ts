import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const { call, on, onIt, says, nothing, bakery } = utterancesIn('es')
/** The evaluation's today and yesterday. */
const [today, yesterday] = ['2026-11-30', '2026-11-29']

const INSIGHTS: Utterance[] = [
  on('¿Por qué jazz va tan lento?', 'insights.site', 'jazz'),
  on('¿Por qué es tan lento jazz?', 'insights.site', 'jazz'),
  on('¿Por qué iba lento jazz ayer?', 'insights.site', 'jazz', { range: 'yesterday' }),
  onIt('¿Por qué mi sitio está lento hoy?', 'insights.site', { range: 'today' }),
  on('¿Por qué tarda tanto en cargar jazz?', 'insights.site', 'jazz'),
  on('¿Cuánto tarda jazz en cargar?', 'insights.site', 'jazz'),
  call('¿Qué sitios fueron lentos ayer?', 'insights.sites', { by: 'latency', range: 'yesterday' }),
  call('¿Cuál es el sitio más lento y por qué?', 'insights.sites', { by: 'latency' }),
  call('¿Quién consume más ancho de banda?', 'insights.sites', { by: 'bandwidth' }),
  call('¿Qué sitio usa más ancho de banda este mes?', 'insights.sites', {
    by: 'bandwidth',
    range: 'this month',
  }),
  call('¿Qué sitio ha tenido más tráfico en los últimos 7 días?', 'insights.sites', {
    by: 'bandwidth',
    range: 'last 7 days',
  }),
  call('¿Qué sitio tiene más visitas?', 'insights.sites', { by: 'visits' }),
  call('¿Qué sitios tuvieron más visitas la semana pasada?', 'insights.sites', {
    by: 'visits',
    range: 'last week',
  }),
  call('¿Qué sitios ocupan más espacio?', 'insights.sites', { by: 'storage' }),
  on('¿Qué ha cambiado en jazz?', 'insights.changes', 'jazz'),
  on('¿Qué ha cambiado en jazz desde ayer?', 'insights.changes', 'jazz', { range: 'since yesterday' }),
  on('¿Qué se cambió en jazz la semana pasada?', 'insights.changes', 'jazz', { range: 'last week' }),
  on('Muéstrame los cambios de jazz', 'insights.changes', 'jazz'),
  onIt('¿Qué ha cambiado hoy en él?', 'insights.changes', { range: 'today' }),
  call('¿Qué sitios tienen errores de PHP hoy?', 'insights.sites', { by: 'php-errors', range: 'today' }),
  call('Sitios con errores de PHP', 'insights.sites', { by: 'php-errors' }),
  call('¿En qué sitios hubo errores hoy?', 'insights.sites', { by: 'php-errors', range: 'today' }),
  on('¿Qué errores tiene jazz?', 'sites.logs', 'jazz', { kind: 'error' }),
  on('Muéstrame los errores de PHP de jazz', 'sites.logs', 'jazz', { kind: 'php' }),
  call('¿Cómo de lleno está el shard 7?', 'shards.show', { shard: '7' }),
  call('¿Cuánto espacio queda en shard-003?', 'shards.show', { shard: 'shard-003' }),
  call('¿Cuánto voy a pagar este mes?', 'sites.list'),
  call('¿Cuánto pago al mes?', 'sites.list'),
  call('¿Cuánto me cuestan mis sitios?', 'sites.list'),
  call('¿A cuánto asciende mi factura?', 'sites.list'),
]

const USAGE: Utterance[] = [
  on('¿Cuánto almacenamiento usa jazz?', 'usage.show', 'jazz'),
  on('¿Cuánto espacio ocupa jazz?', 'usage.show', 'jazz'),
  bakery('¿Qué tamaño tiene corner-bakery?', 'usage.show'),
  on('¿Cuántas visitas tiene jazz?', 'usage.show', 'jazz'),
  on('¿Cuántas visitas ha tenido jazz este mes?', 'usage.show', 'jazz'),
  on('¿Cuánto ancho de banda ha consumido jazz este mes?', 'usage.show', 'jazz'),
  call('Muéstrame el uso de mis sitios', 'usage.show'),
  call('¿Qué sitios han superado su límite?', 'usage.show', { standing: 'over' }),
  call('¿Qué sitios están casi llenos?', 'usage.show', { standing: 'near' }),
  on('¿Ha superado jazz su límite?', 'usage.show', 'jazz'),
]

const MAIL: Utterance[] = [
  call('Muéstrame los correos', 'mail.list'),
  on('¿Qué correos ha enviado jazz?', 'mail.list', 'jazz'),
  on('¿Ha enviado jazz algún correo?', 'mail.list', 'jazz'),
  on('Enséñame el correo de jazz', 'mail.list', 'jazz'),
  call('Abre el buzón', 'mail.list'),
  call('Abre el correo mail_0123456789abcde', 'mail.show', { mail: 'mail_0123456789abcde' }),
]

const AUDIT: Utterance[] = [
  call('Muestra el registro de auditoría', 'audit.list'),
  call('Enséñame el registro de actividad', 'audit.list'),
  call('¿Quién hizo qué?', 'audit.list'),
  call('¿Quién hizo qué ayer?', 'audit.list', { from: yesterday, to: yesterday }),
  call('¿Quién ha cambiado algo hoy?', 'audit.list', { from: today }),
  on('¿Quién renombró jazz?', 'audit.list', 'jazz', { action: 'sites.rename' }),
  on('¿Quién suspendió jazz?', 'audit.list', 'jazz', { action: 'sites.suspend' }),
  call('¿Qué inicios de sesión han fallado?', 'audit.list', { action: 'people.sign-in', result: 'failed' }),
  call('Exporta el registro de auditoría', 'audit.export'),
  call('Verifica el registro de auditoría', 'audit.verify'),
]

const PHP: Utterance[] = [
  on('Muestra la configuración de PHP de jazz', 'php.show', 'jazz'),
  on('¿Qué versión de PHP tiene jazz?', 'php.show', 'jazz'),
  on('¿Cuánta memoria tiene jazz?', 'php.show', 'jazz'),
  on('¿Qué tamaño pueden tener las subidas en jazz?', 'php.show', 'jazz'),
  on('Restablece la configuración de PHP de jazz', 'php.set', 'jazz', { reset: true }),
  on('Sube el límite de subida de jazz a 128 MB', 'php.set', 'jazz', { upload: '128 MB' }),
]

const CRON: Utterance[] = [
  on('¿Qué tareas programadas tiene jazz?', 'cron.list', 'jazz'),
  on('¿Qué hay programado en jazz?', 'cron.list', 'jazz'),
  on('¿Cuándo se ejecuta la próxima tarea de jazz?', 'cron.list', 'jazz'),
  on('Lanza las tareas programadas de jazz', 'cron.run', 'jazz'),
  on('Ejecuta ahora las tareas pendientes de jazz', 'cron.run', 'jazz'),
]

const SIGNING_IN: Utterance[] = [
  call('¿Cuáles son las reglas de inicio de sesión?', 'sign-in-rules.show'),
  call('¿Los administradores necesitan un segundo factor?', 'sign-in-rules.show'),
  call('¿Quién no tiene todavía un segundo factor?', 'sign-in-rules.show'),
  call('Exige la verificación en dos pasos a los administradores', 'sign-in-rules.change', {
    secondFactor: 'required',
  }),
  call('Que todos los administradores tengan un segundo factor', 'sign-in-rules.change', {
    secondFactor: 'required',
  }),
]

/** What resembles these. */
const NEITHER: Utterance[] = [
  nothing('No sé por qué'),
  nothing('Escribe un correo a anna@example.com'),
  nothing('Hoy hace mal tiempo'),
  says('Haz una copia de seguridad de jazz', /copias? de seguridad/i),
]

export const SPANISH_QUESTIONS: readonly Utterance[] = [
  ...INSIGHTS,
  ...USAGE,
  ...MAIL,
  ...AUDIT,
  ...PHP,
  ...CRON,
  ...SIGNING_IN,
  ...NEITHER,
]
