/** The versions of an object, each as what it changed; and for a workload the revisions it can go back to. */
import { useEffect, useMemo, useState } from 'react';
import { toYaml } from '#manifest/toYaml.ts';
import { useMirror } from '../mirror/store.ts';
import { clockText } from '../timeline/lanes.ts';
import { useWords } from '../words/words.ts';
import { clientOf, useWorld } from '../world.ts';
import { Diff } from './Diff.tsx';
import type { TabProps } from './Chosen.tsx';
import { Section } from './parts.tsx';
import { readable } from './readable.ts';
import { partsOf } from './sentence.ts';
import { rolloutsOf, versionsOf, type Version } from './versions.ts';

const shownMax = 60;

function linesOf(version: Version | undefined): readonly string[] {
  return version === undefined ? [] : toYaml(readable(version.object, false)).trimEnd().split('\n');
}

export function HistoryTab({ object }: TabProps) {
  const words = useWords();
  const versions = useVersions(object);
  const history = useMirror((picture) => picture.history);
  const [chosen, setChosen] = useState<number>();
  const index = Math.max(0, chosen === undefined ? versions.length - 1 : versions.findIndex((one) => one.revision === chosen));
  const version = versions[index];
  return (
    <div className="py-3">
      <Rollouts object={object} />
      <h3 className="eyebrow px-4 pb-1">
        {words.versions} · {versions.length}
      </h3>
      <ol className="max-h-44 overflow-auto border-y border-line">
        {versions
          .slice(-shownMax)
          .toReversed()
          .map(({ revision }) => {
            const entry = history.find((one) => one.revision === revision);
            return (
              <li key={revision}>
                <button
                  type="button"
                  aria-pressed={revision === version?.revision}
                  className="flex w-full items-baseline gap-2 px-4 py-1 text-left text-[12px] hover:bg-sunk aria-pressed:bg-wash"
                  onClick={() => setChosen(revision)}
                >
                  <span className="w-16 shrink-0 font-mono text-[11px] text-ink-3">{entry === undefined ? '' : clockText(entry.at)}</span>
                  <span className="min-w-0 flex-1 truncate">{entry === undefined ? '' : partsOf(entry).who}</span>
                  <span className="font-mono text-[11px] text-ink-3">{revision}</span>
                </button>
              </li>
            );
          })}
      </ol>
      {version !== undefined && <Diff before={linesOf(versions[index - 1])} after={linesOf(version)} />}
    </div>
  );
}

function useVersions(object: TabProps['object']): readonly Version[] {
  const world = useWorld();
  const [versions, setVersions] = useState<readonly Version[]>([]);
  useEffect(() => {
    let isLate = false;
    void versionsOf(clientOf(world), object).then((found) => {
      if (!isLate) setVersions(found);
    });
    return () => {
      isLate = true;
    };
  }, [world, object]);
  return versions;
}

const keepers = new Set(['Deployment', 'StatefulSet', 'DaemonSet']);

function Rollouts({ object }: TabProps) {
  const words = useWords();
  const mirror = useMirror((picture) => picture.mirror);
  const rollouts = useMemo(() => (keepers.has(object.kind) ? rolloutsOf(object, mirror) : []), [object, mirror]);
  const [chosen, setChosen] = useState(0);
  if (rollouts.length === 0) return null;
  const lines = (at: number): readonly string[] => (rollouts[at] === undefined ? [] : toYaml(rollouts[at].template).trimEnd().split('\n'));
  return (
    <Section title={words.rollouts}>
      <div className="mb-2 flex flex-wrap gap-1" role="group" aria-label={words.rollouts}>
        {rollouts.map((one, at) => (
          <button
            key={one.name}
            type="button"
            aria-pressed={at === chosen}
            className="btn h-7 font-mono text-[11.5px]"
            onClick={() => setChosen(at)}
          >
            {one.revision}
          </button>
        ))}
      </div>
      <p className="mb-1 font-mono text-[11.5px] text-ink-3">{rollouts[chosen]?.name}</p>
      <Diff before={lines(chosen + 1)} after={lines(chosen)} />
    </Section>
  );
}
