/** Reading nginx's configuration as far as it says what is served where. upstream: nginx/conf */
import type { Image } from '../images/image.ts';
import { listNames, type Fs } from '../fs/fs.ts';
import { readFile } from '../fs/ops.ts';
import { folderOf, join } from '../fs/path.ts';

export interface NginxLocation {
  readonly path: string;
  readonly exact: boolean;
  readonly root?: string;
  readonly alias?: string;
  readonly index?: readonly string[];
  readonly type?: string;
  readonly returns?: { readonly status: number; readonly text: string };
}

export interface NginxServer {
  readonly ports: readonly number[];
  readonly names: readonly string[];
  readonly root: string;
  readonly index: readonly string[];
  readonly returns?: { readonly status: number; readonly text: string };
  readonly locations: readonly NginxLocation[];
}

interface Directive {
  readonly words: readonly string[];
  readonly block: readonly Directive[] | undefined;
}

const cache = new Map<string, readonly NginxServer[] | string>();
const mostCached = 100;
/** What an image's own files say, as long as nothing lies over them. */
const ofImage = new Map<Image, readonly NginxServer[] | string>();

/** All servers of the configuration; a string is nginx's complaint. */
export function readNginxConf(fs: Fs): readonly NginxServer[] | string {
  const isImages = fs.container.layer.size === 0 && fs.container.spec.mounts.every((mount) => !mount.containerPath.startsWith('/etc'));
  const own = isImages ? ofImage.get(fs.image) : undefined;
  if (own !== undefined) return own;
  const read = readAll(fs);
  if (isImages) ofImage.set(fs.image, read);
  return read;
}

function readAll(fs: Fs): readonly NginxServer[] | string {
  const main = readFile(fs, '/etc/nginx/nginx.conf');
  if (typeof main !== 'string') return 'open() "/etc/nginx/nginx.conf" failed (2: No such file or directory)';
  const text = include(fs, main, 0);
  const before = cache.get(text);
  if (before !== undefined) return before;
  const parsed = parse(text);
  const servers = typeof parsed === 'string' ? parsed : Object.freeze(serversIn(parsed));
  if (cache.size > mostCached) cache.clear();
  cache.set(text, servers);
  return servers;
}

function include(fs: Fs, text: string, depth: number): string {
  if (depth > 5) return '';
  return text.replace(/^\s*include\s+([^;]+);/gm, (_, path: string) => {
    const full = path.startsWith('/') ? path : `/etc/nginx/${path}`;
    const star = full.split('/').at(-1)!;
    const names = star.includes('*')
      ? listNames(fs, folderOf(full))
          .filter((name) => name.endsWith(star.slice(star.indexOf('*') + 1)))
          .map((name) => join(folderOf(full), name))
      : [full];
    return names
      .map((name) => {
        const part = readFile(fs, name);
        return typeof part === 'string' && !name.endsWith('mime.types') ? include(fs, part, depth + 1) : '';
      })
      .join('\n');
  });
}

function parse(text: string): readonly Directive[] | string {
  const tokens = text.replace(/#[^\n]*/g, '').match(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|[{};]|[^\s{};"']+/g) ?? [];
  let at = 0;
  let wrong: string | undefined;
  const block = (nested: boolean): Directive[] => {
    const found: Directive[] = [];
    let words: string[] = [];
    for (; at < tokens.length;) {
      const token = tokens[at]!;
      at += 1;
      if (token === ';') {
        found.push({ words, block: undefined });
        words = [];
      } else if (token === '{') {
        found.push({ words, block: block(true) });
        words = [];
      } else if (token === '}') {
        if (words.length > 0) wrong ??= `unexpected "}" in /etc/nginx/nginx.conf`;
        return found;
      } else words.push(/^["']/.test(token) ? token.slice(1, -1).replace(/\\n/g, '\n').replace(/\\(.)/g, '$1') : token);
    }
    if (nested || words.length > 0) wrong ??= 'unexpected end of file, expecting ";" or "}" in /etc/nginx/nginx.conf';
    return found;
  };
  const all = block(false);
  return wrong ?? all;
}

function serversIn(directives: readonly Directive[]): NginxServer[] {
  return directives.flatMap((one) =>
    one.words[0] === 'server' && one.block !== undefined
      ? [serverOf(one.block)]
      : one.block === undefined || one.words[0] === 'upstream'
        ? []
        : serversIn(one.block),
  );
}

function serverOf(block: readonly Directive[]): NginxServer {
  const ports = block.filter((one) => one.words[0] === 'listen').map((one) => Number(/(\d+)$/.exec(one.words[1] ?? '')?.[1] ?? 80));
  const locations = block
    .filter((one) => one.words[0] === 'location' && one.block !== undefined)
    .map((one) => locationOf(one.words, one.block!));
  return {
    ports: ports.length === 0 ? [80] : Array.from(new Set(ports)),
    names: words(block, 'server_name') ?? [],
    root: words(block, 'root')?.[0] ?? '/etc/nginx/html',
    index: words(block, 'index') ?? ['index.html'],
    locations,
    ...returnsOf(block),
  };
}

function locationOf(head: readonly string[], block: readonly Directive[]): NginxLocation {
  const root = words(block, 'root')?.[0];
  const alias = words(block, 'alias')?.[0];
  const index = words(block, 'index');
  const type = words(block, 'default_type')?.[0];
  return {
    path: head.at(-1) ?? '/',
    exact: head[1] === '=',
    ...(root === undefined ? {} : { root }),
    ...(alias === undefined ? {} : { alias }),
    ...(index === undefined ? {} : { index }),
    ...(type === undefined ? {} : { type }),
    ...returnsOf(block),
  };
}

function words(block: readonly Directive[], name: string): readonly string[] | undefined {
  return block.find((one) => one.words[0] === name)?.words.slice(1);
}

function returnsOf(block: readonly Directive[]): { readonly returns?: { readonly status: number; readonly text: string } } {
  const given = words(block, 'return');
  if (given === undefined) return {};
  const status = Number(given[0]);
  return Number.isNaN(status) ? { returns: { status: 302, text: given[0] ?? '' } } : { returns: { status, text: given[1] ?? '' } };
}
