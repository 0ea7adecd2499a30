/** What a diff shows of a Secret's values: whether they differ, and nothing else. upstream: kubectl/pkg/cmd/diff/diff.go (Masker) */

const masked = '***';

/** Both sides of a comparison; either may be absent. Values that are not under `data` stay as they are. */
export function maskSecret<T extends object>(from: T | undefined, to: T | undefined): readonly [from: T | undefined, to: T | undefined] {
  const [before, after] = [dataOf(from), dataOf(to)];
  const differs = (key: string) => before?.[key] !== undefined && after?.[key] !== undefined && before[key] !== after[key];
  const side = (object: T | undefined, mark: string) => {
    const data = dataOf(object);
    if (object === undefined || data === undefined) return object;
    return { ...object, data: Object.fromEntries(Object.keys(data).map((key) => [key, differs(key) ? `${masked} (${mark})` : masked])) };
  };
  return [side(from, 'before'), side(to, 'after')];
}

function dataOf(object: object | undefined): Readonly<Record<string, unknown>> | undefined {
  const { data } = (object ?? {}) as { readonly data?: unknown };
  return typeof data === 'object' && data !== null ? (data as Readonly<Record<string, unknown>>) : undefined;
}
