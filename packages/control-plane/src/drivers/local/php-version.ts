export const PHP_VERSION = '8.2'
/** Debian's place for settings of each extension; ours are read after them. */
export const DEBIAN_SETTINGS = `/etc/php/${PHP_VERSION}/fpm/conf.d`
