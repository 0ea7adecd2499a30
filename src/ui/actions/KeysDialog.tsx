/** What every key does, on one sheet. */
import { Dialog } from '../app/Dialog.tsx';
import { useWords, type Words } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { actionsIn, type Action } from './actions.ts';
import { closeDialog } from './dialogs.ts';

export function groupNames(words: Words): Readonly<Record<Action['group'], string>> {
  return { time: words.timeline, map: words.map, go: words.goTo, cluster: words.cluster, page: words.page };
}

export function KeyCaps({ keys }: { readonly keys: string }) {
  return (
    <span className="inline-flex gap-1">
      {keys.split(' ').map((key) => (
        <kbd
          key={key}
          className="min-w-5 rounded border border-line-2 bg-card px-1.5 text-center font-mono text-[11px] leading-5 text-ink-2"
        >
          {key}
        </kbd>
      ))}
    </span>
  );
}

export function KeysDialog() {
  const words = useWords();
  const world = useWorld();
  const names = groupNames(words);
  const fixed: readonly (readonly [string, string])[] = [
    ['← ↑ → ↓', words.keysArrows],
    ['Enter', words.keysEnter],
    ['Tab', words.keysTab],
  ];
  return (
    <Dialog isOpen onOpenChange={closeDialog} title={words.keys} hint={words.keysHint}>
      <div className="grid gap-x-8 gap-y-5 sm:grid-cols-2">
        {(Object.keys(names) as Action['group'][]).map((group) => (
          <section key={group}>
            <h3 className="eyebrow mb-1.5">{names[group]}</h3>
            <dl>
              {actionsIn(world)
                .filter((action) => action.group === group && action.key !== undefined)
                .map((action) => (
                  <KeyRow key={action.id} keys={action.key ?? ''} name={action.name(words)} />
                ))}
              {group === 'map' && fixed.map(([keys, name]) => <KeyRow key={keys} keys={keys} name={name} />)}
            </dl>
          </section>
        ))}
      </div>
      <p className="mt-4 text-[11px] text-ink-3">
        {words.drawnWith}{' '}
        <a className="underline" href="https://reactflow.dev" target="_blank" rel="noreferrer">
          React Flow
        </a>
      </p>
    </Dialog>
  );
}

function KeyRow({ keys, name }: { readonly keys: string; readonly name: string }) {
  return (
    <div className="flex items-baseline gap-3 py-[3px]">
      <dt className="min-w-0 flex-1 text-[12.5px] text-ink-2">{name}</dt>
      <dd>
        <KeyCaps keys={keys} />
      </dd>
    </div>
  );
}
