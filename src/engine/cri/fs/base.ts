/**
 * The files of an image: the system it is based on, its programs and its own files. Built once for each image and
 * shared by all containers; nothing here is ever edited.
 */
import type { Base, Image } from '../images/image.ts';
import type { FsNode } from '../state.ts';

export interface ImageFiles {
  readonly nodes: ReadonlyMap<string, FsNode>;
  /** Directory -> names in it. */
  readonly children: ReadonlyMap<string, readonly string[]>;
}

/** Executables are files whose content starts so; what follows is the name of a program. */
export const executableMark = '\u007fELF\u0002 ';
const imageAgeMs = -40 * 86_400_000;

const applets =
  'ash sh cat echo ls mkdir rmdir rm cp mv ln touch head tail grep egrep fgrep sed awk wc sort uniq cut tr date hostname env printenv id whoami groups ps kill killall true false sleep seq basename dirname chmod chown chgrp tee xargs sha256sum md5sum sha1sum sha512sum wget nc nslookup ping uname df du test [ [[ printf expr find pwd yes tac rev nl od hexdump base64 mktemp readlink realpath stat which mount umount free uptime nproc timeout time watch vi ip ifconfig netstat route arp dd sync tar gzip gunzip zcat httpd telnet getopt logger top paste comm fold expand split cmp diff install nohup less more clear reset tty stty usleep link unlink mknod mkfifo crond su login adduser addgroup pidof pgrep pkill traceroute dmesg sysctl truncate shuf factor tsort'.split(
    ' ',
  );
const coreutils = applets.filter(
  (name) =>
    ![
      'ash',
      'wget',
      'nslookup',
      'nc',
      'ping',
      'vi',
      'httpd',
      'telnet',
      'ip',
      'ifconfig',
      'netstat',
      'route',
      'arp',
      'ps',
      'top',
      'free',
      'uptime',
      'watch',
      'killall',
      'pgrep',
      'pkill',
      'traceroute',
      'usleep',
      'time',
      'crond',
      'less',
      'reset',
    ].includes(name),
);

const directories: Readonly<Record<Base, string>> = {
  scratch: 'dev etc proc sys',
  busybox: 'bin dev etc home lib proc root sys tmp usr var usr/bin usr/sbin var/spool var/www home',
  alpine:
    'bin dev etc home lib media mnt opt proc root run sbin srv sys tmp usr var usr/bin usr/sbin usr/lib usr/local usr/local/bin usr/share var/cache var/lib var/log var/run var/tmp',
  debian:
    'bin boot dev etc home lib lib64 media mnt opt proc root run sbin srv sys tmp usr var usr/bin usr/sbin usr/lib usr/local usr/local/bin usr/local/sbin usr/share var/cache var/lib var/log var/run var/tmp',
};

const users =
  'root:x:0:0:root:/root:/bin/sh\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nnginx:x:101:101:nginx user:/nonexistent:/bin/false\nredis:x:999:999::/home/redis:/bin/sh\npostgres:x:70:70::/var/lib/postgresql:/bin/sh\nmysql:x:27:27::/var/lib/mysql:/bin/sh\nnobody:x:65534:65534:nobody:/nonexistent:/usr/sbin/nologin\n';
const groups = 'root:x:0:\ndaemon:x:1:\nwww-data:x:33:\nnginx:x:101:\nredis:x:999:\nnogroup:x:65534:\n';

const release: Readonly<Record<Base, string>> = {
  scratch: '',
  busybox: '',
  alpine: 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.21.3\nPRETTY_NAME="Alpine Linux v3.21"\nHOME_URL="https://alpinelinux.org/"\n',
  debian:
    'PRETTY_NAME="Debian GNU/Linux 12 (bookworm)"\nNAME="Debian GNU/Linux"\nVERSION_ID="12"\nVERSION="12 (bookworm)"\nVERSION_CODENAME=bookworm\nID=debian\n',
};

const built = new Map<Image, ImageFiles>();

export function imageFiles(image: Image): ImageFiles {
  const before = built.get(image);
  if (before !== undefined) return before;
  const nodes = new Map<string, FsNode>();
  addBase(nodes, image.base);
  for (const [path, content] of Object.entries(image.files)) {
    if (path.endsWith('/')) addDirectory(nodes, path.slice(0, -1));
    else add(nodes, path, { kind: 'file', content, mode: path.endsWith('.sh') ? 0o755 : 0o644 });
  }
  for (const [path, program] of Object.entries(image.programs))
    add(nodes, path, { kind: 'file', content: executableMark + program, mode: 0o755 });
  const files = { nodes, children: childrenOf(nodes) };
  built.set(image, files);
  return files;
}

