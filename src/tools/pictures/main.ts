/**
 * `npm run pictures -- [--out DIR] [--only PART,...] [--themes light,dark] [--languages en,zh]`: named states of the built page
 * as pictures, to be looked at. They are written outside of git.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { chromium, type Browser } from '@playwright/test';
import { preview } from 'vite';
import { findBrowser } from '../setup/browser.mjs';
import { encodeLink } from '#share/link.ts';
import { scripts } from './scripts.ts';
import { states, type State } from './states.ts';

const { values } = parseArgs({
  options: {
    out: { type: 'string', default: 'test-results/pictures' },
    only: { type: 'string', default: '' },
    themes: { type: 'string', default: 'light,dark' },
    languages: { type: 'string', default: 'en,zh' },
    port: { type: 'string', default: '4183' },
  },
});
const root = join(import.meta.dirname, '../../..');
const only = values.only.split(',').filter((part) => part !== '');

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

async function take(browser: Browser, state: State, look: { readonly theme: string; readonly lang: string }): Promise<void> {
  const { script, at, width = 1440, height = 900 } = state;
  const page = await browser.newPage({ viewport: { width, height } });
  page.on('pageerror', (error) => console.error(`${state.name}: ${error.message}`));
  const moment = script === undefined ? '' : `#${encodeLink({ tape: scripts[script], ...(at === undefined ? {} : { at }) })}`;
  await page.goto(`http://127.0.0.1:${values.port}/?theme=${look.theme}&lang=${look.lang}&${state.view ?? ''}${moment}`);
  await page.locator('.react-flow__node, table').first().waitFor({ state: 'attached' });
  await page.waitForTimeout(1_600);
  await state.act?.(page);
  await page.screenshot({ path: join(values.out, `${state.name}-${look.theme}-${look.lang}.png`) });
  await page.close();
}

mkdirSync(values.out, { recursive: true });
const server = await preview({ root, preview: { host: '127.0.0.1', port: Number(values.port), strictPort: true }, logLevel: 'error' });
const executablePath = await findBrowser();
const browser = await chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
for (const theme of values.themes.split(','))
  for (const lang of values.languages.split(','))
    for (const state of states)
      if (only.length === 0 || only.some((part) => state.name.includes(part))) await take(browser, state, { theme, lang });
await browser.close();
await server.close();
