import { expect, test } from 'vitest';
import type { Json } from '#api/immutable.ts';
import { ask, body, create, podServer, podSpec } from '../testServer.ts';

function podWith(...added: readonly Json[]) {
  const it = podServer();
  create(it, 'Pod', 'p', { spec: podSpec });
  const patch = (containers: readonly Json[]) =>
    ask(it, 'Pod', {
      verb: 'patch',
      name: 'p',
      subresource: 'ephemeralcontainers',
      patch: { type: 'strategic', body: { spec: { ephemeralContainers: [...containers] } } },
    });
  return { it, patch, answer: patch(added) };
}

test('a container is added, with the defaults of every container, and nothing else of the pod changes', () => {
  const { it, answer } = podWith({ name: 'd', image: 'busybox', targetContainerName: 'c' });
  expect(answer.body).toMatchObject({
    spec: { ephemeralContainers: [{ name: 'd', imagePullPolicy: 'Always', terminationMessagePath: '/dev/termination-log' }] },
  });
  const both = {
    metadata: { labels: { a: 'b' } },
    spec: { terminationGracePeriodSeconds: 5, ephemeralContainers: [{ name: 'e', image: 'x' }] },
  };
  const next = ask(it, 'Pod', { verb: 'patch', name: 'p', subresource: 'ephemeralcontainers', patch: { type: 'strategic', body: both } });
  expect(body(next)['metadata']?.['labels']).toBeUndefined();
  expect(body(next)['spec']?.['terminationGracePeriodSeconds']).toBe(30);
  expect(body(next)['spec']?.['ephemeralContainers']).toHaveLength(2);
});

test.each([
  [{ name: 'c', image: 'x' }, 'spec.ephemeralContainers[0].name: Duplicate value: "c"'],
  [{ name: 'd', image: 'x', targetContainerName: 'no' }, 'spec.ephemeralContainers[0].targetContainerName: Not found: "no"'],
  [
    { name: 'd', image: 'x', ports: [{ containerPort: 80 }] },
    'spec.ephemeralContainers[0].ports: Forbidden: cannot be set for an Ephemeral Container',
  ],
  [
    { name: 'd', image: 'x', resources: { limits: { cpu: '1' } } },
    'spec.ephemeralContainers[0].resources: Forbidden: cannot be set for an Ephemeral Container',
  ],
])('%j is refused', (container, why) => {
  expect(body(podWith(container).answer)['message']).toBe(`Pod "p" is invalid: ${why}`);
});

test('what is there stays as it is', () => {
  const { patch } = podWith({ name: 'd', image: 'x' });
  expect(body(patch([{ name: 'd', image: 'y' }]))['message']).toContain(
    'spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be changed',
  );
  expect(body(patch([{ name: 'd', $patch: 'delete' }]))['message']).toContain(
    'spec.ephemeralContainers: Forbidden: existing ephemeral containers "d" may not be removed',
  );
});
