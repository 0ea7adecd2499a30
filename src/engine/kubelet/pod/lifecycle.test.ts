import { expect, test } from 'vitest';
import type { Pod } from '#api/kinds.ts';
import { stand, type Stand } from '../testing/stand.ts';

function ready(images: string[] = ['nginx', 'busybox', 'redis']): Stand {
  const it = stand();
  for (const image of images) it.runtime.images.add(`${image}:latest`);
  return it;
}

/** Whether pods' containers are ready, how often they were restarted, and what state they are in. */
function containers(it: Stand, name: string): string[] {
  const { status } = it.get('Pod', `default/${name}`);
  return [...(status.initContainerStatuses ?? []), ...(status.containerStatuses ?? [])].map((one) => {
    const { running, terminated, waiting } = one.state ?? {};
    const state = running !== undefined ? 'Running' : (terminated?.reason ?? waiting?.reason);
    return `${one.name} ${one.ready ? 'ready' : 'unready'} ${one.restartCount} ${state ?? ''}`;
  });
}

/** Every change of a pod's containers until `forMs` are over, looked at each 100 ms. */
function story(it: Stand, name: string, forMs: number): string[] {
  const seen: string[] = [];
  for (let past = 0; past < forMs; past += 100) {
    it.run(100);
    if (it.find('Pod', `default/${name}`) === undefined) break;
    const now = containers(it, name).join(', ');
    if (seen.at(-1) !== now) seen.push(now);
  }
  return seen;
}

function condition(pod: Pod, type: string): string {
  const found = pod.status.conditions?.find((it) => it.type === type);
  return [found?.status, found?.reason, found?.message].filter((word) => word !== undefined).join(' ');
}

test('a container that exits is restarted at once, then backs off 10, 20, 40 s', () => {
  const it = ready();
  it.runtime.scripts = { main: { does: 'exits 1' } };
  it.pod('web busybox');
  it.run(120_000);
  expect(it.runtime.started).toHaveLength(5);
  const { status } = it.get('Pod', 'default/web');
  expect(status.phase).toBe('Running');
  expect(containers(it, 'web')).toEqual(['main unready 4 CrashLoopBackOff']);
  const uid = it.get('Pod', 'default/web').metadata.uid;
  expect(status.containerStatuses?.[0]?.state?.waiting?.message).toBe(
    `back-off 1m20s restarting failed container=main pod=web_default(${uid})`,
  );
  expect(
    it
      .events('web')
      .some((event) => event.startsWith(`Warning BackOff: Back-off restarting failed container main in pod web_default(${uid})`)),
  ).toBe(true);
});

test('the words of a crash loop: Error, a restart, Error again, then CrashLoopBackOff', () => {
  const it = ready();
  it.runtime.scripts = { main: { does: 'exits 1 after 1500' } };
  it.pod('web busybox');
  expect(story(it, 'web', 25_000)).toEqual([
    'main unready 0 ContainerCreating',
    'main ready 0 Running',
    'main unready 0 Error',
    'main ready 1 Running',
    'main unready 1 Error',
    'main unready 1 CrashLoopBackOff',
    'main ready 2 Running',
    'main unready 2 Error',
  ]);
});

test.each([
  ['Never', '0', ['Succeeded', 'main unready 0 Completed', 'False PodCompleted']],
  ['Never', '1', ['Failed', 'main unready 0 Error', 'False PodFailed']],
  ['OnFailure', '0', ['Succeeded', 'main unready 0 Completed', 'False PodCompleted']],
])('restart policy %s and exit code %s end as %j', (policy, code, end) => {
  const it = ready();
  it.runtime.scripts = { main: { does: `exits ${code}` } };
  it.pod(`web busybox ${policy}`);
  it.run(5_000);
  const pod = it.get('Pod', 'default/web');
  expect([pod.status.phase, ...containers(it, 'web'), condition(pod, 'Ready')]).toEqual(end);
  expect(pod.status.podIP).toBe('10.244.0.2');
  expect(it.runtime.heard.filter((type) => type === 'cri/remove-sandbox')).toHaveLength(1);
  expect(it.api.writes.filter((write) => write.includes('pods/status'))).toHaveLength(3);
});

