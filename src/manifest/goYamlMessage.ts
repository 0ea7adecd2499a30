/**
 * Syntax errors in the words and with the line numbers of Go's yaml.v2, as far as the other parser's error tells them apart.
 * upstream: gopkg.in/yaml.v2 scannerc.go, parserc.go
 */

interface SyntaxFault {
  readonly code: string;
  readonly message: string;
  readonly pos: readonly [number, number];
}

/** What Go would have said, with the line that it would have named. */
export function goYamlMessage(fault: SyntaxFault, text: string): string {
  const { words, scanner } = wordsOf(fault, text);
  // Go's parser counts lines from zero, its scanner from one; line zero is not told.
  const line = lineAt(text, fault.pos[0]) - (scanner ? 0 : 1);
  return line === 0 ? words : `line ${line}: ${words}`;
}

interface Words {
  readonly words: string;
  /** Whether Go's scanner finds the fault, and not its parser. */
  readonly scanner: boolean;
}

function scanned(words: string): Words {
  return { words, scanner: true };
}

function parsed(words: string): Words {
  return { words, scanner: false };
}

function wordsOf(fault: SyntaxFault, text: string): Words {
  const here = text.slice(fault.pos[0], fault.pos[0] + 1);
  if (fault.code === 'TAB_AS_INDENT' || here === '\t' || here === '@' || here === '`')
    return scanned('found character that cannot start any token');
  if (/flow map|in flow|Flow map/.test(fault.message)) return parsed("did not find expected ',' or '}'");
  if (/[Ff]low sequence/.test(fault.message)) return parsed("did not find expected ',' or ']'");
  switch (fault.code) {
    case 'MISSING_CHAR':
      if (fault.message.includes('quote')) return scanned('found unexpected end of stream');
      if (fault.message.includes('without -')) return parsed("did not find expected '-' indicator");
      return scanned("could not find expected ':'");
    case 'UNEXPECTED_TOKEN':
      return fault.message.includes('block-seq-ind')
        ? scanned('block sequence entries are not allowed in this context')
        : parsed('did not find expected key');
    case 'MULTILINE_IMPLICIT_KEY':
    case 'KEY_OVER_1024_CHARS':
      return scanned("could not find expected ':'");
    case 'BLOCK_AS_IMPLICIT_KEY':
      return scanned('mapping values are not allowed in this context');
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

function lineAt(text: string, offset: number): number {
  let line = 1;
  for (let i = 0; i < offset && i < text.length; i += 1) if (text[i] === '\n') line += 1;
  return line;
}
