/** Runs an image in a pod. upstream: kubectl/pkg/cmd/run/run.go */
import type { Pod } from '#api/kinds.ts';
import { isEnvVarName } from '#api/machinery/validation.ts';
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { sayChanged } from '../changed.ts';
import { objectOf, requestOf, send } from '../cluster.ts';
import { dryRunOf, namespaceIsForced, namespaceOf, type Context, type Verb } from '../context.ts';
import { failure, silentFailure, usageFailure } from '../failure.ts';
import { bools, flag, isOn, listOf, numberOf, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag } from '../globalFlags.ts';
import { requireFlags } from '../create/generator.ts';
import { isImageReference } from '../imageReference.ts';
import { formatOf } from '../outputs.ts';
import { overridden } from '../overrides.ts';
import { runStream } from '../stream.ts';
import { untilSeen } from '../until.ts';
import { createObject, targetOf, writeOptions } from '../write.ts';

export const runVerb: Verb = {
  name: 'run',
  short: 'Run a particular image on the cluster',
  flags: [
    ...changeFlags,
    ...filenameFlags,
    recordFlag,
    flag('image'),
    flag('image-pull-policy'),
    flag('restart', 'string', { default: 'Always' }),
    flag('labels,l'),
    flag('env', 'array'),
    flag('port'),
    flag('annotations', 'array'),
    flag('overrides'),
    flag('override-type', 'string', { default: 'merge' }),
    flag('stdin,i', 'bool'),
    flag('tty,t', 'bool'),
    flag('quiet,q', 'bool'),
    flag('attach', 'bool'),
    flag('pod-running-timeout', 'duration', { default: '1m0s' }),
    flag('timeout', 'duration'),
    flag('grace-period', 'int', { default: '-1' }),
    flag('cascade', 'string', { bare: 'background' }),
    ...bools('rm', 'expose', 'command', 'privileged', 'leave-stdin-open', 'wait', 'force', 'save-config'),
  ],
  run,
};

async function run(context: Context): Promise<number> {
  requireFlags(context, ['image']);
  const [name] = context.args;
  if (name === undefined || context.flags.dashAt === 0) throw usageFailure(context.path, 'NAME is required for run');
  const attach = isOn(context.flags, 'attach') || isOn(context.flags, 'stdin') || isOn(context.flags, 'tty');
  checkImage(context);
  if (isOn(context.flags, 'rm') && !attach) throw usageFailure(context.path, '--rm should only be used for attached containers');
  if (isOn(context.flags, 'expose') && textOf(context.flags, 'port') === '')
    throw usageFailure(context.path, '--port must be set when exposing a service');
  if (attach && dryRunOf(context) !== 'none')
    throw usageFailure(
      context.path,
      "--dry-run=[server|client] can't be used with attached containers options (--attach, --stdin, or --tty)",
    );
  if (isOn(context.flags, 'tty') && !isOn(context.flags, 'stdin'))
    throw failure('-i/--stdin is required for containers with -t/--tty=true');
  const dryRun = dryRunOf(context);
  const object = overridden(context, scheme.Pod, podFor(context, name));
  const target = { row: scheme.Pod, namespace: namespaceOf(context), name, source: '' };
  const created = dryRun === 'client' ? object : await createObject(context, target, object, writeOptions(context, 'kubectl-run'));
  if (isOn(context.flags, 'expose')) await exposePod(context, created, name);
  if (!attach || dryRun !== 'none') {
    const after = Number(isOn(context.flags, 'expose'));
    if (after > 0 && formatOf(context)?.name === 'yaml') context.env.stdout('---\n');
    sayChanged(context, { row: scheme.Pod, object: created, operation: 'created', dryRun, typed: true }, after);
    return 0;
  }
  return attachTo(context, created);
}

/** upstream: verifyImagePullPolicy */
function checkImage(context: Context): void {
  const image = textOf(context.flags, 'image');
  if (image === '') throw failure('--image is required');
  if (!isImageReference(image)) throw failure(`Invalid image name ${JSON.stringify(image)}: invalid reference format`);
  const policy = textOf(context.flags, 'image-pull-policy');
  if (!['', 'Always', 'IfNotPresent', 'Never'].includes(policy)) throw usageFailure(context.path, `invalid image pull policy: ${policy}`);
}

function pairOf(text: string, refusal: string): readonly [string, string] {
  const equals = text.indexOf('=');
  if (equals <= 0) throw failure(`${refusal}: ${text}`);
  return [text.slice(0, equals), text.slice(equals + 1)];
}

