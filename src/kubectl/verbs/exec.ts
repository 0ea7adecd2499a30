/** Runs a command in a container. upstream: kubectl/pkg/cmd/exec/exec.go */
import type { Pod } from '#api/kinds.ts';
import type { Context, Verb } from '../context.ts';
import { failure, silentFailure, usageFailure, statusFailure } from '../failure.ts';
import { durationOf, flag, isOn, textOf } from '../flags.ts';
import { containerOf, podOfName } from '../pods.ts';
import { runStream } from '../stream.ts';

export const exec: Verb = {
  name: 'exec',
  short: 'Execute a command in a container',
  flags: [
    flag('container,c'),
    flag('stdin,i', 'bool'),
    flag('tty,t', 'bool'),
    flag('quiet,q', 'bool'),
    flag('filename,f', 'strings'),
    flag('pod-running-timeout', 'duration', { default: '1m0s' }),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const { dashAt } = context.flags;
  const [name, ...command] = context.args;
  if (name === undefined || dashAt === 0) throw failure('pod, type/name or --filename must be specified');
  if (command.length === 0) throw failure('you must specify at least one command for the container');
  if (dashAt < 0)
    context.env.stderr(
      'kubectl exec [POD] [COMMAND] is DEPRECATED and will be removed in a future version. Use kubectl exec [POD] -- [COMMAND] instead.\n',
    );
  if (durationOf(context.flags, 'pod-running-timeout') <= 0)
    throw usageFailure(context.path, '--pod-running-timeout must be higher than zero');
  const { pod } = await podOfName(context, name, false);
  return execIn(context, pod, command);
}

async function execIn(context: Context, pod: Pod, command: readonly string[]): Promise<number> {
  const { phase } = pod.status;
  if (phase === 'Succeeded' || phase === 'Failed')
    throw failure(`cannot exec into a container in a completed pod; current phase is ${phase}`);
  const asked = textOf(context.flags, 'container');
  const container = containerOf(context, pod, { asked, quiet: isOn(context.flags, 'quiet') });
  const stdin = isOn(context.flags, 'stdin');
  const tty = isOn(context.flags, 'tty') && context.env.isTTY;
  if (isOn(context.flags, 'tty') && !tty) context.env.stderr('Unable to use a TTY - input is not a terminal or the right kind of file\n');
  const query = { container: [container], command, stdin: [String(stdin)], stdout: ['true'], stderr: [String(!tty)], tty: [String(tty)] };
  const end = await runStream(context, pod, { subresource: 'exec', query, stdin, tty }, context.env);
  if (end.status !== undefined) throw statusFailure(end.status);
  if (end.message !== undefined && end.message !== '') throw failure(end.message);
  if (end.code === 0) return 0;
  context.env.stderr(`command terminated with exit code ${end.code}\n`);
  throw silentFailure(end.code);
}
