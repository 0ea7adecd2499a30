import { expect, test } from 'vitest';
import type { Message } from '../client/component.ts';
import type { ContainerExited, ExecDone } from '../helpers/contracts/cri.ts';
import { createTestNode, exec, logOf, open, printed, run, startContainer, startPod, tell, type TestNode } from './testNode.ts';

function exited(node: TestNode): ContainerExited | undefined {
  return node.heard.findLast((answer): answer is ContainerExited => answer.type === 'cri/exited');
}

function sh(script: string): { readonly command: readonly string[] } {
  return { command: ['sh', '-c', script] };
}

// As live/06-lifecycle recorded: what the shell was told to do, the grace period, the code, and how long it took.
test.each([
  ["trap 'exit 0' TERM; sleep 36000 & wait", 30_000, 0, 0],
  ["trap 'exit 143' TERM; sleep 3600 & wait", 30_000, 143, 0],
  ["trap 'sleep 4; exit 0' TERM; sleep 3600 & wait", 30_000, 0, 4000],
  ["trap '' TERM; while :; do sleep 1; done", 5000, 137, 5000],
  ['sleep 3600', 5000, 137, 5000],
])('%s stopped within %i ms ends with %i after %i ms', (script, graceMs, exitCode, tookMs) => {
  const node = createTestNode();
  node.checkpoints = true;
  const pod = startPod(node, 'p', 'busybox:1.36', sh(script));
  const from = node.kernel.now;
  tell(node, { type: 'cri/stop', id: 's', container: pod, graceMs } as Message);
  run(node, 60_000);
  expect(exited(node)).toMatchObject({ exitCode, finishedAtMs: from + tookMs });
});

test('a container that shares its processes with others is not spared: it ends by the signal', () => {
  const node = createTestNode();
  const pod = startPod(node, 'p', 'busybox:1.36', { ...sh('sleep 3600'), sharesProcesses: true });
  const from = node.kernel.now;
  tell(node, { type: 'cri/stop', id: 's', container: pod, graceMs: 30_000 } as Message);
  run(node, 60_000);
  expect(exited(node)).toMatchObject({ exitCode: 143, finishedAtMs: from });
});

test.each([
  ['echo bad; sleep 1; exit 2', 2, 'Error', 'bad\n'],
  ['echo ok; exit 0', 0, 'Completed', 'ok\n'],
  ['exec 42x', 127, 'Error', 'sh: exec: 42x: not found\n'],
  ['echo started $(date +%s); exit 1', 1, 'Error', 'started 1795291202\n'],
])('%s exits with %i', (script, exitCode, reason, log) => {
  const node = createTestNode();
  const pod = startPod(node, 'p', 'busybox', sh(script));
  run(node, 2000);
  expect(exited(node)).toMatchObject({ exitCode, reason });
  expect(logOf(node, pod).replace(/\d{10}/, '1795291202')).toBe(log);
});

test('the termination message is the file, else the end of the log when that is asked for', () => {
  const node = createTestNode();
  startPod(node, 'a', 'busybox', sh('echo -n failed because reasons > /dev/termination-log; exit 5'));
  expect(exited(node)).toMatchObject({ exitCode: 5, message: 'failed because reasons' });
  startPod(node, 'b', 'busybox', { ...sh('echo last line of log; exit 5'), terminationMessagePolicy: 'FallbackToLogsOnError' });
  expect(exited(node)).toMatchObject({ message: 'last line of log\n' });
});

test('going over the memory limit kills with OOMKilled', () => {
  const node = createTestNode();
  startPod(node, 'a', 'busybox', { ...sh('echo go; tail /dev/zero'), memoryLimit: 16 * 1024 * 1024 });
  expect(exited(node)).toMatchObject({ exitCode: 137, reason: 'OOMKilled' });
});

test.each([
  [
    ['/no/such/binary'],
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "/no/such/binary": stat /no/such/binary: no such file or directory: unknown',
  ],
  [
    ['foo'],
    'failed to create containerd task: failed to create shim task: OCI runtime create failed: runc create failed: unable to start container process: exec: "foo": executable file not found in $PATH: unknown',
  ],
])('%j cannot be started', (command, error) => {
  const node = createTestNode();
  startPod(node, 'a', 'busybox', { command });
  expect(node.heard.find((answer) => answer.type === 'cri/started')).toMatchObject({ error });
});

