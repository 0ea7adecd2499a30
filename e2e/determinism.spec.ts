import { readdirSync } from 'node:fs';
import { expect, test } from '@playwright/test';
import { createHistoryHash } from '#api/historyHash.ts';
import type { HistoryEntry } from '#api/watch.ts';
import { advance, createSession, historyHash } from '#engine/session.ts';
import { redisTape, redisTapeEnd } from '#engine/testing/redisTape.ts';

/** The built worker, as the page loads it. */
function workerFile(): string {
  const file = readdirSync('dist/assets').find((name) => /^worker-.*\.js$/.test(name));
  if (file === undefined) throw new Error('there is no worker in dist');
  return `/assets/${file}`;
}

type Row = HistoryEntry & { readonly cluster: string };

test('a tape gives the same history in Chromium as in Node', async ({ page }) => {
  const session = createSession(redisTape(7));
  advance(session, redisTapeEnd);

  await page.goto('/');
  const history = await page.evaluate(
    async ({ url, text, at }) => {
      const tape: unknown = JSON.parse(text);
      const worker = new Worker(url, { type: 'module' });
      const rows: unknown[] = [];
      await new Promise<void>((resolve, reject) => {
        let loaded = false;
        worker.onerror = (event) => reject(new Error(event.message));
        worker.onmessage = ({ data: said }) => {
          const data = typeof said === 'string' ? JSON.parse(said) : said;
          if (data.type === 'loaded') {
            loaded = data.problem === undefined;
            rows.length = 0;
            if (!loaded) reject(new Error(data.problem));
          }
          if (data.type !== 'frame') return;
          const { frame } = data;
          if (frame.crash !== undefined) reject(new Error(frame.crash.message));
          worker.postMessage({ type: 'ack', sequence: frame.sequence });
          if (!loaded) return;
          rows.push(...frame.history);
          if (frame.now >= at && !frame.more && frame.history.length === 0) resolve();
        };
        worker.postMessage({ type: 'load', id: 1, tape, at, playing: false });
        // Something to answer, so that a last frame comes when everything has been told.
        setInterval(() => worker.postMessage({ type: 'clock', command: { do: 'pause' } }), 50);
      });
      worker.terminate();
      return rows;
    },
    { url: workerFile(), text: JSON.stringify(redisTape(7)), at: redisTapeEnd },
  );

  const hash = createHistoryHash();
  for (const row of history as Row[]) hash.add(row.cluster, row);
  expect(history.length).toBeGreaterThan(100);
  expect(hash.text()).toBe(historyHash(session));
});
