/** What a fault strikes, as far as it is an object. */
import { faultNeeds, type FaultType } from '#api/fault.ts';
import type { KubeObject } from '#api/meta.ts';
import { textAt } from './fields.ts';
import type { Ref } from './model.ts';

const kinds = { pod: 'Pod', service: 'Service', node: 'Node', component: 'Node', cluster: undefined } as const;

/** A component of a node strikes the node; one of the control plane nothing that is drawn. */
export function struckBy(fault: KubeObject): Ref | undefined {
  const type = textAt(fault, 'spec.type') as FaultType;
  const target = Object.hasOwn(faultNeeds, type) ? faultNeeds[type].target : undefined;
  const kind = target === undefined ? undefined : kinds[target];
  if (target === undefined || kind === undefined) return undefined;
  const [first = '', second = ''] = textAt(fault, 'spec.target').split('/');
  if (target === 'node') return { kind, name: first };
  if (target === 'component') return /^(kubelet|kube-proxy|containerd)$/.test(first) ? { kind, name: second } : undefined;
  return { kind, namespace: first, name: second };
}
