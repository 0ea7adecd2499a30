/** Objects of rows as a server holds them, and small clusters of them in which controllers run. */
import type { Kind } from '#api/kinds.ts';
import { apiVersionOf, scheme } from '#api/scheme.ts';
import type { KubeObject } from '#api/meta.ts';
import type { Controller } from '#engine/client/controller.ts';
import { testCluster, type TestCluster } from '#engine/controllers/common/testing.ts';
import { isFields, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';

/** Go's zero time, which JSON shows as null though it is there. */
const zeroTime = '0001-01-01T00:00:00Z';

/** An object of a kind, or of the kind that its mark names (`*v1.Pod`). */
export function typed(value: unknown, kind?: Kind): KubeObject {
  const fields = isFields(value) ? value : {};
  const named = kind ?? (String(fields['$type'] ?? fields['kind'] ?? '').replace(/^.*\./, '') as Kind);
  const row = scheme[named];
  if (row === undefined) throw new Error(`no kind ${named}`);
  const metadata = isFields(fields['metadata']) ? fields['metadata'] : {};
  const leaving = 'deletionTimestamp' in metadata && metadata['deletionTimestamp'] === null;
  const clean = objectAs<Fields>(leaving ? { ...fields, metadata: { ...metadata, deletionTimestamp: zeroTime } } : fields);
  const defaults = named === 'Pod' ? { status: {} } : {};
  return { ...defaults, ...clean, apiVersion: apiVersionOf(row), kind: named } as unknown as KubeObject;
}

export function typedList(value: unknown, kind?: Kind): readonly KubeObject[] {
  return Array.isArray(value) ? value.map((item) => typed(item, kind)) : [];
}

/** A cluster of these controllers with objects put into it before they start to act. */
export function clusterWith(controllers: readonly Controller[], objects: readonly KubeObject[]): TestCluster {
  const cluster = testCluster(...controllers);
  for (const object of objects) cluster.put(object);
  return cluster;
}

/** The names of pods that are gone or on their way out. */
export function leavingPods(cluster: TestCluster, before: readonly KubeObject[]): readonly string[] {
  return before
    .map(({ metadata }) => metadata.name)
    .filter((name) => {
      const pod = cluster.get('Pod', name);
      return pod === undefined || pod.metadata.deletionTimestamp !== undefined;
    })
    .toSorted();
}
