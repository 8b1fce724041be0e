import { utterancesIn } from './say.ts'
import type { Utterance } from './utterances.ts'

const PURGE = 'cache.purge'
const [en, de, es, fr, ja] = [
  utterancesIn('en'),
  utterancesIn('de'),
  utterancesIn('es'),
  utterancesIn('fr'),
  utterancesIn('ja'),
]

/** What of a site's caches shall be forgotten, and nothing that is not. */
export const CACHE_UTTERANCES: readonly Utterance[] = [
  en.bakery('Purge the whole cache of Corner Bakery', PURGE),
  en.bakery('Purge the entire cache of Corner Bakery please', PURGE),
  en.bakery('Purge all pages of Corner Bakery', PURGE, { only: 'pages' }),
  en.bakery('Can you purge everything on corner-bakery?', PURGE),
  en.on('clear all the caches of jazz', PURGE, 'jazz'),
  en.on('purge jazz', PURGE, 'jazz'),
  en.bakery('Purge the front page of Corner Bakery', PURGE, { url: '/' }),
  en.bakery('please purge the home page of Corner Bakery', PURGE, { url: '/' }),
  en.on('clear the cache of the homepage of jazz', PURGE, 'jazz', { url: '/' }),
  en.ask('Purge the about page of Corner Bakery', 'url'),
  en.ask('purge the contact page of jazz', 'url'),
  en.bakery('Purge everything tagged post-1 on Corner Bakery', PURGE, { tag: 'post-1' }),
  en.bakery('Forget the pages with tag post-1 of Corner Bakery', PURGE, { only: 'pages', tag: 'post-1' }),
  en.on('purge all pages with the tag term-3 of jazz', PURGE, 'jazz', { only: 'pages', tag: 'term-3' }),
  en.on('purge the tag Front_Page on jazz', PURGE, 'jazz', { tag: 'Front_Page' }),
  en.bakery('Purge the page http://corner-bakery.localhost:8080/sample-page/', PURGE, {
    url: 'http://corner-bakery.localhost:8080/sample-page/',
  }),
  en.bakery('Purge http://corner-bakery.localhost:8080/sample-page/', PURGE, {
    url: 'http://corner-bakery.localhost:8080/sample-page/',
  }),
  en.bakery('purge corner-bakery.localhost/Sample-Page/', PURGE, {
    url: 'corner-bakery.localhost/Sample-Page/',
  }),
  en.on('purge /hello-world/ from the cache of jazz', PURGE, 'jazz', { url: '/hello-world/' }),
  en.says('Purge the cache of Nosuch Place', /Nosuch Place/),
  de.bakery('Leere den ganzen Cache von Corner Bakery', PURGE),
  de.bakery('Vergiss alle Seiten von Corner Bakery', PURGE, { only: 'pages' }),
  de.on('bitte leere den Cache der Startseite von jazz', PURGE, 'jazz', { url: '/' }),
  de.on('leere die Seite /ueber-uns/ von jazz', PURGE, 'jazz', { url: '/ueber-uns/' }),
  de.bakery('Vergiss die Seiten mit dem Tag post-1 von Corner Bakery', PURGE, { tag: 'post-1' }),
  de.bakery('Vergiss die Seite http://corner-bakery.localhost:8080/sample-page/', PURGE, {
    url: 'http://corner-bakery.localhost:8080/sample-page/',
  }),
  de.on('leere den Objekt-Cache von jazz', PURGE, 'jazz', { only: 'objects' }),
  es.bakery('Vacía toda la caché de Corner Bakery', PURGE),
  es.bakery('Olvida todas las páginas de Corner Bakery', PURGE, { only: 'pages' }),
  es.on('por favor vacía la caché de la portada de jazz', PURGE, 'jazz', { url: '/' }),
  es.on('vacía la página /contacto/ de jazz', PURGE, 'jazz', { url: '/contacto/' }),
  es.bakery('Olvida las páginas con la etiqueta post-1 de Corner Bakery', PURGE, { tag: 'post-1' }),
  es.on('vacía la caché de objetos de jazz', PURGE, 'jazz', { only: 'objects' }),
  fr.bakery('Vide tout le cache de Corner Bakery', PURGE),
  fr.bakery('Oublie toutes les pages de Corner Bakery', PURGE, { only: 'pages' }),
  fr.on("vide le cache de la page d'accueil de jazz", PURGE, 'jazz', { url: '/' }),
  fr.on('purge la page /contact/ de jazz', PURGE, 'jazz', { url: '/contact/' }),
  fr.bakery('Purge les pages avec le tag post-1 de Corner Bakery', PURGE, { only: 'pages', tag: 'post-1' }),
  fr.on("vide le cache d'objets de jazz", PURGE, 'jazz', { only: 'objects' }),
  ja.bakery('Corner Bakeryのキャッシュをすべて消して', PURGE),
  ja.bakery('Corner Bakeryのトップページのキャッシュを消して', PURGE, { url: '/' }),
  ja.on('jazzの/about/のキャッシュを消してください', PURGE, 'jazz', { url: '/about/' }),
  ja.bakery('Corner Bakeryのタグpost-1のページのキャッシュを消して', PURGE, { tag: 'post-1' }),
  ja.on('jazzのオブジェクトキャッシュを消して', PURGE, 'jazz', { only: 'objects' }),
]
