/** A Service for an object's pods. upstream: kubectl/pkg/cmd/expose/expose.go */
import type { Container, LabelSelector, Service } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { dryRunOf, namespaceIsForced, namespaceOf, type Context, type Verb } from '../context.ts';
import { failure } from '../failure.ts';
import { bools, flag, isOn, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag } from '../globalFlags.ts';
import { selectObjects, type Found } from '../selection.ts';
import { podSpecOf } from '../set/podSpec.ts';
import { createObject, writeOptions } from '../write.ts';
import { withLastApplied } from '../lastApplied.ts';

export const expose: Verb = {
  name: 'expose',
  short: 'Take a replication controller, service, deployment or pod and expose it as a new Kubernetes service',
  flags: [
    ...changeFlags,
    ...filenameFlags,
    recordFlag,
    flag('port'),
    flag('target-port'),
    flag('protocol'),
    flag('name'),
    flag('type'),
    flag('selector'),
    flag('labels,l'),
    flag('external-ip'),
    flag('load-balancer-ip'),
    flag('cluster-ip'),
    flag('session-affinity'),
    flag('overrides'),
    flag('override-type', 'string', { default: 'merge' }),
    ...bools('save-config'),
  ],
  run,
};

type Ports = readonly { readonly port: number; readonly protocol: string; readonly name?: string }[];

async function run(context: Context): Promise<number> {
  // Here --selector is the Service's; it must not choose among the objects.
  const found = await selectObjects(
    { ...context, flags: { ...context.flags, values: new Map([...context.flags.values].filter(([name]) => name !== 'selector')) } },
    context.args,
  );
  await forEachTold(found, async (one, index) => {
    const object = serviceFor(context, one);
    const dryRun = dryRunOf(context);
    const target = { row: scheme.Service, namespace: namespaceOf(context), name: object.metadata.name, source: '' };
    const created =
      dryRun === 'client'
        ? object
        : await createObject(
            context,
            target,
            isOn(context.flags, 'save-config') ? withLastApplied(object) : object,
            writeOptions(context, 'kubectl-expose'),
          );
    sayChanged(context, { row: scheme.Service, object: created, operation: 'exposed', dryRun }, index);
  });
  return 0;
}

function serviceFor(context: Context, one: Found): KubeObject {
  const { flags } = context;
  const selector = textOf(flags, 'selector') === '' ? selectorOf(one) : pairs(textOf(flags, 'selector'));
  const known = portsOf(one);
  const wanted = textOf(flags, 'port');
  const headless = textOf(flags, 'cluster-ip') === 'None';
  if (wanted === '' && known.length === 0 && !headless) throw failure("couldn't find port via --port flag or introspection");
  const protocol = textOf(flags, 'protocol');
  const target = textOf(flags, 'target-port');
  const base: Ports =
    wanted === ''
      ? known
      : wanted
          .split(',')
          .map((text) => ({ port: portOf(text), protocol: known.find((one_) => one_.port === Number(text))?.protocol ?? 'TCP' }));
  const ports = base.map((port, index) => ({
    ...(base.length > 1 ? { name: `port-${index + 1}` } : {}),
    port: port.port,
    protocol: protocol === '' ? port.protocol : protocol.toUpperCase(),
    targetPort: target === '' ? port.port : /^\d+$/.test(target) ? Number(target) : target,
  }));
  const labels = textOf(flags, 'labels') === '' ? one.object.metadata.labels : pairs(textOf(flags, 'labels'));
  const optional: readonly (readonly [string, string])[] = [
    ['type', 'type'],
    ['clusterIP', 'cluster-ip'],
    ['sessionAffinity', 'session-affinity'],
    ['loadBalancerIP', 'load-balancer-ip'],
  ];
  const given = optional.flatMap(([field, name]) => (textOf(flags, name) === '' ? [] : [[field, textOf(flags, name)]]));
  const external = textOf(flags, 'external-ip');
  const needsNamespace =
    dryRunOf(context) !== 'client' || namespaceIsForced(context) || one.object.metadata.namespace !== context.env.settings.namespace;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      creationTimestamp: null,
      name: textOf(flags, 'name') || one.object.metadata.name,
      ...(labels === undefined ? {} : { labels }),
      ...(needsNamespace ? { namespace: namespaceOf(context) } : {}),
    },
    spec: {
      ...(ports.length === 0 ? {} : { ports }),
      selector,
      ...Object.fromEntries(given),
      ...(external === '' ? {} : { externalIPs: [external] }),
    },
    status: { loadBalancer: {} },
  } as unknown as KubeObject;
}

function portOf(text: string): number {
  if (!/^[-+]?\d+$/.test(text)) throw failure(`strconv.Atoi: parsing ${JSON.stringify(text)}: invalid syntax`);
  return Number(text);
}

function pairs(text: string): Record<string, string> {
  return Object.fromEntries(text.split(',').map((pair) => [pair.split('=')[0] ?? '', pair.split('=')[1] ?? '']));
}

/** upstream: polymorphichelpers.MapBasedSelectorForObject */
function selectorOf({ row, object }: Found): Readonly<Record<string, string>> {
  const spec = (object as unknown as { readonly spec?: { readonly selector?: unknown } }).spec;
  if (object.kind === 'Pod') {
    if (Object.keys(object.metadata.labels ?? {}).length === 0)
      throw failure("couldn't retrieve selectors via --selector flag or introspection: the pod has no labels and cannot be exposed");
    return object.metadata.labels ?? {};
  }
  if (object.kind === 'Service' || object.kind === 'ReplicationController') {
    const selector = spec?.selector as Readonly<Record<string, string>> | undefined;
    if (selector === undefined)
      throw failure("couldn't retrieve selectors via --selector flag or introspection: the service has no pod selector set");
    return selector;
  }
  if (object.kind !== 'Deployment' && object.kind !== 'ReplicaSet')
    throw failure(`cannot expose a ${row.group === '' ? row.kind : `${row.kind}.${row.group}`}`);
  const selector = spec?.selector as LabelSelector;
  if ((selector.matchExpressions ?? []).length > 0)
    throw failure(
      `couldn't retrieve selectors via --selector flag or introspection: couldn't convert expressions - ${JSON.stringify(selector.matchExpressions)} to map-based selector format`,
    );
  return selector.matchLabels ?? {};
}

/** upstream: polymorphichelpers.PortsForObject, ProtocolsForObject */
function portsOf({ object }: Found): Ports {
  if (object.kind === 'Service')
    return ((object as unknown as Service).spec.ports ?? []).map((port) => ({ port: port.port, protocol: port.protocol ?? 'TCP' }));
  const containers: readonly Container[] = podSpecOf(object)?.containers ?? [];
  return containers.flatMap((container) =>
    (container.ports ?? []).map((port) => ({ port: port.containerPort, protocol: port.protocol ?? 'TCP' })),
  );
}
