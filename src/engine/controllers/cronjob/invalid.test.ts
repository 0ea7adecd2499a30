import { testCluster } from '../common/testing.ts';
import { cronjob } from './cronjob.ts';
import { expect, it } from 'vitest';

it('says that a schedule leads nowhere, and waits for a better one', () => {
  const cluster = testCluster(cronjob);
  const jobTemplate = { spec: { template: { spec: { containers: [{ name: 'c', image: 'busybox' }], restartPolicy: 'Never' } } } };
  const spec = { schedule: '59 23 31 2 *', concurrencyPolicy: 'Allow', jobTemplate };
  cluster.put({ apiVersion: 'batch/v1', kind: 'CronJob', metadata: { name: 'never', namespace: 'default' }, spec, status: {} });
  cluster.run(120_000);
  expect(cluster.events()).toEqual([
    'Warning InvalidSchedule invalid schedule: 59 23 31 2 * : time difference between two schedules is less than 1 second',
  ]);
});
