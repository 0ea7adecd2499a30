/**
 * Syntax errors in the words and with the line numbers of Go's yaml.v2, as far as the other parser's error tells them apart.
 * upstream: gopkg.in/yaml.v2 scannerc.go, parserc.go
 */

interface SyntaxFault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

export interface GoYamlMessage {
  readonly line: number;
  readonly text: string;
}

/** What Go would have said, and the line it would have named. */
export function goYamlMessage(fault: SyntaxFault, text: string): GoYamlMessage {
  const line = lineAt(text, fault.pos[0]);
  const words = wordsOf(fault, text);
  return { line: words.lineShift === undefined ? line : Math.max(1, line + words.lineShift), text: words.text };
}

function wordsOf(fault: SyntaxFault, text: string): { text: string; lineShift?: number } {
  const here = text.slice(fault.pos[0], fault.pos[0] + 1);
  if (fault.code === 'TAB_AS_INDENT' || here === '\t') return { text: 'found character that cannot start any token' };
  if (here === '@' || here === '`') return { text: 'found character that cannot start any token' };
  if (/flow map|in flow|Flow map/.test(fault.message)) return { text: "did not find expected ',' or '}'" };
  if (/[Ff]low sequence/.test(fault.message)) return { text: "did not find expected ',' or ']'" };
  switch (fault.code) {
    case 'MISSING_CHAR':
      if (fault.message.includes('quote')) return { text: 'found unexpected end of stream' };
      if (fault.message.includes('without -')) return { text: "did not find expected '-' indicator" };
      return { text: "could not find expected ':'" };
    case 'BAD_INDENT':
      return { text: 'did not find expected key', lineShift: -1 };
    case 'UNEXPECTED_TOKEN':
      return { text: fault.message.includes('block-seq-ind') ? 'block sequence entries are not allowed in this context' : 'did not find expected key' };
    case 'MULTILINE_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return { text: "could not find expected ':'", lineShift: 1 };
    case 'BLOCK_AS_IMPLICIT_KEY':
      return { text: 'mapping values are not allowed in this context' };
    case 'BAD_ALIAS':
      return { text: 'did not find expected alphabetic or numeric character' };
    case 'BAD_DQ_ESCAPE':
      return { text: 'found unknown escape character' };
    case 'BAD_DIRECTIVE':
      return { text: 'found unknown directive name' };
    default:
      return { text: here === ':' ? 'mapping values are not allowed in this context' : 'did not find expected key' };
  }
}

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset && i < text.length; i += 1) if (text[i] === '\n') line += 1;
  return line;
}
