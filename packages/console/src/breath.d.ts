/** See build/breath.ts. */
declare module 'breath:*'