test('init containers run one after the other before the main ones', () => {
  const it = ready();
  it.runtime.scripts = { init0: { does: 'exits 0 after 1000' }, init1: { does: 'exits 0 after 1000' } };
  it.pod('web init:busybox init:busybox nginx');
  expect(story(it, 'web', 10_000)).toEqual([
    'init0 unready 0 PodInitializing, init1 unready 0 PodInitializing, main unready 0 PodInitializing',
    'init0 unready 0 Running, init1 unready 0 PodInitializing, main unready 0 PodInitializing',
    'init0 ready 0 Completed, init1 unready 0 PodInitializing, main unready 0 PodInitializing',
    'init0 ready 0 Completed, init1 unready 0 Running, main unready 0 PodInitializing',
    'init0 ready 0 Completed, init1 ready 0 Completed, main unready 0 PodInitializing',
    'init0 ready 0 Completed, init1 ready 0 Completed, main ready 0 Running',
  ]);
});

test('a failed init container ends a pod that is never restarted', () => {
  const it = ready();
  it.runtime.scripts = { init0: { does: 'exits 1' } };
  it.pod('web init:busybox init:busybox nginx Never');
  it.run(5_000);
  const pod = it.get('Pod', 'default/web');
  expect([pod.status.phase, condition(pod, 'Initialized')]).toEqual([
    'Failed',
    'False ContainersNotInitialized containers with incomplete status: [init0 init1]',
  ]);
  expect(containers(it, 'web')[0]).toBe('init0 unready 0 Error');
});

test('an image that cannot be had: ErrImagePull, then ImagePullBackOff, and again', () => {
  const it = stand();
  it.runtime.broken.add('nope:latest');
  it.pod('web nope');
  expect(story(it, 'web', 60_000).slice(0, 4)).toEqual([
    'main unready 0 ContainerCreating',
    'main unready 0 ErrImagePull',
    'main unready 0 ImagePullBackOff',
    'main unready 0 ErrImagePull',
  ]);
  const error = 'failed to resolve reference "docker.io/library/nope:latest": not found';
  const said = it.events('web').map((event) => event.replace(/ x\d+$/, ''));
  expect(said).toEqual([
    'Normal Pulling: Pulling image "nope"',
    `Warning Failed: Failed to pull image "nope": ${error}`,
    'Warning Failed: Error: ErrImagePull',
    'Normal BackOff: Back-off pulling image "nope"',
    'Warning Failed: Error: ImagePullBackOff',
  ]);
  it.remove('web');
  it.run(1_000);
  expect(it.find('Pod', 'default/web')).toBeUndefined();
});

test.each([
  [
    'Bad_Image::x',
    'InvalidImageName',
    'Warning InspectFailed: Failed to apply default image tag "Bad_Image::x": couldn\'t parse image name "Bad_Image::x": invalid reference format: repository name must be lowercase',
  ],
  ['absent', 'ErrImageNeverPull', 'Warning ErrImageNeverPull: Container image "absent" is not present with pull policy of Never'],
])('image %s: %s', (image, reason, event) => {
  const it = stand();
  it.pod('web x', { containers: [{ name: 'main', image, imagePullPolicy: 'Never' }] });
  it.run(4_000);
  expect(containers(it, 'web')).toEqual([`main unready 0 ${reason}`]);
  const said = it.events('web').map((text) => text.replace(/ x\d+$/, ''));
  expect(said).toContain(event);
  expect(said).toContain(`Warning Failed: Error: ${reason}`);
});

test('an executable that is not there: RunContainerError over StartError', () => {
  const it = ready();
  it.runtime.scripts = { main: { does: 'cannot start' } };
  it.pod('web busybox');
  it.run(3_000);
  const status = it.get('Pod', 'default/web').status.containerStatuses?.[0];
  expect(status?.state?.waiting?.reason).toBe('RunContainerError');
  expect(status?.lastState?.terminated).toMatchObject({ exitCode: 128, reason: 'StartError', startedAt: '1970-01-01T00:00:00Z' });
});

test.each([
  ['ends 0', undefined, 0, 1_000],
  ['ends 143', undefined, 0, 1_000],
  ['ignores', 5, 5_000, 6_000],
  ['ignores', 1, 2_000, 3_000],
])('a container that %s on TERM, grace %s, is gone after %d to %d ms', (onTerm, seconds, earliest, latest) => {
  const it = ready();
  it.runtime.scripts = { main: { onTerm } };
  it.pod('web nginx');
  it.run(3_000);
  it.remove('web', seconds);
  it.run(earliest);
  expect(it.find('Pod', 'default/web')).toBeDefined();
  it.run(latest - earliest);
  expect(it.find('Pod', 'default/web')).toBeUndefined();
  const writes = it.api.writes.filter((write) => write.includes('pods'));
  expect(writes.slice(-3)).toEqual(['update pods/status default/web', 'update pods/status default/web', 'delete pods default/web']);
  expect(it.events('web').at(-1)).toBe('Normal Killing: Stopping container main');
});

