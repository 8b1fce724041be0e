import type { Phrasing } from './phrasing.ts'

/** How Spanish speakers ask for sign-in, members, tokens and the language model. The first of each is the one that help shows. */
export const SPANISH_ACCOUNT_PHRASINGS: readonly Phrasing[] = [
  {
    action: 'sessions.list',
    say: [
      'muestra mis sesiones',
      'mis sesiones',
      'qué sesiones tengo',
      'dónde tengo la sesión iniciada',
      'dónde he iniciado sesión',
      'en qué dispositivos he iniciado sesión',
      'en qué dispositivos tengo la sesión iniciada',
      'muestra mis dispositivos',
    ],
  },
  {
    action: 'sessions.revoke',
    say: ['cierra la sesión {session}', 'termina la sesión {session}', 'revoca la sesión {session}'],
  },
  {
    action: 'sessions.revoke-others',
    say: [
      'cierra mis otras sesiones',
      'cierra todas mis otras sesiones',
      'cierra todas las demás sesiones',
      'cierra las demás sesiones',
      'cierra sesión en los demás dispositivos',
      'cierra mi sesión en todos los demás dispositivos',
    ],
  },
  {
    action: 'people.reset-password',
    say: [
      'restablece la contraseña de {person}',
      'cambia la contraseña de {person}',
      '{person} ha olvidado su contraseña',
      '{person} olvidó su contraseña',
      '{person} ha olvidado la contraseña',
      'nueva contraseña para {person}',
    ],
  },
  {
    action: 'people.remove-second-factor',
    say: [
      'quita el segundo factor de {person}',
      'elimina el segundo factor de {person}',
      'quita el segundo factor a {person}',
    ],
  },
  {
    action: 'models.show',
    say: [
      'qué modelo de lenguaje usamos',
      'qué modelo de lenguaje se usa',
      'qué modelo de lenguaje está configurado',
      'muestra el modelo de lenguaje',
      'qué modelo usa el asistente',
    ],
  },
  {
    action: 'models.change',
    say: [
      'cambia el modelo de lenguaje a {model}',
      'usa el modelo de lenguaje {model}',
      'cambia al modelo de lenguaje {model}',
      'pon el modelo de lenguaje {model}',
    ],
  },
  {
    action: 'models.test',
    say: [
      'prueba el modelo de lenguaje',
      'comprueba el modelo de lenguaje',
      'funciona el modelo de lenguaje',
      'responde el modelo de lenguaje',
    ],
  },
  {
    action: 'models.usage',
    say: [
      'cuánto cuesta el modelo de lenguaje',
      'cuánto nos cuesta el modelo de lenguaje',
      'cuánto cuesta la IA',
      'cuántos tokens ha usado el modelo de lenguaje',
      'cuántos tokens ha usado el asistente',
      'consumo del modelo de lenguaje',
    ],
  },
  {
    action: 'people.role',
    say: [
      'haz a {person} {role}',
      'haz {role} a {person}',
      'convierte a {person} en {role}',
      'cambia el rol de {person} a {role}',
      'da a {person} el rol de {role}',
      'dale a {person} el rol {role}',
      '{person} debe ser {role}',
      '{person} será {role}',
    ],
  },
  {
    action: 'access.list',
    say: [
      'quién tiene acceso a {site}',
      'quién puede ver {site}',
      'quién puede trabajar en {site}',
      'quién trabaja en {site}',
      'con quién está compartido {site}',
      'con quién se comparte {site}',
      'muestra el acceso a {site}',
    ],
  },
  {
    action: 'access.give',
    say: [
      'comparte {site} con {email}',
      'comparte {site} con {email} como {role}',
      'da a {email} acceso a {site}',
      'dale a {email} acceso a {site}',
      'dale acceso a {site} a {email}',
      'da acceso a {site} a {email} como {role}',
      'deja que {email} trabaje en {site}',
    ],
  },
  {
    action: 'access.revoke',
    say: [
      'deja de compartir {site} con {person}',
      'quita a {person} el acceso a {site}',
      'quítale a {person} el acceso a {site}',
      'retira el acceso de {person} a {site}',
      'revoca el acceso de {person} a {site}',
    ],
  },
  {
    action: 'roles.list',
    say: [
      'qué roles hay',
      'qué roles existen',
      'muestra los roles',
      'explica los roles',
      'qué puede hacer un {role}',
      'qué puede hacer una {role}',
      'qué puede hacer el rol {role}',
      'qué significa el rol {role}',
      'quién puede hacer qué',
    ],
  },
  {
    action: 'people.list',
    say: [
      'muestra los miembros',
      'muestra las personas',
      'qué miembros hay',
      'qué personas hay',
      'quiénes son los miembros',
      'lista los miembros',
      'miembros',
    ],
  },
  {
    action: 'people.remove',
    say: [
      'elimina a {person}',
      'elimina a la persona {person}',
      'elimina al miembro {person}',
      'quita a {person}',
      'borra a {person}',
      'borra a la persona {person}',
    ],
  },
  {
    action: 'people.impersonate',
    say: [
      'actúa como {person}',
      'actúa como el cliente {person}',
      'inicia sesión como {person}',
      'actúa como {person} durante {minutes} minutos',
    ],
  },
  {
    action: 'people.stop-impersonating',
    say: ['deja de actuar como otro', 'deja de actuar como el cliente', 'vuelve a ser yo'],
  },
  {
    action: 'accounts.create',
    say: [
      'crea una cuenta llamada {name}',
      'crea una cuenta para {name}',
      'crea un cliente llamado {name}',
      'nueva cuenta {name}',
      'nuevo cliente {name}',
      'crea una cuenta',
    ],
  },
  {
    action: 'accounts.list',
    say: [
      'muestra las cuentas',
      'qué cuentas hay',
      'muestra nuestros clientes',
      'qué clientes tenemos',
      'cuántos clientes tenemos',
    ],
  },
  {
    action: 'tokens.create',
    say: [
      'crea un token llamado {name}',
      'crea un token para {name}',
      'crea un token de API llamado {name}',
      'crea un token de API para {name}',
      'crea un token llamado {name} por {days} días',
      'crea una clave de API llamada {name}',
      'nuevo token {name}',
      'necesito un token para {name}',
      'necesito un token de API para {name}',
      'necesito un token llamado {name}',
      'necesito un token',
      'crea un token',
      'crear un token',
    ],
  },
  {
    action: 'tokens.list',
    say: ['muestra mis tokens', 'qué tokens tengo', 'qué tokens de API hay', 'mis tokens'],
  },
  {
    action: 'tokens.revoke',
    say: [
      'revoca el token {token}',
      'elimina el token {token}',
      'borra el token {token}',
      'revocar el token {token}',
      'revoca un token',
    ],
  },
  {
    action: 'programs.list',
    say: [
      'qué programas están conectados',
      'muestra los programas conectados',
      'mis programas conectados',
      'qué agentes están conectados',
    ],
  },
  {
    action: 'programs.disconnect',
    say: [
      'desconecta el programa {program}',
      'desconectar el programa {program}',
      'desconecta el agente {program}',
    ],
  },
]
