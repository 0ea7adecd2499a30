/** The form of the recorded traces. */
import type { KubeObject } from '#api/meta.ts';

export interface TraceStep {
  /** Seconds since the scenario's start. */
  readonly t: number;
  readonly cmd?: string;
  readonly stdin?: string | null;
  readonly rc?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly wait?: string;
  readonly note?: string;
  readonly api?: string;
}

export interface TraceEvent {
  readonly t: number;
  readonly type: 'ADDED' | 'MODIFIED' | 'DELETED';
  /** Plural name of the resource. */
  readonly res: string;
  readonly obj: KubeObject;
}

export interface Trace {
  readonly scenario: string;
  readonly description?: string;
  readonly steps: readonly TraceStep[];
  readonly events: readonly TraceEvent[];
}
