/** The command palette: every action and every object, found by a few letters. */
import { Command } from 'cmdk';
import { useMemo } from 'react';
import { refOf, type Ref } from '#scene/model.ts';
import { flyTo } from '../map/flight.ts';
import { useMirror } from '../mirror/store.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { actionsIn, type Action } from './actions.ts';
import { closeDialog } from './dialogs.ts';
import { rank } from './rank.ts';
import { groupNames, KeyCaps } from './KeysDialog.tsx';

const listLimit = 2_000;
const quiet = new Set(['Event', 'Lease', 'ControllerRevision']);
const itemClass = 'flex items-center gap-2.5 rounded-md px-3 py-1.5 text-ink-2 data-[selected=true]:bg-wash data-[selected=true]:text-ink';

/** What a person most likely looks for comes first; what the cluster keeps for itself comes last. */
const wanted = [
  'StatefulSet',
  'Deployment',
  'DaemonSet',
  'CronJob',
  'Job',
  'Pod',
  'Service',
  'Node',
  'PersistentVolumeClaim',
  'ConfigMap',
  'Secret',
];

function nearness(kind: string): number {
  const at = wanted.indexOf(kind);
  return at < 0 ? wanted.length : at;
}

export function Palette() {
  const words = useWords();
  return (
    <Command.Dialog
      open
      filter={rank}
      onOpenChange={closeDialog}
      label={words.search}
      overlayClassName="fixed inset-0 z-50 bg-black/25"
      contentClassName="fixed rounded-xl border border-line bg-sheet shadow-xl top-[12vh] left-1/2 z-50 w-[min(600px,calc(100vw-24px))] -translate-x-1/2 overflow-hidden"
    >
      <Command.Input
        placeholder={words.searchHint}
        className="h-12 w-full border-b border-line bg-transparent px-4 text-[15px] outline-none"
      />
      <Command.List className="max-h-[56vh] overflow-auto p-1.5">
        <Command.Empty className="p-4 text-center text-ink-3">{words.nothingFound}</Command.Empty>
        <Objects />
        <Actions />
      </Command.List>
    </Command.Dialog>
  );
}

function Actions() {
  const words = useWords();
  const world = useWorld();
  const names = groupNames(words);
  return (Object.keys(names) as Action['group'][]).map((group) => (
    <Command.Group key={group} heading={names[group]} className="palette-group">
      {actionsIn(world)
        .filter((action) => action.group === group && action.id !== 'palette' && action.id !== 'search')
        .map((action) => (
          <Command.Item
            key={action.id}
            value={action.name(words)}
            keywords={[names[group]]}
            className={itemClass}
            onSelect={() => {
              closeDialog();
              action.run(world);
            }}
          >
            <span className="min-w-0 flex-1 truncate">{action.name(words)}</span>
            {action.key !== undefined && <KeyCaps keys={action.key} />}
          </Command.Item>
        ))}
    </Command.Group>
  ));
}

function Objects() {
  const words = useWords();
  const kinds = useMirror((picture) => picture.mirror.kinds);
  const refs = useMemo(() => {
    const all: Ref[] = [];
    for (const [kind, objects] of kinds) {
      if (quiet.has(kind)) continue;
      for (const object of objects.values()) all.push(refOf(object));
    }
    return all.sort((a, b) => nearness(a.kind) - nearness(b.kind)).slice(0, listLimit);
  }, [kinds]);
  return (
    <Command.Group heading={words.objects} className="palette-group">
      {refs.map((ref) => {
        const value = `${ref.kind} ${ref.namespace ?? ''} ${ref.name}`;
        return (
          <Command.Item
            key={value}
            value={value}
            className={itemClass}
            onSelect={() => {
              closeDialog();
              flyTo(ref);
            }}
          >
            <Glyph kind={ref.kind} />
            <span className="font-mono text-[12.5px]">{ref.name}</span>
            <span className="ml-auto text-[11px] text-ink-3">
              {ref.kind}
              {ref.namespace !== undefined && ` · ${ref.namespace}`}
            </span>
          </Command.Item>
        );
      })}
    </Command.Group>
  );
}
