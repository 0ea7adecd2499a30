/** expr. upstream: IEEE Std 1003.1 expr */
import { compileRegex, execRegex } from '../../text/regex.ts';
import { fail, out, type Command } from '../command.ts';
import { isInOrder } from './order.ts';

/** expr: numbers, comparisons, and `:` for regular expressions. */
export const expr: Command = (task, args) => {
  const value = exprValue(args);
  if (value === undefined) return fail(task, 'syntax error', 2);
  out(task, `${value}\n`);
  return value === '' || value === '0' ? 1 : 0;
};

function exprValue(words: readonly string[]): string | undefined {
  if (words[0] === 'length') return String((words[1] ?? '').length);
  if (words[0] === 'substr') return (words[1] ?? '').slice(Number(words[2]) - 1, Number(words[2]) - 1 + Number(words[3]));
  for (const level of [['|'], ['&'], ['<', '<=', '=', '==', '!=', '>=', '>'], ['+', '-'], ['*', '/', '%'], [':']]) {
    const at = words.findLastIndex((word, i) => i > 0 && i < words.length - 1 && level.includes(word) && depthAt(words, i) === 0);
    if (at < 0) continue;
    const [left, right] = [exprValue(words.slice(0, at)), exprValue(words.slice(at + 1))];
    return left === undefined || right === undefined ? undefined : exprApply(words[at]!, left, right);
  }
  if (words[0] === '(' && words.at(-1) === ')') return exprValue(words.slice(1, -1));
  return words.length === 1 ? words[0] : undefined;
}

function depthAt(words: readonly string[], at: number): number {
  return words.slice(0, at).reduce((depth, word) => depth + (word === '(' ? 1 : word === ')' ? -1 : 0), 0);
}

function exprApply(op: string, left: string, right: string): string | undefined {
  if (op === '|') return left !== '' && left !== '0' ? left : right;
  if (op === '&') return left !== '' && left !== '0' && right !== '' && right !== '0' ? left : '0';
  if (op === ':') {
    const regex = compileRegex(`^${right.replace(/^\^/, '')}`, { extended: false });
    const match = typeof regex === 'string' ? undefined : execRegex(regex, left);
    return typeof regex !== 'string' && regex.groups > 1 ? (match?.groups[1] ?? '') : String(match === undefined ? 0 : match.end);
  }
  const numeric = /^-?\d+$/.test(left) && /^-?\d+$/.test(right);
  const [a, b] = [Number(left), Number(right)];
  if ('+-*/%'.includes(op)) {
    if (!numeric || (b === 0 && (op === '/' || op === '%'))) return undefined;
    return String(op === '+' ? a + b : op === '-' ? a - b : op === '*' ? a * b : op === '/' ? Math.trunc(a / b) : a % b);
  }
  const order = numeric ? a - b : left < right ? -1 : left > right ? 1 : 0;
  return isInOrder(op, order) ? '1' : '0';
}
