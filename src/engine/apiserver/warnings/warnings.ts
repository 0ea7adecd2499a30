/**
 * Warnings that go with an answer: what was asked for is done, and will not do what its author may think.
 * upstream: WarningsOnCreate and WarningsOnUpdate of pkg/registry/<group>/<kind>/strategy.go, pkg/api/{job,persistentvolume,storage,service}
 */
import type {
  CronJob,
  CSIStorageCapacity,
  Job,
  Kind,
  KindMap,
  LabelSelector,
  PersistentVolume,
  PersistentVolumeClaim,
  PodTemplateSpec,
  StorageClass,
} from '#api/kinds.ts';
import { isDNS1123Label } from '#api/machinery/validation.ts';
import type { AnyObject } from '../object.ts';
import { oldLabel, termWarnings } from './nodeLabels.ts';
import { claimSpecWarnings, oldSources, templateWarnings } from './podWarnings.ts';

type Warn<T> = (object: T) => readonly string[];

const templated: Warn<{ readonly spec: { readonly template?: PodTemplateSpec } }> = ({ spec }) =>
  templateWarnings(spec.template ?? {}, 'spec.template.');

const table: { readonly [K in Kind]?: Warn<KindMap[K]> } = {
  Pod: (pod) => templateWarnings(pod),
  PodTemplate: ({ template }) => templateWarnings(template ?? {}, 'template.'),
  ReplicationController: templated,
  ReplicaSet: templated,
  Deployment: templated,
  StatefulSet: templated,
  DaemonSet: templated,
  Job: ({ spec }) => jobWarnings(spec, 'spec'),
  CronJob: ({ spec }: CronJob) => [
    ...(spec.jobTemplate.spec === undefined ? [] : jobWarnings(spec.jobTemplate.spec, 'spec.jobTemplate.spec')),
    ...(spec.schedule.includes('TZ') ? [zoneInSchedule] : []),
  ],
  PersistentVolume: volumeWarnings,
  PersistentVolumeClaim: claimWarnings,
  StorageClass: classWarnings,
  CSIStorageCapacity: capacityWarnings,
  EndpointSlice: ({ addressType }) => (addressType === 'FQDN' ? ['spec.addressType: FQDN endpoints are deprecated'] : []),
  Node: ({ spec }) => ((spec.externalID ?? '') === '' ? [] : ['spec.externalID: this field is deprecated, and is unused by Kubernetes']),
  Service: ({ metadata }) =>
    metadata.annotations?.['service.kubernetes.io/topology-aware-hints'] === undefined
      ? []
      : ['annotation service.kubernetes.io/topology-aware-hints is deprecated, please use service.kubernetes.io/topology-mode instead'],
};

const zoneInSchedule =
  'CRON_TZ or TZ used in spec.spec.schedule is not officially supported, see https://kubernetes.io/docs/concepts/workloads/controllers/cron-jobs/ for more details';

/** Kinds whose names go into the names of pods. */
const namesPods: ReadonlySet<string> = new Set(['Pod', 'ReplicationController', 'ReplicaSet', 'Deployment', 'Job', 'CronJob']);

export function warningsOf(kind: string, object: AnyObject, old: AnyObject | undefined): readonly string[] {
  const warn = table[kind as Kind] as Warn<AnyObject> | undefined;
  const own = warn?.(object) ?? [];
  if (old !== undefined || !namesPods.has(kind)) return own;
  const faults = isDNS1123Label(object.metadata.name);
  const surprising =
    'metadata.name: this is used in Pod names and hostnames, which can result in surprising behavior; a DNS label is recommended';
  return faults.length === 0 ? own : [`${surprising}: [${faults.join(' ')}]`, ...own];
}

const manyIndexes =
  'In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes might not be able to track completedIndexes when a big number of indexes fail';

export function jobWarnings(spec: Job['spec'], at: string): readonly string[] {
  const { completionMode, completions = 0, parallelism = 0, template } = spec;
  const tooMany = completionMode === 'Indexed' && completions > 100_000 && parallelism > 10_000;
  return [...(tooMany ? [`${at}: ${manyIndexes}`] : []), ...templateWarnings(template, `${at}.template.`)];
}

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

function oldClass(annotations: Readonly<Record<string, string>> | undefined): readonly string[] {
  return annotations?.[classAnnotation] === undefined
    ? []
    : [`metadata.annotations[${classAnnotation}]: deprecated since v1.8; use "storageClassName" attribute instead`];
}

/** Sources of which only a pod's own volume is warned. */
const unwarned: ReadonlySet<string> = new Set(['gitRepo', 'flocker', 'quobyte']);

function volumeWarnings({ metadata, spec }: PersistentVolume): readonly string[] {
  const terms = spec.nodeAffinity?.required?.nodeSelectorTerms ?? [];
  return [
    ...oldClass(metadata.annotations),
    ...(spec.persistentVolumeReclaimPolicy === 'Recycle'
      ? [
          'spec.persistentVolumeReclaimPolicy: The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.',
        ]
      : []),
    ...terms.flatMap((term, i) => termWarnings(term, `spec.nodeAffinity.required.nodeSelectorTerms[${i}]`)),
    ...oldSources
      .filter(([source]) => !unwarned.has(source) && (spec as Readonly<Record<string, unknown>>)[source] !== undefined)
      .map(([, name, why]) => `spec.${name}: ${why}`),
  ];
}

function claimWarnings({ metadata, spec }: PersistentVolumeClaim): readonly string[] {
  return [...oldClass(metadata.annotations), ...claimSpecWarnings(spec, 'spec')];
}

function classWarnings({ allowedTopologies = [] }: StorageClass): readonly string[] {
  return allowedTopologies.flatMap((term, i) => termWarnings(term, `allowedTopologies[${i}]`));
}

function capacityWarnings({ nodeTopology }: CSIStorageCapacity): readonly string[] {
  const { matchLabels = {}, matchExpressions = [] }: LabelSelector = nodeTopology ?? {};
  const labels = Object.keys(matchLabels).map((key) => [`matchLabels.${key}`, oldLabel(key)] as const);
  const expressions = matchExpressions.map(({ key }, i) => [`matchExpressions[${i}].key`, oldLabel(key)] as const);
  return [...labels, ...expressions].flatMap(([path, why]) => (why === undefined ? [] : [`nodeTopology.${path}: ${why}`]));
}
