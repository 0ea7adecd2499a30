/** upstream: github.com/nginxinc/docker-nginx */
import { image, type Image } from './image.ts';

const page = `<!DOCTYPE html>
<html>
<head>
<title>Welcome to nginx!</title>
<style>
html { color-scheme: light dark; }
body { width: 35em; margin: 0 auto;
font-family: Tahoma, Verdana, Arial, sans-serif; }
</style>
</head>
<body>
<h1>Welcome to nginx!</h1>
<p>If you see this page, the nginx web server is successfully installed and
working. Further configuration is required.</p>

<p>For online documentation and support please refer to
<a href="http://nginx.org/">nginx.org</a>.<br/>
Commercial support is available at
<a href="http://nginx.com/">nginx.com</a>.</p>

<p><em>Thank you for using nginx.</em></p>
</body>
</html>
`;

const main = `user  nginx;
worker_processes  auto;
error_log  /var/log/nginx/error.log notice;
pid        /var/run/nginx.pid;
events {
    worker_connections  1024;
}
http {
    include       /etc/nginx/mime.types;
    default_type  application/octet-stream;
    access_log  /var/log/nginx/access.log  main;
    sendfile        on;
    keepalive_timeout  65;
    include /etc/nginx/conf.d/*.conf;
}
`;

const site = `server {
    listen       80;
    server_name  localhost;
    location / {
        root   /usr/share/nginx/html;
        index  index.html index.htm;
    }
    error_page   500 502 503 504  /50x.html;
    location = /50x.html {
        root   /usr/share/nginx/html;
    }
}
`;

const minors = Array.from({ length: 21 }, (_, i) => 7 + i);
const patches: Readonly<Record<number, readonly number[]>> = {
  7: [1, 5, 7, 9, 10, 11, 12],
  8: [0, 1],
  9: [0, 1, 4, 7, 15],
  10: [0, 1, 2, 3],
  11: [1, 5, 9, 13],
  12: [0, 1, 2],
  13: [0, 7, 9, 12],
  14: [0, 1, 2],
  15: [0, 4, 5, 8, 12],
  16: [0, 1],
  17: [0, 1, 3, 6, 8, 10],
  18: [0],
  19: [0, 1, 2, 6, 10],
  20: [0, 1, 2],
  21: [0, 1, 3, 4, 5, 6],
  22: [0, 1],
  23: [0, 1, 2, 3, 4],
  24: [0],
  25: [0, 1, 2, 3, 4, 5],
  26: [0, 1, 2, 3],
  27: [0, 1, 2, 3, 4, 5],
};
const versions = ['1', ...minors.flatMap((minor) => [`1.${minor}`, ...(patches[minor] ?? []).map((patch) => `1.${minor}.${patch}`)])];
const named = ['latest', 'mainline', 'stable', ...versions];

export const nginx: Image = image('library/nginx', {
  tags: [...named, ...named.map((tag) => `${tag}-alpine`), 'alpine', 'alpine-slim', 'perl', 'stable-perl', 'bookworm', 'bullseye'],
  base: 'debian',
  entrypoint: ['/docker-entrypoint.sh'],
  cmd: ['nginx', '-g', 'daemon off;'],
  env: { NGINX_VERSION: '1.27.5' },
  ports: [80],
  sizeMb: 68,
  stopSignal: 'QUIT',
  programs: { '/usr/sbin/nginx': 'nginx', '/usr/bin/curl': 'curl', '/docker-entrypoint.sh': 'entrypoint' },
  files: {
    '/usr/share/nginx/html/index.html': page,
    '/usr/share/nginx/html/50x.html':
      '<!DOCTYPE html>\n<html>\n<head>\n<title>Error</title>\n</head>\n<body>\n<h1>An error occurred.</h1>\n</body>\n</html>\n',
    '/etc/nginx/nginx.conf': main,
    '/etc/nginx/conf.d/default.conf': site,
    '/etc/nginx/mime.types': 'types {\n    text/html html htm;\n}\n',
    '/docker-entrypoint.d/': '',
    '/var/log/nginx/': '',
    '/var/cache/nginx/': '',
  },
});
