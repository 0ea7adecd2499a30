/** The conditions of an object, and which of them are as they should be: `Ready` should be True, `DiskPressure` should not. */
import type { KubeObject } from '#api/meta.ts';
import { listAt, textAt } from '#scene/fields.ts';
import type { Tone } from '#scene/model.ts';

export interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message: string;
  readonly tone: Tone;
}

/** Types that say something is wrong when they are True. */
const troubles =
  /Pressure$|Failure$|^(Failed|FailureTarget|Dangling|NetworkUnavailable|DisruptionTarget|NonStructuralSchema|NamespaceContentRemaining|NamespaceFinalizersRemaining)$/;
/** Types that are neither good nor bad. */
const remarks = /^(ScalingLimited|Suspended|Terminating|FileSystemResizePending|Resizing)$/;

function toneOf(type: string, status: string): Tone {
  if (remarks.test(type)) return status === 'True' ? 'moving' : 'idle';
  if (troubles.test(type)) return status === 'True' ? 'bad' : status === 'False' ? 'ready' : 'moving';
  return status === 'True' ? 'ready' : status === 'False' ? 'bad' : 'moving';
}

export function conditionsOf(object: KubeObject): readonly Condition[] {
  return listAt(object, 'status.conditions').map((condition) => {
    const [type, status] = [textAt(condition, 'type'), textAt(condition, 'status')];
    return { type, status, reason: textAt(condition, 'reason'), message: textAt(condition, 'message'), tone: toneOf(type, status) };
  });
}
