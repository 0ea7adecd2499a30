/** The one place where kubectl reads paths; interim. */
export function resultsOf(path: string, data: unknown): unknown[] {
  let current: unknown[] = [data];
  for (const part of path.replace(/^\{|\}$/g, '').replace(/^\./, '').split('.').flatMap((x) => x.split(/[[\]]/).filter((y) => y !== ''))) {
    current = current.flatMap((value) => {
      if (value === null || typeof value !== 'object') return [];
      if (part === '*') return Object.values(value);
      const next: unknown = (value as Record<string, unknown>)[part];
      return next === undefined ? [] : [next];
    });
  }
  return current;
}
