/** How explain breaks lines: by words, keeping the text's own line breaks. */

const space = /[^\S\n\u00a0]/;

/** Words longer than a line stay whole. upstream: github.com/mitchellh/go-wordwrap, kubectl/pkg/util/term */
export function wrapText(text: string, limit: number): string {
  return text
    .split('\n')
    .map((line) => wrapLine(line, limit))
    .join('\n');
}

function wrapLine(line: string, limit: number): string {
  let out = '';
  let width = 0;
  let gap = '';
  for (const piece of line.match(/[^\S\u00a0]+|(?:\S|\u00a0)+/g) ?? []) {
    if (space.test(piece.charAt(0))) {
      gap = piece;
      continue;
    }
    if (passes(piece, width + gap.length, limit)) {
      out += '\n';
      width = 0;
      gap = '';
    }
    out += gap + piece;
    width += gap.length + piece.length;
    gap = '';
  }
  return width + gap.length <= limit ? out + gap : out;
}

/** Whether a word breaks the line: it passes the limit at a point where it is itself still shorter than a line. */
function passes(word: string, before: number, limit: number): boolean {
  return before + Math.min(word.length, limit - 1) > limit;
}

export function indentText(text: string, by: number): string {
  const pad = ' '.repeat(by);
  return pad + text.replaceAll('\n', `\n${pad}`);
}

/**
 * Lines of words for the older format: lists, code and what follows a colon begin lines of their own.
 * upstream: kubectl/pkg/explain/formatter.go
 */
export function reflow(text: string, limit: number): readonly string[] {
  const lines: string[] = [];
  let words: string[] = [];
  const flush = (): void => {
    if (words.length > 0) lines.push(words.join(' '));
    words = [];
  };
  for (const source of text.split('\n')) {
    const isCode = source.startsWith('    ');
    const isEmpty = source.trim() === '';
    const hasLines = lines.length > 0;
    if (isCode || isEmpty || beginsLine(words.at(-1) ?? '', source)) flush();
    if (isCode) lines.push(source);
    else if (isEmpty) {
      if (hasLines) lines.push('');
    } else
      for (const word of source.trim().split(/\s+/)) {
        if (words.length > 0 && words.join(' ').length + 1 + word.length > limit) flush();
        words.push(word);
      }
  }
  flush();
  return lines;
}

function beginsLine(lastWord: string, source: string): boolean {
  return lastWord.endsWith(':') || /^(\d+\.?|-|\*)\s/.test(source.trim());
}
