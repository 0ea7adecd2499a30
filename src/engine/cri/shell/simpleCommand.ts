/** Simple commands: assignments, words and redirections. upstream: IEEE Std 1003.1 2.9.1 Simple Commands, 2.7 Redirection */
import type { Assign, Node, Redirect, Word } from './ast.ts';
import { createReader, peek, skipBlanks, skipLines, unexpected, type HereDocument, type Reader } from './reader.ts';
import { readIndex, readWord, text, type ParseInside } from './words.ts';

/** Words with what is set before them and where they read and write. `inside` reads the script of a substitution. */
export function readSimple(reader: Reader, inside: ParseInside): Node {
  const assigns: Assign[] = [];
  const words: Word[] = [];
  const redirects: Redirect[] = [];
  for (;;) {
    skipBlanks(reader);
    const redirect = readRedirect(reader, inside);
    if (redirect !== undefined) {
      redirects.push(redirect);
      continue;
    }
    const assign = words.length === 0 || isDeclaration(words[0]!) ? readAssign(reader, inside) : undefined;
    if (assign !== undefined && words.length === 0) assigns.push(assign);
    else if (assign?.items !== undefined) {
      // `local a=(x y)`: the array is set after the declaration; its name stays a word.
      assigns.push(assign);
      words.push(text(assign.name));
    } else if (assign !== undefined)
      words.push({
        parts: [
          { k: 'text', s: `${assign.name}${assign.append ? '+' : ''}=`, quoted: true },
          ...assign.value.parts.map((part) => ({ ...part, quoted: true })),
        ],
      });
    else {
      const word = readWord(reader, inside);
      if (word === undefined) break;
      words.push(word);
    }
  }
  if (assigns.length + words.length + redirects.length === 0) throw unexpected(reader);
  return { t: 'simple', assigns, words, redirects };
}

function isDeclaration(word: Word): boolean {
  const part = word.parts[0];
  return part?.k === 'text' && ['export', 'local', 'readonly', 'declare', 'typeset'].includes(part.s);
}

function readAssign(reader: Reader, inside: ParseInside): Assign | undefined {
  const match = /^([A-Za-z_]\w*)(\[[^\]\n]*\])?(\+?)=/.exec(reader.text.slice(reader.at, reader.at + 200));
  if (match === null) return undefined;
  const index = match[2] === undefined ? undefined : readIndex(createReader(match[2]), inside);
  reader.at += match[0].length;
  const base = { name: match[1]!, append: match[3] === '+', ...(index === undefined ? {} : { index }) };
  if (peek(reader) !== '(') return { ...base, value: readWord(reader, inside) ?? text('', true) };
  reader.at += 1;
  const items: Word[] = [];
  for (;;) {
    skipLines(reader);
    const item = readWord(reader, inside);
    if (item === undefined) break;
    items.push(item);
  }
  if (peek(reader) !== ')') throw unexpected(reader);
  reader.at += 1;
  return { ...base, value: text(''), items };
}

const redirectPattern = /^(\d*)(&>>|&>|<<<|<<-|<<|<&|<>|>&|>>|>\||<|>)/;

export function readRedirect(reader: Reader, inside: ParseInside): Redirect | undefined {
  skipBlanks(reader);
  const match = redirectPattern.exec(reader.text.slice(reader.at, reader.at + 8));
  if (match === null || /^[<>]\(/.test(reader.text.slice(reader.at, reader.at + 2))) return undefined;
  reader.at += match[0].length;
  const op = match[2]!;
  const fd = match[1] === '' ? (op.startsWith('<') ? 0 : 1) : Number(match[1]);
  skipBlanks(reader);
  if (op === '<<' || op === '<<-') return { fd, op: '<<', target: readHere(reader, { stripTabs: op === '<<-', inside }) };
  const target = readWord(reader, inside);
  if (target === undefined) throw unexpected(reader);
  return { fd, op: op as Redirect['op'], target };
}

/** The word of a here-document, empty until the lines after the command are read. */
function readHere(reader: Reader, { stripTabs, inside }: { readonly stripTabs: boolean; readonly inside: ParseInside }): Word {
  const from = reader.at;
  const word = readWord(reader, inside);
  if (word === undefined) throw unexpected(reader);
  const quoted = /['"\\]/.test(reader.text.slice(from, reader.at));
  const delimiter = word.parts.map((part) => (part.k === 'text' ? part.s : '')).join('');
  const document: HereDocument = { delimiter, quoted, stripTabs, text: '', target: { parts: [] } };
  reader.pending.push(document);
  reader.documents.push(document);
  return document.target;
}
