/**
 * `npm run pictures -- [--out DIR] [--only PART,...] [--themes light,dark] [--languages en,zh] [--widths 1440,900,390]`: named
 * states of the built page (`--dist DIR`) as pictures, to be looked at. They are written outside of git. With widths, each state is taken
 * in each.
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
    widths: { type: 'string', default: '' },
    port: { type: 'string', default: '4183' },
    dist: { type: 'string', default: 'dist' },
  },
});
const root = join(import.meta.dirname, '../../..');
const list = (text: string): readonly string[] => text.split(',').filter((part) => part !== '');
const only = list(values.only);

const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking'];

interface Look {
  readonly theme: string;
  readonly lang: string;
  readonly width: number;
  readonly height: number;
  readonly name: string;
}

/** A phone is held upright and touched; anything wider is a window. */
function looksOf(state: State): readonly Look[] {
  const own = { width: state.width ?? 1440, height: state.height ?? 900, mark: '' };
  const widths = list(values.widths).map((text) => ({ width: Number(text), height: Number(text) < 600 ? 844 : 900, mark: `-${text}` }));
  const sizes = widths.length === 0 ? [own] : widths;
  return list(values.themes).flatMap((theme) =>
    list(values.languages).flatMap((lang) =>
      sizes.map(({ mark, ...size }) => ({ theme, lang, ...size, name: `${state.name}${mark}-${theme}-${lang}` })),
    ),
  );
}

async function take(browser: Browser, state: State, look: Look): Promise<void> {
  const { script, at } = state;
  const { width, height } = look;
  const page = await browser.newPage({ viewport: { width, height }, ...(width < 600 ? { hasTouch: true, isMobile: true } : {}) });
  page.on('pageerror', (error) => console.error(`${look.name}: ${error.message}`));
  const moment = script === undefined ? '' : `#${encodeLink({ tape: scripts[script], ...(at === undefined ? {} : { at }) })}`;
  await page.goto(`http://127.0.0.1:${values.port}/?theme=${look.theme}&lang=${look.lang}&${state.view ?? ''}${moment}`);
  await page.locator('.react-flow__node, table').first().waitFor({ state: 'attached' });
  await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
  await page.waitForTimeout(2_600);
  await state.act?.(page);
  await page.screenshot({ path: join(values.out, `${look.name}.png`) });
  await page.close();
}

mkdirSync(values.out, { recursive: true });
const server = await preview({
  root,
  build: { outDir: values.dist },
  preview: { host: '127.0.0.1', port: Number(values.port), strictPort: true },
  logLevel: 'error',
});
const executablePath = await findBrowser();
const browser = await chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
for (const state of states)
  if (only.length === 0 || only.some((part) => state.name.includes(part)))
    for (const look of looksOf(state)) await take(browser, state, look);
await browser.close();
await server.close();
