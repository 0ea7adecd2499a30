/** A command line as words, split the way a POSIX shell does, without expansion of any kind. */

export type SplitLine = { readonly words: readonly string[]; readonly error?: string };

/** Splits at blanks; quotes and backslashes group. An unclosed quote is an error and gives the words so far. */
export function splitCommandLine(text: string): SplitLine {
  const words: string[] = [];
  let word: string | undefined;
  for (let i = 0; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === "'" || char === '"') {
      const quoted = readQuoted(text, i);
      word = (word ?? '') + quoted.value;
      if (quoted.end < 0) return { words: [...words, word], error: `unexpected EOF while looking for matching \`${char}'` };
      i = quoted.end;
    } else if (char === '\\') {
      i += 1;
      if (text[i] !== '\n') word = (word ?? '') + (text[i] ?? '\\');
    } else if (/\s/.test(char)) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (char === '#' && word === undefined) {
      break;
    } else {
      word = (word ?? '') + char;
    }
  }
  return { words: word === undefined ? words : [...words, word] };
}

/** The text between quotes that begin at `start`; `end` is the place of the closing one, or -1. */
function readQuoted(text: string, start: number): { value: string; end: number } {
  const quote = text[start];
  let value = '';
  for (let i = start + 1; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === quote) return { value, end: i };
    const next = text[i + 1] ?? '';
    if (quote === '"' && char === '\\' && '"\\$`\n'.includes(next) && next !== '') {
      i += 1;
      value += next === '\n' ? '' : next;
    } else {
      value += char;
    }
  }
  return { value, end: -1 };
}
