/**
 * The built page under /ui/. Its files are no secret and are given to everyone who may ask at all; what they show is not, and
 * comes by `pageSocket.ts`, for the administrator's token.
 */
import { existsSync, readFileSync } from 'node:fs';
import { extname, join, resolve } from 'node:path';
import { writeBytes, writeText, type Exchange } from '../answer.ts';

export const pagePath = '/ui/';
const folder = resolve(import.meta.dirname, '../../../dist');

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.ttf': 'font/ttf',
  '.woff2': 'font/woff2',
};

const policy = [
  "default-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

/** What tells the page that its cluster is served, and not in a worker of its own. */
const mark = '<meta name="orrery-served" content="1" />';

export function isPageBuilt(): boolean {
  return existsSync(join(folder, 'index.html'));
}

/** False when the path is not the page's. */
export function servePageFile(exchange: Exchange): boolean {
  const {
    request,
    response,
    asking: { path },
  } = exchange;
  if (path !== '/ui' && !path.startsWith(pagePath)) return false;
  if (request.method !== 'GET' && request.method !== 'HEAD') writeText(exchange, 405, 'the page is only read\n');
  else if (path === '/ui') {
    response.writeHead(302, { Location: pagePath });
    response.end();
  } else if (!isPageBuilt()) writeText(exchange, 404, 'the page is not built: npm run build\n');
  else writeFile(exchange, path.slice(pagePath.length));
  return true;
}

/** Only plain names: no way leads out of the folder. */
const plainPath = /^(?:assets\/)?[\w-][\w.-]*$/;

function writeFile(exchange: Exchange, path: string): void {
  const name = path === '' ? 'index.html' : path;
  const type = types[extname(name)];
  if (!plainPath.test(name) || type === undefined || !existsSync(join(folder, name)))
    return writeText(exchange, 404, '404 page not found\n');
  const { response } = exchange;
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.setHeader('Content-Security-Policy', policy);
  response.setHeader('Referrer-Policy', 'no-referrer');
  const content = readFileSync(join(folder, name));
  const bytes = name === 'index.html' ? Buffer.from(content.toString('utf8').replace('<head>', `<head>${mark}`)) : content;
  writeBytes(exchange, 200, { type, bytes });
}
