/** Arithmetic of the shell: C's operators on whole numbers. upstream: IEEE Std 1003.1 2.6.4 */

export interface Variables {
  readonly get: (name: string) => string;
  readonly set: (name: string, value: number) => void;
}

interface Cursor {
  readonly tokens: readonly string[];
  at: number;
  readonly variables: Variables;
  error: string | undefined;
  /** Above 0: only looked over, not carried out. */
  skip: number;
  depth: number;
}

const tokenPattern =
  /\s*(0[xX][0-9a-fA-F]+|\d+#[0-9a-zA-Z]+|\d+|[A-Za-z_]\w*(?:\[[^\]]*\])?|\$[A-Za-z_]\w*|<<=|>>=|\*\*|\+\+|--|<<|>>|<=|>=|==|!=|&&|\|\||[-+*/%&|^]=|[-+*/%()<>=!~&|^?:,])/y;
const levels: readonly (readonly string[])[] = [
  ['||'],
  ['&&'],
  ['|'],
  ['^'],
  ['&'],
  ['==', '!='],
  ['<', '<=', '>', '>='],
  ['<<', '>>'],
  ['+', '-'],
  ['*', '/', '%'],
];
const assigns = ['=', '+=', '-=', '*=', '/=', '%=', '<<=', '>>=', '&=', '|=', '^='];

/** The value of an expression; a string says what is wrong with it. */
export function evaluate(expression: string, variables: Variables): number | string {
  const tokens = tokenize(expression);
  if (tokens === undefined) return `arithmetic syntax error`;
  if (tokens.length === 0) return 0;
  const cursor: Cursor = { tokens, at: 0, variables, error: undefined, skip: 0, depth: 0 };
  const value = comma(cursor);
  if (cursor.error !== undefined) return cursor.error;
  return cursor.at < tokens.length ? 'arithmetic syntax error' : value;
}

function tokenize(expression: string): string[] | undefined {
  const tokens: string[] = [];
  tokenPattern.lastIndex = 0;
  while (tokenPattern.lastIndex < expression.length) {
    const from = tokenPattern.lastIndex;
    const match = tokenPattern.exec(expression);
    if (match === null) return /^\s*$/.test(expression.slice(from)) ? tokens : undefined;
    tokens.push(match[1]!);
  }
  return tokens;
}

function comma(cursor: Cursor): number {
  let value = assignment(cursor);
  while (cursor.tokens[cursor.at] === ',') {
    cursor.at += 1;
    value = assignment(cursor);
  }
  return value;
}

function assignment(cursor: Cursor): number {
  const name = cursor.tokens[cursor.at] ?? '';
  const op = cursor.tokens[cursor.at + 1] ?? '';
  if (!/^[A-Za-z_]/.test(name) || !assigns.includes(op)) return ternary(cursor);
  cursor.at += 2;
  const right = assignment(cursor);
  const value = op === '=' ? right : apply(cursor, op.slice(0, -1), variable(cursor, name), right);
  if (cursor.skip === 0) cursor.variables.set(name, value);
  return value;
}

function ternary(cursor: Cursor): number {
  const test = binary(cursor, 0);
  if (cursor.tokens[cursor.at] !== '?') return test;
  cursor.at += 1;
  const yes = skipping(cursor, test === 0, () => assignment(cursor));
  if (cursor.tokens[cursor.at] !== ':') cursor.error ??= 'arithmetic syntax error';
  cursor.at += 1;
  const no = skipping(cursor, test !== 0, () => assignment(cursor));
  return test !== 0 ? yes : no;
}

function skipping(cursor: Cursor, skip: boolean, run: () => number): number {
  cursor.skip += skip ? 1 : 0;
  const value = run();
  cursor.skip -= skip ? 1 : 0;
  return value;
}

function binary(cursor: Cursor, level: number): number {
  const operators = levels[level];
  if (operators === undefined) return power(cursor);
  let left = binary(cursor, level + 1);
  for (;;) {
    const op = cursor.tokens[cursor.at];
    if (op === undefined || !operators.includes(op)) return left;
    cursor.at += 1;
    const isDecided = (op === '&&' && left === 0) || (op === '||' && left !== 0);
    const right = skipping(cursor, isDecided, () => binary(cursor, level + 1));
    left = apply(cursor, op, left, right);
  }
}

function power(cursor: Cursor): number {
  const base = unary(cursor);
  if (cursor.tokens[cursor.at] !== '**') return base;
  cursor.at += 1;
  let result = 1;
  for (let n = Math.min(64, power(cursor)); n > 0; n -= 1) result *= base;
  return result;
}

function unary(cursor: Cursor): number {
  const token = cursor.tokens[cursor.at];
  if ((cursor.depth += 1) > 200) {
    cursor.error ??= 'expression too deep';
    return 0;
  }
  cursor.at += 1;
  const value = prefix(cursor, token);
  cursor.depth -= 1;
  return value;
}

function prefix(cursor: Cursor, token: string | undefined): number {
  switch (token) {
    case '-':
      return -unary(cursor);
    case '+':
      return unary(cursor);
    case '!':
      return unary(cursor) === 0 ? 1 : 0;
    case '~':
      return ~unary(cursor);
    case '++':
    case '--': {
      const name = cursor.tokens[cursor.at] ?? '';
      cursor.at += 1;
      const value = variable(cursor, name) + (token === '++' ? 1 : -1);
      if (cursor.skip === 0) cursor.variables.set(name, value);
      return value;
    }
    case '(': {
      const value = comma(cursor);
      if (cursor.tokens[cursor.at] !== ')') cursor.error ??= 'arithmetic syntax error';
      cursor.at += 1;
      return value;
    }
    default:
      return primary(cursor, token);
  }
}

function primary(cursor: Cursor, token: string | undefined): number {
  if (token === undefined) {
    cursor.error ??= 'arithmetic syntax error';
    return 0;
  }
  if (/^\d/.test(token)) return number(cursor, token);
  const name = token.replace(/^\$/, '');
  if (!/^[A-Za-z_]/.test(name)) {
    cursor.error ??= 'arithmetic syntax error';
    return 0;
  }
  const value = variable(cursor, name);
  const next = cursor.tokens[cursor.at];
  if (next === '++' || next === '--') {
    cursor.at += 1;
    if (cursor.skip === 0) cursor.variables.set(name, value + (next === '++' ? 1 : -1));
  }
  return value;
}

function number(cursor: Cursor, token: string): number {
  const [radix, digits] = token.includes('#')
    ? [Number(token.split('#')[0]), token.split('#')[1]!]
    : /^0[xX]/.test(token)
      ? [16, token.slice(2)]
      : /^0\d/.test(token)
        ? [8, token]
        : [10, token];
  const value = Number.parseInt(digits, radix);
  if (Number.isNaN(value) || (radix === 8 && /[89]/.test(digits))) cursor.error ??= `value too great for base (error token is "${token}")`;
  return Number.isNaN(value) ? 0 : value;
}

/** A variable's number; a name in it is followed. */
function variable(cursor: Cursor, name: string): number {
  const text = cursor.variables.get(name).trim();
  if (text === '') return 0;
  if (/^[-+]?\d+$/.test(text)) return Number(text);
  if ((cursor.depth += 1) > 50) return 0;
  const value = evaluate(text, cursor.variables);
  cursor.depth -= 1;
  if (typeof value === 'number') return value;
  cursor.error ??= value;
  return 0;
}

function shifted(bits: number): number {
  return bits < 0 || bits > 62 ? 1 : Number(1n << BigInt(bits));
}

function apply(cursor: Cursor, op: string, a: number, b: number): number {
  switch (op) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
    case '%':
      if (b === 0) {
        if (cursor.skip === 0) cursor.error ??= 'divide by zero';
        return 0;
      }
      return op === '/' ? Math.trunc(a / b) : a % b;
    case '<<':
      return a * shifted(b);
    case '>>':
      return Math.floor(a / shifted(b));
    case '&':
      return Number(BigInt(Math.trunc(a)) & BigInt(Math.trunc(b)));
    case '|':
      return Number(BigInt(Math.trunc(a)) | BigInt(Math.trunc(b)));
    case '^':
      return Number(BigInt(Math.trunc(a)) ^ BigInt(Math.trunc(b)));
    case '&&':
      return a !== 0 && b !== 0 ? 1 : 0;
    case '||':
      return a !== 0 || b !== 0 ? 1 : 0;
    default:
      return compare(op, a, b) ? 1 : 0;
  }
}

function compare(op: string, a: number, b: number): boolean {
  switch (op) {
    case '==':
      return a === b;
    case '!=':
      return a !== b;
    case '<':
      return a < b;
    case '<=':
      return a <= b;
    case '>':
      return a > b;
    default:
      return a >= b;
  }
}
