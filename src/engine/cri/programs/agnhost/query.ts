/** The query of a request's target, as Go reads it. upstream: net/url */
export interface Query {
  readonly path: string;
  /** A value of the query, '' when it is not there. */
  readonly value: (name: string) => string;
}

export function readTarget(target: string): Query {
  const mark = target.indexOf('?');
  const values = new Map<string, string>();
  for (const pair of mark < 0 ? [] : target.slice(mark + 1).split('&')) {
    const [key = '', ...rest] = pair.split('=');
    const name = decoded(key);
    if (!values.has(name)) values.set(name, decoded(rest.join('=')));
  }
  return { path: mark < 0 ? target : target.slice(0, mark), value: (name) => values.get(name) ?? '' };
}

function decoded(text: string): string {
  const spaced = text.replaceAll('+', ' ');
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
