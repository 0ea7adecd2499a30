/**
 * What an object of a federation says about where its replicas shall run.
 * upstream: federation/apis/federation/types.go of 1.5 (ReplicaAllocationPreferences)
 */
import type { KubeObject } from '#api/meta.ts';
import type { ClusterPreference, Preferences } from './planner.ts';

export const preferenceNotes: Readonly<Record<'ReplicaSet' | 'Deployment', string>> = {
  ReplicaSet: 'federation.kubernetes.io/replica-set-preferences',
  Deployment: 'federation.kubernetes.io/deployment-preferences',
};

/** Where nothing is said, or nothing that can be read, every cluster takes the same share. */
const even: Preferences = Object.freeze({ clusters: Object.freeze({ '*': Object.freeze({ weight: 1 }) }) });
const most = 1_000_000;

export function preferencesOf({ metadata }: KubeObject, note: string): Preferences {
  const text = metadata.annotations?.[note] ?? '';
  if (text === '') return even;
  try {
    return read(JSON.parse(text)) ?? even;
  } catch {
    return even;
  }
}

function read(value: unknown): Preferences | undefined {
  if (!isRecord(value) || !isRecord(value['clusters'])) return undefined;
  const clusters = Object.entries(value['clusters']).flatMap(([name, it]) => (isRecord(it) ? [[name, preferenceIn(it)] as const] : []));
  return { rebalance: value['rebalance'] === true, clusters: Object.fromEntries(clusters) };
}

function preferenceIn(value: Readonly<Record<string, unknown>>): ClusterPreference {
  const whole = (name: string) => {
    const number = value[name];
    return typeof number === 'number' && Number.isSafeInteger(number) && number >= 0 && number <= most ? { [name]: number } : {};
  };
  return { ...whole('minReplicas'), ...whole('maxReplicas'), ...whole('weight') };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