function podFor(context: Context, name: string): KubeObject {
  const { flags } = context;
  const labels =
    textOf(flags, 'labels') === ''
      ? { run: name }
      : Object.fromEntries(
          textOf(flags, 'labels')
            .split(',')
            .map((pair) => pairOf(pair, 'unexpected label spec')),
        );
  const words = context.args.slice(1);
  const restart = textOf(flags, 'restart');
  if (!['Always', 'OnFailure', 'Never'].includes(restart))
    throw failure(`invalid restart policy: ${restart}\nSee 'kubectl run -h' for help and examples`);
  const annotations = Object.fromEntries(
    listOf(flags, 'annotations').map((pair) => [pair.split('=')[0] ?? '', pair.split('=').slice(1).join('=')]),
  );
  const policy = textOf(flags, 'image-pull-policy');
  const port = textOf(flags, 'port');
  const env = listOf(flags, 'env').map(variableOf);
  const container = {
    ...(words.length === 0 ? {} : isOn(flags, 'command') ? { command: words } : { args: words }),
    ...(env.length === 0 ? {} : { env }),
    image: textOf(flags, 'image'),
    ...(policy === '' ? {} : { imagePullPolicy: policy }),
    name,
    ...(port === '' ? {} : { ports: [{ containerPort: portOf(port) }] }),
    resources: {},
    ...(isOn(flags, 'privileged') ? { securityContext: { privileged: true } } : {}),
    ...(isOn(flags, 'stdin') ? { stdin: true, stdinOnce: !isOn(flags, 'leave-stdin-open') } : {}),
    ...(isOn(flags, 'tty') ? { tty: true } : {}),
  };
  const withNamespace = dryRunOf(context) !== 'client' || namespaceIsForced(context);
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: {
      creationTimestamp: null,
      labels,
      name,
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
      ...(withNamespace ? { namespace: namespaceOf(context) } : {}),
    },
    spec: { containers: [container], dnsPolicy: 'ClusterFirst', restartPolicy: restart },
    status: {},
  } as unknown as KubeObject;
}

function portOf(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw failure(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

/** `NAME=value`. upstream: parseEnvs */
function variableOf(pair: string): { readonly name: string; readonly value?: string } {
  const [name, value] = pairOf(pair, 'invalid env');
  if (isEnvVarName(name).length > 0) throw failure(`invalid env: ${pair}`);
  return value === '' ? { name } : { name, value };
}

async function exposePod(context: Context, pod: KubeObject, name: string): Promise<void> {
  const port = numberOf(context.flags, 'port');
  if (port === 0) throw failure('--port must be set when exposing a service');
  const withNamespace = dryRunOf(context) !== 'client' || namespaceIsForced(context);
  const labelled = textOf(context.flags, 'labels') === '' ? {} : { labels: pod.metadata.labels };
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { creationTimestamp: null, ...labelled, name, ...(withNamespace ? { namespace: namespaceOf(context) } : {}) },
    spec: { ports: [{ port, protocol: 'TCP', targetPort: port }], selector: pod.metadata.labels },
    status: { loadBalancer: {} },
  } as unknown as KubeObject;
  const dryRun = dryRunOf(context);
  const created =
    dryRun === 'client'
      ? service
      : await createObject(
          context,
          { row: scheme.Service, namespace: namespaceOf(context), name, source: '' },
          service,
          writeOptions(context, 'kubectl-run'),
        );
  sayChanged(context, { row: scheme.Service, object: created, operation: 'created', dryRun, typed: true });
}

/** Waits until the pod runs or is over, shows its output to the end, and gives its exit code. */
async function attachTo(context: Context, created: KubeObject): Promise<number> {
  const target = targetOf(scheme.Pod, created);
  const hint = context.env.isTTY && !isOn(context.flags, 'quiet') ? "If you don't see a command prompt, try pressing enter.\n" : '';
  const started = await untilSeen(context, target, {
    see: (object) =>
      ['Running', 'Succeeded', 'Failed'].includes((object as unknown as Pod).status.phase ?? '') ? (object as unknown as Pod) : undefined,
    timeout: 60_000,
  });
  if (started === undefined) throw failure('timed out waiting for the condition');
  if (hint !== '') context.env.stderr(hint);
  const running = started.status.phase === 'Running';
  const stdin = isOn(context.flags, 'stdin');
  const tty = isOn(context.flags, 'tty') && context.env.isTTY;
  const container = started.spec.containers[0]?.name ?? '';
  const query = running
    ? { container: [container], stdin: [String(stdin)], stdout: ['true'], stderr: [String(!tty)], tty: [String(tty)] }
    : { container: [container] };
  await runStream(context, started, { subresource: running ? 'attach' : 'log', query, stdin: running && stdin, tty }, context.env);
  const code = context.args.length >= 0 && textOf(context.flags, 'restart') !== 'Always' ? await exitCodeOf(context, created) : 0;
  if (isOn(context.flags, 'rm')) {
    objectOf(
      await send(context, requestOf(target, 'delete', { name: target.name, options: { delete: { propagationPolicy: 'Background' } } })),
    );
    context.env.stdout(`pod ${JSON.stringify(target.name)} deleted\n`);
  }
  if (code !== 0) throw silentFailure(code);
  return 0;
}

async function exitCodeOf(context: Context, created: KubeObject): Promise<number> {
  const code = await untilSeen(context, targetOf(scheme.Pod, created), {
    see(object) {
      const { phase, containerStatuses } = (object as unknown as Pod).status;
      return phase === 'Succeeded' || phase === 'Failed' ? (containerStatuses?.[0]?.state?.terminated?.exitCode ?? 0) : undefined;
    },
  });
  return code ?? 0;
}
