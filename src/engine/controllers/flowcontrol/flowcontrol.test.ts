import { expect, test } from 'vitest';
import { testCluster } from '../common/testing.ts';
import { flowSchemaStatus } from './flowcontrol.ts';

test('a flow schema says whether its priority level is there', () => {
  const cluster = testCluster(flowSchemaStatus);
  const apiVersion = 'flowcontrol.apiserver.k8s.io/v1beta3';
  const spec = { priorityLevelConfiguration: { name: 'low' } };
  cluster.put({ apiVersion, kind: 'FlowSchema', metadata: { name: 'mine' }, spec, status: {} });
  const said = (): unknown => cluster.get('FlowSchema', 'mine')?.status?.conditions;
  cluster.run();
  const message = 'This FlowSchema references the PriorityLevelConfiguration object named "low"';
  expect(said()).toMatchObject([
    { type: 'Dangling', status: 'True', reason: 'NotFound', message: `${message} but there is no such object` },
  ]);
  cluster.put({ apiVersion, kind: 'PriorityLevelConfiguration', metadata: { name: 'low' }, spec: { type: 'Exempt' } });
  cluster.run();
  expect(said()).toMatchObject([{ type: 'Dangling', status: 'False', reason: 'Found', message: `${message} and it exists` }]);
  const writes = cluster.log.length;
  cluster.run(60_000);
  expect(cluster.log).toHaveLength(writes);
});
