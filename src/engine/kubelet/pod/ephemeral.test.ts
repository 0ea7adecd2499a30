import { expect, test } from 'vitest';
import { stand } from '../testing/stand.ts';

test('an ephemeral container runs once, beside a pod that goes on', () => {
  const it = stand();
  for (const image of ['nginx', 'busybox']) it.runtime.images.add(`${image}:latest`);
  it.runtime.scripts = { debugger: { does: 'exits 3 after 2000' } };
  it.pod('web nginx', { ephemeralContainers: [{ name: 'debugger', image: 'busybox', imagePullPolicy: 'IfNotPresent' }] } as never);
  it.run(30_000);
  const { status } = it.get('Pod', 'default/web');
  expect(status.ephemeralContainerStatuses).toMatchObject([{ name: 'debugger', restartCount: 0, state: { terminated: { exitCode: 3 } } }]);
  expect(status.ephemeralContainerStatuses?.[0]).not.toHaveProperty('started');
  expect(status.containerStatuses).toMatchObject([{ name: 'main', ready: true, restartCount: 0 }]);
  expect(it.runtime.started.map(({ name }) => name)).toEqual(['main', 'debugger']);
});
