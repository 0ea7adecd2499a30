/** A Service for an object's pods. upstream: kubectl/pkg/cmd/expose/expose.go */
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { dryRunOf, namespaceIsForced, namespaceOf, type Context, type Verb } from '../context.ts';
import { failure } from '../failure.ts';
import { bools, flag, isOn, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag } from '../globalFlags.ts';
import { checkExposable, podLabelsOf, portsOf } from '../expose/offered.ts';
import { labelsFrom, servicePorts } from '../expose/service.ts';
import { overridden } from '../overrides.ts';
import { selectObjects, type Found } from '../selection.ts';
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

async function run(context: Context): Promise<number> {
  // Here --selector is the Service's; it must not choose among the objects.
  const found = await selectObjects(
    { ...context, flags: { ...context.flags, values: new Map([...context.flags.values].filter(([name]) => name !== 'selector')) } },
    context.args,
  );
  await forEachTold(found, async (one, index) => {
    const object = overridden(context, scheme.Service, serviceFor(context, one));
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
    sayChanged(context, { row: scheme.Service, object: created, operation: 'exposed', dryRun, typed: true }, index);
  });
  return 0;
}

const nameMax = 63;

function serviceFor(context: Context, one: Found): KubeObject {
  const { flags } = context;
  checkExposable(one.object.kind, one.row.group);
  const selector = selectorFor(context, one);
  const ports = portsFor(context, one);
  const labels = textOf(flags, 'labels') === '' ? one.object.metadata.labels : labelsFrom(textOf(flags, 'labels'));
  const needsNamespace =
    dryRunOf(context) !== 'client' || namespaceIsForced(context) || one.object.metadata.namespace !== context.env.settings.namespace;
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: {
      creationTimestamp: null,
      name: textOf(flags, 'name') || one.object.metadata.name.slice(0, nameMax),
      ...(labels === undefined ? {} : { labels }),
      ...(needsNamespace ? { namespace: namespaceOf(context) } : {}),
    },
    spec: { ...(ports.length === 0 ? {} : { ports }), selector, ...fieldsAsked(context) },
    status: { loadBalancer: {} },
  } as unknown as KubeObject;
}

function selectorFor(context: Context, one: Found): Readonly<Record<string, string>> {
  const asked = textOf(context.flags, 'selector');
  if (asked !== '') return labelsFrom(asked);
  const labels = podLabelsOf(one.object);
  if (!labels.ok) throw failure(`couldn't retrieve selectors via --selector flag or introspection: ${labels.message}`);
  return labels.value;
}

function portsFor(context: Context, one: Found): ReturnType<typeof servicePorts> {
  const { flags } = context;
  const known = portsOf(one.object);
  if (!known.ok) throw failure(`couldn't find port via --port flag or introspection: ${known.message}`);
  const ports = textOf(flags, 'port') || [...known.value.keys()].join(',');
  if (ports === '' && textOf(flags, 'cluster-ip') !== 'None') throw failure("couldn't find port via --port flag or introspection");
  return servicePorts({ ports, protocol: textOf(flags, 'protocol'), targetPort: textOf(flags, 'target-port'), offered: known.value });
}

/** What flags say of the Service itself. */
function fieldsAsked({ flags }: Context): object {
  const affinity = textOf(flags, 'session-affinity');
  if (!['', 'None', 'ClientIP'].includes(affinity)) throw failure(`unknown session affinity: ${affinity}`);
  const type = textOf(flags, 'type');
  const optional: readonly (readonly [string, string])[] = [
    ['type', type],
    ['clusterIP', textOf(flags, 'cluster-ip')],
    ['sessionAffinity', affinity],
    ['loadBalancerIP', type === 'LoadBalancer' ? textOf(flags, 'load-balancer-ip') : ''],
  ];
  const external = textOf(flags, 'external-ip');
  return { ...Object.fromEntries(optional.filter(([, value]) => value !== '')), ...(external === '' ? {} : { externalIPs: [external] }) };
}
