import { expect, test } from 'vitest';
import { stand } from '../testing/stand.ts';

test.each([
  ['kernel.msgmax', {}, '"kernel.msgmax" not allowlisted'],
  ['kernel/msgmax', {}, '"kernel.msgmax" not allowlisted'],
  ['net.ipv4.tcp_syncookies', { hostNetwork: true }, '"net.ipv4.tcp_syncookies" not allowed with host net enabled'],
])("a setting of the kernel that is not the pod's affair is refused: %s", (name, more, why) => {
  const it = stand();
  it.runtime.images.add('nginx:latest');
  it.pod('tuned nginx', { ...more, securityContext: { sysctls: [{ name, value: '1' }] } });
  it.run(2_000);
  const { status } = it.get('Pod', 'default/tuned');
  expect([status.phase, status.reason, status.message]).toEqual([
    'Failed',
    'SysctlForbidden',
    `Pod was rejected: forbidden sysctl: ${why}`,
  ]);
});
