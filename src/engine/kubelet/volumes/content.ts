/**
 * What the kubelet itself writes into volumes: ConfigMaps, Secrets, downward fields, tokens, and projections of them.
 * upstream: pkg/volume/configmap, pkg/volume/secret, pkg/volume/downwardapi, pkg/volume/projected
 */
import type { ConfigMap, Pod, Secret, Volume } from '#api/kinds.ts';
import { fieldText, resourceText, type FieldSource } from '../env/fields.ts';
import { decodeRaw } from '#api/machinery/rawText.ts';
import type { TokenWish } from './token.ts';

export interface ContentSource extends FieldSource {
  /** The refusal's text when it is not there. */
  configMap(name: string): ConfigMap | string;
  secret(name: string): Secret | string;
  /** A token of the pod's service account, or why there is none. */
  token(wish: TokenWish): { readonly token: string } | string;
}

export interface Payload {
  readonly content: string;
  readonly mode: number;
  /** It is the draft of a token. */
  readonly isDraft?: true;
  /** Whose it is; root's when nothing is said. */
  readonly uid?: number;
  readonly gid?: number;
}

/** Path relative to the volume -> file; or why the volume cannot be set up. */
export type Content = ReadonlyMap<string, Payload> | string;

type Item = { readonly key?: string; readonly path: string; readonly mode?: number };
type Downward = {
  readonly path: string;
  readonly mode?: number;
  readonly fieldRef?: { readonly fieldPath: string };
  readonly resourceFieldRef?: ResourceRef;
};
type ResourceRef = { readonly containerName?: string; readonly resource: string; readonly divisor?: unknown };
type Projection = NonNullable<NonNullable<Volume['projected']>['sources']>[number];

const fallbackMode = 0o644;

/** Undefined for a volume whose content is not the kubelet's. */
export function volumeContent(volume: Volume, source: ContentSource): Content | undefined {
  const { configMap, secret, downwardAPI, projected } = volume;
  if (configMap !== undefined) {
    return fromConfigMap(source, {
      name: configMap.name ?? '',
      items: configMap.items,
      optional: configMap.optional === true,
      mode: configMap.defaultMode ?? fallbackMode,
    });
  }
  if (secret !== undefined) {
    return fromSecret(source, {
      name: secret.secretName ?? '',
      items: secret.items,
      optional: secret.optional === true,
      mode: secret.defaultMode ?? fallbackMode,
    });
  }
  if (downwardAPI !== undefined)
    return fromDownward(source, (downwardAPI.items ?? []) as readonly Downward[], downwardAPI.defaultMode ?? fallbackMode);
  return projected === undefined ? undefined : fromProjected(source, projected.sources ?? [], projected.defaultMode ?? fallbackMode);
}

/** Volumes that are a tmpfs: those asked to be, and those that may hold secrets. */
export function isInMemory({ emptyDir, secret, projected, downwardAPI }: Volume): boolean {
  return emptyDir?.medium === 'Memory' || secret !== undefined || projected !== undefined || downwardAPI !== undefined;
}

/** Whether a volume's content can change while the pod runs, because of objects that people write. */
export function isLive(volume: Volume): boolean {
  if (volume.configMap !== undefined || volume.secret !== undefined) return true;
  return (
    volume.projected?.sources?.some(
      ({ configMap, secret }) => secret !== undefined || (configMap !== undefined && configMap.name !== 'kube-root-ca.crt'),
    ) === true
  );
}

/** Whether a volume holds a token, which must be renewed while the pod runs. */
export function hasToken(volume: Volume): boolean {
  return volume.projected?.sources?.some(({ serviceAccountToken }) => serviceAccountToken !== undefined) === true;
}

export function isDownward(volume: Volume): boolean {
  return volume.downwardAPI !== undefined || volume.projected?.sources?.some(({ downwardAPI }) => downwardAPI !== undefined) === true;
}

interface Keys {
  readonly name: string;
  readonly items: readonly Item[] | undefined;
  readonly optional: boolean;
  readonly mode: number;
}

function fromConfigMap(source: ContentSource, keys: Keys): Content {
  const found = source.configMap(keys.name);
  if (typeof found === 'string') return keys.optional ? new Map() : found;
  const data = new Map<string, string>(Object.entries(found.data ?? {}) as [string, string][]);
  for (const [key, value] of Object.entries(found.binaryData ?? {}) as [string, string][]) data.set(key, decodeRaw(value));
  return pick(data, keys, 'configmap references non-existent config key: ');
}

function fromSecret(source: ContentSource, keys: Keys): Content {
  const found = source.secret(keys.name);
  if (typeof found === 'string') return keys.optional ? new Map() : found;
  const data = new Map((Object.entries(found.data ?? {}) as [string, string][]).map(([key, value]) => [key, decodeRaw(value)]));
  return pick(data, keys, 'references non-existent secret key: ');
}

function pick(data: ReadonlyMap<string, string>, { items, optional, mode }: Keys, refusal: string): Content {
  if (items === undefined || items.length === 0) return new Map(Array.from(data, ([key, content]) => [key, { content, mode }]));
  const files = new Map<string, Payload>();
  for (const item of items) {
    const content = data.get(item.key ?? '');
    if (content !== undefined) files.set(item.path, { content, mode: item.mode ?? mode });
    else if (!optional) return refusal + (item.key ?? '');
  }
  return files;
}

function fromDownward(source: ContentSource, items: readonly Downward[], mode: number): Content {
  const files = new Map<string, Payload>();
  for (const item of items) {
    const content = item.fieldRef !== undefined ? fieldText(source, item.fieldRef.fieldPath) : resourceOf(source, item.resourceFieldRef);
    if (content === undefined) return `unsupported fieldPath: ${item.fieldRef?.fieldPath ?? ''}`;
    files.set(item.path, { content, mode: item.mode ?? mode });
  }
  return files;
}

function resourceOf(source: ContentSource, ref: ResourceRef | undefined): string | undefined {
  const container = allContainers(source.pod).find((it) => it.name === ref?.containerName);
  if (ref === undefined || container === undefined) return undefined;
  return resourceText(source, container, ref as { resource: string; divisor?: string });
}

function allContainers({ spec }: Pod) {
  return [...spec.containers, ...(spec.initContainers ?? [])];
}

function fromProjected(source: ContentSource, sources: readonly Projection[], mode: number): Content {
  const files = new Map<string, Payload>();
  for (const projection of sources) {
    const part = fromProjection(source, projection, mode);
    if (typeof part === 'string') return part;
    for (const [path, file] of part) files.set(path, file);
  }
  return files;
}

function fromProjection(source: ContentSource, { configMap, secret, downwardAPI, serviceAccountToken }: Projection, mode: number): Content {
  if (configMap !== undefined)
    return fromConfigMap(source, { name: configMap.name ?? '', items: configMap.items, optional: configMap.optional === true, mode });
  if (secret !== undefined)
    return fromSecret(source, { name: secret.name ?? '', items: secret.items, optional: secret.optional === true, mode });
  if (downwardAPI !== undefined) return fromDownward(source, (downwardAPI.items ?? []) as readonly Downward[], mode);
  if (serviceAccountToken === undefined) return new Map();
  const { path, audience, expirationSeconds } = serviceAccountToken;
  const given = source.token({ audience, seconds: expirationSeconds ?? 3600 });
  return typeof given === 'string' ? given : new Map([[path, { content: given.token, mode, isDraft: true }]]);
}
