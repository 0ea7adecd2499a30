import { expect, test } from 'vitest';
import { createTestNode, exec, logOf, run, startPod } from '../../testNode.ts';

const image = 'registry.k8s.io/e2e-test-images/agnhost:2.45';

test('the image pauses; entrypoint-tester prints its command line under either name', () => {
  const node = createTestNode();
  const pod = startPod(node, 'p', image);
  expect(logOf(node, pod)).toContain('Paused');
  expect(exec(node, pod, ['/agnhost', 'entrypoint-tester', 'override', 'arguments'])).toBe(
    '[/agnhost entrypoint-tester override arguments]\n',
  );
  expect(exec(node, pod, ['/agnhost-2', 'entrypoint-tester'])).toBe('[/agnhost-2 entrypoint-tester]\n');
});

test('mounttest makes files and tells of them, and fails when it cannot', () => {
  const node = createTestNode();
  node.disks.set('v', new Map());
  const pod = startPod(node, 'p', image, { mounts: [{ disk: 'v', containerPath: '/v', readOnly: false, subPath: '', isMemory: true }] });
  const all = ['--file_owner=/v/f', '--file_mode=/v/f', '--file_perm=/v', '--new_file_0666=/v/f', '--fs_type=/v'];
  expect(exec(node, pod, ['/agnhost', 'mounttest', ...all])).toBe(
    `mount type of "/v": tmpfs
content of file "/v/f": mount-tester new file

mode of file "/v/f": -rw-rw-rw-
perms of file "/v": -rwxrwxrwx
owner UID of "/v/f": 0
owner GID of "/v/f": 0
`,
  );
  expect(exec(node, pod, ['/agnhost', 'mounttest', '--file_content=/v/none'])).toBe(
    'error reading file content for "/v/none": open /v/none: no such file or directory\nexit 1\n',
  );
});

test('mounttest looks at a file every two seconds until it says what is expected', () => {
  const node = createTestNode();
  const pod = startPod(node, 'p', image, { args: ['mounttest', '--file_content_in_loop=/tmp/f', '--retry_time=5'] });
  run(node, 8000);
  expect(logOf(node, pod).match(/retrying/g)?.length).toBe(3);
});

test('netexec logs what it is asked to echo, and ends when told to; nettest counts who wrote', () => {
  const node = createTestNode();
  const web = startPod(node, 'web', image, { args: ['netexec'] });
  expect(exec(node, web, ['curl', '-s', 'localhost:8080/echo?msg=post+start'])).toBe('post start');
  expect(logOf(node, web)).toMatch(/GET \/echo\?msg=post start&code=/);
  const peers = startPod(node, 'peers', image, { args: ['nettest'] });
  exec(node, peers, ['wget', '-qO-', '--post-data={"Source": "prestop"}', 'http://localhost:8080/write']);
  expect(JSON.parse(exec(node, peers, ['curl', '-s', 'localhost:8080/read']))).toMatchObject({ Received: { prestop: 1 } });
});
