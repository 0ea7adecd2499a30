/**
 * Binding: the scheduler's word that a pod goes to a node.
 * upstream: pkg/registry/core/pod/storage/storage.go (BindingREST)
 */
import type { Pod } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import type { Response, Status } from '#api/request.ts';
import { get } from '#engine/etcd/store.ts';
import { decodeAs } from '../decode.ts';
import { messageOf, notSupported, required, type FieldError } from '../fieldError.ts';
import { withMeta, type AnyObject } from '../object.ts';
import { nowOf, type Call } from '../state.ts';
import { badRequest, conflict, failureStatus, isStatus, notFound, respond, successStatus } from '../status.ts';
import { namespaceOf, otherUid } from '../update.ts';
import { write } from '../write.ts';

interface Binding {
  readonly metadata?: Partial<AnyObject['metadata']>;
  readonly target: { readonly kind?: string; readonly name?: string };
}

/** Without a name in the URL the binding itself names the pod. */
export function bind(call: Call): Response {
  const { row, server } = call;
  const binding = decodeAs(call, { group: '', version: 'v1', kind: 'Binding' }) as Binding | Status;
  if (isStatus(binding)) return respond(binding);
  const { metadata = {}, target } = binding;
  const { name: own = '', uid = '', annotations = {} } = metadata;
  const {
    request: { name = own },
  } = call;
  if (own !== name) return respond(badRequest('name in URL does not match name in Binding object'));
  const node = target.name ?? '';
  const errors = targetErrors(target.kind ?? '', node);
  if (errors.length > 0) return respond(failureStatus(500, { message: messageOf(errors) }));
  const pod = get(server.store, call.resource, namespaceOf(call), name) as AnyObject | undefined;
  if (pod === undefined) return respond(notFound(row, name));
  if (uid !== '' && uid !== pod.metadata.uid) return respond(otherUid(call, uid, pod));
  const bound = assign(call, pod, node);
  if (isStatus(bound)) return respond(bound);
  const annotated =
    Object.keys(annotations).length > 0 ? withMeta(bound, { annotations: { ...bound.metadata.annotations, ...annotations } }) : bound;
  write(call, 'MODIFIED', annotated);
  return respond(successStatus(undefined, 201), 201);
}

function targetErrors(kind: string, node: string): readonly FieldError[] {
  const errors = kind === '' || kind === 'Node' ? [] : [notSupported('target.kind', kind, ['Node', '<empty>'])];
  return node === '' ? [...errors, required('target.name')] : errors;
}

function assign(call: Call, object: AnyObject, node: string): AnyObject | Status {
  const { spec, status, metadata } = object as unknown as Pod;
  if (metadata.deletionTimestamp !== undefined)
    return conflict(
      { group: '', plural: 'pods/binding' },
      metadata.name,
      `pod ${metadata.name} is being deleted, cannot be assigned to a host`,
    );
  if ((spec.nodeName ?? '') !== '')
    return conflict(
      { group: '', plural: 'pods/binding' },
      metadata.name,
      `pod ${metadata.name} is already assigned to node "${spec.nodeName}"`,
    );
  if ((spec.schedulingGates ?? []).length > 0)
    return conflict({ group: '', plural: 'pods/binding' }, metadata.name, `pod ${metadata.name} has non-empty .spec.schedulingGates`);
  const scheduled = { type: 'PodScheduled', status: 'True', lastProbeTime: null, lastTransitionTime: formatTime(nowOf(call.env)) };
  const others = (status.conditions ?? []).filter((condition) => condition.type !== 'PodScheduled');
  const bound = Object.assign({}, spec, { nodeName: node });
  return { ...object, spec: bound, status: Object.assign({}, status, { conditions: [...others, scheduled] }) };
}
