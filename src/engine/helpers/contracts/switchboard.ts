/** The switchboard of a cluster: between components and what they are told, so that faults need nobody's consent. */
import type { FaultSpec } from '#api/fault.ts';
import type { Message } from '../../client/component.ts';

export const switchboardAddress = 'switchboard';

export interface ActiveFault extends FaultSpec {
  readonly uid: string;
}

/** All faults that are now in force. */
export interface SetFaults extends Message {
  readonly type: 'switchboard/faults';
  readonly faults: readonly ActiveFault[];
}

/** Told to a component: a controller that it runs was stopped or restarted, and begins anew. */
export interface RestartPart extends Message {
  readonly type: 'restart-part';
  readonly controller: string;
}

/** `kube-controller-manager/statefulset`: one controller of a component. */
export function partAddress(component: string, controller: string): string {
  return `${component}/${controller}`;
}
