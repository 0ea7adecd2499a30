import { expect, test } from 'vitest';
import { controlPlane, type ControlPlane } from './testing/controlPlane.ts';

const labels = { app: 'web' };
const target = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };

function webUnder(load: string, beginsAt = 20): ControlPlane {
  const cluster = controlPlane([{ name: 'node-1' }]);
  cluster.wait(beginsAt);
  const containers = [{ name: 'c', image: 'nginx', resources: { requests: { cpu: '100m' } } }];
  const spec = { selector: { matchLabels: labels }, template: { metadata: { labels }, spec: { containers } } };
  cluster.create('Deployment', 'web', { spec }, { annotations: { 'load.orrery.dev/cpu': load } });
  const metrics = [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 50 } } }];
  cluster.create('HorizontalPodAutoscaler', 'web', { spec: { scaleTargetRef: target, maxReplicas: 6, metrics } });
  return cluster;
}

function conditions(cluster: ControlPlane): readonly string[] {
  const { conditions: all = [] } = cluster.get('HorizontalPodAutoscaler', 'web')!.status;
  return all.map(({ type, status, reason, message }) => `${type}=${status} ${reason}: ${message}`);
}

test('load that is shared brings more pods, until each has little enough', () => {
  const cluster = webUnder('200m');
  cluster.wait(180);
  expect(cluster.get('Deployment', 'web')?.spec.replicas).toBe(4);
  expect(cluster.events('web')).toContain(
    'SuccessfulRescale: New size: 4; reason: cpu resource utilization (percentage of request) above target',
  );
  expect(conditions(cluster)).toEqual([
    'AbleToScale=True ReadyForNewScale: recommended size matches current size',
    'ScalingActive=True ValidMetricFound: the HPA was able to successfully calculate a replica count from cpu resource utilization (percentage of request)',
    'ScalingLimited=False DesiredWithinRange: the desired count is within the acceptable range',
  ]);
  expect(cluster.get('HorizontalPodAutoscaler', 'web')?.status.currentMetrics).toEqual([
    { type: 'Resource', resource: { name: 'cpu', current: { averageUtilization: 50, averageValue: '50m' } } },
  ]);
});

test('when the load goes, the pods go five minutes later', () => {
  const cluster = webUnder('200m');
  cluster.wait(180);
  cluster.patch('Deployment', 'web', { metadata: { annotations: { 'load.orrery.dev/cpu': '0' } } });
  cluster.wait(240);
  expect(conditions(cluster)[0]).toBe(
    'AbleToScale=True ScaleDownStabilized: recent recommendations were higher than current one, applying the highest recent recommendation',
  );
  cluster.wait(120);
  expect(cluster.get('Deployment', 'web')?.spec.replicas).toBe(1);
  expect(cluster.events('web')).toContain('SuccessfulRescale: New size: 1; reason: All metrics below target');
});

test('new pods take over load no sooner than they count: nothing goes back and forth without a window to wait', () => {
  // The autoscaler looks when a sample ends, so that new pods begin with the next one and are ready within it.
  const cluster = webUnder('125m', 29);
  cluster.patch('HorizontalPodAutoscaler', 'web', { spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 0 } } } });
  cluster.wait(300);
  expect(cluster.get('Deployment', 'web')?.spec.replicas).toBe(3);
  expect(cluster.events('web').filter((it) => it.startsWith('SuccessfulRescale'))).toHaveLength(1);
});

test('two autoscalers of the same pods: neither knows what to do', () => {
  const cluster = webUnder('200m');
  cluster.create('HorizontalPodAutoscaler', 'again', { spec: { scaleTargetRef: target, maxReplicas: 6 } });
  cluster.wait(40);
  const message = 'pods by selector app=web are controlled by multiple HPAs: [{again default} {web default}]';
  expect(conditions(cluster)[1]).toBe(`ScalingActive=False AmbiguousSelector: ${message}`);
  expect(cluster.events('web')).toContain(`AmbiguousSelector: ${message}`);
  expect(cluster.events('web')).toContain(`FailedComputeMetricsReplicas: ${message}`);
  cluster.remove('HorizontalPodAutoscaler', 'again');
  cluster.wait(60);
  expect(conditions(cluster)[1]).toContain('ScalingActive=True ValidMetricFound');
});

test('a target that is not there', () => {
  const cluster = controlPlane();
  cluster.create('HorizontalPodAutoscaler', 'web', { spec: { scaleTargetRef: target, maxReplicas: 6 } });
  cluster.wait(20);
  expect(cluster.events('web')).toEqual(['FailedGetScale: deployments/scale.apps "web" not found']);
  expect(conditions(cluster)).toEqual([
    `AbleToScale=False FailedGetScale: the HPA controller was unable to get the target's current scale: deployments/scale.apps "web" not found`,
  ]);
});
