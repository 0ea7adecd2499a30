import { expect, test } from 'vitest';
import { createTestNode, exec, startPod } from '../testNode.ts';

const node = createTestNode();
node.checkpoints = true;
const busybox = startPod(node, 'lab', 'busybox:1.36', { command: ['sh', '-c', 'sleep 3600'], env: [{ name: 'X', value: 'y' }] });
const nginx = startPod(node, 'web', 'nginx:1.25.3');

test.each([
  ['env', 'PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOSTNAME=lab\nX=y\nHOME=/root\n'],
  ["tr '\\0' ' ' < /proc/1/cmdline; echo; pwd; id", 'sleep 3600 \n/\nuid=0(root) gid=0(root) groups=0(root)\n'],
  ['yes | head -n 2', 'y\ny\n'],
  ['echo $((1/0)); echo after', 'sh: divide by zero\nexit 2\n'],
  ['if; then', 'sh: syntax error: unexpected ";"\nexit 2\n'],
  ['sleep 5 & kill $!; wait $!; echo $?', '143\n'],
  ['touch /tmp/log; tail -f /tmp/log & t=$!; (sleep 1; echo a >> /tmp/log; sleep 1; kill $t) & wait $t', 'a\nexit 143\n'],
  ['dd if=/dev/zero of=/tmp/f bs=1k count=2 2>/dev/null; wc -c < /tmp/f', '2048\n'],
  ['(sleep 1; echo $(hostname)) | dd of=/tmp/f conv=fsync 2>/dev/null; cat /tmp/f', 'lab\n'],
  ['(sleep 1; echo b; echo after >&2) | true; echo $?', '0\n'],
  ["(trap '' PIPE; sleep 1; echo b; echo after >&2) | true", 'sh: echo: write error: Broken pipe\nafter\n'],
  ['echo abcdef | dd bs=2 count=2', 'abcd2+0 records in\n2+0 records out\n4 bytes copied, 0.000100 seconds\n'],
  [
    'mkdir -p /t/in; echo é > /t/in/a; ln -s a /t/in/l; tar cf - t/in | tar xmf - -C /tmp; cat /tmp/t/in/l; ls -l /tmp/t/in | wc -l',
    'é\n3\n',
  ],
  [
    'echo x > /t1; tar cf /t.tar /t1; tar tf /t.tar; tar cf - /none > /dev/null',
    "tar: removing leading '/' from member names\nt1\ntar: /none: No such file or directory\ntar: error exit delayed from previous errors\nexit 1\n",
  ],
  ['vi x', 'vi: this program is not modelled here\nexit 1\n'],
  ["awk -F: '/root/ {print $1, $NF; n++} END {print n}' /etc/passwd", 'root /bin/sh\n1\n'],
  ["sed -n '2,3p;$d' /etc/group | sed -E 's/([a-z-]+):x:([0-9]+):/\\2 \\1/'", '1 daemon\n33 www-data\n'],
  ["printf 'b 2\\na 10\\nc 1\\n' | sort -k2 -n | cut -d' ' -f1 | tr '\\n' ,", 'c,b,a,'],
  ["find /etc -name '*.conf' -exec basename {} \\;", 'nsswitch.conf\nresolv.conf\n'],
  ['timeout 2 sleep 10; echo $?', '143\n'],
  ['echo secret | base64; echo c2VjcmV0Cg== | base64 -d', 'c2VjcmV0Cg==\nsecret\n'],
  ['echo hello | md5sum; echo hello | sha1sum', 'b1946ac92492d2347c6235b4d2611184  -\nf572d396fae9206628714fb2ce00f72e94f2258f  -\n'],
  ['printf hello | sha256sum', '2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824  -\n'],
  [
    'cd /tmp; echo a > s1; echo b > s2; sha512sum s1 s2 > list; echo c > s2; sha512sum -c list; echo $?',
    's1: OK\ns2: FAILED\nsha512sum: WARNING: 1 of 2 computed checksums did NOT match\n1\n',
  ],
  ["printf '\\377\\000a' | base64; printf '/wBh' | base64 -d | od -An -tx1", '/wBh\n ff 00 61\n'],
  ["printf '\\303\\251 \\xe2\\x82\\xac'; printf '\\303\\251' | wc -c", 'é €2\n'],
  ['cat <(echo a) - </dev/null', 'a\n'],
  ['mkdir -p /a/b; echo 1 > /a/b/f; cp -r /a /c; mv /c/b /d; ls /d; rm -r /a; ls /a', 'f\nls: /a: No such file or directory\nexit 1\n'],
  ['chmod 600 /tmp; ls -ld /tmp | cut -c1-10', 'drw-------\n'],
])('busybox: %s', (script, expected) => {
  const argv = script === 'env' ? ['env'] : ['sh', '-c', script];
  const printed = exec(node, busybox, argv);
  expect(printed).toBe(expected);
});

test.each([
  [['nginx', '-v'], 'nginx version: nginx/1.25.3\n'],
  [
    ['nginx', '-t'],
    'nginx: the configuration file /etc/nginx/nginx.conf syntax is ok\nnginx: configuration file /etc/nginx/nginx.conf test is successful\n',
  ],
  [['sh', '-c', 'echo changed > /usr/share/nginx/html/index.html; curl -s localhost'], 'changed\n'],
])('nginx: %j', (command, expected) => {
  expect(exec(node, nginx, command)).toBe(expected);
});

test("sysctl and /proc/sys tell the pod's own settings over the node's; a shell names itself as it was called", () => {
  const node = createTestNode();
  const pod = startPod(node, 'p', 'busybox', { args: ['sleep', '600'], readOnlyRootFilesystem: true, seccomp: true });
  const sandbox = node.state.sandboxes.get('sandbox-p')!;
  node.state.sandboxes.set('sandbox-p', { ...sandbox, sysctls: { 'kernel.shm_rmid_forced': '1' } });
  expect(exec(node, pod, ['/bin/sysctl', 'kernel.shm_rmid_forced', 'vm.swappiness'])).toBe(
    'kernel.shm_rmid_forced = 1\nvm.swappiness = 60\n',
  );
  expect(exec(node, pod, ['cat', '/proc/sys/kernel/shm_rmid_forced'])).toBe('1\n');
  expect(exec(node, pod, ['/bin/sh', '-c', 'echo test > /file'])).toBe("/bin/sh: can't create /file: Read-only file system\nexit 1\n");
  expect(exec(node, pod, ['grep', 'ecc', '/proc/self/status'])).toBe('Seccomp:\t2\nSeccomp_filters:\t1\n');
  const open = startPod(node, 'q', 'busybox', { args: ['sleep', '600'] });
  expect(exec(node, open, ['grep', 'Seccomp:', '/proc/self/status'])).toBe('Seccomp:\t0\n');
});
