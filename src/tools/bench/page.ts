/**
 * The same Deployment in Chromium: what the worker needs for it, and whether the page stays smooth while it is rolled
 * out. Serves the built page itself.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { preview } from 'vite';
import { findBrowser } from '../setup/browser.mjs';
import { encodeLink } from '#share/link.ts';
import type { Tape } from '#api/tape.ts';
import { say } from './line.ts';
import { deploymentTape } from './deploymentTape.ts';

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];
const readyAtMs = 30_000;
const smoothForMs = 15_000;

export async function benchPage(root: string, sizes: readonly number[]): Promise<void> {
  const executablePath = await findBrowser();
  const server = await preview({ root, preview: { host: '127.0.0.1', port: 4181, strictPort: true }, logLevel: 'error' });
  const browser = await chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
  try {
    const file = readdirSync(join(root, 'dist/assets')).find((name) => /^worker-.*\.js$/.test(name));
    if (file === undefined) throw new Error('there is no worker in dist: run `npm run build` first');
    for (const pods of sizes) await measureWorker(browser, `/assets/${file}`, pods);
    for (const pods of sizes) await measurePage(browser, pods);
  } finally {
    await browser.close();
    await server.close();
  }
}

const origin = 'http://127.0.0.1:4181';

/** Wall time in the worker from an empty cluster to all pods Ready, less what the empty cluster takes. */
async function measureWorker(browser: Browser, url: string, pods: number): Promise<void> {
  const page = await browser.newPage();
  await page.goto(`${origin}/`);
  const empty = await playInWorker(page, url, deploymentTape(0));
  const full = await playInWorker(page, url, deploymentTape(pods));
  say({ name: `engine/chromium-worker/${pods}-pods/wall`, value: full - empty, unit: 'ms' });
  const heap = await Promise.all(
    page
      .workers()
      .map((worker) => worker.evaluate(() => (performance as { memory?: { usedJSHeapSize: number } }).memory?.usedJSHeapSize ?? 0)),
  );
  const most = Math.max(0, ...heap);
  if (most > 0) say({ name: `engine/chromium-worker/${pods}-pods/heap`, value: most / 1e6, unit: 'MB' });
  await page.close();
}

function playInWorker(page: Page, url: string, tape: Tape): Promise<number> {
  return page.evaluate(
    async ({ url: file, text, at }) => {
      const played: unknown = JSON.parse(text);
      const worker = new Worker(file, { type: 'module' });
      return new Promise<number>((resolve, reject) => {
        let started = 0;
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data }) => {
          if (data.type === 'frame' && started === 0) {
            started = performance.now();
            worker.postMessage({ type: 'load', id: 1, tape: played, at, playing: false });
          }
          if (data.type === 'loaded') resolve(performance.now() - started);
        };
      });
    },
    { url, text: JSON.stringify(tape), at: readyAtMs },
  );
}

/** The real page with the tape in its link: longest main-thread task while the pods come up. */
async function measurePage(browser: Browser, pods: number): Promise<void> {
  const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
  await page.addInitScript(() => {
    const tasks: number[] = [];
    Object.assign(globalThis, { longTasks: tasks });
    new PerformanceObserver((list) => tasks.push(...list.getEntries().map((entry) => entry.duration))).observe({ type: 'longtask' });
  });
  await page.goto(`${origin}/#${encodeLink({ tape: deploymentTape(pods) })}`);
  await page.waitForTimeout(3_000);
  await page.evaluate(() => ((globalThis as unknown as { longTasks: number[] }).longTasks.length = 0));
  await page.waitForTimeout(smoothForMs);
  const tasks = await page.evaluate(() => (globalThis as unknown as { longTasks: number[] }).longTasks);
  say({
    name: `page/${pods}-pods/longest-task`,
    value: Math.max(0, ...tasks),
    unit: 'ms',
    note: 'main thread, after loading; tasks under 50 ms count as 0',
  });
  await page.close();
}
