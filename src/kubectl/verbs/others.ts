/**
 * Commands about kubectl itself: options, completion, plugins, alpha commands; and the proxy, which needs a port of the machine.
 * upstream: kubectl/pkg/cmd/{options,completion,plugin,proxy}
 */
import type { Context, Verb } from '../context.ts';
import { failure, usageFailure } from '../failure.ts';
import { bools, flag, textOf } from '../flags.ts';
import { optionsText } from '../optionsText.ts';

export const options: Verb = {
  name: 'options',
  short: 'Print the list of flags inherited by all commands',
  flags: [],
  run(context) {
    context.env.stdout(optionsText);
    return Promise.resolve(0);
  },
};

export const alpha: Verb = {
  name: 'alpha',
  short: 'Commands for features in alpha',
  flags: [],
  run(context) {
    context.env.stderr('No alpha commands are available in this version of kubectl\n');
    return Promise.resolve(0);
  },
};

const pluginUsage = `Provides utilities for interacting with plugins.

 Plugins provide extended functionality that is not part of the major command-line distribution.

Available Commands:
  list  List all visible plugin executables on a user's PATH

Usage:
  kubectl plugin [flags] [options]

Use "kubectl plugin <command> --help" for more information about a given command.
Use "kubectl options" for a list of global command-line options (applies to all commands).
`;

export const plugin: Verb = {
  name: 'plugin',
  short: 'Provides utilities for interacting with plugins',
  flags: [],
  usage: pluginUsage,
  subcommands: [
    {
      name: 'list',
      short: "List all visible plugin executables on a user's PATH",
      flags: bools('name-only'),
      run() {
        throw failure('unable to find any kubectl plugins in your PATH');
      },
    },
  ],
};

const shells = ['bash', 'fish', 'powershell', 'zsh'];

export const completion: Verb = {
  name: 'completion',
  short: 'Output shell completion code for the specified shell (bash, zsh, fish, or powershell)',
  flags: [],
  run: complete,
};

function complete({ args, path }: Context): Promise<number> {
  const [shell, ...more] = args;
  if (shell === undefined) throw usageFailure(path, 'Shell not specified.');
  if (more.length > 0) throw usageFailure(path, 'Too many arguments. Expected only the shell type.');
  if (!shells.includes(shell)) throw usageFailure(path, `Unsupported shell type ${JSON.stringify(shell)}.`);
  throw failure('this terminal completes words by itself when Tab is pressed: there is no shell that would take a script');
}

export const proxy: Verb = {
  name: 'proxy',
  short: 'Run a proxy to the Kubernetes API server',
  flags: [
    flag('accept-hosts', 'string', { default: '^localhost$,^127\\.0\\.0\\.1$,^\\[::1\\]$' }),
    flag('accept-paths', 'string', { default: '^.*' }),
    flag('address', 'string', { default: '127.0.0.1' }),
    flag('api-prefix', 'string', { default: '/' }),
    flag('keepalive', 'duration', { default: '0s' }),
    flag('port,p', 'int', { default: '8001' }),
    flag('reject-methods', 'string', { default: '^$' }),
    flag('reject-paths', 'string', { default: '^/api/.*/pods/.*/exec,^/api/.*/pods/.*/attach' }),
    flag('unix-socket,u'),
    flag('www,w'),
    flag('www-prefix,P', 'string', { default: '/static/' }),
    ...bools('append-server-path', 'disable-filter'),
  ],
  run: runProxy,
};

/** A tab opens no ports: what would be asked through the proxy is asked with `kubectl get --raw`. */
function runProxy({ flags, args, path }: Context): Promise<number> {
  if (args.length > 0) throw usageFailure(path, `unknown command ${JSON.stringify(args[0])} for "kubectl proxy"`);
  throw failure(
    `listen tcp ${textOf(flags, 'address')}:${textOf(flags, 'port')}: bind: operation not permitted (a browser tab cannot listen; ask with kubectl get --raw PATH)`,
  );
}
