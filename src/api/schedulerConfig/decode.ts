/**
 * A KubeSchedulerConfiguration as somebody wrote it: its version, and nothing in it that is no field or of another type.
 * upstream: pkg/scheduler/apis/config/scheme, staging/src/k8s.io/kube-scheduler/config/v1/types.go (DecodeNestedObjects)
 */
import { failure, success, type Outcome } from '../machinery/outcome.ts';
import { extensionPoints } from '../scheduling.ts';

type Fields = Readonly<Record<string, unknown>>;
type Shape = 'string' | 'integer' | 'boolean' | 'any' | readonly [Shape] | { readonly [field: string]: Shape };

const group = 'kubescheduler.config.k8s.io';
const versions: readonly string[] = ['v1', 'v1beta3'];
const listMax = 100;

const plugin = { name: 'string', weight: 'integer' } as const;
const pluginSet = { enabled: [plugin], disabled: [plugin] } as const;
const weighted = [{ name: 'string', weight: 'integer' }] as const;
const shape = [{ utilization: 'integer', score: 'integer' }] as const;
const term = {
  matchExpressions: [{ key: 'string', operator: 'string', values: ['string'] }],
  matchFields: [{ key: 'string', operator: 'string', values: ['string'] }],
} as const;

const argsShapes: Readonly<Record<string, { readonly [field: string]: Shape }>> = {
  DefaultPreemption: { minCandidateNodesPercentage: 'integer', minCandidateNodesAbsolute: 'integer' },
  InterPodAffinity: { hardPodAffinityWeight: 'integer', ignorePreferredTermsOfExistingPods: 'boolean' },
  NodeAffinity: {
    addedAffinity: {
      requiredDuringSchedulingIgnoredDuringExecution: { nodeSelectorTerms: [term] },
      preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 'integer', preference: term }],
    },
  },
  NodeResourcesBalancedAllocation: { resources: weighted },
  NodeResourcesFit: {
    ignoredResources: ['string'],
    ignoredResourceGroups: ['string'],
    scoringStrategy: { type: 'string', resources: weighted, requestedToCapacityRatio: { shape } },
  },
  PodTopologySpread: {
    defaultConstraints: [{ maxSkew: 'integer', topologyKey: 'string', whenUnsatisfiable: 'string', labelSelector: 'any' }],
    defaultingType: 'string',
  },
  VolumeBinding: { bindTimeoutSeconds: 'integer', shape },
};

const configShape: Shape = {
  apiVersion: 'string',
  kind: 'string',
  parallelism: 'integer',
  leaderElection: {
    leaderElect: 'boolean',
    leaseDuration: 'string',
    renewDeadline: 'string',
    retryPeriod: 'string',
    resourceLock: 'string',
    resourceName: 'string',
    resourceNamespace: 'string',
  },
  clientConnection: { kubeconfig: 'string', acceptContentTypes: 'string', contentType: 'string', qps: 'any', burst: 'integer' },
  healthzBindAddress: 'string',
  metricsBindAddress: 'string',
  enableProfiling: 'boolean',
  enableContentionProfiling: 'boolean',
  delayCacheUntilActive: 'boolean',
  percentageOfNodesToScore: 'integer',
  podInitialBackoffSeconds: 'integer',
  podMaxBackoffSeconds: 'integer',
  profiles: [
    {
      schedulerName: 'string',
      percentageOfNodesToScore: 'integer',
      plugins: Object.fromEntries([...extensionPoints, 'multiPoint'].map((point) => [point, pluginSet])),
      pluginConfig: [{ name: 'string', args: 'any' }],
    },
  ],
  extenders: [
    {
      urlPrefix: 'string',
      filterVerb: 'string',
      preemptVerb: 'string',
      prioritizeVerb: 'string',
      bindVerb: 'string',
      weight: 'integer',
      enableHTTPS: 'boolean',
      tlsConfig: 'any',
      httpTimeout: 'string',
      nodeCacheCapable: 'boolean',
      managedResources: [{ name: 'string', ignoredByScheduler: 'boolean' }],
      ignorable: 'boolean',
    },
  ],
};

