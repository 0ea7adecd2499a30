/**
 * Syntax errors in the words and with the line numbers of Go's yaml.v2, as far as the other parser's error tells them apart.
 * upstream: gopkg.in/yaml.v2 scannerc.go, parserc.go
 */

interface SyntaxFault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** What Go would have said, with the line that it would have named: each document is counted by itself. */
export function goYamlMessage(fault: SyntaxFault, text: string): string {
  const from = startOfDocument(text, fault.pos[0]);
  const at = fault.pos[0] - from;
  const { words, scanner, place = at } = wordsOf({ ...fault, at }, text.slice(from));
  // Go's parser counts lines from zero, its scanner from one; the first line is not told.
  const line = lineAt(text.slice(from), place) - 1;
  return line === 0 ? words : `line ${scanner ? line + 1 : line}: ${words}`;
}

function startOfDocument(text: string, offset: number): number {
  let start = 0;
  for (const { index, 0: mark } of text.matchAll(/^---.*(?:\n|$)/gm)) if (index < offset) start = Math.min(offset, index + mark.length);
  return start;
}

interface Words {
  readonly words: string;
  /** Whether Go's scanner finds the fault, and not its parser. */
  readonly scanner: boolean;
  /** Where Go notices it, when that is elsewhere. */
  readonly place?: number;
}

interface Placed extends SyntaxFault {
  /** In its document. */
  readonly at: number;
}

function scanned(words: string, place?: number): Words {
  return { words, scanner: true, ...(place === undefined ? {} : { place }) };
}

function parsed(words: string): Words {
  return { words, scanner: false };
}

function wordsOf(fault: Placed, text: string): Words {
  const here = text.slice(fault.at, fault.at + 1);
  if (fault.code === 'TAB_AS_INDENT' || here === '\t' || here === '@' || here === '`')
    return scanned('found character that cannot start any token');
  if (/flow map|in flow|Flow map/.test(fault.message)) return parsed("did not find expected ',' or '}'");
  if (/[Ff]low sequence/.test(fault.message)) return parsed("did not find expected ',' or ']'");
  switch (fault.code) {
    case 'MISSING_CHAR':
      if (fault.message.includes('quote')) return scanned('found unexpected end of stream');
      if (fault.message.includes('directives-end')) return scanned('found unknown directive name', 0);
      if (!fault.message.includes('without -')) return scanned("could not find expected ':'");
      return parsed(isIndentless(text, fault.at) ? 'did not find expected key' : "did not find expected '-' indicator");
    case 'UNEXPECTED_TOKEN':
      if (fault.message.includes('Block scalar header')) return scanned('did not find expected comment or line break');
      if (fault.message.includes('block-seq-ind')) return scanned('block sequence entries are not allowed in this context');
      return parsed(
        /^\s*- /.test(text) && columnOf(text, fault.at) === 0 ? "did not find expected '-' indicator" : 'did not find expected key',
      );
    case 'MULTILINE_IMPLICIT_KEY':
      return here === '-' ? parsed('did not find expected key') : unfinishedKey(text, fault.at);
    case 'KEY_OVER_1024_CHARS':
      return scanned("could not find expected ':'");
    case 'BLOCK_AS_IMPLICIT_KEY':
      return secondColon(text, fault.at);
    case 'BAD_ALIAS':
      return scanned('did not find expected alphabetic or numeric character');
    case 'BAD_DQ_ESCAPE':
      return scanned('found unknown escape character');
    case 'BAD_DIRECTIVE':
      return scanned('found unknown directive name');
    default:
      return here === ':' ? scanned('mapping values are not allowed in this context') : parsed('did not find expected key');
  }
}

/** A colon behind a value that is none. */
function secondColon(text: string, at: number): Words {
  const colon = text.slice(at).search(/:(?=\s|$)/);
  return scanned('mapping values are not allowed in this context', colon < 0 ? at : at + colon);
}

/** A key without a colon: what follows in the next line goes on with it, unless it stands where the next key would. */
function unfinishedKey(text: string, at: number): Words {
  const isFirst = text.slice(0, at).trim() === '';
  const startsLine = text.slice(text.lastIndexOf('\n', at - 1) + 1, at).trim() === '';
  const next = at + (/\n\s*/.exec(text.slice(at)) ?? { index: 0, 0: '' }).index;
  const follower = next + (/^\s*/.exec(text.slice(next))?.[0].length ?? 0);
  if (isFirst || !startsLine || columnOf(text, follower) > columnOf(text, at)) return secondColon(text, at);
  return scanned("could not find expected ':'", follower);
}

function columnOf(text: string, at: number): number {
  return at - (text.lastIndexOf('\n', at - 1) + 1);
}

/** Whether the list that ends here has its dashes below the first letter of its key. */
function isIndentless(text: string, at: number): boolean {
  const above = text
    .slice(0, text.lastIndexOf('\n', at - 1) + 1)
    .split('\n')
    .toReversed();
  const indentOf = (line: string): number => line.search(/\S/);
  const dash = indentOf(above.find((line) => /^\s*- /.test(line)) ?? '');
  const key = above.find((line) => indentOf(line) >= 0 && indentOf(line) <= dash && !/^\s*- /.test(line));
  return key !== undefined && indentOf(key) === dash;
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset && i < text.length; i += 1) if (text[i] === '\n') line += 1;
  // Go ends the last line itself.
  return offset >= text.length && !text.endsWith('\n') ? line + 1 : line;
}
