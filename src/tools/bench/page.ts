/**
 * The same Deployment in Chromium: what the worker needs for it, and whether the page stays smooth while it is rolled
 * out. Serves the built page itself.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { chromium, type Browser, type Page } from '@playwright/test';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import react from '@vitejs/plugin-react';
import { build, preview } from 'vite';
import { findBrowser } from '../setup/browser.mjs';
import { encodeLink } from '#share/link.ts';
import type { Tape } from '#api/tape.ts';
import { say } from './line.ts';
import { heapOf, livingAfter, openMeasured, scrubs, watch, type Reading } from './pageMeter.ts';
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
/** Larger clusters come up too slowly for their history to be all there. */
const scrubbedMax = 1_000;

export async function benchPage(root: string, sizes: readonly number[]): Promise<void> {
  const executablePath = await findBrowser();
  const server = await preview({ root, preview: { host: '127.0.0.1', port: 4181, strictPort: true }, logLevel: 'error' });
  const baseline = await serveBaseline();
  const browser = await chromium.launch({ args, ...(executablePath === undefined ? {} : { executablePath }) });
  try {
    const file = readdirSync(join(root, 'dist/assets')).find((name) => /^worker-.*\.js$/.test(name));
    if (file === undefined) throw new Error('there is no worker in dist: run `npm run build` first');
    for (const pods of sizes) await measureWorker(browser, `/assets/${file}`, pods);
    await measurePages(browser, baseline.url, sizes);
  } finally {
    await browser.close();
    await server.close();
    await baseline.close();
  }
}

/** Builds the page of comparison beside the others and serves it. */
async function serveBaseline(): Promise<{ readonly url: string; close(): Promise<void> }> {
  const root = join(import.meta.dirname, 'baseline');
  const outDir = await mkdtemp(join(tmpdir(), 'orrery-bench-'));
  await build({ root, configFile: false, logLevel: 'error', plugins: [react()], build: { outDir, emptyOutDir: true } });
  const server = await preview({
    root,
    configFile: false,
    logLevel: 'error',
    build: { outDir },
    preview: { host: '127.0.0.1', port: 4185, strictPort: true },
  });
  return {
    url: 'http://127.0.0.1:4185/',
    async close() {
      await server.close();
      await rm(outDir, { recursive: true });
    },
  };
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
          if (typeof data === 'string' && started === 0) {
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

/** The page against an empty React Flow page in the same run: ratios say more than times of a machine. */
async function measurePages(browser: Browser, empty: string, sizes: readonly number[]): Promise<void> {
  const base = await openMeasured(browser, empty, '.react-flow__node');
  const baseLiving = await livingAfter(base);
  const calm = await watch(base, 3_000);
  const baseHeap = await heapOf(base);
  await base.page.context().close();
  say({ name: 'page/empty-react-flow/living-after', value: baseLiving, unit: 'ms' });
  say({ name: 'page/empty-react-flow/fps', value: calm.fps, unit: 'fps' });
  const first = await openMeasured(browser, `${origin}/`, '[aria-label^="StatefulSet "]');
  tell('page/first-visit/living-after', await livingAfter(first), 'ms', baseLiving);
  await first.page.context().close();
  for (const pods of sizes) await measurePage(browser, pods, { calm, heap: baseHeap });
}

function tell(name: string, value: number, unit: string, base: number): void {
  say({ name, value, unit });
  if (base > 0) say({ name: `${name}/to-empty-react-flow`, value: value / base, unit: 'ratio' });
}

/** While the pods come up, with the clock standing still, and after ten minutes of the cluster's time. */
async function measurePage(browser: Browser, pods: number, base: { readonly calm: Reading; readonly heap: number }): Promise<void> {
  const measured = await openMeasured(browser, `${origin}/#${encodeLink({ tape: deploymentTape(pods) })}`, '.react-flow__node');
  await livingAfter(measured);
  await measured.page.waitForTimeout(3_000);
  const rollout = await watch(measured, smoothForMs);
  tell(`page/${pods}-pods/rollout/fps`, rollout.fps, 'fps', base.calm.fps);
  say({ name: `page/${pods}-pods/rollout/longest-task`, value: rollout.longest, unit: 'ms', note: 'tasks under 50 ms count as 0' });
  say({ name: `page/${pods}-pods/rollout/main-thread`, value: rollout.busy * 100, unit: '%' });
  await measured.page.getByRole('combobox', { name: 'Speed' }).selectOption('100');
  await measured.page.waitForTimeout(6_500);
  await measured.page.getByRole('button', { name: 'Pause' }).click();
  await measured.page.waitForTimeout(2_000);
  tell(`page/${pods}-pods/heap-after-ten-minutes`, await heapOf(measured), 'MB', base.heap);
  if (pods <= scrubbedMax) {
    const { p50, p95 } = await scrubs(measured);
    say({ name: `page/${pods}-pods/scrub-to-painted/p50`, value: p50, unit: 'ms' });
    say({ name: `page/${pods}-pods/scrub-to-painted/p95`, value: p95, unit: 'ms' });
  }
  const paused = await watch(measured, 4_000);
  say({
    name: `page/${pods}-pods/paused/main-thread`,
    value: paused.busy * 100,
    unit: '%',
    note: `an empty React Flow page: ${(base.calm.busy * 100).toFixed(1)} %`,
  });
  await measured.page.context().close();
}