test('a pod that is deleted before anything of it ran goes at once', () => {
  const it = ready();
  it.pod('web nginx', { volumes: [{ name: 'c', configMap: { name: 'missing' } }] });
  it.run(3_000);
  it.remove('web');
  it.run(1_000);
  expect(it.find('Pod', 'default/web')).toBeUndefined();
});

test('a pod that was forced away is still ended on its node', () => {
  const it = ready();
  it.pod('web nginx');
  it.run(3_000);
  it.remove('web', 0);
  it.run(2_000);
  expect(it.runtime.heard).toContain('cri/stop');
  expect(it.runtime.heard).toContain('cri/remove-sandbox');
});

test('a missed deadline fails the pod', () => {
  const it = ready();
  it.pod('web nginx', { activeDeadlineSeconds: 10 });
  it.run(15_000);
  const { status } = it.get('Pod', 'default/web');
  expect([status.phase, status.reason, status.message]).toEqual([
    'Failed',
    'DeadlineExceeded',
    'Pod was active on the node longer than the specified deadline',
  ]);
  // It is found out whenever the status is made: by the last sync, before and after the killing, and at the end.
  expect(it.events('web').filter((event) => event.includes('DeadlineExceeded'))).toEqual([
    'Normal DeadlineExceeded: Pod was active on the node longer than the specified deadline x4',
  ]);
});

test('a deadline given to a running pod holds from its start', () => {
  const it = ready();
  it.pod('web nginx');
  it.run(3_000);
  const pod = it.get('Pod', 'default/web');
  const object = { ...pod, spec: { ...pod.spec, activeDeadlineSeconds: 5 } } as never;
  it.api.request({ verb: 'update', group: '', version: 'v1', resource: 'pods', namespace: 'default', name: 'web', object });
  it.run(5_000);
  expect(it.get('Pod', 'default/web').status.reason).toBe('DeadlineExceeded');
});

test('a restarted kubelet takes over what runs and writes nothing new', () => {
  const it = ready();
  it.pod('web nginx', { containers: [{ name: 'main', image: 'nginx', readinessProbe: { exec: { command: ['ok'] }, periodSeconds: 1 } }] });
  it.run(3_000);
  const before = it.get('Pod', 'default/web');
  it.restart();
  it.run(5_000);
  expect(it.get('Pod', 'default/web').status).toEqual(before.status);
  expect(it.runtime.started).toHaveLength(1);
  it.remove('web');
  it.run(1_000);
  expect(it.find('Pod', 'default/web')).toBeUndefined();
});

test('a copied state goes on as the original would', () => {
  const ends = [false, true].map((copied) => {
    const it = ready();
    it.runtime.scripts = { main: { does: 'exits 1 after 700' } };
    it.pod('web busybox');
    for (let i = 0; i < 40; i += 1) {
      it.run(1_000);
      if (copied) it.copy();
    }
    return [it.api.writes, it.events('web')];
  });
  expect(ends[0]).toEqual(ends[1]);
});

test('a new image restarts the container', () => {
  const it = ready();
  it.pod('web nginx');
  it.run(3_000);
  const pod = it.get('Pod', 'default/web');
  const spec = { ...pod.spec, containers: pod.spec.containers.map((container) => ({ ...container, image: 'redis' })) };
  it.api.request({
    verb: 'update',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: 'default',
    name: 'web',
    object: { ...pod, spec } as never,
  });
  it.run(3_000);
  expect(it.events('web')).toContain('Normal Killing: Container main definition changed, will be restarted');
  expect(it.get('Pod', 'default/web').status.containerStatuses?.[0]).toMatchObject({
    restartCount: 1,
    ready: true,
    image: 'docker.io/library/redis',
  });
});

test('streams find the running container, or say why not', () => {
  const it = ready();
  it.runtime.scripts = { main: { does: 'exits 1' } };
  it.pod('web busybox');
  it.run(8_000);
  const stream = { type: 'kubelet/stream', stream: 's', namespace: 'default', pod: 'web' } as const;
  it.tell({ ...stream, what: 'exec', query: { container: ['main'], command: ['ls'] } } as never);
  expect(it.streams).toEqual([
    { stream: 's', type: 'exit', code: 1, message: 'unable to upgrade connection: container not found ("main")' },
  ]);
  it.tell({ ...stream, what: 'log', query: { container: ['main'], previous: ['true'] } } as never);
  it.run(10);
  expect(it.runtime.heard.at(-1)).toBe('cri/stream');
});

