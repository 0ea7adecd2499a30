/**
 * Objects of versions beside the hub, with the fields that the hub's printers read.
 * upstream: pkg/apis/{events,autoscaling,flowcontrol}/VERSION/conversion.go; printers there know internal types only
 */
import type { KubeObject } from '../meta.ts';
import type { SchemeRow } from '../scheme.ts';

type Fields = Readonly<Record<string, unknown>>;

/** What an object was converted from, kept beside it: a version may lack what the columns show. */
const hubs = new WeakMap<object, object>();

export function noteHub(converted: object, hub: object): void {
  hubs.set(converted, hub);
}

/** The object that this one was converted from, or, where it came from afar, what can be told from itself. */
export function hubFields(object: KubeObject, { group, version, kind }: SchemeRow): KubeObject {
  const hub = hubs.get(object);
  if (hub !== undefined) return hub as KubeObject;
  const convert = conversions[`${group}/${version} ${kind}`];
  return convert === undefined ? object : ({ ...object, ...convert(object as unknown as Fields) } as KubeObject);
}

const conversions: Readonly<Record<string, (object: Fields) => Fields>> = {
  'events.k8s.io/v1 Event': (event) => ({
    involvedObject: event['regarding'] ?? {},
    message: event['note'],
    source: event['deprecatedSource'],
    firstTimestamp: event['deprecatedFirstTimestamp'],
    lastTimestamp: event['deprecatedLastTimestamp'],
    count: event['deprecatedCount'],
    reportingComponent: event['reportingController'],
  }),
  'autoscaling/v1 HorizontalPodAutoscaler': ({ spec, status }) => {
    const { targetCPUUtilizationPercentage: target } = spec as Fields;
    const { currentCPUUtilizationPercentage: current } = (status ?? {}) as Fields;
    return {
      spec: { ...(spec as Fields), metrics: cpu('target', target) },
      status: { ...(status as Fields), currentMetrics: cpu('current', current) },
    };
  },
  'flowcontrol.apiserver.k8s.io/v1beta2 PriorityLevelConfiguration': ({ spec }) => {
    const { limited } = spec as { readonly limited?: Fields };
    const shares = limited?.['assuredConcurrencyShares'];
    return limited === undefined ? {} : { spec: { ...(spec as Fields), limited: { ...limited, nominalConcurrencyShares: shares } } };
  },
};

/** The one metric that autoscaling/v1 has a field for. */
function cpu(what: 'target' | 'current', averageUtilization: unknown): readonly Fields[] {
  return averageUtilization === undefined ? [] : [{ type: 'Resource', resource: { name: 'cpu', [what]: { averageUtilization } } }];
}
