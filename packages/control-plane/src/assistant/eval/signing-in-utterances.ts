import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const call = (say: string, action: string, input: Record<string, unknown> = {}): Utterance => ({
  say,
  expect: { call: action, input },
})

export const SIGNING_IN_UTTERANCES: readonly Utterance[] = [
  call('where am I signed in?', 'sessions.list'),
  call('please show my sessions', 'sessions.list'),
  call('on which devices am I signed in?', 'sessions.list'),
  call('revoke the session kZ81jqLw', 'sessions.revoke', { session: 'kZ81jqLw' }),
  call('sign me out everywhere else', 'sessions.revoke-others'),
  call('end all my other sessions, please', 'sessions.revoke-others'),
  call('reset the password of anna@example.com', 'people.reset-password', { person: 'anna@example.com' }),
  call('ben@example.com has forgotten the password', 'people.reset-password', { person: 'ben@example.com' }),
  call('remove the second factor of anna@example.com', 'people.remove-second-factor', {
    person: 'anna@example.com',
  }),
  call('is a second factor required?', 'sign-in-rules.show'),
  call('how many administrators have no second factor?', 'sign-in-rules.show'),
  call('please require a second factor of all administrators', 'sign-in-rules.change', {
    secondFactor: 'required',
  }),
  call('make the second factor optional', 'sign-in-rules.change', { secondFactor: 'optional' }),
  call('stop requiring a second factor for administrators', 'sign-in-rules.change', {
    secondFactor: 'optional',
  }),
  ...german(),
  ...spanish(),
  ...french(),
  ...japanese(),
]

/** What is said of the sign-in rules in one language. */
function rulesIn(language: Parameters<typeof utterancesIn>[0]) {
  const { call, nothing } = utterancesIn(language)
  const change = (secondFactor: 'required' | 'optional') => (say: string) =>
    call(say, 'sign-in-rules.change', { secondFactor })
  return {
    show: (say: string) => call(say, 'sign-in-rules.show'),
    required: change('required'),
    optional: change('optional'),
    nothing,
  }
}

function german(): Utterance[] {
  const { show, required, optional, nothing } = rulesIn('de')
  return [
    show('Ist ein zweiter Faktor Pflicht?'),
    show('Brauchen Administratoren einen zweiten Faktor?'),
    show('Wie viele Administratoren haben keinen zweiten Faktor?'),
    show('Zeig mir die Anmelderegeln'),
    show('Wer hat keinen zweiten Faktor?'),
    required('Mach den zweiten Faktor für Administratoren zur Pflicht'),
    required('Administratoren müssen bitte einen zweiten Faktor haben'),
    optional('Verlange keinen zweiten Faktor mehr'),
    optional('Der zweite Faktor soll wieder freiwillig sein'),
    optional('Administratoren brauchen keinen zweiten Faktor mehr'),
    required('Ab jetzt brauchen alle Administratoren einen zweiten Faktor'),
    show('Gilt bei uns eine Pflicht zum zweiten Faktor?'),
    show('Haben alle Administratoren einen zweiten Faktor?'),
    required('Bitte einen zweiten Faktor für Administratoren verlangen'),
    optional('Den zweiten Faktor bitte nicht länger verlangen'),
    optional('Mach den zweiten Faktor wieder optional'),
    nothing('Soll ich einen zweiten Faktor verlangen?'),
  ]
}

function spanish(): Utterance[] {
  const { show, required, optional, nothing } = rulesIn('es')
  return [
    show('¿Es obligatorio un segundo factor?'),
    show('¿Los administradores necesitan un segundo factor?'),
    show('Muéstrame las reglas de inicio de sesión'),
    show('¿Quién no tiene segundo factor?'),
    required('Exige un segundo factor a todos los administradores'),
    required('Haz obligatorio el segundo factor para los administradores, por favor'),
    required('Los administradores deben tener un segundo factor'),
    optional('Ya no exijas un segundo factor'),
    optional('Haz que el segundo factor sea opcional'),
    optional('Deja de exigir un segundo factor a los administradores'),
    required('Quiero exigir un segundo factor a los administradores'),
    show('¿Tienen todos los administradores un segundo factor?'),
    optional('No exijas más el segundo factor, por favor'),
    optional('Pon el segundo factor como opcional'),
    required('Por favor, exige el segundo factor'),
    show('¿Qué administradores no tienen segundo factor?'),
    nothing('¿Debería exigir un segundo factor?'),
  ]
}

function french(): Utterance[] {
  const { show, required, optional, nothing } = rulesIn('fr')
  return [
    show('Un second facteur est-il obligatoire ?'),
    show('Montre les règles de connexion'),
    show('Qui n’a pas de second facteur ?'),
    required('Exige un second facteur de tous les administrateurs'),
    required('Rends le second facteur obligatoire pour les administrateurs'),
    required('Les administrateurs doivent avoir un second facteur'),
    optional('N’exige plus de second facteur'),
    optional('Rends le second facteur facultatif'),
    optional('Arrête d’exiger un second facteur des administrateurs'),
    required('Je voudrais exiger un second facteur'),
    show('Tous les administrateurs ont-ils un second facteur ?'),
    optional('Le second facteur doit redevenir facultatif'),
    required('Merci d’exiger un second facteur des administrateurs'),
    show('Est-ce que le second facteur est obligatoire ?'),
    show('Quels administrateurs n’ont pas de second facteur ?'),
    nothing('Dois-je exiger un second facteur ?'),
  ]
}

function japanese(): Utterance[] {
  const { show, required, optional, nothing } = rulesIn('ja')
  return [
    show('二要素認証は必須ですか？'),
    show('管理者に二要素認証は必要ですか'),
    show('サインインのルールを見せてください'),
    required('管理者に二要素認証を義務付けてください'),
    required('すべての管理者に二要素認証を必須にして'),
    optional('二要素認証を任意にして'),
    optional('二要素認証の義務付けをやめてください'),
    optional('管理者の二要素認証を任意に戻してください'),
    required('管理者全員に二要素認証を義務付けて'),
    show('二要素認証は義務付けられていますか？'),
    show('管理者は二要素認証が必要ですか？'),
    optional('管理者の二要素認証はもう任意にして'),
    required('二段階認証を必須にしてもらえますか'),
    show('二要素認証を使っていない管理者は誰ですか'),
    optional('二要素認証を任意にしたいです'),
    show('二要素認証は必要ですか'),
    required('管理者に二段階認証を必須にして'),
    required('二段階認証を義務付けてください'),
    show('サインインの規則を教えて'),
    required('二要素認証を必須に変更してください'),
    show('二段階認証は必須になっていますか'),
    optional('二要素認証は任意に変更して'),
    nothing('二要素認証を必須にすべきですか？'),
  ]
}
