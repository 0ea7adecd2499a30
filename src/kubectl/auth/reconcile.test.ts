import { expect, test } from 'vitest';
import type { KubeObject } from '#api/meta.ts';
import { reconciledBinding, reconciledRole } from './reconcile.ts';

const rule = (resource: string) => ({ apiGroups: [''], resources: [resource], verbs: ['get'] });

function role(fields: object, metadata: object = {}): KubeObject {
  return { kind: 'ClusterRole', metadata: { name: 'r', ...metadata }, ...fields } as unknown as KubeObject;
}

test('what a role has stays: labels, annotations, and rules unless it is to lose them', () => {
  const now = role({ rules: [rule('a')] }, { labels: { k: 'old' } });
  const wanted = role({ rules: [rule('b')] }, { labels: { k: 'new', l: 'x' } });
  expect(reconciledRole(wanted, now, false).object).toMatchObject({
    metadata: { labels: { k: 'old', l: 'x' } },
    rules: [rule('a'), rule('b')],
  });
  expect(reconciledRole(wanted, now, true).object).toMatchObject({ rules: [rule('b')] });
});

test('the selectors of an aggregated role are brought up to date, too', () => {
  const of = (...names: string[]) => ({ aggregationRule: { clusterRoleSelectors: names.map((name) => ({ matchLabels: { name } })) } });
  expect(reconciledRole(role(of('b')), role(of('a')), false).object).toMatchObject(of('a', 'b'));
  expect(reconciledRole(role(of('b')), role(of('a')), true).object).toMatchObject(of('b'));
  expect(reconciledRole(role({}), role(of('a')), false)).toMatchObject({ operation: 'update' });
  expect(reconciledRole(role(of('a')), role(of('a')), true)).toMatchObject({ operation: 'none' });
});

test('who opted out is left alone', () => {
  const annotations = { 'rbac.authorization.kubernetes.io/autoupdate': 'false' };
  const subjects = [{ kind: 'User', name: 'u' }];
  const binding = (fields: object) => role({ roleRef: { kind: 'ClusterRole', name: 'x' }, ...fields }, { annotations });
  expect(reconciledBinding(binding({ subjects }), binding({}), false)).toMatchObject({ operation: 'update', isProtected: true });
});
