/**
 * The table of one revision that is made, moved to the front, taken over, let go or deleted. Sets do this here themselves.
 * upstream: pkg/controller/history (controller_history_test.go)
 */
import type { Json } from '#api/immutable.ts';
import type { ControllerRevision, StatefulSet } from '#api/kinds.ts';
import { selectorOfLabels } from '#api/machinery/labels.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { controllerOf, type KubeObject } from '#api/meta.ts';
import type { Request, Status } from '#api/request.ts';
import { claim } from '#engine/controllers/common/claim.ts';
import { adoptRevisions, bumpRevision, createRevision, truncateHistory } from '#engine/controllers/statefulset/revisions.ts';
import { functionName, inputOf, listOf, readingNames, type Adapter, type Adapters, type Row } from '../row.ts';
import { standIn } from './oneLook.ts';
import { typed } from './worlds.ts';

/** A revision is known by its name in the tables; the server knows it by its uid. */
function revisionOf(value: unknown): ControllerRevision {
  const known = typed(value, 'ControllerRevision') as unknown as ControllerRevision;
  return { ...known, metadata: { ...known.metadata, uid: known.metadata.name as never } };
}

const ownerOf = (object: KubeObject | undefined) => (object === undefined ? undefined : controllerOf(object));

function existingOf(row: Row): readonly ControllerRevision[] {
  return listOf(inputOf(row)['existing']).map((it) => revisionOf(it['revision']));
}

/** The set that a row names; of a mere name, one with a template. */
function setOf(row: Row, ...revisions: readonly ControllerRevision[]): StatefulSet {
  const { parent } = inputOf(row);
  const [owned = existingOf(row)[0]] = revisions;
  const owner = ownerOf(owned) ?? { name: 'ss1', uid: 'ss1' };
  const metadata = { namespace: 'default', name: owner.name, uid: owner.uid };
  const spec = { selector: { matchLabels: { foo: 'bar' } }, template: { metadata: { labels: { foo: 'bar' } }, spec: { containers: [] } } };
  const isWhole = typeof parent === 'object' && parent !== null && 'spec' in parent;
  return typed(isWhole ? parent : { metadata, spec, status: {} }, 'StatefulSet') as unknown as StatefulSet;
}

/** The text that a row's data was hashed as is not told, so the revision in its way is called as ours would be. */
const created: Adapter = (row) => {
  const { revision, rename } = inputOf(row);
  const wanted = revisionOf(revision);
  if (existingOf(row).some(({ data }) => equalJson(data, wanted.data)))
    return { leftOut: 'the fake history makes another revision of the same data, where the real one takes what is there' };
  const nameIn = (objects: readonly ControllerRevision[]) => {
    const { r } = standIn({ objects, wallMs: 0 });
    const made = createRevision(setOf(row, wanted), { data: wanted.data as Json, number: wanted.revision, collisionCount: 0 }, r);
    return made.ok ? made.value.revision.metadata.name : undefined;
  };
  const usual = nameIn([]) ?? '';
  const name = nameIn(existingOf(row).map((it) => ({ ...it, metadata: { ...it.metadata, name: usual } })));
  return { expected: [rename, true], got: [name !== usual, name !== undefined] };
};

const conflict = { code: 409, reason: 'Conflict', message: 'conflict' } as const;

/** What stands in the way of the first update, and of all others: the functions of the table by their names. */
function obstacle(reactor: unknown): (request: Request) => Partial<Status> | undefined {
  let count = 0;
  const name = functionName(reactor);
  return ({ verb }) => {
    if (verb !== 'update' || name === undefined) return undefined;
    count += 1;
    if (name.endsWith('func2')) return { code: 500, message: 'error' };
    return count === 1 ? conflict : undefined;
  };
}

/** After a conflict the set is looked at again, which comes to the same as trying again at once. */
const moved: Adapter = readingNames((row) => {
  const { revision, newRevision, reactor, err } = inputOf(row);
  const { r } = standIn({ objects: existingOf(row), wallMs: 0, refuse: obstacle(reactor) });
  const move = () => bumpRevision(revisionOf(revision), { number: Number(newRevision), collisionCount: 0 }, r);
  const first = move();
  const last = first.ok ? first : move();
  const number = last.ok ? last.value.revision.revision : newRevision;
  return { expected: [err, newRevision], got: [!last.ok, number] };
});

const gone = (verb: string) => (request: Request) =>
  request.verb === verb ? ({ code: 404, reason: 'NotFound', message: 'not found' } as const) : undefined;

const deleted: Adapter = (row) => {
  const { err, revision } = inputOf(row);
  if (err === true) return { leftOut: 'a revision that is gone already is as good as deleted here' };
  const { r, api } = standIn({ objects: existingOf(row), wallMs: 0 });
  const target = revisionOf(revision);
  const set = setOf(row, target);
  const problem = truncateHistory({ ...set, spec: { ...set.spec, revisionHistoryLimit: 0 } }, [target], { pods: [], live: undefined }, r);
  const left = api.tables.get('controllerrevisions')?.size ?? 0;
  return { expected: [undefined, existingOf(row).length - 1], got: [problem, left] };
};

/** The owner of a revision once the set has looked at what there is. */
const adopted: Adapter = (row) => {
  const { revision, err, parent } = inputOf(row);
  const target = revisionOf(revision);
  const isGone = existingOf(row).length === 0;
  const set = typed(parent, 'StatefulSet') as unknown as StatefulSet;
  const { r, api } = standIn({ objects: [set, target], wallMs: 0, ...(isGone ? { refuse: gone('patch') } : {}) });
  const problem = adoptRevisions(set, r);
  const [kept] = [...(api.tables.get('controllerrevisions')?.values() ?? [])];
  const isOurs = ownerOf(kept)?.uid === set.metadata.uid;
  return { expected: [err, isGone], got: [!isOurs, problem !== undefined] };
};

/** A set lets go what its selector matches no more, as far as it is its own. */
const released: Adapter = (row) => {
  const { revision, err, parent } = inputOf(row);
  const target = revisionOf(revision);
  const owner = typed(parent, 'DaemonSet');
  const isGone = existingOf(row).length === 0;
  const { r, api } = standIn({ objects: [owner, target], wallMs: 0, ...(isGone ? { refuse: gone('patch') } : {}) });
  const { error } = claim({ kind: 'ControllerRevision', owner, ownerKind: 'DaemonSet', selector: selectorOfLabels({ no: 'one' }) }, r);
  const [kept] = [...(api.tables.get('controllerrevisions')?.values() ?? [])];
  const isOurs = !isGone && ownerOf(kept)?.uid === owner.metadata.uid;
  return { expected: [err, false], got: [error !== undefined, isOurs] };
};

const both = (verb: string, adapter: Adapter): Adapters =>
  Object.fromEntries(['Fake', 'Real'].map((kind) => [`Test${kind}History_${verb}ControllerRevision`, adapter]));

export const historyRows: Adapters = {
  ...both('Create', created),
  ...both('Update', moved),
  ...both('Delete', deleted),
  ...both('Adopt', adopted),
  ...both('Release', released),
};
