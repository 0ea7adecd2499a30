/** What stood in the recorder's cluster before a scenario began. */
import type { Json } from '#api/immutable.ts';
import type { Request } from '#api/request.ts';
import type { Trace } from './recording.ts';

export const recorderDriver = 'example.com/fake';

/** Requests that make ours alike. The recorder's classes were `fake`, the default one only where the trace says so, and two more. */
export function environmentOf(trace: Trace): readonly Request[] {
  const byDefault = trace.description?.includes('default StorageClass') === true;
  const annotations = byDefault ? { annotations: { 'storageclass.kubernetes.io/is-default-class': 'true' } } : {};
  const classes = { group: 'storage.k8s.io', version: 'v1', resource: 'storageclasses' } as const;
  const storageClass = (name: string, more: object): Request =>
    create(classes, { apiVersion: 'storage.k8s.io/v1', kind: 'StorageClass', reclaimPolicy: 'Delete', metadata: { name }, ...more });
  const waiting = { volumeBindingMode: 'WaitForFirstConsumer' };
  return [
    { verb: 'delete', ...classes, name: 'standard' },
    storageClass('fake', { metadata: { name: 'fake', ...annotations }, provisioner: recorderDriver, volumeBindingMode: 'Immediate' }),
    storageClass('fake-wffc', { provisioner: recorderDriver, ...waiting }),
    storageClass('sc', { provisioner: 'example.com/p', allowVolumeExpansion: true, ...waiting }),
    ...slowness,
    ...namespacesBefore(trace).map((name) =>
      create({ group: '', version: 'v1', resource: 'namespaces' }, { apiVersion: 'v1', kind: 'Namespace', metadata: { name } }),
    ),
  ];
}

const slowMs = 2;
/** The recorder's machine had few cores: from news to what came of them its components took longer than ours. */
const slowness = ['kube-controller-manager', 'kube-scheduler'].map((target) =>
  create(
    { group: 'orrery.dev', version: 'v1', resource: 'faults' },
    {
      apiVersion: 'orrery.dev/v1',
      kind: 'Fault',
      metadata: { name: `slow-${target}` },
      spec: { type: 'ComponentSlow', target, milliseconds: slowMs },
    },
  ),
);

function create(resource: Pick<Request, 'group' | 'version' | 'resource'>, object: object): Request {
  return { verb: 'create', ...resource, object: object as Json };
}

/** Lists of all namespaces show those that others had left. */
function namespacesBefore(trace: Trace): readonly string[] {
  const lists = trace.steps.filter(({ api }) => api === 'GET /api/v1/namespaces').flatMap(({ response }) => rowsOf(response));
  return [...new Set(lists)].filter((name) => name !== trace.scenario);
}

function rowsOf(response: unknown): readonly string[] {
  const { rows = [] } = response as { readonly rows?: readonly { readonly cells: readonly unknown[] }[] };
  return rows.map(({ cells }) => String(cells[0]));
}
