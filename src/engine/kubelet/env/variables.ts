/**
 * A container's environment: envFrom, then env in order, then the Services that nothing before has named.
 * upstream: pkg/kubelet/kubelet_pods.go (makeEnvironmentVariables)
 */
import type { ConfigMap, Container, Pod, Secret, Service } from '#api/kinds.ts';
import { compareKeys } from '#api/machinery/stableJson.ts';
import { isEnvVarName } from '#api/machinery/validation.ts';
import { decodeText } from '#api/machinery/base64.ts';
import { expand } from './expand.ts';
import { fieldText, resourceText, type FieldSource } from './fields.ts';
import { linkedServices, serviceVariables, type EnvVar } from './services.ts';

export interface EnvSource extends FieldSource {
  services(): readonly Service[];
  /** The text of the refusal when it is not there, as the API server words it. */
  configMap(name: string): ConfigMap | string;
  secret(name: string): Secret | string;
}

export interface Environment {
  readonly variables: readonly EnvVar[];
  /** Texts of InvalidEnvironmentVariableNames events. */
  readonly warnings: readonly string[];
  /** Why the container cannot be made. */
  readonly error?: string;
}

type Env = NonNullable<Container['env']>[number];
interface Build {
  readonly source: EnvSource;
  readonly result: Map<string, string>;
  readonly known: ReadonlyMap<string, string>;
  readonly warnings: string[];
}

export function environment(container: Container, source: EnvSource): Environment {
  const { pod } = source;
  const links = linkedServices(source.services(), pod.metadata.namespace ?? '', pod.spec.enableServiceLinks !== false);
  const known = new Map(serviceVariables(links).map(({ name, value }) => [name, value]));
  const build: Build = { source, result: new Map(), known, warnings: [] };
  const error = addFrom(build, container) ?? addListed(build, container);
  if (error !== undefined) return { variables: [], warnings: build.warnings, error };
  for (const [name, value] of known) if (!build.result.has(name)) build.result.set(name, value);
  return { variables: Array.from(build.result, ([name, value]) => ({ name, value })), warnings: build.warnings };
}

function addFrom(build: Build, container: Container): string | undefined {
  for (const { prefix = '', configMapRef, secretRef } of container.envFrom ?? []) {
    const reference = configMapRef ?? secretRef;
    if (reference === undefined) continue;
    const name = reference.name ?? '';
    const found = configMapRef === undefined ? build.source.secret(name) : build.source.configMap(name);
    if (typeof found === 'string') {
      if (reference.optional === true) continue;
      return found;
    }
    addKeys(build, {
      prefix,
      from: `${configMapRef === undefined ? 'secret' : 'configMap'} ${build.source.pod.metadata.namespace ?? ''}/${name}`,
      data: textsOf(found),
    });
  }
  return undefined;
}

function addKeys(
  build: Build,
  { prefix, from, data }: { readonly prefix: string; readonly from: string; readonly data: ReadonlyMap<string, string> },
): void {
  const invalid: string[] = [];
  for (const [key, value] of data) {
    if (isEnvVarName(prefix + key).length > 0) invalid.push(key);
    else build.result.set(prefix + key, value);
  }
  if (invalid.length === 0) return;
  const keys = invalid.sort(compareKeys).join(', ');
  build.warnings.push(`Keys [${keys}] from the EnvFrom ${from} were skipped since they are considered invalid environment variable names.`);
}

function addListed(build: Build, container: Container): string | undefined {
  for (const entry of container.env ?? []) {
    const read = entry.value !== undefined && entry.value !== '' ? literal(build, entry.value) : referred(build, container, entry);
    if (read === undefined) continue;
    if ('error' in read) return read.error;
    build.result.set(entry.name, read.value);
  }
  return undefined;
}

type Read = { readonly value: string } | { readonly error: string } | undefined;

function literal({ result, known }: Build, text: string): Read {
  return { value: expand(text, (name) => result.get(name) ?? known.get(name)) };
}

function referred({ source }: Build, container: Container, { valueFrom }: Env): Read {
  if (valueFrom?.fieldRef !== undefined) {
    const value = fieldText(source, valueFrom.fieldRef.fieldPath);
    return value === undefined ? { error: `unsupported fieldPath: ${valueFrom.fieldRef.fieldPath}` } : { value };
  }
  if (valueFrom?.resourceFieldRef !== undefined) return resource(source, container, valueFrom.resourceFieldRef);
  if (valueFrom?.configMapKeyRef !== undefined) {
    const { name = '', key, optional } = valueFrom.configMapKeyRef;
    return keyed(source.pod, { found: source.configMap(name), name, key, optional: optional === true, kind: 'ConfigMap' });
  }
  if (valueFrom?.secretKeyRef !== undefined) {
    const { name = '', key, optional } = valueFrom.secretKeyRef;
    return keyed(source.pod, { found: source.secret(name), name, key, optional: optional === true, kind: 'Secret' });
  }
  return { value: '' };
}

function resource(source: EnvSource, own: Container, ref: NonNullable<NonNullable<Env['valueFrom']>['resourceFieldRef']>): Read {
  const all = [...source.pod.spec.containers, ...(source.pod.spec.initContainers ?? [])];
  const container = ref.containerName === undefined || ref.containerName === '' ? own : all.find((it) => it.name === ref.containerName);
  if (container === undefined) return { error: `container ${ref.containerName ?? ''} not found` };
  const value = resourceText(source, container, ref as { resource: string; divisor?: string | number });
  return value === undefined ? { error: `unsupported container resource : ${ref.resource}` } : { value };
}

interface Keyed {
  readonly found: ConfigMap | Secret | string;
  readonly name: string;
  readonly key: string;
  readonly optional: boolean;
  readonly kind: 'ConfigMap' | 'Secret';
}

function keyed(pod: Pod, { found, name, key, optional, kind }: Keyed): Read {
  if (typeof found === 'string') return optional ? undefined : { error: found };
  const value = textsOf(found).get(key);
  if (value !== undefined) return { value };
  return optional ? undefined : { error: `couldn't find key ${key} in ${kind} ${pod.metadata.namespace ?? ''}/${name}` };
}

/** The entries of a ConfigMap, or of a Secret as text. */
function textsOf(object: ConfigMap | Secret): ReadonlyMap<string, string> {
  const entries = Object.entries(object.data ?? {}) as [string, string][];
  return new Map(object.kind === 'Secret' ? entries.map(([key, value]) => [key, decodeText(value)]) : entries);
}
