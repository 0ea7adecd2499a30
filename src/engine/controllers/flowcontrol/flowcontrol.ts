/**
 * What the API server notes at flow schemas: whether the priority level that one names is there.
 * Owns the condition Dangling. Reads FlowSchemas and PriorityLevelConfigurations. Deliberately not here: which schema a request
 * falls under; the API server asks that of the stored objects.
 * upstream: staging/src/k8s.io/apiserver/pkg/util/flowcontrol/apf_controller.go (syncOne, presyncFlowSchemaStatus)
 */
import type { FlowSchema } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { isNotFound } from '../../client/client.ts';
import { controller, ownKey, type Outcome, type Reconcile } from '../../client/controller.ts';

export const flowSchemaStatus = controller({
  name: 'flowschema-status',
  eventSource: 'priority-and-fairness-config-consumer',
  watches: [
    { kind: 'FlowSchema', keys: ownKey },
    { kind: 'PriorityLevelConfiguration', keys: (_delta, see) => see.list('FlowSchema').map(({ metadata }) => metadata.name) },
  ],
  memory: () => undefined,
  reconcile(name: string, r: Reconcile): Outcome | undefined {
    const schema = r.see.get('FlowSchema', name);
    if (schema === undefined) return undefined;
    const level = schema.spec.priorityLevelConfiguration.name;
    const wanted = danglingOf(level, r.see.get('PriorityLevelConfiguration', level) !== undefined);
    const { conditions = [] } = schema.status ?? {};
    const known = conditions.find(({ type }) => type === wanted.type);
    if (known?.status === wanted.status && known.reason === wanted.reason && known.message === wanted.message) return undefined;
    const others = conditions.filter((condition) => condition !== known);
    const status = { ...schema.status, conditions: [...others, { ...wanted, lastTransitionTime: formatTime(r.wallMs) }] };
    const written = r.client.updateStatus('FlowSchema', { ...schema, status } as FlowSchema);
    return written.ok || isNotFound(written.status) ? undefined : { error: written.status.message ?? 'the status could not be written' };
  },
});

function danglingOf(level: string, isThere: boolean) {
  const message = `This FlowSchema references the PriorityLevelConfiguration object named ${JSON.stringify(level)}`;
  return isThere
    ? { type: 'Dangling', status: 'False', reason: 'Found', message: `${message} and it exists` }
    : { type: 'Dangling', status: 'True', reason: 'NotFound', message: `${message} but there is no such object` };
}
