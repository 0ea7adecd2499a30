/** The inside of `[[ ]]`. upstream: bash(1) Conditional Expressions */
import type { Condition, Word } from './ast.ts';
import { peek, skipBlanks, skipLines, startsWith, wrong, type Reader } from './reader.ts';
import { readWord, type ParseInside } from './words.ts';

const binary = ['=~', '==', '!=', '=', '<', '>', '-eq', '-ne', '-lt', '-le', '-gt', '-ge', '-nt', '-ot', '-ef'];

/** Reads up to `]]` and takes it. */
export function readCondition(reader: Reader, inside: ParseInside): Condition {
  const condition = readOr(reader, inside);
  skipLines(reader);
  if (!startsWith(reader, ']]')) throw wrong(reader, 'syntax error in conditional expression');
  reader.at += 2;
  return condition;
}

function readOr(reader: Reader, inside: ParseInside): Condition {
  const left = readAnd(reader, inside);
  skipLines(reader);
  if (!startsWith(reader, '||')) return left;
  reader.at += 2;
  return { c: 'or', left, right: readOr(reader, inside) };
}

function readAnd(reader: Reader, inside: ParseInside): Condition {
  const left = readNot(reader, inside);
  skipLines(reader);
  if (!startsWith(reader, '&&')) return left;
  reader.at += 2;
  return { c: 'and', left, right: readAnd(reader, inside) };
}

function readNot(reader: Reader, inside: ParseInside): Condition {
  skipLines(reader);
  if (/^!\s/.test(reader.text.slice(reader.at, reader.at + 2))) {
    reader.at += 1;
    return { c: 'not', of: readNot(reader, inside) };
  }
  if (peek(reader) === '(') {
    reader.at += 1;
    const of = readOr(reader, inside);
    skipLines(reader);
    if (peek(reader) !== ')') throw wrong(reader, 'syntax error in conditional expression');
    reader.at += 1;
    return of;
  }
  return readTest(reader, inside);
}

function readTest(reader: Reader, inside: ParseInside): Condition {
  const unary = /^-[a-zA-Z](?=\s)/.exec(reader.text.slice(reader.at, reader.at + 3))?.[0];
  if (unary !== undefined) {
    reader.at += 2;
    skipBlanks(reader);
    return { c: 'unary', op: unary, word: operand(reader, inside) };
  }
  const left = operand(reader, inside);
  skipBlanks(reader);
  const op = binary.find((one) => startsWith(reader, one));
  if (op === undefined || (/^[<>]/.test(op) && !/\s/.test(peek(reader, 1)))) return { c: 'unary', op: '-n', word: left };
  reader.at += op.length;
  skipBlanks(reader);
  return { c: 'binary', op, left, right: op === '=~' ? readPattern(reader, inside) : operand(reader, inside) };
}

function operand(reader: Reader, inside: ParseInside): Word {
  const word = readWord(reader, inside);
  if (word === undefined) throw wrong(reader, 'syntax error in conditional expression');
  return word;
}

/** A regular expression stands bare: brackets and bars belong to it, a blank ends it. */
function readPattern(reader: Reader, inside: ParseInside): Word {
  const parts: Word['parts'][number][] = [];
  let depth = 0;
  for (;;) {
    const letter = peek(reader);
    if (letter === '' || letter === '\n' || (depth === 0 && /\s/.test(letter))) break;
    if (
      letter === '(' ||
      letter === ')' ||
      letter === '|' ||
      letter === '<' ||
      letter === '>' ||
      letter === '&' ||
      letter === ';' ||
      letter === ' '
    ) {
      depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
      parts.push({ k: 'text', s: letter, quoted: false });
      reader.at += 1;
    } else if (letter === '\\') {
      parts.push({ k: 'text', s: letter + peek(reader, 1), quoted: false });
      reader.at += 2;
    } else {
      const word = readWord(reader, inside, '\\');
      if (word === undefined) break;
      parts.push(...word.parts);
    }
  }
  return { parts };
}
