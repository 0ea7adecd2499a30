/** Images of the Kubernetes project. upstream: build/pause, test/images */
import { image, type Image } from './image.ts';

export const pause: Image = image('registry.k8s.io/pause', {
  base: 'scratch',
  entrypoint: ['/pause'],
  sizeMb: 0.3,
  user: 65535,
  group: 65535,
  programs: { '/pause': 'pause' },
});

const itWorks = '<html><body><h1>It works!</h1></body></html>\n';
const dnsutils = { '/usr/bin/dig': 'dig', '/usr/bin/host': 'host', '/usr/bin/curl': 'curl' };

export const agnhost: readonly Image[] = [
  image('registry.k8s.io/e2e-test-images/agnhost', {
    base: 'alpine',
    entrypoint: ['/agnhost'],
    cmd: ['pause'],
    sizeMb: 48,
    ports: [8080],
    programs: { '/agnhost': 'agnhost', '/agnhost-2': 'agnhost', '/bin/bash': 'bash', ...dnsutils },
  }),
  image('registry.k8s.io/e2e-test-images/jessie-dnsutils', { entrypoint: [], cmd: ['sleep', '3600'], sizeMb: 90, programs: dnsutils }),
  image('registry.k8s.io/e2e-test-images/busybox', { base: 'busybox', cmd: ['sh'], sizeMb: 2 }),
  image('registry.k8s.io/e2e-test-images/httpd', {
    base: 'alpine',
    entrypoint: [],
    cmd: ['httpd-foreground'],
    ports: [80],
    sizeMb: 45,
    stopSignal: 'WINCH',
    workingDir: '/usr/local/apache2',
    programs: { '/usr/local/bin/httpd-foreground': 'apache', '/usr/local/apache2/bin/httpd': 'apache' },
    files: { '/usr/local/apache2/htdocs/index.html': itWorks, '/usr/local/apache2/logs/': '' },
  }),
  image('registry.k8s.io/e2e-test-images/nginx', {
    entrypoint: [],
    cmd: ['nginx', '-g', 'daemon off;'],
    ports: [80],
    sizeMb: 10,
    stopSignal: 'QUIT',
    programs: { '/usr/sbin/nginx': 'nginx' },
    files: {
      '/usr/share/nginx/html/index.html': '<html><body><h1>Welcome to nginx!</h1></body></html>\n',
      '/etc/nginx/conf.d/default.conf': 'server { listen 80; location / { root /usr/share/nginx/html; index index.html; } }\n',
      '/etc/nginx/nginx.conf': 'http { include /etc/nginx/conf.d/*.conf; }\n',
    },
  }),
  ...['nautilus', 'kitten'].map((name) =>
    image(`registry.k8s.io/e2e-test-images/${name}`, {
      base: 'alpine',
      entrypoint: ['/agnhost'],
      cmd: ['test-webserver'],
      ports: [80],
      sizeMb: 1,
      programs: { '/agnhost': 'agnhost' },
      files: { '/data.json': `{\n"image": "${name}.jpg"\n}\n` },
    }),
  ),
  image('registry.k8s.io/e2e-test-images/nonroot', {
    base: 'busybox',
    entrypoint: [],
    cmd: ['id', '-u'],
    sizeMb: 18,
    user: 1234,
    group: 1234,
  }),
  image('registry.k8s.io/e2e-test-images/perl', { cmd: ['perl', '-de0'], sizeMb: 330 }),
  image('registry.k8s.io/e2e-test-images/ipc-utils', { base: 'alpine', cmd: ['sh'], sizeMb: 5 }),
  image('registry.k8s.io/e2e-test-images/nonewprivs', { cmd: ['/nnp'], sizeMb: 6, programs: { '/nnp': 'nnp' } }),
  image('registry.k8s.io/e2e-test-images/sample-apiserver', {
    cmd: ['/sample-apiserver'],
    sizeMb: 25,
    ports: [443],
    programs: { '/sample-apiserver': 'server' },
  }),
  image('registry.k8s.io/e2e-test-images/test-webserver', {
    base: 'scratch',
    entrypoint: ['/test-webserver'],
    ports: [80],
    sizeMb: 2,
    programs: { '/test-webserver': 'test-webserver' },
  }),
  image('registry.k8s.io/serve_hostname', {
    base: 'scratch',
    entrypoint: ['/serve_hostname'],
    ports: [9376],
    sizeMb: 2,
    programs: { '/serve_hostname': 'server' },
  }),
  image('registry.k8s.io/echoserver', {
    base: 'alpine',
    cmd: ['nginx', '-g', 'daemon off;'],
    ports: [8080],
    sizeMb: 43,
    programs: { '/usr/sbin/nginx': 'server' },
  }),
  image('registry.k8s.io/hpa-example', {
    entrypoint: [],
    cmd: ['apache2-foreground'],
    ports: [80],
    sizeMb: 160,
    programs: { '/usr/local/bin/apache2-foreground': 'apache' },
    files: { '/var/www/html/index.html': 'OK!' },
  }),
  image('registry.k8s.io/liveness', { base: 'busybox', cmd: ['/server'], ports: [8080], sizeMb: 4, programs: { '/server': 'liveness' } }),
];
