/** The switchboard of a cluster: between components and what they are told, so that faults need nobody's consent. */
import type { FaultSpec } from '#api/fault.ts';
import type { Message } from '../../client/component.ts';

export const switchboardAddress = 'switchboard';

export interface ActiveFault extends FaultSpec {
  readonly name: string;
}

/** All faults that are now in force. */
export interface SetFaults extends Message {
  readonly type: 'switchboard/faults';
  readonly faults: readonly ActiveFault[];
}
