/** The folder of `wordpress/` and `wp-cli.phar`, as `npm run up` and `npm test` download them. */
export function wordpressCache(cache: string): string
export const WORDPRESS_VERSION: string
