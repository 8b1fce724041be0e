import type { Phrasing } from './phrasing.ts'

/** What is asked of mail, the audit log, PHP, cron and the rules of sign-in. */
export const SPANISH_RECORD_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'mail.list',
    say: [
      'muestra los correos',
      'muéstrame los correos',
      'muestra el correo',
      'qué correos ha enviado {site}',
      'qué correos envió {site}',
      'ha enviado {site} algún correo',
      'ha enviado {site} correos',
      'enséñame el correo de {site}',
      'muestra el correo de {site}',
      'muestra los correos de {site}',
      'correos de {site}',
      'abre el buzón',
      'abre el buzón de {site}',
      'buzón de {site}',
    ],
  },
  {
    action: 'mail.show',
    say: ['abre el correo {mail}', 'muestra el correo {mail}', 'enséñame el correo {mail}'],
  },
  {
    action: 'audit.list',
    say: [
      'muestra el registro de auditoría',
      'registro de auditoría',
      'muestra el registro de actividad',
      'enséñame el registro de actividad',
      'muestra el historial de acciones',
      'quién hizo qué',
      'quién ha hecho qué',
      'quién cambió qué',
      'quién ha cambiado algo',
      'quién cambió algo',
      'registro de auditoría de {site}',
      'muestra el registro de auditoría de {site}',
    ],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.rename' },
    say: [
      'quién renombró {site}',
      'quién ha renombrado {site}',
      'quién cambió el título de {site}',
      'quién cambió el nombre de {site}',
    ],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.suspend' },
    say: ['quién suspendió {site}', 'quién ha suspendido {site}', 'quién pausó {site}'],
  },
  {
    action: 'audit.list',
    fixed: { action: 'sites.create' },
    say: ['quién creó {site}', 'quién ha creado {site}'],
  },
  { action: 'audit.list', fixed: { action: 'sites.tier' }, say: ['quién cambió el plan de {site}'] },
  {
    action: 'audit.list',
    fixed: { action: 'people.sign-in', result: 'failed' },
    say: [
      'qué inicios de sesión han fallado',
      'qué inicios de sesión fallaron',
      'inicios de sesión fallidos',
      'muestra los inicios de sesión fallidos',
    ],
  },
  {
    action: 'audit.export',
    say: [
      'exporta el registro de auditoría',
      'exportar el registro de auditoría',
      'descarga el registro de auditoría',
      'exporta el registro de auditoría como {format}',
    ],
  },
  {
    action: 'audit.verify',
    say: [
      'verifica el registro de auditoría',
      'comprueba el registro de auditoría',
      'alguien ha manipulado el registro de auditoría',
      'está intacto el registro de auditoría',
    ],
  },
  {
    action: 'php.show',
    say: [
      'muestra la configuración de PHP de {site}',
      'configuración de PHP de {site}',
      'muestra los ajustes de PHP de {site}',
      'ajustes de PHP de {site}',
      'qué versión de PHP tiene {site}',
      'qué versión de PHP usa {site}',
      'versión de PHP de {site}',
      'cuánta memoria tiene {site}',
      'qué tamaño pueden tener las subidas en {site}',
      'cuál es el límite de subida de {site}',
      'cuál es el límite de memoria de {site}',
    ],
  },
  {
    action: 'php.set',
    fixed: { reset: true },
    say: [
      'restablece la configuración de PHP de {site}',
      'restablece los ajustes de PHP de {site}',
      'restablecer la configuración de PHP de {site}',
    ],
  },
  {
    action: 'cron.list',
    say: [
      'qué hay programado en {site}',
      'qué está programado en {site}',
      'cuándo se ejecuta la próxima tarea de {site}',
      'cuándo se ejecuta el próximo cron de {site}',
      'qué tareas hay programadas en {site}',
      'qué tareas cron han fallado',
      'qué tareas cron de {site} han fallado',
      'qué tareas programadas de {site} han fallado',
    ],
  },
  {
    action: 'cron.run',
    say: [
      'lanza las tareas programadas de {site}',
      'lanza el cron de {site}',
      'ejecuta las tareas pendientes de {site}',
      'ejecuta ahora las tareas pendientes de {site}',
      'ejecuta ahora el cron de {site}',
    ],
  },
  {
    action: 'sign-in-rules.show',
    say: [
      'cuáles son las reglas de inicio de sesión',
      'los administradores necesitan un segundo factor',
      'quién no tiene un segundo factor',
      'quién no tiene segundo factor',
      'quién no tiene todavía un segundo factor',
    ],
  },
  {
    action: 'sign-in-rules.change',
    fixed: { secondFactor: 'required' },
    say: [
      'exige la verificación en dos pasos',
      'exige la verificación en dos pasos a los administradores',
      'que todos los administradores tengan un segundo factor',
      'los administradores deben tener un segundo factor',
    ],
  },
]
