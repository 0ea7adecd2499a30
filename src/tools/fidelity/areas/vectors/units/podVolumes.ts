/** upstream: pkg/volume/configmap, secret, projected, downwardapi: what stands in the files of a volume. */
import type { Pod, Volume } from '#api/kinds.ts';
import { volumeContent, type Content } from '#engine/kubelet/volumes/content.ts';
import { inputOf, isFields, type Adapter, type Adapters, type Fields, type Row } from '../row.ts';
import { objectAs } from './objects.ts';

type Source = Parameters<typeof volumeContent>[1];

interface World {
  readonly pod?: Pod;
  readonly configMap?: unknown;
  readonly secret?: unknown;
}

function contentOf(volume: object, { pod, configMap, secret }: World): Content | undefined {
  const metadata = { name: 'p', namespace: 'test_projected_namespace', uid: 'u' };
  const bare = { metadata, spec: { containers: [] }, status: {} } as unknown as Pod;
  const source = {
    pod: pod ?? bare,
    podIp: '',
    hostIp: '',
    allocatable: {},
    configMap: () => objectAs(configMap),
    secret: () => objectAs(secret),
    token: ({ audience, seconds }: { audience?: string; seconds: number }) => ({
      // The fake server of the test has an audience of its own.
      token: `test_projected_namespace:foo:${seconds}:[${audience || 'https://api'}]`,
    }),
  } as unknown as Source;
  return volumeContent({ name: 'v', ...volume } as unknown as Volume, source);
}

/** Files by path; a text says why there are none. */
function files(content: Content | undefined): unknown {
  if (content === undefined || typeof content === 'string') return 'refused';
  return Object.fromEntries([...content].map(([path, { content: data, mode }]) => [path, { data, mode }]));
}

function wanted(row: Row): unknown {
  const { payload, wantPayload, success, wantErr } = inputOf(row);
  if (success === false || (wantErr !== undefined && wantErr !== null)) return 'refused';
  return Object.fromEntries(
    Object.entries((payload ?? wantPayload ?? {}) as Record<string, Fields>).map(([path, file]) => [
      path,
      { data: file['Data'], mode: file['Mode'] },
    ]),
  );
}

type Kind = 'configMap' | 'secret';

/** A volume of its own, or one of the sources of a projected one. */
function mapped(kind: Kind, isProjected: boolean): Adapter {
  return (row) => {
    const input = inputOf(row);
    const items = objectAs(input['mappings'] ?? []);
    const optional = input['optional'] === true;
    const source = { ...(kind === 'configMap' || isProjected ? { name: 'n' } : { secretName: 'n' }), items, optional };
    const volume = isProjected
      ? { projected: { sources: [{ [kind]: source }], defaultMode: input['mode'] } }
      : { [kind]: { ...source, defaultMode: input['mode'] } };
    return { expected: wanted(row), got: files(contentOf(volume, { [kind]: input[kind] })) };
  };
}

const downward: Adapter = (row) => {
  const { mode, pod, volumeFile } = inputOf(row);
  const volume = { projected: { sources: [{ downwardAPI: { items: objectAs(volumeFile ?? []) } }], defaultMode: mode } };
  return { expected: wanted(row), got: files(contentOf(volume, { pod: objectAs<Pod>(pod) })) };
};

const token: Adapter = (row) => {
  const { audience, defaultMode, expiration, path, svcacct, fsUser, fsGroup } = inputOf(row);
  if (svcacct !== '' && svcacct !== undefined && svcacct !== null)
    return { leftOut: 'the row asks a fake client for an account that it does not have' };
  if (fsUser !== null || fsGroup !== null) return { leftOut: 'owners of files are not told by this function here' };
  const source = { serviceAccountToken: { audience, expirationSeconds: expiration, path } };
  return { expected: wanted(row), got: files(contentOf({ projected: { sources: [source], defaultMode } }, {})) };
};

/** The files of a pod's own fields, as lines in any order. */
const ownFields: Adapter = (row) => {
  const { files: asked, podAnnotations, podLabels, steps, modes } = inputOf(row);
  const texts = (map: unknown) => (isFields(map) ? map : {}) as Record<string, string>;
  const metadata = {
    name: 'test_pod_name',
    namespace: 'test_metadata_namespace',
    uid: 'u',
    annotations: texts(podAnnotations),
    labels: texts(podLabels),
  };
  const items = Object.entries(texts(asked)).map(([path, fieldPath]) => ({ path, fieldRef: { fieldPath }, ...modeOf(modes, path) }));
  const content = contentOf(
    { downwardAPI: { items, defaultMode: 0o644 } },
    { pod: { metadata, spec: { containers: [] }, status: {} } as unknown as Pod },
  );
  const list = (Array.isArray(steps) ? steps : []) as readonly Fields[];
  const known = list.filter((step) => /verify(MapInFile|LinesInFile|Mode)$/.test(String(step['$type'])));
  if (known.length < list.length || content === undefined || typeof content === 'string')
    return { leftOut: 'a step of the row changes files on a disk' };
  return { expected: known.map(expectation), got: known.map((step) => seen(step, content)) };
};

function modeOf(modes: unknown, path: string): object {
  return isFields(modes) && modes[path] !== undefined ? { mode: modes[path] } : {};
}

function expectation(step: Fields): unknown {
  const { expected, expectedMode } = step;
  if (String(step['$type']).endsWith('verifyMode')) return expectedMode;
  if (!isFields(expected)) return String(expected).split('\n').toSorted();
  return Object.entries(expected)
    .map(([key, value]) => `${key}=${JSON.stringify(value)}`)
    .toSorted();
}

function seen(step: Fields, content: ReadonlyMap<string, { readonly content: string; readonly mode: number }>): unknown {
  const name = isFields(step['stepName']) ? String(step['stepName']['name']) : '';
  const file = content.get(name);
  return String(step['$type']).endsWith('verifyMode') ? file?.mode : file?.content.split('\n').toSorted();
}

export const configMapVolumes: Adapters = { TestMakePayload: mapped('configMap', false) };
export const secretVolumes: Adapters = { TestMakePayload: mapped('secret', false) };
export const projectedVolumes: Adapters = {
  TestCollectDataWithConfigMap: mapped('configMap', true),
  TestCollectDataWithSecret: mapped('secret', true),
  TestCollectDataWithDownwardAPI: downward,
  TestCollectDataWithServiceAccountToken: token,
};
export const downwardVolumes: Adapters = { TestDownwardAPI: ownFields };
