/** Of every page, so that none begins elsewhere than the one before: wide enough for the list of sites, not for one line. */
export const PAGE_WIDTH = 'mx-auto w-full max-w-[76rem] px-4 sm:px-8'
