/** An autoscaler for a workload. upstream: kubectl/pkg/cmd/autoscale/autoscale.go */
import type { KubeObject } from '#api/meta.ts';
import { apiVersionOf, scheme, type SchemeRow } from '#api/scheme.ts';
import { forEachTold } from '../aggregate.ts';
import { sayChanged } from '../changed.ts';
import { dryRunOf, namespaceIsForced, type Context, type Verb } from '../context.ts';
import { failure } from '../failure.ts';
import { flag, isGiven, listOf, numberOf, textOf } from '../flags.ts';
import { changeFlags, filenameFlags, recordFlag } from '../globalFlags.ts';
import { fileObjects } from '../manifests.ts';
import { selectObjects } from '../selection.ts';
import { createObject, writeOptions } from '../write.ts';

export const autoscale: Verb = {
  name: 'autoscale',
  short: 'Auto-scale a deployment, replica set, stateful set, or replication controller',
  flags: [
    ...changeFlags,
    ...filenameFlags,
    recordFlag,
    flag('min', 'int', { default: '-1' }),
    flag('max', 'int', { default: '-1' }),
    flag('cpu-percent', 'int', { default: '-1' }),
    flag('name'),
    flag('save-config', 'bool'),
  ],
  run,
};

function refuseUnscalable(row: SchemeRow): void {
  if (row.subresources.includes('scale')) return;
  const resource = `${row.group === '' ? '' : row.group}/${row.version}, Resource=${row.plural}`;
  throw failure(`cannot autoscale a ${row.kind}: could not find scale subresource for ${resource} in discovery information`);
}

async function run(context: Context): Promise<number> {
  if (!isGiven(context.flags, 'max')) throw failure('required flag(s) "max" not set');
  const max = numberOf(context.flags, 'max');
  const min = numberOf(context.flags, 'min');
  if (max < 1) throw failure(`--max=MAXPODS is required and must be at least 1, max: ${max}`);
  if (max < min) throw failure(`--max=MAXPODS must be larger or equal to --min=MINPODS, max: ${max}, min: ${min}`);
  // What a file says need not be there yet.
  const hasFiles = ['filename', 'kustomize'].some((flagName) => listOf(context.flags, flagName).length > 0);
  const found = hasFiles ? await fileObjects(context) : await selectObjects(context, context.args);
  await forEachTold(found, async (one, index) => {
    const { name, namespace } = one.object.metadata;
    refuseUnscalable(one.row);
    const cpu = numberOf(context.flags, 'cpu-percent');
    const withNamespace = dryRunOf(context) !== 'client' || namespaceIsForced(context);
    const own = textOf(context.flags, 'name') || name;
    const object = {
      apiVersion: 'autoscaling/v1',
      kind: 'HorizontalPodAutoscaler',
      metadata: { creationTimestamp: null, name: own, ...(withNamespace ? { namespace } : {}) },
      spec: {
        maxReplicas: max,
        ...(min > 0 ? { minReplicas: min } : {}),
        scaleTargetRef: { apiVersion: apiVersionOf(one.row), kind: one.row.kind, name },
        ...(cpu >= 0 ? { targetCPUUtilizationPercentage: cpu } : {}),
      },
      status: { currentReplicas: 0, desiredReplicas: 0 },
    } as unknown as KubeObject;
    const dryRun = dryRunOf(context);
    const row = { ...scheme.HorizontalPodAutoscaler, version: 'v1' };
    const created =
      dryRun === 'client'
        ? object
        : await createObject(context, { row, namespace, name: own, source: '' }, object, writeOptions(context, 'kubectl-autoscale'));
    sayChanged(context, { row, object: created, operation: 'autoscaled', dryRun, typed: true }, index);
  });
  return 0;
}
