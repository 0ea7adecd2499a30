import { expect, it } from 'vitest';
import type { Job } from '#api/kinds.ts';
import { formatTime } from '#api/machinery/time.ts';
import { epochMs, testCluster } from '../common/testing.ts';
import { timeLeftMs, ttlAfterFinished } from './ttlafterfinished.ts';

function job(name: string, ttlSecondsAfterFinished: number | undefined, ended: 'Complete' | 'Failed' | undefined): Job {
  const conditions = ended === undefined ? [] : [{ type: ended, status: 'True', lastTransitionTime: formatTime(epochMs) }];
  const spec = { template: { spec: {} }, ...(ttlSecondsAfterFinished === undefined ? {} : { ttlSecondsAfterFinished }) };
  return { apiVersion: 'batch/v1', kind: 'Job', metadata: { name, namespace: 'default' }, spec, status: { conditions } } as unknown as Job;
}

it('deletes finished Jobs when their time is over, and no others', () => {
  const cluster = testCluster(ttlAfterFinished);
  for (const it of [job('a', 5, 'Complete'), job('b', 5, 'Failed'), job('c', undefined, 'Complete'), job('d', 0, undefined)])
    cluster.put(it);
  cluster.run(4_900);
  expect(cluster.all('Job').map((it) => it.metadata.name)).toEqual(['a', 'b', 'c', 'd']);
  cluster.run(200);
  expect(cluster.all('Job').map((it) => it.metadata.name)).toEqual(['c', 'd']);
});

it('counts from the condition that ended the Job', () => {
  expect(timeLeftMs(job('a', 10, 'Complete'), epochMs + 3_000)).toBe(7_000);
  expect(timeLeftMs(job('a', 10, undefined), epochMs)).toBeUndefined();
});
