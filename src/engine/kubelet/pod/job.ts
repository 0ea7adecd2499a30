/** What the steps of a job share. */
import { nextBelow } from '#sim/random.ts';
import type { Job, Kubelet } from '../state.ts';
import type { Place } from '../status/generate.ts';

/** The head of the job is done. */
export function taskDone(job: Job): void {
  job.tasks.shift();
  job.wait = undefined;
  job.image = undefined;
  job.container = undefined;
}

/** Where and when a status is made. */
export function place(k: Kubelet): Place {
  return { hostIp: k.spec.nodeIp, epochMs: k.context.epochMs, now: k.context.now };
}

const hexDigits = '0123456789abcdef';

/** 64 hexadecimal digits, as container runtimes name things. */
export function hexId(k: Kubelet): string {
  let id = '';
  while (id.length < 64) {
    let bits = nextBelow(k.context.random, 0x10000000);
    for (let i = 0; i < 7 && id.length < 64; i += 1, bits >>>= 4) id += hexDigits[bits & 15]!;
  }
  return id;
}
