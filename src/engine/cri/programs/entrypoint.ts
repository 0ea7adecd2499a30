/** An image's entrypoint script: it prepares, and becomes the command. upstream: github.com/docker-library docker-entrypoint.sh */
import { listNames } from '../fs/fs.ts';
import { write } from '../process/files.ts';
import { become, lookUp } from '../process/spawn.ts';
import { fsOf, type Program } from '../process/task.ts';

const nginxLines = [
  '/docker-entrypoint.sh: /docker-entrypoint.d/ is not empty, will attempt to perform configuration',
  '/docker-entrypoint.sh: Looking for shell scripts in /docker-entrypoint.d/',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/10-listen-on-ipv6-by-default.sh',
  '10-listen-on-ipv6-by-default.sh: info: Getting the checksum of /etc/nginx/conf.d/default.conf',
  '10-listen-on-ipv6-by-default.sh: info: Enabled listen on IPv6 in /etc/nginx/conf.d/default.conf',
  '/docker-entrypoint.sh: Sourcing /docker-entrypoint.d/15-local-resolvers.envsh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/20-envsubst-on-templates.sh',
  '/docker-entrypoint.sh: Launching /docker-entrypoint.d/30-tune-worker-processes.sh',
  '/docker-entrypoint.sh: Configuration complete; ready for start up',
];

export const entrypoint: Program = {
  step(task) {
    const { argv } = task.proc;
    const script = argv.findIndex((word) => word.endsWith('entrypoint.sh'));
    let command = argv.slice(script + 1);
    const repository = task.container.spec.image;
    if (/\/redis[:@]/.test(repository) && (command[0]?.startsWith('-') === true || (command[0] ?? '').endsWith('.conf')))
      command = ['redis-server', ...command];
    if (/\/bash[:@]/.test(repository) && (command[0]?.startsWith('-') === true || lookUp(task, command) === 'not-found'))
      command = ['bash', ...command];
    if (/curlimages\/curl/.test(repository) && (command[0]?.startsWith('-') === true || lookUp(task, command) === 'not-found'))
      command = ['curl', ...command];
    if (command[0] === 'nginx' && listNames(fsOf(task), '/docker-entrypoint.d').length >= 0)
      write(task, 1, nginxLines.map((line) => `${line}\n`).join(''));
    const found = lookUp(task, command);
    if (typeof found === 'string') {
      const why = found === 'denied' ? 'Permission denied' : 'not found';
      write(task, 2, `${argv[script] ?? 'entrypoint'}: exec: ${command[0] ?? ''}: ${why}\n`);
      return { exit: found === 'denied' ? 126 : 127 };
    }
    become(task, found);
    return 'again';
  },
};
