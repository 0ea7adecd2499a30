import { expect, test } from 'vitest';
import type { Container } from '#api/kinds.ts';
import type { Dial } from '../../helpers/contracts/network.ts';
import { stand, type Stand } from '../testing/stand.ts';

function withProbes(probes: Partial<Container>, more: object = {}): Stand {
  const it = stand();
  it.runtime.images.add('nginx:latest');
  it.pod('web nginx', { containers: [{ name: 'main', image: 'nginx', ...probes }], ...more });
  return it;
}

function main(it: Stand) {
  return it.get('Pod', 'default/web').status.containerStatuses![0]!;
}

/** Milliseconds until something is so, in steps of 100. */
function until(it: Stand, isSo: () => boolean, mostMs = 120_000): number {
  const since = it.now();
  while (!isSo() && it.now() - since < mostMs) it.run(100);
  return it.now() - since;
}

const exec = { exec: { command: ['cat', '/tmp/healthy'] } };

test('without probes a container is ready as soon as it is seen to run, and nobody asks it anything', () => {
  const it = withProbes({});
  it.run(60_000);
  expect(main(it).ready).toBe(true);
  expect(it.runtime.heard).not.toContain('cri/exec-sync');
});

test('a readiness probe makes ready and unready; the pod is not restarted', () => {
  const it = withProbes({ readinessProbe: { ...exec, periodSeconds: 2 } });
  let healthy = false;
  it.runtime.exec = () => ({ exitCode: healthy ? 0 : 1, output: 'no such file\n' });
  it.run(5_000);
  expect([main(it).ready, main(it).started]).toEqual([false, true]);
  expect(it.events('web').at(-1)).toMatch(/^Warning Unhealthy: Readiness probe failed: no such file\n/);
  healthy = true;
  expect(until(it, () => main(it).ready)).toBeLessThan(2_500);
  healthy = false;
  expect(until(it, () => !main(it).ready)).toBeGreaterThan(4_000);
  expect(main(it).restartCount).toBe(0);
});

test('a failing liveness probe restarts at once, with the words for it', () => {
  const it = withProbes({ livenessProbe: { ...exec, periodSeconds: 5 } });
  let healthy = true;
  it.runtime.exec = () => (healthy ? { exitCode: 0 } : { exitCode: 1, output: '' });
  it.runtime.scripts = { main: { onTerm: 'ignores' } };
  it.run(30_000);
  healthy = false;
  const restarted = until(it, () => main(it).restartCount === 1);
  expect(restarted).toBeGreaterThan(40_000);
  expect(restarted).toBeLessThan(48_000);
  healthy = true;
  expect(it.events('web')).toContain('Normal Killing: Container main failed liveness probe, will be restarted');
  expect(main(it).lastState?.terminated?.exitCode).toBe(137);
  expect(it.events('web').some((event) => event.includes('BackOff'))).toBe(false);
});

test('a probe has a grace period of its own', () => {
  const it = withProbes(
    { livenessProbe: { ...exec, periodSeconds: 1, failureThreshold: 1, terminationGracePeriodSeconds: 3 } },
    { terminationGracePeriodSeconds: 60 },
  );
  it.runtime.scripts = { main: { onTerm: 'ignores' } };
  it.run(3_000);
  it.runtime.exec = () => ({ exitCode: 1 });
  expect(until(it, () => main(it).restartCount === 1)).toBeLessThan(6_500);
});

test('a startup probe holds the others back', () => {
  const it = withProbes({
    startupProbe: { ...exec, periodSeconds: 1, failureThreshold: 30 },
    readinessProbe: { exec: { command: ['ready'] }, periodSeconds: 1 },
  });
  const asked: string[] = [];
  let up = false;
  it.runtime.exec = (_, command) => {
    asked.push(command[0]!);
    return { exitCode: command[0] === 'cat' && !up ? 1 : 0 };
  };
  it.run(8_000);
  expect(new Set(asked)).toEqual(new Set(['cat']));
  expect([main(it).started, main(it).ready]).toEqual([false, false]);
  up = true;
  it.run(3_000);
  expect([main(it).started, main(it).ready]).toEqual([true, true]);
  expect(asked.at(-1)).toBe('ready');
});

