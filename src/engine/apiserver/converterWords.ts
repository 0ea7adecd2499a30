/**
 * What a strategic patch puts into an object is read by another reader than JSON's, with other words for what does not fit.
 * upstream: staging/src/k8s.io/apimachinery/pkg/runtime/converter.go (fromUnstructured)
 */

const mismatch = /^json: cannot unmarshal (\w+)(?: (\S+))? into Go struct field \S+ of type (.+)$/;
const plain = /^(?:u?int(?:8|16|32|64)?|float(?:32|64)|bool|string)$/;

/** Go's kinds for JSON's. */
const kinds: Readonly<Record<string, string>> = { object: 'map', array: 'slice', number: 'int64', bool: 'bool', string: 'string' };

/** The converter's words for a value of the wrong type; other messages stay as they are. */
export function converterWords(message: string): string {
  const [, word = '', shown = '', type = ''] = mismatch.exec(message) ?? [];
  const kind = shown.includes('.') ? 'float64' : kinds[word];
  if (kind === undefined) return message;
  if (type.startsWith('[]')) return `cannot restore slice from ${kind}`;
  if (type.startsWith('map[')) return `cannot restore map from ${kind}`;
  if (!plain.test(type)) return word === 'string' ? `cannot restore struct from: ${kind}` : message;
  const convertible = (kind === 'int64' && type === 'string') || (kind === 'float64' && type.includes('int'));
  return convertible ? `cannot convert ${kind} to ${type}` : `unrecognized type: ${type}`;
}
