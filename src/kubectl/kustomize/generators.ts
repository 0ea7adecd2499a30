/** ConfigMaps and Secrets that a kustomization makes. upstream: kustomize/api/internal/generators */
import { base64 } from '../create/data.ts';
import { configHash } from '../create/configHash.ts';
import { failure } from '../failure.ts';
import { fieldsAt, listAt, textAt, type Fields } from './fields.ts';

/** An object on its way, with the suffix that its name gets at the very end. */
export interface Built {
  readonly object: Fields;
  readonly hash: string;
}

export type ReadFile = (path: string) => Promise<string | undefined>;

interface Making {
  readonly kind: 'ConfigMap' | 'Secret';
  /** `generatorOptions` of the kustomization. */
  readonly options: Fields;
  readonly read: ReadFile;
}

export async function generated(entry: Fields, { kind, options, read }: Making): Promise<Built> {
  const behavior = textAt(entry, 'behavior');
  if (behavior !== '' && behavior !== 'create')
    throw failure(`behavior ${JSON.stringify(behavior)} of a generator is not available here; only "create" is`);
  const data = await dataOf(entry, read);
  const own = { ...options, ...fieldsAt(entry, 'options') };
  const metadata = {
    ...marks(options, entry),
    name: textAt(entry, 'name'),
    ...(textAt(entry, 'namespace') === '' ? {} : { namespace: textAt(entry, 'namespace') }),
  };
  const encoded = kind === 'Secret' ? Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)])) : data;
  const body = Object.keys(encoded).length === 0 ? {} : { data: encoded };
  const type = kind === 'Secret' ? { type: textAt(entry, 'type') || 'Opaque' } : {};
  const object = { apiVersion: 'v1', ...body, ...(own['immutable'] === true ? { immutable: true } : {}), kind, metadata, ...type };
  // The hash is of the content alone: kustomize takes it before there is a name.
  const hash = own['disableNameSuffixHash'] === true ? '' : configHash({ data: encoded, kind, name: '', ...type });
  return { object, hash };
}

function marks(options: Fields, entry: Fields): Fields {
  const field = (name: 'labels' | 'annotations'): Fields => {
    const all = { ...fieldsAt(options, name), ...fieldsAt(fieldsAt(entry, 'options'), name) };
    return Object.keys(all).length === 0 ? {} : { [name]: all };
  };
  return { ...field('annotations'), ...field('labels') };
}

async function dataOf(entry: Fields, read: ReadFile): Promise<Record<string, string>> {
  const data: Record<string, string> = {};
  const text = async (path: string): Promise<string> => {
    const found = await read(path);
    if (found === undefined)
      throw failure(`loading KV pairs: file sources: [${listAt(entry, 'files').join(' ')}]: open ${path}: no such file or directory`);
    return found;
  };
  for (const literal of listAt(entry, 'literals').map(String)) {
    const equals = literal.indexOf('=');
    if (equals <= 0)
      throw failure(`loading KV pairs: literal sources: [${literal}]: invalid literal source ${literal}, expected key=value`);
    data[literal.slice(0, equals)] = literal.slice(equals + 1).replace(/^(['"])(.*)\1$/s, '$2');
  }
  for (const source of listAt(entry, 'files').map(String)) {
    const equals = source.indexOf('=');
    const path = source.slice(equals + 1);
    data[equals < 0 ? (path.split('/').at(-1) ?? path) : source.slice(0, equals)] = await text(path);
  }
  for (const path of [...listAt(entry, 'envs').map(String), ...(textAt(entry, 'env') === '' ? [] : [textAt(entry, 'env')])]) {
    for (const line of (await text(path)).split('\n').map((one) => one.trimStart())) {
      const equals = line.indexOf('=');
      if (!line.startsWith('#') && equals > 0) data[line.slice(0, equals)] = line.slice(equals + 1);
    }
  }
  return data;
}
