import { expect, test } from 'vitest';
import type { Message } from '../client/component.ts';
import { image } from './images/image.ts';
import { createTestNode, exec, logOf, run, startPod, tell } from './testNode.ts';

function lab(): { readonly node: ReturnType<typeof createTestNode>; readonly pod: string; readonly web: string } {
  const node = createTestNode();
  node.checkpoints = true;
  const web = startPod(node, 'web', 'nginx:1.25');
  const pod = startPod(node, 'lab', 'busybox:1.36', { command: ['sleep', '1000000'] });
  node.names.set('web.default.svc.cluster.local', ['10.244.1.2']);
  return { node, pod, web };
}

test('wget fetches nginx by name; the server logs the request', () => {
  const { node, pod, web } = lab();
  expect(exec(node, pod, ['sh', '-c', 'wget -qO- http://web | grep -c Welcome'])).toBe('2\n');
  expect(logOf(node, web)).toMatch(/10\.244\.1\.3 - - \[21\/Nov\/2026:20:\d\d:\d\d \+0000\] "GET \/ HTTP\/1\.1" 200 615 "-" "Wget" "-"\n/);
  expect(exec(node, pod, ['wget', '-qO-', 'http://web/none'])).toBe('wget: server returned error: HTTP/1.1 404 Not Found\nexit 1\n');
});

test.each([
  [['wget', '-q', '-O-', 'http://nobody'], "wget: bad address 'nobody'\nexit 1\n"],
  [['wget', '-qO-', 'http://10.244.1.2:81'], "wget: can't connect to remote host (10.244.1.2): Connection refused\nexit 1\n"],
  [['wget', '-qO-', 'http://10.99.0.1'], "wget: can't connect to remote host (10.99.0.1): No route to host\nexit 1\n"],
  [['nc', '-zv', 'web', '80'], 'web (10.244.1.2:80) open\n'],
  [['nc', '-z', 'web', '81'], 'exit 1\n'],
  [
    ['nslookup', 'web.default.svc.cluster.local'],
    'Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\nName:\tweb.default.svc.cluster.local\nAddress: 10.244.1.2\n\n',
  ],
  [['nslookup', 'nobody.'], "Server:\t\t10.96.0.10\nAddress:\t10.96.0.10:53\n\n** server can't find nobody: NXDOMAIN\n\nexit 1\n"],
  [['hostname', '-i'], '10.244.1.3\n'],
  [['getent', 'hosts', 'web'], '10.244.1.2       web.default.svc.cluster.local  web\n'],
])('%j', (command, expected) => {
  const { node, pod } = lab();
  expect(exec(node, pod, command)).toBe(expected);
});

test('a name is looked for along the search path, and every try is traced', () => {
  const { node, pod } = lab();
  exec(node, pod, ['wget', '-qO-', 'http://nobody.example.com']);
  expect(node.traces.at(-1)).toMatchObject({
    name: 'nobody.example.com',
    tries: ['default.svc.cluster.local', 'svc.cluster.local', 'cluster.local']
      .map((suffix) => ({ name: `nobody.example.com.${suffix}`, rcode: 'NXDOMAIN' }))
      .concat([{ name: 'nobody.example.com', rcode: 'NXDOMAIN' }]),
  });
});

test('nginx serves a page from a volume, reads its configuration, and stops quietly', () => {
  const node = createTestNode();
  const file = (content: string): { readonly content: string; readonly mode: number; readonly modifiedMs: number } => ({
    content,
    mode: 0o644,
    modifiedMs: 0,
  });
  node.disks.set(
    'conf',
    new Map([
      [
        '/site.conf',
        file('server { listen 8080; location = /health { return 200 "ok\\n"; } location / { root /www; index index.html; } }'),
      ],
    ]),
  );
  node.disks.set('www', new Map([['/index.html', file('from a volume\n')]]));
  const mounts = [
    { disk: 'conf', containerPath: '/etc/nginx/conf.d', readOnly: true, subPath: '' },
    { disk: 'www', containerPath: '/www', readOnly: true, subPath: '' },
  ];
  const web = startPod(node, 'web', 'nginx', { mounts });
  expect(exec(node, web, ['curl', '-s', 'localhost:8080/', '-w', '%{http_code}'])).toBe('from a volume\n200');
  expect(exec(node, web, ['curl', '-s', 'localhost:8080/health'])).toBe('ok\n');
  expect(exec(node, web, ['curl', 'localhost:80'])).toMatch(/^curl: \(7\) Failed to connect to localhost port 80/);
  tell(node, { type: 'cri/stop', id: 's', container: web, graceMs: 30_000 } as Message);
  run(node, 100);
  expect(node.heard.at(-1)).toMatchObject({ type: 'cri/exited', exitCode: 0 });
});

test('httpd in the background answers as long as the shell waits', () => {
  const node = createTestNode();
  const web = startPod(node, 'web', 'busybox', {
    command: ['sh', '-c', "mkdir /www; hostname > /www/index.html; trap 'exit 0' TERM; httpd -p 80 -h /www; sleep 36000 & wait"],
  });
  expect(exec(node, web, ['wget', '-qO-', 'localhost'])).toBe('web\n');
});

test('an idle server costs no events', () => {
  const { node } = lab();
  const before = node.count;
  run(node, 900_000);
  expect(node.count - before).toBe(0);
});

test('a server of an unknown image listens where its container says', () => {
  const node = createTestNode();
  startPod(node, 'thing', 'ghcr.io/somebody/thing:v3', { ports: [9090] });
  const pod = startPod(node, 'lab', 'busybox', { command: ['sleep', '1000000'] });
  expect(exec(node, pod, ['wget', '-qO-', 'http://10.244.1.2:9090'])).toBe('thing\n');
});

test('an image that was loaded onto the node needs no registry, and hides the one of the catalogue', () => {
  const node = createTestNode('10.244.1.0/24', {
    'nginx:1.25': image('library/nginx', { base: 'busybox', cmd: ['sh'], files: { '/www/index.html': 'own page\n' } }),
  });
  expect(Array.from(node.state.images)).toEqual(['registry.k8s.io/pause:3.9', 'docker.io/library/nginx:1.25']);
  const pod = startPod(node, 'web', 'nginx:1.25', { command: ['sh', '-c', 'httpd -p 80 -h /www; sleep 1000000 & wait'] });
  expect(exec(node, pod, ['wget', '-qO-', 'http://127.0.0.1/'])).toBe('own page\n');
});

test('the httpd of the end-to-end tests serves its page as long as the page is there', () => {
  const node = createTestNode();
  const pod = startPod(node, 'web', 'registry.k8s.io/e2e-test-images/httpd:2.4.38-4');
  expect(exec(node, pod, ['wget', '-qO-', 'http://localhost/index.html'])).toBe('<html><body><h1>It works!</h1></body></html>\n');
  exec(node, pod, ['/bin/sh', '-c', 'mv -v /usr/local/apache2/htdocs/index.html /tmp/ || true']);
  expect(exec(node, pod, ['wget', '-qO-', 'http://localhost/index.html'])).toContain('404 Not Found');
});