/** The configuration without its version and kind, and without them in the plugins' arguments. */
export function decodeConfiguration(value: unknown): Outcome<Fields> {
  if (!isFields(value)) return failure('a KubeSchedulerConfiguration must be an object');
  const { apiVersion, kind, ...config } = value;
  if (kind !== 'KubeSchedulerConfiguration' || !versions.some((version) => apiVersion === `${group}/${version}`))
    return failure(`no kind "${text(kind)}" is registered for version "${text(apiVersion)}"`);
  return decodeFields(config);
}

export function decodeFields(value: Fields): Outcome<Fields> {
  const fault = strictly(value, configShape);
  if (fault !== undefined) return failure(fault.message);
  const profiles: Fields[] = [];
  for (const [i, profile] of ((value['profiles'] ?? []) as readonly Fields[]).entries()) {
    const pluginConfig: Fields[] = [];
    for (const [j, config] of ((profile['pluginConfig'] ?? []) as readonly Fields[]).entries()) {
      const args = decodeArgs(String(config['name']), config['args'] ?? {}, `decoding .profiles[${i}].pluginConfig[${j}]: `);
      if (!args.ok) return args;
      pluginConfig.push(config['args'] === undefined ? config : { ...config, args: args.value });
    }
    profiles.push(profile['pluginConfig'] === undefined ? profile : { ...profile, pluginConfig });
  }
  return success(value['profiles'] === undefined ? value : { ...value, profiles });
}

/** Arguments of plugins that nobody here knows stay as they are. */
function decodeArgs(name: string, value: unknown, where: string): Outcome<unknown> {
  const wanted = argsShapes[name];
  if (wanted === undefined) return success(value);
  if (!isFields(value)) return failure(`${where}decoding args for plugin ${name}: they must be an object`);
  const { apiVersion, kind, ...args } = value;
  const type = `${name}Args.${group}`;
  const got = `${text(kind ?? `${name}Args`)}.${text(apiVersion ?? group).replace(/\/.*$/, '')}`;
  if (got !== type) return failure(`${where}args for plugin ${name} were not of type ${type}, got ${got}`);
  const fault = strictly(args, wanted);
  if (fault === undefined) return success(args);
  const lead = fault.strict ? strict : '';
  return failure(`${lead}${where}${lead}decoding args for plugin ${name}: ${fault.message}`);
}

const strict = 'strict decoding error: ';

/** What is of a wrong type is told first; then every field that there is not. */
function strictly(value: unknown, wanted: Shape): { readonly message: string; readonly strict: boolean } | undefined {
  const found: Found = { unknown: [], wrong: undefined };
  walk(value, { wanted, at: '' }, found);
  if (found.wrong !== undefined) return { message: found.wrong, strict: false };
  if (found.unknown.length === 0) return undefined;
  return { message: `${strict}${found.unknown.map((path) => `unknown field "${path}"`).join(', ')}`, strict: true };
}

interface Found {
  readonly unknown: string[];
  wrong: string | undefined;
}

function walk(value: unknown, { wanted, at }: { readonly wanted: Shape; readonly at: string }, found: Found): void {
  if (wanted === 'any' || value === null || value === undefined) return;
  if (typeof wanted === 'string') {
    const fits = wanted === 'integer' ? Number.isSafeInteger(value) : typeof value === wanted;
    if (!fits) found.wrong ??= `${at} must be ${wanted === 'integer' ? 'a whole number' : `a ${wanted}`}`;
  } else if (Array.isArray(wanted)) {
    if (!Array.isArray(value) || value.length > listMax) found.wrong ??= `${at} must be a list of at most ${listMax}`;
    else value.forEach((item, i) => walk(item, { wanted: wanted[0] as Shape, at: `${at}[${i}]` }, found));
  } else if (!isFields(value)) found.wrong ??= `${at} must be an object`;
  else
    for (const key of Object.keys(value).toSorted()) {
      const path = at === '' ? key : `${at}.${key}`;
      const shape = (wanted as Readonly<Record<string, Shape>>)[key];
      if (shape === undefined || !Object.hasOwn(wanted, key)) found.unknown.push(path);
      else walk(value[key], { wanted: shape, at: path }, found);
    }
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
