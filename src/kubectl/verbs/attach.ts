/** Joins the process that a container runs. upstream: kubectl/pkg/cmd/attach/attach.go */
import type { Pod } from '#api/kinds.ts';
import type { Context, Verb } from '../context.ts';
import { failure, silentFailure, usageFailure } from '../failure.ts';
import { flag, isOn, textOf } from '../flags.ts';
import { allContainers, containerOf, podOfName } from '../pods.ts';
import { brokenStream, runStream } from '../stream.ts';

export const attach: Verb = {
  name: 'attach',
  short: 'Attach to a running container',
  flags: [
    flag('container,c'),
    flag('stdin,i', 'bool'),
    flag('tty,t', 'bool'),
    flag('quiet,q', 'bool'),
    flag('pod-running-timeout', 'duration', { default: '1m0s' }),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  const [name, ...more] = context.args;
  if (name === undefined) throw failure('at least 1 argument is required for attach');
  if (more.length > 1)
    throw usageFailure(
      context.path,
      `expected POD, TYPE/NAME, or TYPE NAME, (at most 2 arguments) saw ${more.length + 1}: [${context.args.join(' ')}]`,
    );
  const { pod } = await podOfName(context, more[0] === undefined ? name : `${name}/${more[0]}`, false);
  const { phase } = pod.status;
  if (phase === 'Succeeded' || phase === 'Failed') throw failure(`cannot attach a container in a completed pod; current phase is ${phase}`);
  return attachIn(context, pod);
}

async function attachIn(context: Context, pod: Pod): Promise<number> {
  const { flags, env } = context;
  const quiet = isOn(flags, 'quiet');
  const container = containerOf(context, pod, { asked: textOf(flags, 'container'), quiet });
  const found = allContainers(pod).find((one) => one.name === container) as { readonly tty?: boolean } | undefined;
  if (found === undefined) throw failure(`cannot attach to the container: container ${container} not found in pod ${pod.metadata.name}`);
  if (isOn(flags, 'tty') && found.tty !== true && !quiet)
    env.stderr(`error: Unable to use a TTY - container ${container} did not allocate one\n`);
  const stdin = isOn(flags, 'stdin');
  const tty = isOn(flags, 'tty') && found.tty === true && env.isTTY;
  if (!quiet) env.stderr("If you don't see a command prompt, try pressing enter.\n");
  const query = { container: [container], stdin: [String(stdin)], stdout: ['true'], stderr: [String(!tty)], tty: [String(tty)] };
  const end = await runStream(context, pod, { subresource: 'attach', query, stdin, tty }, env);
  const broken = brokenStream(end);
  if (broken !== undefined) throw broken;
  if (stdin && tty && pod.spec.restartPolicy === 'Always' && !quiet)
    env.stdout(
      `Session ended, resume using '${context.path} ${pod.metadata.name} -c ${container} -i -t' command when the pod is running\n`,
    );
  if (end.code !== 0) throw silentFailure(end.code);
  return 0;
}