test('a command that takes too long has failed', () => {
  const it = withProbes({ readinessProbe: { exec: { command: ['sh', '-c', 'sleep 5'] }, periodSeconds: 2 } });
  it.runtime.exec = () => ({ exitCode: 0, timedOut: true, tookMs: 1_000 });
  it.run(5_000);
  expect(it.events('web').at(-1)).toMatch(/^Warning Unhealthy: Readiness probe failed: command "sh -c sleep 5" timed out/);
});

/** The first dial of a probe, as soon as there is one. */
function firstDial(it: Stand): Dial {
  const dial = () => it.network.find((message) => message.type === 'net/dial') as Dial | undefined;
  while (dial() === undefined) it.run(10);
  return dial()!;
}

test.each([
  ['HTTP/1.1 200 OK\r\n\r\n', true, ''],
  [
    'HTTP/1.1 301 Moved Permanently\r\n\r\nhere',
    true,
    'ProbeWarning: Readiness probe warning: Probe terminated redirects, Response body: here',
  ],
  [
    'HTTP/1.1 302 Found\r\nLocation: http://0.0.0.0/\r\n\r\nx',
    true,
    'Readiness probe warning: Probe terminated redirects, Response body: x',
  ],
  ['HTTP/1.1 404 Not Found\r\n\r\n', false, 'Readiness probe failed: HTTP probe failed with statuscode: 404'],
])('an HTTP probe that hears %j', (answer, isReady, text) => {
  const it = withProbes({
    ports: [{ name: 'web', containerPort: 8080 }],
    readinessProbe: { httpGet: { path: '/healthz', port: 'web' }, periodSeconds: 1 },
  });
  const dial = firstDial(it);
  expect(dial.to).toEqual({ ip: '10.244.0.2', port: 8080 });
  it.tell({ type: 'net/dialled', flow: dial.flow, result: 'connected' } as never);
  const sent = it.network.find((message) => message.type === 'net/data') as unknown as { data: string };
  expect(sent.data).toMatch(/^GET \/healthz HTTP\/1\.1\r\nHost: 10\.244\.0\.2:8080\r\nUser-Agent: kube-probe\/1\.28\r\n/);
  it.tell({ type: 'net/data', flow: dial.flow, side: 'server', data: answer } as never);
  it.run(10);
  expect(main(it).ready).toBe(isReady);
  expect(it.events('web').at(-1)).toContain(text);
});

test.each([
  ['tcpSocket', 'refused', 'dial tcp 10.244.0.2:80: connect: connection refused'],
  ['tcpSocket', 'timeout', 'dial tcp 10.244.0.2:80: i/o timeout'],
  ['httpGet', 'refused', 'Get "http://10.244.0.2:80/": dial tcp 10.244.0.2:80: connect: connection refused'],
])('a %s probe that is %s', (kind, result, text) => {
  const it = withProbes({ readinessProbe: { [kind]: { port: 80 }, periodSeconds: 1 } });
  it.tell({ type: 'net/dialled', flow: firstDial(it).flow, result } as never);
  expect(it.events('web').at(-1)).toBe(`Warning Unhealthy: Readiness probe failed: ${text}`);
});

test('a call that nobody answers is over after its timeout', () => {
  const it = withProbes({ readinessProbe: { httpGet: { port: 80 }, periodSeconds: 1 } });
  it.run(4_000);
  expect(it.events('web').at(-1)).toMatch(
    /^Warning Unhealthy: Readiness probe failed: Get "http:\/\/10\.244\.0\.2:80\/": context deadline exceeded \(Client\.Timeout exceeded while awaiting headers\)/,
  );
});

test('a postStart hook holds the status back; a failing one kills', () => {
  const slow = withProbes({ lifecycle: { postStart: exec } });
  slow.runtime.exec = () => ({ exitCode: 0, tookMs: 6_000 });
  slow.run(5_000);
  expect(main(slow).state?.waiting?.reason).toBe('ContainerCreating');
  slow.run(5_000);
  expect(main(slow).ready).toBe(true);

  const failing = withProbes({ lifecycle: { postStart: exec } });
  failing.runtime.exec = () => ({ exitCode: 1 });
  failing.run(4_000);
  expect(
    failing
      .events('web')
      .slice(3)
      .map((event) => event.replace(/ x\d+$/, '')),
  ).toEqual(expect.arrayContaining(['Warning FailedPostStartHook: PostStartHook failed', 'Normal Killing: FailedPostStartHook']));
  expect(['PostStartHookError', 'CrashLoopBackOff']).toContain(main(failing).state?.waiting?.reason);
});