test.each([
  ['busybox:1.36', undefined],
  [
    'nginx:does-not-exist',
    'failed to pull and unpack image "docker.io/library/nginx:does-not-exist": failed to resolve reference "docker.io/library/nginx:does-not-exist": docker.io/library/nginx:does-not-exist: not found',
  ],
  [
    'nosuchimage',
    'failed to pull and unpack image "docker.io/library/nosuchimage:latest": failed to resolve reference "docker.io/library/nosuchimage:latest": pull access denied, repository does not exist or may require authorization: server message: insufficient_scope: authorization failed',
  ],
  [
    'registry.invalid.example/app:v1',
    'failed to pull and unpack image "registry.invalid.example/app:v1": failed to resolve reference "registry.invalid.example/app:v1": failed to do request: Head "https://registry.invalid.example/v2/app/manifests/v1": dial tcp: lookup registry.invalid.example on 192.0.2.53:53: no such host',
  ],
  [
    'Bad_Image::x',
    'Failed to apply default image tag "Bad_Image::x": couldn\'t parse image name "Bad_Image::x": invalid reference format: repository name must be lowercase',
  ],
  ['ghcr.io/somebody/thing:v3', undefined],
])('pulling %s', (image, error) => {
  const node = createTestNode();
  tell(node, { type: 'cri/pull', id: '1', image } as Message);
  tell(node, { type: 'cri/pull', id: '2', image } as Message);
  run(node, 60_000);
  const answers = node.heard.filter((answer) => answer.type === 'cri/pulled');
  expect(answers.map((answer) => answer.id)).toEqual(['1', '2']);
  expect(answers[0]).toMatchObject(error === undefined ? { image } : { image, error });
  expect('error' in answers[0]!).toBe(error !== undefined);
});

test('exec-sync answers with code and output, or says that time is over', () => {
  const node = createTestNode();
  const pod = startPod(node, 'a', 'busybox', sh("touch /tmp/healthy; trap 'exit 0' TERM; sleep 600 & wait"));
  const ask = (id: string, command: readonly string[]): void =>
    tell(node, { type: 'cri/exec-sync', id, container: pod, command, timeoutMs: 1000 } as Message);
  ask('ok', ['cat', '/tmp/healthy']);
  ask('bad', ['cat', '/tmp/other']);
  ask('slow', ['sh', '-c', 'echo begun; sleep 5']);
  ask('none', ['nosuchcmd']);
  run(node, 5000);
  const done = (id: string): ExecDone | undefined =>
    node.heard.find((answer): answer is ExecDone => answer.type === 'cri/exec-done' && answer.id === id);
  expect(done('ok')).toMatchObject({ exitCode: 0, output: '', timedOut: false });
  expect(done('bad')).toMatchObject({ exitCode: 1, output: "cat: can't open '/tmp/other': No such file or directory\n" });
  expect(done('slow')).toMatchObject({ timedOut: true, output: 'begun\n' });
  expect(done('none')?.error).toContain('exec: "nosuchcmd": executable file not found in $PATH: unknown');
});

test('two containers that mount one volume see the same files, also read-only', () => {
  const node = createTestNode();
  const mount = { disk: 'shared', containerPath: '/d', readOnly: false, subPath: '' };
  const writer = startPod(node, 'w', 'busybox', { ...sh('sleep 1000'), mounts: [mount] });
  const reader = startPod(node, 'r', 'busybox', { ...sh('sleep 1000'), mounts: [{ ...mount, containerPath: '/in', readOnly: true }] });
  expect(exec(node, writer, ['sh', '-c', 'mkdir /d/sub; echo hi > /d/sub/f'])).toBe('');
  expect(exec(node, reader, ['cat', '/in/sub/f'])).toBe('hi\n');
  expect(exec(node, reader, ['touch', '/in/x'])).toBe('touch: /in/x: Read-only file system\nexit 1\n');
});

