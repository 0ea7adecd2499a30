/** Shows what containers wrote. upstream: kubectl/pkg/cmd/logs/logs.go */
import type { Pod } from '#api/kinds.ts';
import { parseTime } from '#api/machinery/time.ts';
import { scheme } from '#api/scheme.ts';
import { badRequest } from '#api/status.ts';
import { listObjects } from '../cluster.ts';
import { namespaceOf, wallClock, type Context, type Verb } from '../context.ts';
import { failure, statusFailure, usageFailure } from '../failure.ts';
import { bools, durationOf, flag, isGiven, isOn, numberOf, textOf } from '../flags.ts';
import { selectorFlag } from '../globalFlags.ts';
import { allContainers, containerOf, podOfName } from '../pods.ts';
import { selectorsOf } from '../selection.ts';
import { runStream } from '../stream.ts';

export const logs: Verb = {
  name: 'logs',
  aliases: ['log'],
  short: 'Print the logs for a container in a pod',
  flags: [
    selectorFlag,
    flag('follow,f', 'bool'),
    flag('container,c'),
    flag('previous,p', 'bool'),
    flag('tail', 'int', { default: '-1' }),
    flag('since', 'duration'),
    flag('since-time'),
    flag('limit-bytes', 'int'),
    flag('max-log-requests', 'int', { default: '5' }),
    flag('pod-running-timeout', 'duration', { default: '20s' }),
    ...bools('all-containers', 'prefix', 'timestamps', 'ignore-errors', 'insecure-skip-tls-verify-backend'),
  ],
  run,
};

interface Source {
  readonly pod: Pod;
  readonly container: string;
}

const selectorTail = 10;

async function run(context: Context): Promise<number> {
  const [name, positional] = context.args;
  const hasSelector = textOf(context.flags, 'selector') !== '';
  if ((name === undefined && !hasSelector) || context.args.length > 2)
    throw usageFailure(
      context.path,
      "expected 'logs [-f] [-p] (POD | TYPE/NAME) [-c CONTAINER]'.\nPOD or TYPE/NAME is a required argument for the logs command",
    );
  if (name !== undefined && hasSelector) throw usageFailure(context.path, 'only a selector (-l) or a POD name is allowed');
  if (isGiven(context.flags, 'container') && positional !== undefined)
    throw failure('only one of -c or an inline [CONTAINER] arg is allowed');
  if (isGiven(context.flags, 'since') && isGiven(context.flags, 'since-time'))
    throw failure('at most one of `sinceTime` or `sinceSeconds` may be specified');
  checkAmounts(context);
  const sources = await sourcesOf(context, name, textOf(context.flags, 'container') || (positional ?? ''));
  const most = numberOf(context.flags, 'max-log-requests');
  if (isOn(context.flags, 'follow') && sources.length > most)
    throw failure(
      `you are attempting to follow ${sources.length} log streams, but maximum allowed concurrency is ${most}, use --max-log-requests to increase the limit`,
    );
  if (isOn(context.flags, 'follow')) await Promise.all(sources.map((source) => show(context, source)));
  else for (const source of sources) await show(context, source);
  return 0;
}

/** upstream: LogsOptions.Validate, podcmd's own reading of a time */
function checkAmounts({ flags }: Context): void {
  const time = textOf(flags, 'since-time');
  if (time !== '' && parseTime(time) === undefined)
    throw failure(`parsing time ${JSON.stringify(time)} as "2006-01-02T15:04:05Z07:00": cannot parse ${JSON.stringify(time)} as "2006"`);
  if (isOn(flags, 'all-containers') && textOf(flags, 'container') !== '')
    throw failure(`--all-containers=true should not be specified with container name ${textOf(flags, 'container')}`);
  if (isGiven(flags, 'limit-bytes') && numberOf(flags, 'limit-bytes') <= 0) throw failure('--limit-bytes must be greater than 0');
  if (numberOf(flags, 'tail') < -1) throw failure('--tail must be greater than or equal to -1');
}

