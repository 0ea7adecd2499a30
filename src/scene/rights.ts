/** Who may do what, as it is read: accounts, then the binding that joins them, then the role. */
import type { KubeObject } from '#api/meta.ts';
import { column, type Block } from './blocks.ts';
import { listAt, textAt } from './fields.ts';
import { idOf, idOfObject } from './model.ts';
import { pieceOf, size, type Piece } from './pieces.ts';
import { formThing } from './things.ts';
import type { World } from './world.ts';

/** A line of the drawing: what stands in each of the three columns, under each other. */
type Line = readonly [accounts: readonly Piece[], binding: Piece, roles: readonly Piece[]];

const linesInBlock = 4;
/** Three columns are read in a room that is at least this wide. */
const columnsNeed = 560;
const pitch = { across: size.form.width + size.aisle, down: size.form.height + 2 * size.gap };

/** Bindings with their accounts and roles. An account or a role that several bindings name stands beside the first. */
export function rightsOf(world: World): Block[] {
  const free = new Map<string, KubeObject>();
  for (const kind of ['ServiceAccount', 'Role', 'ClusterRole'])
    for (const object of world.others.get(kind) ?? []) free.set(idOfObject(object), object);
  const take = (id: string): readonly Piece[] => {
    const object = free.get(id);
    free.delete(id);
    return object === undefined ? [] : [pieceOf(formThing(object))];
  };
  const bindings = [...(world.others.get('RoleBinding') ?? []), ...(world.others.get('ClusterRoleBinding') ?? [])];
  const lines = bindings.map((binding): Line => {
    const { namespace } = binding.metadata;
    const accounts = listAt(binding, 'subjects')
      .filter((subject) => textAt(subject, 'kind') === 'ServiceAccount')
      .flatMap((subject) => take(idOf('ServiceAccount', textAt(subject, 'namespace') || namespace, textAt(subject, 'name'))));
    const kind = textAt(binding, 'roleRef.kind');
    const role = take(idOf(kind, kind === 'Role' ? namespace : undefined, textAt(binding, 'roleRef.name')));
    return [accounts, pieceOf(formThing(binding)), role];
  });
  // Where three columns would be too small to be read, each line of the drawing goes down.
  if ((world.input.room?.width ?? Infinity) < columnsNeed)
    return lines.map(([accounts, binding, roles]) => column([...accounts, binding, ...roles]));
  const blocks: Block[] = [];
  for (let i = 0; i < lines.length; i += linesInBlock) blocks.push(blockOfLines(lines.slice(i, i + linesInBlock)));
  return blocks;
}

function blockOfLines(lines: readonly Line[]): Block {
  let y = 0;
  const parts = lines.flatMap(([accounts, binding, roles]) => {
    const top = y;
    y += Math.max(1, accounts.length) * pitch.down;
    return [accounts, [binding], roles].flatMap((pieces, column) =>
      pieces.map((piece, row) => ({ piece, at: { x: column * pitch.across, y: top + row * pitch.down } })),
    );
  });
  const isBare = parts.every(({ at }) => at.x > 0);
  const shift = isBare ? pitch.across : 0;
  return {
    width: 3 * size.form.width + 2 * size.aisle - shift,
    height: y - 2 * size.gap,
    parts: parts.map(({ piece, at }) => ({ piece, at: { x: at.x - shift, y: at.y } })),
  };
}