function addBase(nodes: Map<string, FsNode>, base: Base): void {
  addDirectory(nodes, '/');
  for (const path of directories[base].split(' ')) addDirectory(nodes, `/${path}`);
  if (base === 'scratch') return;
  nodes.set('/tmp', entry('dir', '', 0o1777));
  nodes.set('/root', entry('dir', '', 0o700));
  for (const [path, content] of [
    ['/etc/passwd', users],
    ['/etc/group', groups],
    ['/etc/nsswitch.conf', 'hosts: files dns\n'],
    ['/etc/os-release', release[base]],
    ['/etc/shells', '/bin/sh\n'],
  ] as const) {
    if (content !== '') add(nodes, path, { kind: 'file', content, mode: 0o644 });
  }
  if (base === 'debian') {
    addDebian(nodes);
    return;
  }
  for (const name of applets) command(nodes, `/bin/${name}`, name);
  if (base === 'busybox') for (const name of ['busybox', 'getent']) command(nodes, `/bin/${name}`, name);
  if (base === 'alpine') {
    command(nodes, '/bin/busybox', 'busybox');
    command(nodes, '/usr/bin/getent', 'getent');
    for (const name of [
      'awk',
      'wget',
      'nslookup',
      'nc',
      'env',
      'id',
      'head',
      'tail',
      'sort',
      'tr',
      'wc',
      'find',
      'xargs',
      'seq',
      'cut',
      'test',
      '[',
    ])
      command(nodes, `/usr/bin/${name}`, name);
  }
}

function addDebian(nodes: Map<string, FsNode>): void {
  for (const name of coreutils) command(nodes, `/usr/bin/${name}`, name);
  for (const name of [
    'sh',
    'cat',
    'ls',
    'echo',
    'grep',
    'sed',
    'mkdir',
    'rm',
    'cp',
    'mv',
    'sleep',
    'date',
    'hostname',
    'true',
    'false',
    'chmod',
    'chown',
    'ln',
    'touch',
    'kill',
    'pwd',
    'uname',
    'tar',
    'gzip',
    'df',
    'dd',
    'sync',
    'readlink',
    'mktemp',
  ])
    command(nodes, `/bin/${name}`, name);
  for (const path of ['/bin/dash', '/usr/bin/dash']) command(nodes, path, 'sh');
  for (const path of ['/bin/bash', '/usr/bin/bash']) command(nodes, path, 'bash');
  command(nodes, '/usr/bin/getent', 'getent');
  command(nodes, '/usr/bin/perl', 'perl');
}

function command(nodes: Map<string, FsNode>, path: string, program: string): void {
  add(nodes, path, { kind: 'file', content: executableMark + program, mode: 0o755 });
}

function entry(kind: FsNode['kind'], content: string, mode: number): FsNode {
  return Object.freeze({ kind, content, mode, mtimeMs: imageAgeMs, uid: 0, gid: 0 });
}

function addDirectory(nodes: Map<string, FsNode>, path: string): void {
  if (nodes.has(path)) return;
  if (path !== '/') addDirectory(nodes, path.slice(0, path.lastIndexOf('/')) || '/');
  nodes.set(path, entry('dir', '', 0o755));
}

function add(nodes: Map<string, FsNode>, path: string, node: Pick<FsNode, 'kind' | 'content' | 'mode'>): void {
  addDirectory(nodes, path.slice(0, path.lastIndexOf('/')) || '/');
  nodes.set(path, entry(node.kind, node.content, node.mode));
}

function childrenOf(nodes: ReadonlyMap<string, FsNode>): Map<string, string[]> {
  const children = new Map<string, string[]>();
  for (const path of nodes.keys()) {
    if (path === '/') continue;
    const slash = path.lastIndexOf('/');
    const folder = path.slice(0, slash) || '/';
    const names = children.get(folder);
    if (names === undefined) children.set(folder, [path.slice(slash + 1)]);
    else names.push(path.slice(slash + 1));
  }
  return children;
}