test('a container is started again with a clean layer, and its volume', () => {
  const node = createTestNode();
  const mounts = [{ disk: 'empty', containerPath: '/d', readOnly: false, subPath: '' }];
  startPod(node, 'a', 'busybox', {
    ...sh('echo run >> /d/runs; echo run >> /tmp/runs; wc -l < /d/runs; wc -l < /tmp/runs; exit 1'),
    mounts,
  });
  startContainer(node, 'second00', {
    sandbox: 'sandbox-a',
    image: 'busybox',
    ...sh('echo run >> /d/runs; echo run >> /tmp/runs; wc -l < /d/runs; wc -l < /tmp/runs'),
    mounts,
  });
  run(node, 1000);
  expect(logOf(node, 'second00')).toBe('2\n1\n');
});

test('an interactive shell prompts, echoes, erases and is interrupted', () => {
  const node = createTestNode();
  node.checkpoints = true;
  const pod = startPod(node, 'lab', 'busybox', sh('sleep 1000'));
  open(node, { stream: 't', container: pod, what: 'exec', command: ['sh'], stdin: true, tty: true });
  for (const data of ['echo hellp\u007fo\r', 'cd /tmp\r', 'sleep 100\r', '\u0003', 'echo $?\r', 'exit 3\r']) {
    tell(node, { type: 'stream/stdin', stream: 't', data } as Message);
    run(node, 10);
  }
  expect(printed(node, 't').replaceAll('\r\n', '\n')).toBe(
    '/ # echo hellp\b \bo\nhello\n/ # cd /tmp\n/tmp # sleep 100\n^C\n/tmp # echo $?\n130\n/tmp # exit 3\nexit 3\n',
  );
});

test('logs: everything, the tail, with time, followed to the end', () => {
  const node = createTestNode();
  const pod = startPod(node, 'l', 'busybox', sh('for i in 1 2 3; do echo line $i; sleep 1; done; echo end'));
  const log = (stream: string, more: object): void =>
    open(node, {
      stream,
      container: pod,
      what: 'log',
      command: [],
      stdin: false,
      tty: false,
      log: { follow: false, timestamps: false, ...more },
    });
  log('f', { follow: true });
  run(node, 1500);
  log('all', {});
  log('tail', { tailLines: 1 });
  log('time', { tailLines: 1, timestamps: true });
  run(node, 5000);
  expect(printed(node, 'all')).toBe('line 1\nline 2\n');
  expect(printed(node, 'tail')).toBe('line 2\n');
  expect(printed(node, 'time')).toMatch(/^2026-11-21T\d\d:\d\d:\d\d\.\d+Z line 2\n$/);
  expect(printed(node, 'f')).toBe('line 1\nline 2\nline 3\nend\n');
  expect(node.chunks.filter((chunk) => chunk.stream === 'f').at(-1)).toEqual({ stream: 'f', type: 'exit', code: 0 });
});

test('attach gives input to pid 1 and shows what it prints', () => {
  const node = createTestNode();
  const pod = startPod(node, 'a', 'busybox', { ...sh('read x; echo got $x'), stdin: true });
  open(node, { stream: 'a', container: pod, what: 'attach', command: [], stdin: true, tty: false });
  tell(node, { type: 'stream/stdin', stream: 'a', data: 'hello\n' } as Message);
  run(node, 100);
  expect(printed(node, 'a')).toBe('got hello\n');
  expect(logOf(node, pod)).toBe('got hello\n');
});

test('whoever attaches and has said everything is let go, and the next one finds the input open', () => {
  const node = createTestNode();
  const pod = startPod(node, 'a', 'busybox', { ...sh('cat'), stdin: true });
  for (const [stream, data, end] of [
    ['one', 'first\n', {}],
    ['two', 'second\n', { data: '\u0004' }],
  ] as const) {
    open(node, { stream, container: pod, what: 'attach', command: [], stdin: true, tty: false });
    tell(node, { type: 'stream/stdin', stream, data } as Message);
    run(node, 100);
    tell(node, { type: 'stream/stdin', stream, ...end } as Message);
    run(node, 100);
    expect(node.chunks.findLast((chunk) => chunk.stream === stream)).toEqual({ stream, type: 'exit', code: 0 });
  }
  expect(logOf(node, pod)).toBe('first\nsecond\n');
});

test('a busy loop is slowed down and said so, and the clock goes on', () => {
  const node = createTestNode();
  const pod = startPod(node, 'b', 'busybox', sh('while :; do :; done'));
  run(node, 10_000);
  expect(logOf(node, pod)).toBe('sh: 20000 steps without waiting: slowed down to 5000 a second\n');
  expect(node.count).toBeLessThan(120);
});