test('without a sandbox the pod says so and tries again', () => {
  const it = ready();
  const error = 'failed to setup network for sandbox: no IP addresses available in range set';
  it.runtime.noAddress = error;
  it.pod('web nginx');
  it.run(3_000);
  expect(it.events('web')).toEqual([`Warning FailedCreatePodSandBox: Failed to create pod sandbox: ${error}`]);
  delete it.runtime.noAddress;
  it.run(20_000);
  expect(containers(it, 'web')).toEqual(['main ready 0 Running']);
});

test('statuses stand in the order of names, conditions keep what others have set', () => {
  const it = ready();
  it.pod('web nginx', {
    containers: [
      { name: 'b', image: 'nginx' },
      { name: 'a', image: 'redis' },
    ],
  });
  const pod = it.get('Pod', 'default/web');
  const target = { type: 'DisruptionTarget', status: 'True' };
  const conditions = [...(pod.status.conditions ?? []), target];
  it.api.request({
    verb: 'update',
    subresource: 'status',
    group: '',
    version: 'v1',
    resource: 'pods',
    namespace: 'default',
    name: 'web',
    object: { ...pod, status: { ...pod.status, conditions } } as never,
  });
  it.run(4_000);
  expect(containers(it, 'web')).toEqual(['a ready 0 Running', 'b ready 0 Running']);
  expect(it.get('Pod', 'default/web').status.conditions?.[0]).toEqual(target);
});

const moments = Array.from({ length: 50 }, (_, i) => i * 60);

test('a pod that is deleted at any moment of its coming is gone soon, and leaves nothing', () => {
  for (const moment of moments) {
    const it = ready(['busybox']);
    it.runtime.scripts = { init0: { does: 'exits 0 after 300' } };
    it.pod('web init:busybox nginx', { volumes: [{ name: 'e', emptyDir: {} }] });
    it.run(moment);
    it.remove('web');
    it.run(2_500);
    expect([moment, it.find('Pod', 'default/web'), it.runtime.left(), it.disks.size]).toEqual([
      moment,
      undefined,
      { sandboxes: 0, running: 0 },
      0,
    ]);
  }
});

test('a kubelet that is restarted at any moment brings its pod up all the same, once', () => {
  for (const moment of moments) {
    const it = ready(['busybox']);
    it.runtime.scripts = { init0: { does: 'exits 0 after 300' } };
    it.pod('web init:busybox nginx');
    it.run(moment);
    it.restart();
    it.run(15_000);
    expect([moment, ...containers(it, 'web')]).toEqual([moment, 'init0 ready 0 Completed', 'main ready 0 Running']);
    expect([moment, it.runtime.left()]).toEqual([moment, { sandboxes: 1, running: 1 }]);
  }
});

test('a kubelet that is restarted while a pod ends still ends it', () => {
  for (const moment of moments.slice(0, 20)) {
    const it = ready();
    it.pod('web nginx');
    it.run(3_000);
    it.remove('web');
    it.run(moment / 3);
    it.restart();
    it.run(5_000);
    expect([moment, it.find('Pod', 'default/web'), it.runtime.left()]).toEqual([moment, undefined, { sandboxes: 0, running: 0 }]);
  }
});

test('restarts leave one lease in the air', () => {
  const it = ready();
  for (let i = 0; i < 5; i += 1) {
    it.restart();
    it.run(100);
  }
  const before = it.api.writes.length;
  it.run(20_000);
  expect(it.api.writes.slice(before)).toEqual(['update leases kube-node-lease/n1', 'update leases kube-node-lease/n1']);
});

test('a container that must not be root is not made from an image that runs as root', () => {
  const it = ready();
  it.pod('web nginx', { securityContext: { runAsNonRoot: true } });
  it.run(3_000);
  expect(containers(it, 'web')).toEqual(['main unready 0 CreateContainerConfigError']);
  const { uid } = it.get('Pod', 'default/web').metadata;
  const said = `Warning Failed: Error: container has runAsNonRoot and image will run as root (pod: "web_default(${uid})", container: main)`;
  expect(it.events('web').some((event) => event.startsWith(said))).toBe(true);
  it.pod('own nginx', { securityContext: { runAsNonRoot: true, runAsUser: 7 } });
  it.run(3_000);
  expect(containers(it, 'own')).toEqual(['main ready 0 Running']);
});
