/** Bytes of the first page load and of the worker, gzip, from the built files. */
import { readdirSync, readFileSync, existsSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { join } from 'node:path';
import { say } from './line.ts';

export function benchBundle(dist: string): void {
  if (!existsSync(join(dist, 'index.html'))) throw new Error('nothing is built: run `npm run build` first');
  const html = readFileSync(join(dist, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.\/(assets\/[^"]+\.(?:js|css))"/g)].map((match) => match[1]!);
  say({
    name: 'bundle/first-load',
    value: gzipKb([html, ...named.map((file) => readFileSync(join(dist, file)))]),
    unit: 'kB',
    note: 'index.html and what it names, gzip',
  });
  const worker = readdirSync(join(dist, 'assets')).filter((file) => /^worker-.*\.js$/.test(file));
  say({
    name: 'bundle/engine-worker',
    value: gzipKb(worker.map((file) => readFileSync(join(dist, 'assets', file)))),
    unit: 'kB',
    note: 'gzip',
  });
}

function gzipKb(parts: readonly (string | Buffer)[]): number {
  return parts.reduce((sum, part) => sum + gzipSync(part).length, 0) / 1_000;
}