test('a kubelet that asks is told what runs; an exited container of a removed sandbox keeps its log until it is removed', () => {
  const node = createTestNode();
  const pod = startPod(node, 'a', 'busybox', sh('echo hi; sleep 100'));
  tell(node, { type: 'cri/list', id: 'l1' } as Message);
  run(node, 10);
  expect(node.heard.at(-1)).toMatchObject({
    type: 'cri/listed',
    sandboxes: [{ sandbox: 'sandbox-a', ip: '10.244.1.2' }],
    containers: [{ container: pod, image: 'busybox', imageName: 'docker.io/library/busybox:latest' }],
  });
  tell(node, { type: 'cri/remove-sandbox', id: 'r', sandbox: 'sandbox-a', keepContainers: true } as Message);
  run(node, 100);
  expect(exited(node)).toMatchObject({ container: pod, exitCode: 137 });
  open(node, {
    stream: 'l',
    container: pod,
    what: 'log',
    command: [],
    stdin: false,
    tty: false,
    log: { follow: false, timestamps: false },
  });
  run(node, 10);
  expect(printed(node, 'l')).toBe('hi\n');
  tell(node, { type: 'cri/remove', id: 'x', container: pod } as Message);
  run(node, 10);
  expect(node.state.containers.size).toBe(0);
});

test('a node without a free address says so', () => {
  const node = createTestNode('10.244.1.0/30');
  startPod(node, 'a', 'busybox', sh('sleep 100'));
  startPod(node, 'b', 'busybox', sh('sleep 100'));
  expect(node.heard.filter((answer) => answer.type === 'cri/sandbox-ready')).toMatchObject([
    { ip: '10.244.1.2' },
    { ip: '', error: expect.stringContaining('no IP addresses available in range set: 10.244.1.1-10.244.1.2') as unknown },
  ]);
});

test.each([
  [['hi\n', '\u0004'], 'hi\n'],
  [['a\n', 'b\n\u0004'], 'a\nb\n'],
])('without a terminal %j is the input of an exec and its end', (typed, expected) => {
  const node = createTestNode();
  const pod = startPod(node, 'a', 'busybox', sh('sleep 1000000'));
  open(node, { stream: 'e', container: pod, what: 'exec', command: ['cat'], stdin: true, tty: false });
  for (const data of typed) tell(node, { type: 'stream/stdin', stream: 'e', data } as Message);
  run(node, 100);
  expect(printed(node, 'e')).toBe(expected);
  expect(node.chunks.at(-1)).toEqual({ stream: 'e', type: 'exit', code: 0 });
});

test.each([
  [undefined, '00000000a80425fb'],
  [{ add: [], drop: ['ALL'] }, '0000000000000000'],
  [{ add: ['NET_ADMIN'], drop: [] }, '00000000a80435fb'],
  [{ add: ['NET_BIND_SERVICE'], drop: ['ALL'] }, '0000000000000400'],
  [{ add: ['ALL'], drop: [] }, '000001ffffffffff'],
])('capabilities %j give the bounding set %s', (capabilities, expected) => {
  const node = createTestNode();
  const given = capabilities === undefined ? {} : { capabilities };
  const pod = startPod(node, 'a', 'busybox', { ...sh('sleep 1000000'), ...given });
  expect(exec(node, pod, ['grep', 'CapBnd', '/proc/1/status'])).toBe(`CapBnd:\t${expected}\n`);
});

test('a runtime that the node does not have makes no sandbox', () => {
  const node = createTestNode();
  const sandbox = { type: 'cri/run-sandbox', id: 'a', sandbox: 's', pod: { namespace: 'd', name: 'p', uid: 'u' }, hostname: 'p' };
  tell(node, { ...sandbox, resolvConf: '', hosts: '', hostNetwork: false, handler: 'kata' } as never);
  run(node, 1000);
  const message = 'rpc error: code = Unknown desc = failed to get sandbox runtime: no runtime for "kata" is configured';
  expect(node.heard.at(-1)).toMatchObject({ type: 'cri/sandbox-ready', ip: '', error: message });
});
