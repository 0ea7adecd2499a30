/** An object as it is shown: managedFields folded away unless wanted, and the values of a Secret hidden until asked for. */
import type { KubeObject } from '#api/meta.ts';

const lastApplied = 'kubectl.kubernetes.io/last-applied-configuration';

export function readable(object: KubeObject, showValues: boolean, hasManaged = false): unknown {
  const { managedFields, ...metadata } = object.metadata;
  const shown = { ...object, metadata: hasManaged && managedFields !== undefined ? { ...metadata, managedFields } : metadata };
  return object.kind === 'Secret' && !showValues ? withoutValues(shown) : shown;
}

function withoutValues(object: KubeObject): KubeObject {
  const { data, stringData } = object as {
    readonly data?: Readonly<Record<string, string>>;
    readonly stringData?: Readonly<Record<string, string>>;
  };
  const { annotations } = object.metadata;
  const metadata =
    annotations?.[lastApplied] === undefined
      ? object.metadata
      : { ...object.metadata, annotations: { ...annotations, [lastApplied]: '•••' } };
  return {
    ...object,
    metadata,
    ...(data === undefined ? {} : { data: hidden(data) }),
    ...(stringData === undefined ? {} : { stringData: hidden(stringData) }),
  } as KubeObject;
}

function hidden(record: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, `••• (${value.length})`]));
}
