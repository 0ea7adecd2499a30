/**
 * Fields that stand twice in one object of a text: values cannot tell, and strict readers refuse them.
 * upstream: sigs.k8s.io/json (UnmarshalStrict)
 */
const fieldsMax = 100;

interface Frame {
  /** Keys of an object that were seen; undefined in an array. */
  readonly keys: Set<string> | undefined;
  readonly path: string;
  key: string;
  index: number;
}

/** The paths of repeated fields in a valid JSON text, in the order of their second appearance, each once. */
export function repeatedFields(text: string): readonly string[] {
  const found = new Set<string>();
  const stack: Frame[] = [];
  const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]/g;
  let wantsKey = false;
  for (let match = tokens.exec(text); match !== null && found.size < fieldsMax; match = tokens.exec(text)) {
    const [token] = match;
    const top = stack.at(-1);
    if (token === '{' || token === '[') {
      stack.push({ keys: token === '{' ? new Set() : undefined, path: placeOf(top), key: '', index: 0 });
      wantsKey = token === '{';
    } else if (token === '}' || token === ']') stack.pop();
    else if (token === ',' && top !== undefined) {
      if (top.keys === undefined) top.index += 1;
      wantsKey = top.keys !== undefined;
    } else if (wantsKey && token.startsWith('"') && top?.keys !== undefined) {
      wantsKey = false;
      top.key = JSON.parse(token) as string;
      if (top.keys.has(top.key)) found.add(placeOf(top));
      top.keys.add(top.key);
    }
  }
  return [...found];
}

function placeOf(frame: Frame | undefined): string {
  if (frame === undefined) return '';
  if (frame.keys === undefined) return `${frame.path}[${frame.index}]`;
  return frame.path === '' ? frame.key : `${frame.path}.${frame.key}`;
}
