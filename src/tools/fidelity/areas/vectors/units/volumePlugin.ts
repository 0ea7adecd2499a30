/**
 * The binder's rows with a volume plugin that answers as a Go function has told it. The plugin here that makes, wipes and deletes
 * volumes in the controller itself is that of folders of a node: it takes the fake's place, and where the fake fails, so does it.
 * upstream: pkg/controller/volume/persistentvolume (framework_test.go: wrapTestWithPluginCalls)
 */
import type { Pod } from '#api/kinds.ts';
import { keyOf, type KubeObject } from '#api/meta.ts';
import { persistentVolume } from '#engine/controllers/persistentvolume/persistentvolume.ts';
import type { Request } from '#api/request.ts';
import type { Answer } from '../../verdicts.ts';
import { functionName, isFields, listOf, type Fields } from '../row.ts';
import { bareWithout } from './bare.ts';
import { objectAs } from './objects.ts';
import { oneLook, refusalBy, type Looked } from './oneLook.ts';

export interface PluginCase {
  readonly input: Fields;
  readonly classes: readonly KubeObject[];
  readonly pods: readonly KubeObject[];
  readonly wallMs: number;
}

export function kinded(kind: string, list: unknown, apiVersion = 'v1'): readonly KubeObject[] {
  const items = Array.isArray(list) ? list : [];
  return items.map((item) => ({ apiVersion, ...objectAs<Fields>(item), kind })) as unknown as readonly KubeObject[];
}

/** Type and reason only: what a recorded expectation says beyond is the start of a message. */
export function told(input: Fields): readonly string[] {
  const list = input['expectedEvents'];
  return Array.isArray(list) ? list.map((it) => String(it).split(' ').slice(0, 2).join(' ')) : [];
}

const reasons: Readonly<Record<string, string>> = {
  '8-6': 'the volume goes between two calls of one operation: here an operation is one step',
  '8-7': 'the volume is bound between two calls of one operation: here an operation is one step',
  '6-6': 'the volume goes between two calls of one operation: here an operation is one step',
  '6-7': 'the volume goes between two calls of one operation: here an operation is one step',
  '11-4': 'folders of a node are always made: what the fake says when it cannot is its own',
  '11-10': 'a folder of a node that could not be noted is always removed again',
  '11-11': 'a folder of a node that could not be noted is always removed again',
  '11-21': 'the fake is said to have moved to a driver: folders of a node have none',
};

/** Rows in which the plugin refuses: a folder that is not under /tmp cannot be deleted, and a pod that wipes may fail. */
const refusing = new Set(['8-4', '8-5', '6-4']);

/** A fake disk becomes a folder, and its plugin that of folders. */
function onFolders(value: unknown, path: string): unknown {
  if (value === 'kubernetes.io/mock-volume') return 'kubernetes.io/host-path';
  if (Array.isArray(value)) return value.map((item) => onFolders(item, path));
  if (!isFields(value)) return value;
  const { gcePersistentDisk, ...rest } = value;
  const kept = Object.fromEntries(Object.entries(rest).map(([key, item]) => [key, onFolders(item, path)]));
  return gcePersistentDisk === undefined ? kept : { ...kept, hostPath: { path } };
}

/** The refusals of a row in their order, each of the next request of its kind. */
function refusals(errors: unknown): (request: Request) => ReturnType<typeof refusalBy> {
  const left = [...listOf(errors)];
  return ({ verb, resource }) => {
    const next = left[0];
    if (next?.['Verb'] !== verb || next['Resource'] !== resource) return undefined;
    left.shift();
    return refusalBy(next['Error']);
  };
}

/** A look, and another when the pod that wipes is done. */
function looks(target: string, objects: readonly KubeObject[], test: PluginCase, phase: string): readonly Looked[] {
  const { input, wallMs } = test;
  const first = oneLook(persistentVolume, target, { objects, wallMs, refuse: refusals(input['errors']) });
  const volume = objects.find(({ kind }) => kind === 'PersistentVolume');
  const wiper = first.get('Pod', `default/recycler-for-${volume?.metadata.name ?? ''}`) as Pod | undefined;
  if (wiper === undefined) return [first];
  const seen = objects.map((it) => first.get(it.kind as 'PersistentVolume', keyOf(it)) ?? it);
  const again = oneLook(persistentVolume, target, { objects: [...seen, { ...wiper, status: { phase } }], wallMs });
  return [first, again];
}

/** The name of what is made is by chance, and so are these. */
const chance = ['kubernetes.io/createdby', 'hostPath', 'finalizers', 'message'];

export function synchedByPlugin(test: PluginCase): Answer {
  const { input, classes, pods } = test;
  const number = String(input['name']).split(' ')[0]!;
  const reason = reasons[number];
  if (reason !== undefined) return { leftOut: reason };
  const isRefusing = refusing.has(number);
  const path = isRefusing && number.startsWith('8') ? '/outside' : '/tmp/disk';
  const given = onFolders(input, path) as Fields;
  const claims = kinded('PersistentVolumeClaim', given['initialClaims']);
  const volumes = kinded('PersistentVolume', given['initialVolumes']);
  const about = volumes[0] !== undefined && functionName(input['test']) !== undefined && !number.startsWith('11');
  const target = about ? `volume:${keyOf(volumes[0]!)}` : `claim:${keyOf(claims[0]!)}`;
  const kept = onFolders(classes, path) as readonly KubeObject[];
  const all = looks(target, [...claims, ...volumes, ...kept, ...pods], test, isRefusing ? 'Failed' : 'Succeeded');
  const last = all.at(-1)!;
  const expectedVolumes = kinded('PersistentVolume', given['expectedVolumes']);
  const names = new Set([...volumes, ...expectedVolumes].map(keyOf));
  const events = told(input);
  const plain = (it: unknown) => (it === undefined ? [] : [bareWithout(it, ...chance)]);
  return {
    expected: {
      claims: kinded('PersistentVolumeClaim', given['expectedClaims']).flatMap(plain),
      volumes: expectedVolumes.flatMap(plain),
      events,
    },
    got: {
      claims: claims.flatMap((it) => plain(last.get('PersistentVolumeClaim', keyOf(it)))),
      volumes: [...names].flatMap((name) => plain(withPhase(last.get('PersistentVolume', name)))),
      // The test reads no more events than it expects.
      events: all.flatMap((look) => look.events.map(({ type, reason: why }) => `${type} ${why}`)).slice(0, events.length),
    },
  };
}

/** A volume that was just made: the test's object has no uid, and says that it is bound already. */
function withPhase(volume: KubeObject | undefined): object | undefined {
  if (volume === undefined || 'status' in volume) return volume;
  const { uid: _uid, creationTimestamp: _made, ...metadata } = volume.metadata;
  return { ...volume, metadata, status: { phase: 'Bound' } };
}
