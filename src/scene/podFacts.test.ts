import { expect, test } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import { podFacts } from './podFacts.ts';

type Fields = Readonly<Record<string, unknown>>;
const pod = (status: Fields, more: { readonly spec?: Fields; readonly metadata?: Fields } = {}) =>
  ({
    kind: 'Pod',
    metadata: { name: 'p', namespace: 'd', ...more.metadata },
    spec: { containers: [{ name: 'c' }], ...more.spec },
    status,
  }) as unknown as Pod;
const container = (state: Fields, ready = false, restartCount = 0) => ({ name: 'c', ready, restartCount, state });
const ready = [{ type: 'Ready', status: 'True' }];
const unschedulable = (message: string) => [{ type: 'PodScheduled', status: 'False', reason: 'Unschedulable', message }];
const leaving = { metadata: { deletionTimestamp: '2026-01-01T00:00:00Z' } };
const withInit = { spec: { initContainers: [{ name: 'i' }, { name: 'j' }] } };

test.each<[string, Pod, string, string]>([
  ['nothing yet', pod({ phase: 'Pending' }), 'Pending', 'moving'],
  [
    'claims being bound',
    pod({ phase: 'Pending', conditions: unschedulable('0/3 nodes are available: pod has unbound immediate PersistentVolumeClaims.') }),
    'Pending',
    'moving',
  ],
  ['too big', pod({ phase: 'Pending', conditions: unschedulable('0/3 nodes are available: 3 Insufficient cpu.') }), 'Pending', 'bad'],
  [
    'creating',
    pod({ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ContainerCreating' } })] }),
    'ContainerCreating',
    'moving',
  ],
  [
    'no image',
    pod({ phase: 'Pending', containerStatuses: [container({ waiting: { reason: 'ImagePullBackOff' } })] }),
    'ImagePullBackOff',
    'bad',
  ],
  ['running, not ready', pod({ phase: 'Running', containerStatuses: [container({ running: {} })] }), 'Running', 'moving'],
  ['ready', pod({ phase: 'Running', conditions: ready, containerStatuses: [container({ running: {} }, true)] }), 'Running', 'ready'],
  [
    'crashing',
    pod({ phase: 'Running', containerStatuses: [container({ waiting: { reason: 'CrashLoopBackOff' } }, false, 3)] }),
    'CrashLoopBackOff',
    'bad',
  ],
  [
    'done',
    pod({ phase: 'Succeeded', containerStatuses: [container({ terminated: { exitCode: 0, reason: 'Completed' } })] }),
    'Completed',
    'done',
  ],
  [
    'killed by a signal',
    pod({ phase: 'Failed', containerStatuses: [container({ terminated: { exitCode: 137, signal: 9 } })] }),
    'Signal:9',
    'bad',
  ],
  [
    'leaving',
    pod({ phase: 'Running', conditions: ready, containerStatuses: [container({ running: {} }, true)] }, leaving),
    'Terminating',
    'leaving',
  ],
  [
    'first of two init containers',
    pod({ phase: 'Pending', initContainerStatuses: [container({ running: {} })] }, withInit),
    'Init:0/2',
    'moving',
  ],
  [
    'init fails',
    pod({ phase: 'Pending', initContainerStatuses: [container({ terminated: { exitCode: 1, reason: 'Error' } })] }, withInit),
    'Init:Error',
    'bad',
  ],
])('%s', (_what, subject, word, tone) => {
  expect([podFacts(subject).word, podFacts(subject).tone]).toEqual([word, tone]);
});
