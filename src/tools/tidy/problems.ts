/** The house rules as a function from one file's text to what is wrong with it. */
import { packages, pureRooms, walls } from './rooms.ts';

interface SourceFile {
  /** Path below src, such as `engine/scheduler/cycle.ts`. */
  readonly path: string;
  readonly text: string;
}

const importPattern = /(?:^|\n)\s*(?:import|export)\s[^'";]*?from\s+'([^']+)'|(?:^|\n)\s*import\s+'([^']+)'|import\('([^']+)'\)/g;

/** Words that have no place in a room without time: each with what to use instead. */
const impure: readonly (readonly [RegExp, string])[] = [
  [/\basync\b|\bawait\b|\bPromise\b/, 'asynchronous: a component steps; plan a message'],
  [/\blocaleCompare\b|\btoLocale\w*\b/, 'depends on the locale: compare with < and >'],
  [/\bfunction\*|\byield\b/, 'a generator: its state cannot be copied; keep an explicit stack'],
];

const unfinished = new RegExp(['TO' + 'DO', 'FIX' + 'ME', 'X' + 'XX'].map((word) => `\\b${word}\\b`).join('|'));
const html = /dangerouslySetInnerHTML|\.innerHTML\s*=|insertAdjacentHTML|document\.write/;

/** Every broken rule, in words that say what to do. */
export function problemsOf(file: SourceFile): string[] {
  const isTest = /\.test\.tsx?$|\/testing\//.test(file.path) || file.path.startsWith('tools/');
  const code = withoutComments(file.text);
  return [
    ...(isTest ? [] : importProblems(file.path, file.text)),
    ...(isTest ? [] : purityProblems(file.path, code)),
    ...(unfinished.test(file.text) ? ['leaves something to do: do it, or write it into the issue'] : []),
    ...(html.test(code) && !file.path.startsWith('tools/') ? ['writes HTML: text from outside must never become markup'] : []),
    ...(!isTest && file.path.startsWith('engine/controllers/') ? upstreamProblems(file) : []),
  ];
}

/** The room of a path: the longest folder that the table of walls lists. */
export function roomOf(path: string): string | undefined {
  let best: string | undefined;
  for (const room of Object.keys(walls)) {
    if (path.startsWith(`${room}/`) && (best === undefined || room.length > best.length)) best = room;
  }
  return best;
}

function importProblems(path: string, text: string): string[] {
  const room = roomOf(path);
  if (room === undefined) return [];
  const allowed = packages[room.split('/')[0]!];
  return [...text.matchAll(importPattern)].flatMap((match) => {
    const target = (match[1] ?? match[2] ?? match[3])!;
    const inside = target.startsWith('#') ? target.slice(1) : target.startsWith('.') ? resolve(path, target) : undefined;
    if (inside === undefined) {
      const name = target
        .split('/')
        .slice(0, target.startsWith('@') ? 2 : 1)
        .join('/');
      return allowed === undefined || allowed.includes(name) ? [] : [`imports the package ${name}, which ${room} may not use`];
    }
    const other = roomOf(inside);
    if (other === undefined || other === room || walls[room]!.includes(other)) return siblingProblems(path, inside);
    return [`imports ${target}: ${room} may not import ${other}`];
  });
}

/** Under engine/controllers every folder is a room of its own. */
function siblingProblems(path: string, target: string): string[] {
  const [own, other] = [path, target].map((it) => /^engine\/controllers\/([^/]+)\//.exec(it)?.[1]);
  if (own === undefined || other === undefined || own === other || other === 'common') return [];
  return [`imports controllers/${other}: controllers never import each other`];
}

/** The one file of a pure room that names promises: it describes the boundary that others cross. */
const boundary = 'api/client.ts';

function purityProblems(path: string, code: string): string[] {
  if (path === boundary || !pureRooms.includes(path.split('/')[0]!)) return [];
  return impure.filter(([pattern]) => pattern.test(code)).map(([, problem]) => problem);
}

/** A controller's main file names what it models. */
function upstreamProblems({ path, text }: SourceFile): string[] {
  const main = /^engine\/controllers\/([^/]+)\/\1\.ts$/.test(path);
  return main && !/\bupstream: /.test(text) ? ['has no `upstream:` line at its head'] : [];
}

function resolve(from: string, target: string): string {
  const parts = from.split('/').slice(0, -1);
  for (const part of target.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function withoutComments(text: string): string {
  return text
    .replace(/\/\*[\s\S]*?\*\//g, '')
    .replace(/(^|[^:'"`])\/\/.*$/gm, '$1')
    .replace(/'(?:[^'\\\n]|\\.)*'|"(?:[^"\\\n]|\\.)*"|`(?:[^`\\]|\\.)*`/g, "''");
}
