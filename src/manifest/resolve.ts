/**
 * Whether Go's yaml.v2 would read a plain word as something other than a string; such strings must be quoted when printed.
 * upstream: gopkg.in/yaml.v2 resolve.go (as sigs.k8s.io/yaml uses it)
 */

const words = new Set([
  '',
  '~',
  'null',
  'Null',
  'NULL',
  ...spellings('y', 'yes', 'true', 'on', 'n', 'no', 'false', 'off'),
  '.nan',
  '.NaN',
  '.NAN',
  ...['.inf', '.Inf', '.INF'].flatMap((word) => [word, `+${word}`, `-${word}`]),
  '<<',
]);

const float = /^[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?$/;
const integer = /^[-+]?(0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|[1-9][0-9]*|0)$/;
const base60 = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestamp = /^\d{4}-\d{1,2}-\d{1,2}([Tt ]\d{1,2}:\d{1,2}:\d{1,2}(\.\d+)?(Z|[-+]\d\d:\d\d)?)?$/;

/** True when the text stands for a boolean, a number, null or a time when written without quotes. */
export function looksLikeNonString(text: string): boolean {
  if (words.has(text)) return true;
  if (!/^[-+.0-9]/.test(text)) return false;
  const plain = text.startsWith('.') ? text : text.replaceAll('_', '');
  return float.test(plain) || integer.test(plain) || base60.test(text) || timestamp.test(text);
}

function spellings(...list: readonly string[]): string[] {
  return list.flatMap((word) => [word, word.slice(0, 1).toUpperCase() + word.slice(1), word.toUpperCase()]);
}
