/** The form of the recorded traces. */
import type { KubeObject } from '#api/meta.ts';

export interface TraceStep {
  /** Seconds since the scenario's start. */
  readonly t: number;
  /** Seconds that the command took. */
  readonly dt?: number;
  readonly cmd?: string;
  readonly stdin?: string | null;
  readonly rc?: number;
  readonly stdout?: string;
  readonly stderr?: string;
  readonly wait?: string;
  readonly note?: string;
  /** A request in the words of HTTP, such as `GET /api/v1/pods`; `as` is the token it was said with. */
  readonly api?: string;
  readonly contentType?: string | null;
  readonly accept?: string | null;
  readonly as?: string | null;
  readonly body?: unknown;
  readonly code?: number;
  readonly response?: unknown;
  readonly warnings?: readonly string[] | null;
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
