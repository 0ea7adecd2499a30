/** The path of a Chromium for the tests, or undefined when Playwright's own is to be used. Installs one when there is none. */
export function findBrowser(): Promise<string | undefined>;
