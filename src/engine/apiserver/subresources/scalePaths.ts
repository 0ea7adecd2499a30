/**
 * Where an object has its numbers of replicas: workloads all in the same place, custom kinds where their definition says.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/registry/customresource/etcd.go (scaleFromCustomResource)
 */
import type { CustomVersion } from '../custom/customKind.ts';
import { isRecord, type Fields } from '../object.ts';

export interface ScalePaths {
  readonly spec: readonly string[];
  readonly status: readonly string[];
  /** A text with the selector; absent where the object has a selector as workloads have it. */
  readonly selector?: readonly string[];
}

export const workloadPaths: ScalePaths = { spec: ['spec', 'replicas'], status: ['status', 'replicas'] };

function steps(path: string | undefined): readonly string[] {
  return (path ?? '').split('.').filter((step) => step !== '');
}

export function customPaths({ version }: CustomVersion): ScalePaths {
  const scale = version.subresources?.scale;
  return { spec: steps(scale?.specReplicasPath), status: steps(scale?.statusReplicasPath), selector: steps(scale?.labelSelectorPath) };
}

export function valueAt(fields: Fields, path: readonly string[]): unknown {
  if (path.length === 0) return undefined;
  let value: unknown = fields;
  for (const step of path) value = isRecord(value) && Object.hasOwn(value, step) ? value[step] : undefined;
  return value;
}

export function withValueAt(fields: Fields, [step, ...rest]: readonly string[], value: unknown): Fields {
  if (step === undefined) return fields;
  const inner = fields[step];
  return { ...fields, [step]: rest.length === 0 ? value : withValueAt(isRecord(inner) ? inner : {}, rest, value) };
}
