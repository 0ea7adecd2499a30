/**
 * Debugging sessions: a container added to a pod, a copy of a pod that is changed, a pod in a node's own namespaces.
 * upstream: kubectl/pkg/cmd/debug/debug.go
 */
import type { Container, Node, Pod, PodSpec } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { asJson, objectOf, requestOf, send } from '../cluster.ts';
import { namespaceOf, type Context, type Verb } from '../context.ts';
import { allNames, debugName, imagesToSet, randomSuffix, splitArgs, wanted } from '../debug/containers.ts';
import { applyProfile, profiles, type Draft, type Profile, type Style } from '../debug/profiles.ts';
import { attachWhenRunning } from '../debug/session.ts';
import { checkDebug } from '../debug/check.ts';
import { failure } from '../failure.ts';
import { bools, flag, isGiven, isOn, textOf } from '../flags.ts';
import { fileObjects } from '../manifests.ts';
import { fetchSelected, selectResources, type Found } from '../selection.ts';
import { patchBetween, patchObject, targetOf } from '../write.ts';

export const debug: Verb = {
  name: 'debug',
  short: 'Create debugging sessions for troubleshooting workloads and nodes',
  flags: [
    flag('container,c'),
    flag('copy-to'),
    flag('env', 'array'),
    flag('filename,f', 'strings'),
    flag('image'),
    flag('image-pull-policy'),
    flag('profile', 'string', { default: 'legacy' }),
    flag('quiet,q', 'bool'),
    flag('set-image', 'strings'),
    flag('share-processes', 'bool', { default: 'true' }),
    flag('stdin,i', 'bool'),
    flag('target'),
    flag('tty,t', 'bool'),
    ...bools('arguments-only', 'attach', 'replace', 'same-node'),
  ],
  run,
};

interface Session {
  readonly pod: Pod;
  /** '' when no container was made. */
  readonly container: string;
}

async function run(context: Context): Promise<number> {
  const profile = textOf(context.flags, 'profile');
  if (!(profiles as readonly string[]).includes(profile)) throw failure(`unknown profile: ${profile}`);
  checkDebug(context);
  const attach = isGiven(context.flags, 'attach') ? isOn(context.flags, 'attach') : isOn(context.flags, 'stdin');
  for (const one of await found(context)) {
    const session = await begin(context, one);
    if (attach && session.container !== '') await attachWhenRunning(context, session);
  }
  return 0;
}

/** What a file says is taken as it is: the cluster is not asked. */
async function found(context: Context): Promise<readonly Found[]> {
  if (isGiven(context.flags, 'filename')) return fileObjects(context);
  const { targets } = splitArgs(context);
  return fetchSelected(
    context,
    await selectResources(
      context,
      targets.map((name) => (name.includes('/') ? name : `pod/${name}`)),
    ),
  );
}

function begin(context: Context, { row, object }: Found): Promise<Session> {
  if (row.kind === 'Node') return debugNode(context, object as unknown as Node);
  if (row.kind !== 'Pod') throw failure(`"${row.group}/${row.version}, Kind=${row.kind}" not supported by debug`);
  const pod = object as unknown as Pod;
  return textOf(context.flags, 'copy-to') === '' ? addContainer(context, pod) : copyPod(context, pod);
}

function profiled(context: Context, style: Style, draft: Draft, container: string): Draft {
  return applyProfile(textOf(context.flags, 'profile') as Profile, style, draft, container);
}

async function debugNode(context: Context, node: Node): Promise<Session> {
  const container = textOf(context.flags, 'container') || 'debugger';
  const name = `node-debugger-${node.metadata.name}-${randomSuffix()}`;
  if (!isOn(context.flags, 'quiet'))
    context.env.stdout(`Creating debugging pod ${name} with container ${container} on node ${node.metadata.name}.\n`);
  const spec = {
    containers: [{ name: container, ...wanted(context), resources: {}, terminationMessagePolicy: 'File' }],
    nodeName: node.metadata.name,
    restartPolicy: 'Never',
    tolerations: [{ operator: 'Exists' }],
  } as PodSpec;
  const pod = await createPod(context, profiled(context, 'node', { metadata: { name }, spec }, container));
  return { pod, container };
}

