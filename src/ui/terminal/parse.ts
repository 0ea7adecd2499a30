/** A command line of the small shell: quotes, pipes, `&&`, `||`, `;`, redirections into files, here-documents. */

export interface Stage {
  readonly argv: readonly string[];
  /** Text of a here-document. */
  readonly stdin?: string;
  readonly into?: { readonly path: string; readonly append: boolean };
  /** `2>&1` and `2>/dev/null`. */
  readonly errors: 'show' | 'merge' | 'drop';
}

export interface Step {
  readonly when: 'always' | 'ok' | 'failed';
  readonly stages: readonly Stage[];
}

export type Parsed =
  | { readonly type: 'steps'; readonly steps: readonly Step[] }
  /** A quote or a here-document is still open: more lines are wanted. */
  | { readonly type: 'more' }
  | { readonly type: 'fault'; readonly message: string };

type Token =
  | { readonly type: 'word'; readonly text: string }
  | { readonly type: 'sign'; readonly text: string }
  | { readonly type: 'here'; readonly text: string };

const signs = ['&&', '||', '2>&1', '2>/dev/null', '>>', '|', ';', '>', '\n'] as const;
const open = 'open';

export function parseLine(text: string): Parsed {
  const tokens = tokenize(text);
  if (tokens === open) return { type: 'more' };
  return build(tokens);
}

function tokenize(text: string): Token[] | typeof open {
  const tokens: Token[] = [];
  let i = 0;
  while (i < text.length) {
    const rest = text.slice(i);
    if (/^[ \t]/.test(rest)) i += 1;
    else if (rest.startsWith('\\\n')) i += 2;
    else if (rest.startsWith('#')) i += rest.indexOf('\n') < 0 ? rest.length : rest.indexOf('\n');
    else if (rest.startsWith('<<')) {
      const here = hereDocument(text, i);
      if (here === open) return open;
      tokens.push({ type: 'here', text: here.body });
      text = here.text;
      i = here.next;
    } else {
      const sign = signs.find((one) => rest.startsWith(one));
      if (sign !== undefined) {
        tokens.push({ type: 'sign', text: sign === '\n' ? ';' : sign });
        i += sign.length;
        continue;
      }
      const word = readWord(text, i);
      if (word === open) return open;
      tokens.push({ type: 'word', text: word.text });
      i = word.next;
    }
  }
  return tokens;
}

/** Takes the body out of the text, so that the rest of its line can be read as if it were not there. */
function hereDocument(text: string, at: number): { readonly body: string; readonly text: string; readonly next: number } | typeof open {
  const head = /^<<(-?)\s*(['"]?)(\w+)\2/.exec(text.slice(at));
  const lineEnd = text.indexOf('\n', at);
  if (head === null || lineEnd < 0) return open;
  const [whole, dash, , word = ''] = head;
  const lines = text.slice(lineEnd + 1).split('\n');
  const last = lines.findIndex((line) => (dash === '-' ? line.replace(/^\t+/, '') : line) === word);
  if (last < 0) return open;
  const body = lines
    .slice(0, last)
    .map((line) => `${dash === '-' ? line.replace(/^\t+/, '') : line}\n`)
    .join('');
  const after = lines.slice(last + 1).join('\n');
  return { body, text: `${text.slice(0, lineEnd)}\n${after}`, next: at + whole.length };
}

function readWord(text: string, from: number): { readonly text: string; readonly next: number } | typeof open {
  let word = '';
  let i = from;
  while (i < text.length) {
    const char = text[i] ?? '';
    if (char === '\\') {
      if (i + 1 >= text.length) return open;
      word += text[i + 1] === '\n' ? '' : text[i + 1];
      i += 2;
    } else if (char === "'" || char === '"') {
      const quoted = readQuoted(text, i, char);
      if (quoted === open) return open;
      word += quoted.text;
      i = quoted.next;
    } else if (/[\s|;&<>]/.test(char)) {
      if (char === '&' && text[i + 1] !== '&') word += text[i++];
      else break;
    } else {
      word += char;
      i += 1;
    }
  }
  if (i === from) return { text: text[i] ?? '', next: i + 1 };
  return { text: word, next: i };
}

function readQuoted(text: string, from: number, quote: string): { readonly text: string; readonly next: number } | typeof open {
  let inner = '';
  for (let i = from + 1; i < text.length; i += 1) {
    const char = text[i] ?? '';
    if (char === quote) return { text: inner, next: i + 1 };
    if (char === '\\' && quote === '"' && /["\\$`\n]/.test(text[i + 1] ?? '')) {
      i += 1;
      inner += text[i] === '\n' ? '' : (text[i] ?? '');
    } else inner += char;
  }
  return open;
}

interface Draft {
  argv: string[];
  stdin?: string;
  into?: { readonly path: string; readonly append: boolean };
  errors: Stage['errors'];
}

function build(tokens: readonly Token[]): Parsed {
  const steps: { when: Step['when']; stages: Draft[] }[] = [];
  let when: Step['when'] = 'always';
  let stages: Draft[] = [];
  let stage: Draft = { argv: [], errors: 'show' };
  const closeStep = (): void => {
    if (stage.argv.length > 0) stages.push(stage);
    if (stages.length > 0) steps.push({ when, stages });
    stages = [];
    stage = { argv: [], errors: 'show' };
  };
  for (let i = 0; i < tokens.length; i += 1) {
    const token = tokens[i]!;
    if (token.type === 'word') stage.argv.push(token.text);
    else if (token.type === 'here') stage.stdin = token.text;
    else if (token.text === '|') {
      if (stage.argv.length === 0) return { type: 'fault', message: "syntax error near unexpected token `|'" };
      stages.push(stage);
      stage = { argv: [], errors: 'show' };
      if (i === tokens.length - 1) return { type: 'more' };
    } else if (token.text === '2>&1') stage.errors = 'merge';
    else if (token.text === '2>/dev/null') stage.errors = 'drop';
    else if (token.text === '>' || token.text === '>>') {
      const next = tokens[i + 1];
      if (next?.type !== 'word') return { type: 'fault', message: "syntax error near unexpected token `newline'" };
      stage.into = { path: next.text, append: token.text === '>>' };
      i += 1;
    } else {
      if (stage.argv.length === 0 && stages.length === 0 && token.text !== ';')
        return { type: 'fault', message: `syntax error near unexpected token \`${token.text}'` };
      closeStep();
      when = token.text === '&&' ? 'ok' : token.text === '||' ? 'failed' : 'always';
      if (when !== 'always' && i === tokens.length - 1) return { type: 'more' };
    }
  }
  closeStep();
  return { type: 'steps', steps };
}
