/**
 * Defaults of everything that makes pods.
 * upstream: pkg/apis/{apps,batch,autoscaling}/v1/defaults.go, autoscaling/v2/defaults.go
 */
import type {
  CronJob,
  DaemonSet,
  Deployment,
  HorizontalPodAutoscaler,
  Job,
  KindMap,
  PersistentVolumeClaim,
  StatefulSet,
} from '#api/kinds.ts';
import { wasSentEmpty } from '../schema/emptied.ts';
import type { DefaultsTable } from './defaults.ts';
import { defaultClaimSpec } from './core.ts';
import { eachIn, fill, part } from './fill.ts';
import { defaultTemplate } from './podSpec.ts';

type Spec<K extends keyof KindMap> = KindMap[K] extends { readonly spec: infer S } ? S : never;

const rolling = Object.freeze({ maxUnavailable: '25%', maxSurge: '25%' });

function deployment(spec: Deployment['spec']): Deployment['spec'] {
  const filled = fill(spec, { replicas: 1, strategy: {}, revisionHistoryLimit: 10, progressDeadlineSeconds: 600 });
  return part(filled, 'strategy', (strategy) => {
    const typed = fill(strategy, { type: 'RollingUpdate' });
    return typed.type === 'RollingUpdate' ? part(fill(typed, { rollingUpdate: {} }), 'rollingUpdate', (it) => fill(it, rolling)) : typed;
  });
}

function daemonSet(spec: DaemonSet['spec']): DaemonSet['spec'] {
  const filled = fill(spec, { updateStrategy: {}, revisionHistoryLimit: 10 });
  return part(filled, 'updateStrategy', (strategy) => {
    const typed = fill(strategy, { type: 'RollingUpdate' });
    return typed.type === 'RollingUpdate'
      ? part(fill(typed, { rollingUpdate: {} }), 'rollingUpdate', (it) => fill(it, { maxUnavailable: 1, maxSurge: 0 }))
      : typed;
  });
}

const retain = Object.freeze({ whenDeleted: 'Retain', whenScaled: 'Retain' });

function statefulSet(spec: StatefulSet['spec']): StatefulSet['spec'] {
  const filled = fill(spec, {
    podManagementPolicy: 'OrderedReady',
    updateStrategy: {},
    persistentVolumeClaimRetentionPolicy: {},
    replicas: 1,
    revisionHistoryLimit: 10,
  });
  const updated = part(filled, 'updateStrategy', (strategy) => {
    const typed = strategy.type === undefined ? fill(strategy, { type: 'RollingUpdate', rollingUpdate: {} }) : strategy;
    return typed.type === 'RollingUpdate' ? part(typed, 'rollingUpdate', (it) => fill(it, { partition: 0 })) : typed;
  });
  const kept = part(updated, 'persistentVolumeClaimRetentionPolicy', (policy) => fill(policy, retain));
  return eachIn(kept, 'volumeClaimTemplates', claimTemplate);
}

type ClaimTemplate = NonNullable<StatefulSet['spec']['volumeClaimTemplates']>[number];

function claimTemplate(template: ClaimTemplate): ClaimTemplate {
  const claim = fill(template as object, { kind: 'PersistentVolumeClaim', apiVersion: 'v1' }) as PersistentVolumeClaim;
  return part(
    part(claim, 'status', (status) => fill(status, { phase: 'Pending' })),
    'spec',
    defaultClaimSpec,
  ) as unknown as ClaimTemplate;
}

function job(spec: Job['spec']): Job['spec'] {
  const counted =
    spec.completions === undefined && spec.parallelism === undefined
      ? fill(spec, { completions: 1, parallelism: 1 })
      : fill(spec, { parallelism: 1 });
  const limit = counted.backoffLimitPerIndex === undefined ? 6 : 2_147_483_647;
  const filled = fill(counted, { backoffLimit: limit, completionMode: 'NonIndexed', suspend: false });
  return part(filled, 'podFailurePolicy', (policy) =>
    eachIn(policy, 'rules', (rule) =>
      eachIn(withNulls(rule), 'onPodConditions', (pattern) =>
        (pattern.status as string) === '' ? { ...pattern, status: 'True' } : pattern,
      ),
    ),
  );
}

type PolicyRule = NonNullable<Job['spec']['podFailurePolicy']>['rules'][number];

/** The fields of a rule that are not used are told as null. */
function withNulls(rule: PolicyRule): PolicyRule {
  const nulls = { onExitCodes: null, onPodConditions: null } as unknown as PolicyRule;
  return part(fill(rule, nulls), 'onExitCodes', (codes) => fill(codes, { containerName: null }));
}

function cronJob(spec: CronJob['spec']): CronJob['spec'] {
  const filled = fill(spec, { concurrencyPolicy: 'Allow', suspend: false, successfulJobsHistoryLimit: 3, failedJobsHistoryLimit: 1 });
  return part(filled, 'jobTemplate', (template) => part(template, 'spec', (it) => part(it, 'template', defaultTemplate)));
}

const cpuTarget = Object.freeze([{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: 80 } } }]);
const scaleUp = Object.freeze({
  stabilizationWindowSeconds: 0,
  selectPolicy: 'Max',
  policies: [
    { type: 'Pods', value: 4, periodSeconds: 15 },
    { type: 'Percent', value: 100, periodSeconds: 15 },
  ],
});
const scaleDown = Object.freeze({ selectPolicy: 'Max', policies: [{ type: 'Percent', value: 100, periodSeconds: 15 }] });

/** Rules without policies get the usual ones; rules that were sent with none keep none, and are refused. */
function scaling<T extends object>(rules: T, usual: { readonly policies: readonly object[] }): T {
  const { policies: _policies, ...rest } = usual;
  return fill(rules, wasSentEmpty(rules, 'policies') ? rest : usual);
}

function autoscaler(spec: HorizontalPodAutoscaler['spec']): HorizontalPodAutoscaler['spec'] {
  const filled = fill(spec, { minReplicas: 1, ...((spec.metrics ?? []).length === 0 ? { metrics: cpuTarget } : {}) });
  return part(filled, 'behavior', (behavior) =>
    part(
      part(fill(behavior, { scaleUp: {}, scaleDown: {} }), 'scaleUp', (it) => scaling(it, scaleUp)),
      'scaleDown',
      (it) => scaling(it, scaleDown),
    ),
  );
}

function withTemplate<K extends 'Deployment' | 'DaemonSet' | 'ReplicaSet' | 'StatefulSet' | 'Job'>(
  change: (spec: Spec<K>) => Spec<K>,
): (object: KindMap[K]) => KindMap[K] {
  return (object) => {
    const spec = change(object.spec as Spec<K>) as Deployment['spec'];
    const filled = part(spec, 'template', defaultTemplate);
    return (filled as unknown) === object.spec ? object : ({ ...object, spec: filled } as unknown as KindMap[K]);
  };
}

export const workloadDefaults: DefaultsTable = {
  Deployment: withTemplate<'Deployment'>(deployment),
  DaemonSet: withTemplate<'DaemonSet'>(daemonSet),
  ReplicaSet: withTemplate<'ReplicaSet'>((spec) => fill(spec, { replicas: 1 })),
  StatefulSet: withTemplate<'StatefulSet'>(statefulSet),
  Job: withTemplate<'Job'>(job),
  CronJob: (object) => part(object, 'spec', cronJob),
  HorizontalPodAutoscaler: (object) => part(object, 'spec', autoscaler),
};
