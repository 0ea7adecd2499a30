/**
 * Which resource a request is about: what is built in first, then what the server's own custom resource definitions add.
 * upstream: staging/src/k8s.io/apiextensions-apiserver/pkg/apiserver/customresource_handler.go, kube-aggregator
 */
import type { ServedBy } from '#api/featureGates.ts';
import { apiVersionOf, gatedRows, isServedVersion, rowOfResource, servedAt, servedRows, type SchemeRow, type Served } from '#api/scheme.ts';
import { list, type Store } from '#engine/etcd/store.ts';
import { customKindOf, DEFINITIONS, type CustomVersion } from './custom/customKind.ts';
import type { Strategy } from './strategy.ts';
import { strategyOf } from './strategies.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';

export interface Resolved extends Served {
  readonly strategy: Strategy;
  /** Absent for what is built in. */
  readonly custom?: CustomVersion;
}

interface Path {
  readonly group: string;
  readonly version: string;
  readonly resource: string;
}

/** Where to look: what is stored, and which feature gates are on. */
interface Source {
  readonly store: Store;
  readonly features: ReadonlySet<ServedBy>;
  readonly absent: ReadonlySet<string>;
}

const ownGroups = new Set(servedRows().map((row) => row.group));
const builtIn = new Map<Served, Resolved>();

export function resolve({ store, features, absent }: Source, path: Path): Resolved | undefined {
  if (absent.has(path.group)) return undefined;
  const found = resolveStored(store, path);
  return found === undefined || isOn(found.hub, features) ? found : undefined;
}

/** The same of what somebody was let in to already. */
export function resolveStored(store: Store, { group, version, resource }: Path): Resolved | undefined {
  const served = servedAt(group, version, resource);
  if (served !== undefined) return resolvedBuiltIn(served);
  const custom = customKindOf(store, group, resource)?.served.get(version);
  return custom === undefined ? undefined : { row: custom.row, hub: custom.hub, strategy: custom.strategy, custom };
}

function isOn({ gate }: SchemeRow, features: ReadonlySet<ServedBy>): boolean {
  return gate === undefined || features.has(gate);
}

interface Hub {
  readonly hub: SchemeRow;
  readonly strategy: Strategy;
  readonly custom: boolean;
}

/** The same for a group and resource without a version: the version that is stored. */
export function resolveHub(store: Store, group: string, resource: string): Hub | undefined {
  const row = rowOfResource(group, resource) ?? alias(group, resource);
  if (row !== undefined) return { hub: row, strategy: strategyOf(row.kind), custom: false };
  const [first] = customKindOf(store, group, resource)?.served.values() ?? [];
  return first === undefined ? undefined : { hub: first.hub, strategy: first.strategy, custom: true };
}

/** A resource that other groups serve too. */
function alias(group: string, plural: string): SchemeRow | undefined {
  const served = servedRows().find((row) => row.group === group && row.plural === plural);
  return served === undefined ? undefined : servedAt(group, served.version, plural)?.hub;
}

function resolvedBuiltIn(served: Served): Resolved {
  let resolved = builtIn.get(served);
  if (resolved === undefined) builtIn.set(served, (resolved = { ...served, strategy: strategyOf(served.hub.kind) }));
  return resolved;
}

/** Whether a server answers for a group and version: for a group of its own at any version, for the others where something is served. */
export function servesVersion({ store, features, absent }: Source, group: string, version: string): boolean {
  if (absent.has(group)) return false;
  if (isServedVersion(apiVersionOf({ group, version })) || (ownGroups.has(group) && group !== 'metrics.k8s.io')) return true;
  if (gatedRows().some((row) => row.group === group && row.version === version && isOn(row, features))) return true;
  return (list(store, DEFINITIONS) as readonly unknown[] as readonly CustomResourceDefinition[]).some(
    ({ spec }) => spec.group === group && spec.versions.some((it) => it.name === version && it.served),
  );
}
