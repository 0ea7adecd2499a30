/**
 * ComponentStatus: how the control plane's own parts are. They run in one process here and answer as long as anything does.
 * upstream: pkg/registry/core/componentstatus/rest.go
 */
import type { Response } from '#api/request.ts';
import type { Call } from '../state.ts';
import { notFound, respond } from '../status.ts';

const messages: Readonly<Record<string, string>> = { scheduler: 'ok', 'controller-manager': 'ok', 'etcd-0': 'ok' };
const warning = 'v1 ComponentStatus is deprecated in v1.19+';

function statusOf(name: string): object {
  return {
    kind: 'ComponentStatus',
    apiVersion: 'v1',
    metadata: { name, creationTimestamp: null },
    conditions: [{ type: 'Healthy', status: 'True', message: messages[name] }],
  };
}

export function componentStatuses(call: Call): Response {
  call.warnings.push(warning);
  const items = Object.keys(messages).map(statusOf);
  return respond({ kind: 'ComponentStatusList', apiVersion: 'v1', metadata: {}, items });
}

export function getComponentStatus(call: Call): Response {
  const { name = '' } = call.request;
  call.warnings.push(warning);
  return respond(Object.hasOwn(messages, name) ? statusOf(name) : notFound(call.row, name));
}
