/**
 * Copies a file or a folder of files to or from a container.
 * The containers' shells carry the text: no archive is made, and what is no text cannot be copied.
 * upstream: kubectl/pkg/cmd/cp/cp.go
 */
import type { Pod } from '#api/kinds.ts';
import type { Context, Verb } from '../context.ts';
import { failure, silentFailure } from '../failure.ts';
import { flag, textOf } from '../flags.ts';
import { containerOf, podOfName } from '../pods.ts';
import { brokenStream, runStream, type StreamEnd } from '../stream.ts';

export const cp: Verb = {
  name: 'cp',
  short: 'Copy files and directories to and from containers',
  flags: [flag('container,c'), flag('no-preserve', 'bool'), flag('retries', 'int', { default: '0' })],
  run,
};

interface Place {
  readonly pod: string;
  readonly namespace: string;
  readonly path: string;
}

const wrongPlace = 'filespec must match the canonical format: [[namespace/]pod:]file/path';

/** upstream: extractFileSpec */
export function placeOf(text: string): Place {
  const colon = text.indexOf(':');
  if (colon === 0) throw failure(wrongPlace);
  if (colon < 0) return { pod: '', namespace: '', path: text };
  const names = text.slice(0, colon).split('/');
  const path = text.slice(colon + 1);
  if (names.length === 1) return { pod: names[0] ?? '', namespace: '', path };
  if (names.length === 2) return { namespace: names[0] ?? '', pod: names[1] ?? '', path };
  throw failure(wrongPlace);
}

async function run(context: Context): Promise<number> {
  if (context.args.length !== 2) throw failure('source and destination are required');
  const [from, to] = context.args.map(placeOf);
  if (from === undefined || to === undefined) return 1;
  if (from.pod !== '' && to.pod !== '') throw failure('one of src or dest must be a local file specification');
  if (from.path === '' || to.path === '') throw failure('filepath can not be empty');
  if (from.pod === '' && to.pod === '') throw failure('one of src or dest must be a remote file specification');
  const remote = from.pod === '' ? to : from;
  const inner = within(context, remote.namespace);
  const { pod } = await podOfName(inner, remote.pod, false);
  if (pod.status.phase === 'Succeeded' || pod.status.phase === 'Failed')
    throw failure(`cannot exec into a container in a completed pod; current phase is ${pod.status.phase}`);
  const container = containerOf(inner, pod, { asked: textOf(context.flags, 'container'), quiet: false });
  const channel = { context: inner, pod, container };
  await (from.pod === '' ? upload(channel, from.path, to.path) : download(channel, from.path, to.path));
  return 0;
}

/** The same command in the namespace that the place names. */
function within(context: Context, namespace: string): Context {
  if (namespace === '') return context;
  return { ...context, flags: { ...context.flags, values: new Map([...context.flags.values, ['namespace', [namespace]]]) } };
}

interface Channel {
  readonly context: Context;
  readonly pod: Pod;
  readonly container: string;
}

/** Runs a command in the container, with a text for its standard input, and gives what it printed. */
async function inside(
  { context, pod, container }: Channel,
  command: readonly string[],
  stdin?: string,
): Promise<StreamEnd & { text: string }> {
  let text = '';
  const given = stdin !== undefined;
  const query = { container: [container], command, stdin: [String(given)], stdout: ['true'], stderr: ['true'], tty: ['false'] };
  const reading = given ? { ...context, env: { ...context.env, stdin: () => Promise.resolve(stdin) } } : context;
  const end = await runStream(
    reading,
    pod,
    { subresource: 'exec', query, stdin: given, tty: false },
    { stdout: (part) => void (text += part), stderr: (part) => context.env.stderr(part) },
  );
  const broken = brokenStream(end);
  if (broken !== undefined) throw broken;
  return { ...end, text };
}

function baseOf(path: string): string {
  return path.replace(/\/+$/, '').split('/').at(-1) ?? path;
}

async function upload(channel: Channel, from: string, to: string): Promise<void> {
  const { files } = channel.context.env;
  const isFolder = (await inside(channel, ['test', '-d', to])).code === 0;
  const target = isFolder ? `${to.replace(/\/+$/, '')}/${baseOf(from)}` : to;
  const text = await files.read(from);
  if (text !== undefined) return put(channel, target, text);
  const names = await files.list?.(from);
  if (names === undefined) throw failure(`${from} doesn't exist in local filesystem`);
  await inside(channel, ['mkdir', '-p', target]);
  for (const name of names) {
    const content = await files.read(`${from.replace(/\/+$/, '')}/${name}`);
    if (content !== undefined) await put(channel, `${target}/${name}`, content);
  }
}

async function put(channel: Channel, path: string, text: string): Promise<void> {
  const { code } = await inside(channel, ['sh', '-c', 'cat > "$0"', path], text);
  if (code === 0) return;
  channel.context.env.stderr(`command terminated with exit code ${code}\n`);
  throw silentFailure(code);
}

async function download(channel: Channel, from: string, to: string): Promise<void> {
  const { files, stdout } = channel.context.env;
  if (files.write === undefined) throw failure(`open ${to}: read-only file system`);
  if ((await inside(channel, ['test', '-e', from])).code !== 0) {
    // What the container's tar complains of goes to standard output, and ends nothing.
    return stdout(`tar: ${from}: No such file or directory\ntar: error exit delayed from previous errors\n`);
  }
  if (from.startsWith('/')) stdout("tar: removing leading '/' from member names\n");
  if ((await inside(channel, ['test', '-d', from])).code !== 0) return files.write(to, (await inside(channel, ['cat', from])).text);
  const root = from.replace(/\/+$/, '');
  const { text } = await inside(channel, ['find', root, '-type', 'f']);
  for (const path of text.split('\n').filter((line) => line !== ''))
    await files.write(`${to.replace(/\/+$/, '')}${path.slice(root.length)}`, (await inside(channel, ['cat', path])).text);
}
