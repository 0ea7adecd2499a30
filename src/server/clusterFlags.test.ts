import { expect, test } from 'vitest';
import { freshTape } from '#share/freshTape.ts';
import { withFlags } from './clusterFlags.ts';

const cluster = freshTape({ nodes: 1 }).clusters[0]!;
const noFile = (path: string): string => {
  throw new Error(`no file ${path}`);
};

test('flags that are not given change nothing', () => expect(withFlags(cluster, {}, noFile)).toEqual(cluster));

test('flags set up the cluster', () => {
  const policy = '{"user":"ann"}';
  const values = {
    'feature-gates': 'JobSuccessPolicy=true, MaxUnavailableStatefulSet=false',
    'authorization-mode': 'ABAC,RBAC',
    'authorization-policy-file': 'policies',
    'enable-admission-plugins': 'AlwaysPullImages',
    'disable-admission-plugins': 'Priority,LimitRanger',
    'load-balancers': '203.0.113.0/24',
  };
  expect(withFlags(cluster, values, () => policy)).toEqual({
    ...cluster,
    featureGates: { JobSuccessPolicy: true, MaxUnavailableStatefulSet: false },
    authorization: ['ABAC', 'RBAC'],
    policy,
    admission: { enable: ['AlwaysPullImages'], disable: ['Priority', 'LimitRanger'] },
    cloud: { loadBalancers: '203.0.113.0/24' },
  });
});

const schedulerFile = (kind: string) => `apiVersion: kubescheduler.config.k8s.io/v1
kind: ${kind}
leaderElection: {leaderElect: false}
profiles:
- schedulerName: packer
  plugins: {score: {disabled: [{name: ImageLocality}]}}
  pluginConfig:
  - name: NodeResourcesFit
    args: {apiVersion: kubescheduler.config.k8s.io/v1, kind: NodeResourcesFitArgs, scoringStrategy: {type: MostAllocated}}
`;

test('the scheduler is set up by its file', () => {
  const { scheduler } = withFlags(cluster, { 'scheduler-config': 'f' }, () => schedulerFile('KubeSchedulerConfiguration'));
  const plugins = { score: { disabled: [{ name: 'ImageLocality' }] } };
  const pluginConfig = [{ name: 'NodeResourcesFit', args: { scoringStrategy: { type: 'MostAllocated' } } }];
  expect(scheduler).toEqual({ profiles: [{ schedulerName: 'packer', plugins, pluginConfig }] });
  expect(() => withFlags(cluster, { 'scheduler-config': 'f' }, () => schedulerFile('Policy'))).toThrow(
    'no kind "Policy" is registered for version "kubescheduler.config.k8s.io/v1"',
  );
});

test.each<[problem: string, values: Parameters<typeof withFlags>[1]]>([
  ['missing bool value for JobSuccessPolicy', { 'feature-gates': 'JobSuccessPolicy' }],
  ['it must be true or false', { 'feature-gates': 'JobSuccessPolicy=maybe' }],
  ['there is no feature gate Magic here', { 'feature-gates': 'Magic=true' }],
  ['there is no authorization mode Maybe', { 'authorization-mode': 'Maybe' }],
  ['there is no admission plugin Magic here', { 'enable-admission-plugins': 'Magic' }],
  ['no file policies', { 'authorization-policy-file': 'policies' }],
  ['loadBalancers must be a range', { 'load-balancers': 'all' }],
])('%s', (problem, values) => {
  expect(() => withFlags(cluster, values, noFile)).toThrow(problem);
  expect(() => withFlags(cluster, values, noFile)).not.toThrow('not a tape');
});
