import { expect, test } from 'vitest';
import { cluster } from '#scene/testing/notation.ts';
import { causeOfRule } from './rules.ts';

const slices = cluster('slice web web-0').kinds.get('EndpointSlice');

test.each([
  ['-A KUBE-SERVICES -d 10.96.0.7/32 -p tcp -m comment --comment "default/web:http cluster IP" -j KUBE-SVC-A', 'Service/web'],
  ['-A KUBE-SVC-A -m comment --comment "default/web:http -> 10.0.0.1:80" -j KUBE-SEP-B', 'EndpointSlice/web-slice'],
  ['-A KUBE-SEP-B -p tcp -m comment --comment default/web -j DNAT --to-destination 10.0.0.1:80', 'EndpointSlice/web-slice'],
  ['-A KUBE-SVC-C -m comment --comment "shop/api -> 10.0.0.9:80" -j KUBE-SEP-D', 'Service/api'],
  ['-A PREROUTING -m comment --comment "kubernetes service portals" -j KUBE-SERVICES', undefined],
  [':KUBE-SVC-A - [0:0]', undefined],
])('%s is there because of %s', (rule, expected) => {
  const ref = causeOfRule(rule, slices);
  expect(ref === undefined ? undefined : `${ref.kind}/${ref.name}`).toBe(expected);
});
