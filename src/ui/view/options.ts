/** What the page's address asks for, read once. */
import { readPageOptions, type PageOptions } from '#share/pageOptions.ts';

export const pageOptions: PageOptions = readPageOptions(typeof location === 'undefined' ? '' : location.search);