async function createPod(context: Context, { metadata, spec }: Draft): Promise<Pod> {
  const namespace = namespaceOf(context);
  const object = { apiVersion: 'v1', kind: 'Pod', metadata: { ...metadata, namespace }, spec };
  const place = { row: scheme.Pod, namespace };
  return objectOf(await send(context, requestOf(place, 'create', { object: asJson(object) }))) as unknown as Pod;
}

async function addContainer(context: Context, pod: Pod): Promise<Session> {
  const name = debugName(context, pod.spec);
  const target = textOf(context.flags, 'target');
  const container = {
    name,
    ...wanted(context),
    resources: {},
    terminationMessagePolicy: 'File',
    ...(target === '' ? {} : { targetContainerName: target }),
  };
  const spec = { ...pod.spec, ephemeralContainers: [...(pod.spec.ephemeralContainers ?? []), container] } as PodSpec;
  const changed = profiled(context, 'ephemeral', { metadata: {}, spec }, name);
  const object = pod as unknown as KubeObject;
  const patch = patchBetween(scheme.Pod, object, { ...object, spec: changed.spec } as unknown as KubeObject);
  if (patch === undefined) return { pod, container: name };
  const patched = await patchObject(context, targetOf(scheme.Pod, object), { ...patch, subresource: 'ephemeralcontainers' }, {});
  return { pod: patched as unknown as Pod, container: name };
}

async function copyPod(context: Context, pod: Pod): Promise<Session> {
  const { draft, container } = copyOf(context, pod);
  const copied = await createPod(context, container === '' ? draft : profiled(context, 'copy', draft, container));
  if (isOn(context.flags, 'replace'))
    objectOf(await send(context, requestOf(targetOf(scheme.Pod, pod as unknown as KubeObject), 'delete', { name: pod.metadata.name })));
  return { pod: copied, container };
}

/** The pod under another name, on any node, with its images changed and its container added or changed. */
function copyOf(context: Context, { metadata, spec: whole }: Pod): { readonly draft: Draft; readonly container: string } {
  const { ephemeralContainers: _, nodeName, ...rest } = whole;
  const images = imagesToSet(context);
  const containers = rest.containers.map((container) => {
    const image = images.get(container.name) ?? images.get('*') ?? '';
    return image === '' ? container : { ...container, image };
  });
  const spec = {
    ...rest,
    containers,
    ...(isOn(context.flags, 'same-node') && nodeName !== undefined ? { nodeName } : {}),
    ...(isGiven(context.flags, 'share-processes') ? { shareProcessNamespace: isOn(context.flags, 'share-processes') } : {}),
  } as PodSpec;
  const { annotations } = metadata;
  const meta = { name: textOf(context.flags, 'copy-to'), ...(annotations === undefined ? {} : { annotations }) };
  const asked = textOf(context.flags, 'container');
  if (allNames(spec).includes(asked)) return { draft: { metadata: meta, spec: changedIn(context, spec, asked) }, container: asked };
  if (textOf(context.flags, 'image') === '') {
    if (images.size > 0) return { draft: { metadata: meta, spec }, container: '' };
    throw failure('you must specify image when creating new container');
  }
  const name = debugName(context, spec);
  const added = { name, ...wanted(context), resources: {}, terminationMessagePolicy: 'File' } as Container;
  return { draft: { metadata: meta, spec: { ...spec, containers: [...containers, added] } }, container: name };
}

function changedIn(context: Context, spec: PodSpec, name: string): PodSpec {
  const { command, args, ...more } = wanted(context);
  const change = (container: Container): Container => {
    if (container.name !== name) return container;
    const { args: _args, stdin: _stdin, tty: _tty, ...kept } = container;
    const before = container.args === undefined ? {} : { args: container.args };
    const words = args !== undefined ? { args } : command !== undefined ? { command } : before;
    return { ...kept, ...more, ...words };
  };
  return { ...spec, containers: spec.containers.map(change) };
}
