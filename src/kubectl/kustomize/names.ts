/**
 * New names for objects, and the same names wherever another object means them.
 * upstream: kustomize/api/internal/builtins/PrefixTransformer.go, konfig/builtinpluginconsts/namereference.go
 */
import { isFields, nameOf, type Fields } from './fields.ts';

/** The new name of what a kind and an old name mean; the old name when nothing was renamed. */
export type Renamed = (kind: string, name: string) => string;

/** By the key that holds a record with `name`. */
const recordKinds: Readonly<Record<string, string>> = {
  configMap: 'ConfigMap',
  configMapRef: 'ConfigMap',
  configMapKeyRef: 'ConfigMap',
  secret: 'Secret',
  secretRef: 'Secret',
  secretKeyRef: 'Secret',
  service: 'Service',
};

/** By the key that holds the name itself. */
const textKinds: Readonly<Record<string, string>> = {
  secretName: 'Secret',
  serviceAccountName: 'ServiceAccount',
  claimName: 'PersistentVolumeClaim',
  serviceName: 'Service',
};

/** Records that name the kind beside the name. */
const kindedRecords: readonly string[] = ['scaleTargetRef', 'roleRef'];

const neverRenamed: readonly string[] = ['Namespace', 'CustomResourceDefinition', 'APIService'];

export function withNewName(object: Fields, name: string): Fields {
  return { ...object, metadata: { ...(isFields(object['metadata']) ? object['metadata'] : {}), name } };
}

export function affixed(object: Fields, prefix: string, suffix: string): Fields {
  return neverRenamed.includes(String(object['kind'])) ? object : withNewName(object, `${prefix}${nameOf(object)}${suffix}`);
}

/** The object with every reference to a renamed object following it. */
export function withReferences(object: Fields, renamed: Renamed): Fields {
  const follow = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item: unknown) => followItem(item, key));
    if (typeof value === 'string') return key in textKinds ? renamed(textKinds[key] ?? '', value) : value;
    if (!isFields(value)) return value;
    const inner = Object.fromEntries(Object.entries(value).map(([each, part]) => [each, follow(part, each)]));
    const kind = kindedRecords.includes(key) ? String(value['kind']) : recordKinds[key];
    return kind !== undefined && typeof value['name'] === 'string' ? { ...inner, name: renamed(kind, value['name']) } : inner;
  };
  const followItem = (item: unknown, key: string): unknown => {
    const kind =
      key === 'imagePullSecrets'
        ? 'Secret'
        : key === 'subjects' && isFields(item) && item['kind'] === 'ServiceAccount'
          ? 'ServiceAccount'
          : undefined;
    if (kind !== undefined && isFields(item) && typeof item['name'] === 'string') return { ...item, name: renamed(kind, item['name']) };
    return follow(item, '');
  };
  const { metadata, ...rest } = object;
  return { ...(follow(rest, '') as Fields), metadata };
}