test.each([
  { ran: { exitCode: 0, tookMs: 5_000 }, grace: 30, atLeast: 5_000, atMost: 7_000, hasEvent: false },
  { ran: { exitCode: 1 }, grace: 30, atLeast: 0, atMost: 1_500, hasEvent: true },
  { ran: { exitCode: 0, tookMs: 20_000 }, grace: 3, atLeast: 3_000, atMost: 4_500, hasEvent: true },
])('a preStop hook with a grace of $grace s: $ran', ({ ran, grace, atLeast, atMost, hasEvent }) => {
  const it = withProbes({ lifecycle: { preStop: exec } });
  it.run(4_000);
  it.runtime.exec = () => ran;
  it.remove('web', grace);
  const took = until(it, () => it.find('Pod', 'default/web') === undefined);
  expect(took).toBeGreaterThanOrEqual(atLeast);
  expect(took).toBeLessThanOrEqual(atMost);
  expect(it.events('web').includes('Warning FailedPreStopHook: PreStopHook failed')).toBe(hasEvent);
});

test('a failing liveness probe of a pod that is never restarted ends the pod', () => {
  const it = withProbes({ livenessProbe: { ...exec, periodSeconds: 1, failureThreshold: 1 } }, { restartPolicy: 'Never' });
  it.run(3_000);
  it.runtime.exec = () => ({ exitCode: 1 });
  it.run(5_000);
  expect(it.get('Pod', 'default/web').status.phase).toBe('Succeeded');
  expect(it.events('web').filter((event) => event.startsWith('Normal Killing'))).toEqual(['Normal Killing: Stopping container main']);
  expect(it.runtime.heard.filter((type) => type === 'cri/remove-sandbox')).toHaveLength(1);
});

test('containers killed by liveness are started again at once the first two times, and back off from the third', () => {
  const it = withProbes({ livenessProbe: { ...exec, periodSeconds: 1, failureThreshold: 1 } });
  it.runtime.exec = () => ({ exitCode: 1, output: '' });
  it.run(12_000);
  expect(main(it).restartCount).toBe(2);
  const backOffs = () => it.events('web').filter((event) => event.startsWith('Warning BackOff')).length;
  expect(backOffs()).toBe(1);
  const [first, second, third] = it.runtime.heard.flatMap((what, i) => (what === 'cri/start' ? [i] : []));
  expect(it.runtime.heard.slice(first, third).filter((what) => what === 'cri/stop')).toHaveLength(2);
  expect(second).toBeLessThan(third!);
});

test('a redirect on the same host is followed, and it is the end that counts', () => {
  const it = withProbes({ readinessProbe: { httpGet: { path: '/redirect', port: 80 }, periodSeconds: 1 } });
  const dial = firstDial(it);
  it.tell({ type: 'net/dialled', flow: dial.flow, result: 'connected' } as never);
  it.tell({ type: 'net/data', flow: dial.flow, side: 'server', data: 'HTTP/1.1 302 Found\r\nLocation: /healthz\r\n\r\n' } as never);
  it.run(10);
  const next = it.network.filter((message) => message.type === 'net/dial').at(-1) as Dial;
  expect(next.flow).not.toBe(dial.flow);
  it.tell({ type: 'net/dialled', flow: next.flow, result: 'connected' } as never);
  const sent = it.network.filter((message) => message.type === 'net/data').at(-1) as unknown as { data: string };
  expect(sent.data).toMatch(/^GET \/healthz HTTP\/1\.1\r\nHost: 10\.244\.0\.2:80\r\n/);
  it.tell({ type: 'net/data', flow: next.flow, side: 'server', data: 'HTTP/1.1 500 Internal Server Error\r\n\r\n' } as never);
  expect(it.events('web').at(-1)).toContain('Readiness probe failed: HTTP probe failed with statuscode: 500');
});

test('the command of a probe is filled in from what the container says of its variables', () => {
  const command = ['check', '$(A) $(B) $(C) $$(A)'];
  const env = [
    { name: 'A', value: 'one' },
    { name: 'C', valueFrom: { fieldRef: { fieldPath: 'metadata.name' } } },
  ];
  const it = withProbes({ readinessProbe: { exec: { command }, periodSeconds: 2 }, env });
  const asked: (readonly string[])[] = [];
  it.runtime.exec = (_container, words) => {
    asked.push(words);
    return { exitCode: 0 };
  };
  it.run(5_000);
  expect(asked[0]).toEqual(['check', 'one $(B)  $(A)']);
});
