import type { LanguageCode } from './language.ts'

/** What is said around an answer to a question that is open, and instead of one. Over folded text. */
interface AnswerWords {
  /** Stand around a choice or a name without being part of it: "I mean the second one, please". */
  readonly around: string
  /** The number one where it is a choice, as the word means other things too. */
  readonly one: string
  /** Takes back what was begun, or leaves: nothing is to be done. */
  readonly leaving: RegExp
  /** Those of them that put off what follows them. */
  readonly later: RegExp
}

export const ANSWER_WORDS: Readonly<Record<LanguageCode, AnswerWords>> = {
  en: {
    around:
      'the a number no nr it is was that this one site website blog shop option i we mean meant want choose take pick would like say with for please pls ok okay yes yeah well just thanks thank you my answer called named of course',
    one: 'one',
    leaving:
      /^(?:exit|quit|(?:good ?)?bye(?:[ -]?bye)?|log ?out|sign ?out|log off|close|leave|go back|back|start over|done|wait(?: a (?:moment|minute|second))?|hold on|one (?:moment|second)|never ?mind(?: (?:that|it|then))?|nvm|nevermind|forget (?:it|that|about (?:it|that))|cancel(?: (?:it|that|this))?|abort(?: (?:it|that|this))?|stop(?: (?:it|that|this))?|skip(?: (?:it|that|this))?|leave it(?: be)?|let it be|drop it|scratch that|i (?:have )?changed my mind|changed my mind|nothing|none of (?:them|these|those)|not now|maybe later|later|no thanks|no thank you|see you(?: later)?|ciao)(?![\p{L}\p{N}'-])/u,
    later: /^(?:not now|maybe later|later)$/,
  },
  de: {
    around:
      'der die das den dem nummer nr seite webseite website blog shop ich wir meine mein meinte will mochte nehme nimm nehmen nehmt wahle es ist war bitte ja ok okay na gut also danke genau naturlich fur mit von auf bei namens mal gerne gern',
    one: 'eins eine ein',
    leaving:
      /^(?:exit|quit|tschuss|tschau|ciao|auf wiedersehen|bis (?:bald|spater)|ende|beenden|schliessen|abmelden|zuruck|abbrechen|abbruch|brich ab|stopp?|halt|warte(?: mal)?|moment(?: mal)?|egal|schon gut|vergiss (?:es|das)|vergessen sie (?:es|das)|lass (?:es|das|gut sein|mal|sein)(?: sein)?|doch nicht|lieber nicht|nicht jetzt|jetzt nicht|spater|keine(?:r|s|n)?(?: davon)?|nichts(?: davon)?|ich habe es mir anders uberlegt|anders uberlegt)(?![\p{L}\p{N}-])/u,
    later: /^(?:nicht jetzt|jetzt nicht|spater)$/,
  },
  es: {
    around:
      'el la los las numero n nº sitio web pagina blog tienda yo quiero quisiera digo dije decir elijo elige escojo es era que lo por favor si ok vale bueno pues gracias claro de con para en llamado llamada',
    one: 'uno una un',
    leaving:
      /^(?:exit|quit|adios|chao|ciao|hasta (?:luego|pronto|manana)|nos vemos|salir|sal|terminar|cerrar|volver|atras|cancela(?:r|lo)?|anula(?:r|lo)?|para|detente|espera(?: un momento)?|un momento|olvida(?:lo|te)|dejalo|deja(?: eso)?|da igual|no importa|mejor no|ahora no|mas tarde|luego|nada|ningun[oa](?: de ell[oa]s)?|he cambiado de idea|cambie de idea)(?![\p{L}\p{N}-])/u,
    later: /^(?:ahora no|mas tarde|luego)$/,
  },
  fr: {
    around:
      'le la les l numero n no site web page blog boutique je j veux voudrais prends prendre prenez dis choisis c ce est etait s il te vous plait oui ok bon alors merci bien sur d accord de du avec pour appele nomme svp stp celui celle',
    one: 'un une',
    leaving:
      /^(?:exit|quit|au revoir|a bientot|a plus(?: tard)?|salut a tous|adieu|ciao|bye|quitter|quitte|sortir|fermer|terminer|fini|retour|annule[rz]?(?: (?:ca|cela))?|arrete[rz]?|stop|attends|attendez|un (?:moment|instant)|oublie[rz]?(?: (?:ca|cela))?|laisse[rz]?(?: tomber)?|peu importe|tant pis|plutot pas|pas maintenant|plus tard|rien|aucun(?:e)?(?: des (?:deux|trois))?|j['’ ]?ai change d['’ ]?avis)(?![\p{L}\p{N}-])/u,
    later: /^(?:pas maintenant|plus tard)$/,
  },
  ja: {
    around: '',
    one: '',
    leaving:
      /^(?:exit|quit|終了(?:します)?|終わり(?:ます)?|やめます|やめ(?:て|る|とく|ておきます)?|キャンセル(?:して(?:ください)?|します)?|中止(?:して(?:ください)?|します)?|取り消し(?:ます)?|戻る|閉じる|待って(?:ください)?|ちょっと待って(?:ください)?|さようなら|さよなら|バイバイ|またね|ではまた|もういい(?:です)?|やっぱり(?:いい(?:です)?|やめます?)|忘れて(?:ください)?|いいや|何でもない(?:です)?|なんでもない(?:です)?|結構です|後で)(?=[、。,.!！\s]|$)/u,
    later: /^後で$/,
  },
}

/** Of all languages: said with any answer. */
export const POLITE =
  /^(?:please|pls|plz|thanks(?: a lot| you)?|thank you(?: very much)?|thx|then|though|sorry|bitte(?: schon)?|danke(?: schon)?|vielen dank|dann|leider|por favor|(?:muchas )?gracias|porfa|entonces|perdon|s['’ ]?il (?:te|vous) plait|svp|stp|merci(?: beaucoup| bien)?|alors|desole|お願いします|ありがとう(?:ございます)?|すみません|です)(?![\p{L}\p{N}])/u

/** A choice in Japanese is one word with its particles, which are not cut apart here. */
export const JAPANESE_CHOICE =
  /^(?:(?:じゃあ|では|ええと|えっと|はい)、?)?(?:no\.?|#)?(?:(\d{1,3})(?:番目?|つ目)?|(最後)|([一二三四五六七八九十])(?:番目?|つ目)|(最初))(?:の)?(?:サイト|ブログ|もの|やつ|ほう|方)?(?:を|が|に|で)?(?:お願いします|ください|です|にして(?:ください)?|にします|いいです|選びます)?[。.!！]*$/u