async function sourcesOf(context: Context, name: string | undefined, asked: string): Promise<readonly Source[]> {
  const pods: Pod[] = [];
  if (name === undefined) {
    const { items } = await listObjects(context, { row: scheme.Pod, namespace: namespaceOf(context) }, selectorsOf(context));
    if (items.length === 0) context.env.stderr(`No resources found in ${namespaceOf(context)} namespace.\n`);
    pods.push(...(items as unknown as readonly Pod[]));
  } else {
    const choice = await podOfName(context, name, true);
    if (choice.among > 1) context.env.stderr(`Found ${choice.among} pods, using pod/${choice.pod.metadata.name}\n`);
    pods.push(choice.pod);
  }
  return pods.flatMap((pod) =>
    isOn(context.flags, 'all-containers')
      ? allContainers(pod).map((container) => ({ pod, container: container.name }))
      : [{ pod, container: chosen(context, pod, asked) }],
  );
}

function chosen(context: Context, pod: Pod, asked: string): string {
  if (asked !== '' && !allContainers(pod).some((container) => container.name === asked))
    throw failure(`container ${asked} is not valid for pod ${pod.metadata.name}`);
  return containerOf(context, pod, { asked, quiet: false });
}

async function show(context: Context, { pod, container }: Source): Promise<void> {
  const prefix = isOn(context.flags, 'prefix') ? `[pod/${pod.metadata.name}/${container}] ` : '';
  const most = isGiven(context.flags, 'limit-bytes') ? numberOf(context.flags, 'limit-bytes') : Number.POSITIVE_INFINITY;
  const limited = atMost(most, context.env.stdout);
  const write = prefix === '' ? limited : prefixed(prefix, limited);
  const end = await runStream(
    context,
    pod,
    { subresource: 'log', query: queryOf(context, container), stdin: false, tty: false },
    { stdout: write, stderr: write },
  );
  if (end.message === undefined || end.message === '') return;
  const { message } = end;
  const refusal = statusFailure(end.status ?? badRequest(message));
  if (!isOn(context.flags, 'ignore-errors')) throw refusal;
  context.env.stdout(refusal.output.replace(/^Error/, 'error'));
}

function queryOf(context: Context, container: string): Record<string, readonly string[]> {
  const flags = context.flags;
  const tail = !isGiven(flags, 'tail') && textOf(flags, 'selector') !== '' ? selectorTail : numberOf(flags, 'tail');
  const sinceTime = parseTime(textOf(flags, 'since-time'));
  const since = isGiven(flags, 'since') ? durationOf(flags, 'since') : sinceTime === undefined ? 0 : wallClock(context) - sinceTime;
  return {
    container: [container],
    ...(isOn(flags, 'follow') ? { follow: ['true'] } : {}),
    ...(isOn(flags, 'previous') ? { previous: ['true'] } : {}),
    ...(isOn(flags, 'timestamps') ? { timestamps: ['true'] } : {}),
    ...(tail >= 0 ? { tailLines: [String(tail)] } : {}),
    ...(since > 0 ? { sinceSeconds: [String(Math.max(1, Math.ceil(since / 1000)))] } : {}),
    ...(isGiven(flags, 'limit-bytes') ? { limitBytes: [textOf(flags, 'limit-bytes')] } : {}),
  };
}

/** Lets so many bytes through. */
function atMost(bytes: number, write: (text: string) => void): (data: string) => void {
  if (!Number.isFinite(bytes)) return write;
  let left = bytes;
  return (data) => {
    const encoded = new TextEncoder().encode(data).slice(0, left);
    left -= encoded.length;
    if (encoded.length > 0) write(new TextDecoder().decode(encoded));
  };
}

/** Puts a text in front of each line, also when lines come in pieces. */
function prefixed(prefix: string, write: (text: string) => void): (data: string) => void {
  let atStart = true;
  return (data) => {
    if (data === '') return;
    const body = data.endsWith('\n') ? data.slice(0, -1) : data;
    write((atStart ? prefix : '') + body.replaceAll('\n', `\n${prefix}`) + (data.endsWith('\n') ? '\n' : ''));
    atStart = data.endsWith('\n');
  };
}
