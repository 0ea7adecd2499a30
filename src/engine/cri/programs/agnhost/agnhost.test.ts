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

test('netexec answers datagrams, dials others and runs a shell', () => {
  const node = createTestNode();
  const web = startPod(node, 'web', image, { args: ['netexec'] });
  const other = startPod(node, 'other', image, { args: ['netexec', '--http-port=8083', '--udp-port=90'] });
  const ip = exec(node, other, ['hostname', '-i']).trim();
  expect(exec(node, web, ['sh', '-c', `echo hostName | nc -w 1 -u ${ip} 90`])).toBe('other');
  expect(exec(node, web, ['sh', '-c', `echo Echo Hi | nc -w 1 -u -p 12345 ${ip} 90`])).toBe('hi');
  const dial = (query: string): unknown => JSON.parse(exec(node, web, ['curl', '-s', `localhost:8080/dial?host=${ip}&${query}`]));
  expect(dial('port=8083&request=hostname&tries=2')).toEqual({ responses: ['other', 'other'] });
  expect(dial('protocol=udp&port=90&request=hostname')).toEqual({ responses: ['other'] });
  expect(dial('port=9999&request=hostname')).toEqual({
    errors: [`Get "http://${ip}:9999/hostname": dial tcp ${ip}:9999: connect: connection refused`],
  });
  expect(exec(node, web, ['curl', '-s', 'localhost:8080/dial?host=x&port=1'])).toBe('request parameter not specified. <nil>\n');
  const shell = (command: string): unknown => JSON.parse(exec(node, web, ['curl', '-s', `localhost:8080/shell?cmd=${command}`]));
  expect(shell('echo+a%3B+echo+b+%3E%262')).toEqual({ output: 'a\nb\n' });
  expect(shell('exit+3')).toEqual({ error: 'exit status 3' });
});

test('netexec ends without an answer, at once or after a while, and stays on after the signal for as long as it is told', () => {
  const node = createTestNode();
  const web = startPod(node, 'web', image, { args: ['netexec', '--delay-shutdown=5'] });
  exec(node, web, ['kill', '1'], { ms: 1000 });
  expect(node.state.containers.get(web)?.phase).toBe('running');
  run(node, 5000);
  expect(node.state.containers.get(web)).toMatchObject({ phase: 'exited', exitCode: 0 });
  const second = startPod(node, 'second', image, { args: ['netexec'] });
  exec(node, second, ['sh', '-c', 'curl -s "localhost:8080/exit?code=3&wait=1s" &'], { ms: 500 });
  expect(node.state.containers.get(second)?.phase).toBe('running');
  run(node, 2000);
  expect(node.state.containers.get(second)).toMatchObject({ phase: 'exited', exitCode: 3 });
});

test('the guestbook keeps what is set, on the replicas as well', () => {
  const node = createTestNode();
  const primary = startPod(node, 'primary', image, { args: ['guestbook', '--http-port', '6379'] });
  node.names.set('agnhost-primary.default.svc.cluster.local', [exec(node, primary, ['hostname', '-i']).trim()]);
  const replica = startPod(node, 'replica', image, { args: ['guestbook', '--replicaof', 'agnhost-primary', '--http-port', '6379'] });
  node.names.set('agnhost-replica.default.svc.cluster.local', [exec(node, replica, ['hostname', '-i']).trim()]);
  const front = startPod(node, 'front', image, { args: ['guestbook', '--backend-port', '6379'] });
  const ask = (query: string): string => exec(node, front, ['curl', '-s', `localhost:80/guestbook?${query}`]);
  expect(ask('cmd=get&key=messages&value=')).toBe('{"data":""}');
  expect(ask('cmd=set&key=messages&value=TestEntry')).toBe('{"message":"Updated"}');
  expect(ask('cmd=get&key=messages&value=')).toBe('{"data":"TestEntry"}');
});

test('porter serves what its environment says; other commands tell of names, connections and lines', () => {
  const node = createTestNode();
  const env = [
    { name: 'SERVE_PORT_80', value: 'foo' },
    { name: 'SERVE_TLS_PORT_443', value: 'tls' },
  ] as const;
  const porter = startPod(node, 'porter', image, { args: ['porter'], env });
  expect(exec(node, porter, ['curl', '-s', 'localhost:80'])).toBe('foo');
  expect(exec(node, porter, ['curl', '-s', 'localhost:443'])).toBe('tls');
  expect(exec(node, porter, ['/agnhost', 'dns-suffix'])).toBe('default.svc.cluster.local,svc.cluster.local,cluster.local\n');
  expect(exec(node, porter, ['/agnhost', 'dns-server-list'])).toBe('10.96.0.10\n');
  expect(exec(node, porter, ['/agnhost', 'connect', '--timeout=3s', 'localhost:80'])).toBe('');
  expect(exec(node, porter, ['/agnhost', 'connect', '--timeout=3s', 'localhost:81'])).toBe('REFUSED\nexit 1\n');
  expect(
    exec(node, porter, ['/agnhost', 'logs-generator', '-t', '2', '-d', '1s']).match(/\] [01] (GET|POST|PUT) \/api\/v1\/namespaces\//g),
  ).toHaveLength(2);
  expect(exec(node, porter, ['/agnhost', 'fly'])).toContain('unknown command "fly"');
});

test('serve-hostname serves HTTP, or greets connections and answers datagrams, and waits for its end', () => {
  const node = createTestNode();
  const web = startPod(node, 'web', image, { args: ['serve-hostname'] });
  expect(exec(node, web, ['curl', '-s', 'localhost:9376'])).toBe('web');
  const raw = startPod(node, 'raw', image, { args: ['serve-hostname', '--http=false', '--tcp', '--udp'] });
  expect(exec(node, raw, ['sh', '-c', 'nc -w 1 localhost 9376 < /dev/null'])).toBe('raw');
  expect(exec(node, raw, ['sh', '-c', 'echo x | nc -u -w 1 localhost 9376'])).toBe('raw');
  exec(node, raw, ['kill', '1'], { ms: 50_000 });
  expect(node.state.containers.get(raw)?.phase).toBe('running');
  run(node, 11_000);
  expect(node.state.containers.get(raw)).toMatchObject({ phase: 'exited', exitCode: 0 });
});

test('port-forward-tester checks what it is told, feeds its client in pieces and is done', () => {
  const node = createTestNode();
  const env = Object.entries({ BIND_PORT: '80', EXPECTED_CLIENT_DATA: 'abc', CHUNKS: '3', CHUNK_SIZE: '4', CHUNK_INTERVAL: '100' });
  const pod = startPod(node, 'p', image, { args: ['port-forward-tester'], env: env.map(([name, value]) => ({ name, value })) });
  const ip = exec(node, pod, ['hostname', '-i']).trim();
  const other = startPod(node, 'other', image);
  expect(exec(node, pod, ['sh', '-c', 'netstat -na | grep LISTEN | grep -v 8080 | grep 80'])).toMatch(
    /^tcp +0 +0 :::80 +:::\* +LISTEN *\n$/,
  );
  expect(exec(node, other, ['sh', '-c', `printf abc | nc ${ip} 80`])).toBe('x'.repeat(12));
  expect(logOf(node, pod)).toBe('Accepted client connection\nReceived expected client data\nShutting down connection\nDone\n');
  expect(node.state.containers.get(pod)).toMatchObject({ phase: 'exited', exitCode: 0 });
});
