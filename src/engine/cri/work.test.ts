import { expect, test } from 'vitest';
import { seedRandom } from '#sim/random.ts';
import type { Message } from '../client/component.ts';
import type { Kernel } from './process/task.ts';
import { createState } from './state.ts';
import { whenPrepared, workDone, type WorkDone } from './work.ts';

/** When each of several sandboxes that are asked for at the same moment is there. */
function readyAt(sandboxes: number, cores: number, others = 0): number[] {
  const sent: { readonly at: number; readonly to: string; readonly message: Message }[] = [];
  const context = {
    now: 0,
    random: seedRandom(1, 'work'),
    send: (to: string, message: Message, delayMs: number) => void sent.push({ at: context.now + delayMs, to, message }),
  };
  const work = { cores, sandboxMs: 100, containerMs: 100, exitMs: 0, teardownMs: 0, others: [{ fromMs: 0, tasks: others }] };
  const kernel = { state: createState(), context, node: 'node-1', work } as unknown as Kernel;
  for (let i = 0; i < sandboxes; i += 1)
    whenPrepared(kernel, { what: 'sandboxMs', to: 'kubelet/node-1', message: { type: 'ready' }, delayMs: 7 });
  const told: number[] = [];
  while (sent.length > 0) {
    sent.sort((a, b) => a.at - b.at);
    const { at, to, message } = sent.shift()!;
    context.now = at;
    if (to === 'kubelet/node-1') told.push(at);
    else workDone(kernel, message as WorkDone);
  }
  return told;
}

test.each([
  [1, [2, 0], 100, 130],
  [2, [2, 0], 100, 130],
  [10, [2, 0], 500, 620],
  [1, [1, 3], 400, 490],
] as const)('%i sandboxes on %j cores with so many other tasks are there between %i and %i ms', (sandboxes, [cores, others], from, to) => {
  const times = readyAt(sandboxes, cores, others);
  expect(times).toHaveLength(sandboxes);
  for (const at of times) {
    expect(at).toBeGreaterThanOrEqual(from);
    expect(at).toBeLessThanOrEqual(to);
  }
});
