/** The things of the map as cards. Each reads itself from the picture by id, so a change of one draws one. */
import { memo } from 'react';
import type { BandNode } from '#scene/model.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { Status, ToneIcon } from '../parts/tones.tsx';
import { toggleOpened, useView } from '../view/store.ts';
import { useWords, type Words } from '../words/words.ts';
import { Named, useIsChosen, type CardProps } from './cardFrame.tsx';
import { useSceneNode } from './sceneStore.ts';
import { StackDots } from './StackDots.tsx';

export const PodCard = memo(function PodCard({ id }: CardProps) {
  const node = useSceneNode(id, 'pod');
  const words = useWords();
  const chosen = useIsChosen(node?.ref);
  const lens = useView((view) => view.lens);
  const showTags = lens === 'dns' || lens === 'network';
  if (node === undefined) return null;
  const { facts, tags, ordinal } = node;
  return (
    <Named
      node={node}
      words={words}
      className={`pod arriving relative flex flex-col justify-between px-2.5 pt-2 pb-2.5 ${chosen ? 'chosen' : ''}`}
    >
      {showTags && tags[0] !== undefined && (
        <span
          className={`${lens === 'dns' ? '' : 'near-only'} absolute -bottom-[10px] left-[5px] z-10 flex max-w-[176px] items-center gap-1 rounded-[4px] rounded-l-full border border-(--accent-line) bg-sheet pr-1.5 pl-1 font-mono text-[9px] leading-[17px] text-accent`}
          data-tag
          title={tags.join('\n')}
        >
          <span className="size-[5px] shrink-0 rounded-full border border-(--accent-line)" />
          <span className="truncate">{tags[0]}</span>
        </span>
      )}
      <div className="far-only absolute inset-0 flex-col justify-center px-3">
        <span className="truncate font-mono text-[27px] leading-tight font-semibold">
          {ordinal ?? facts.name.slice(facts.name.lastIndexOf('-') + 1)}
        </span>
        <span className={`flex leading-tight ${facts.word.length > 13 ? 'text-[14.5px] tracking-tight' : 'text-[17px]'}`}>
          <Status tone={facts.tone} word={facts.word} />
        </span>
      </div>
      <div className="near-only flex items-center gap-1.5 text-ink">
        <Glyph kind="Pod" size={14} />
        <PodName name={facts.name} isNumbered={ordinal !== undefined} />
      </div>
      <div className="near-only flex items-center justify-between gap-2 text-[11.5px]">
        <Status tone={facts.tone} word={facts.word} />
        <span className="text-ink-3">
          {facts.readyCount}/{facts.containers}
        </span>
      </div>
      <div className="near-only flex items-center justify-between gap-2 font-mono text-[10px] leading-4 text-ink-3">
        <span className="truncate">{facts.node === '' ? '—' : facts.node}</span>
        <span>{facts.restarts > 0 ? `↻${facts.restarts}` : facts.ip}</span>
      </div>
    </Named>
  );
});

/** Stateful pods have numbers, stateless pods have hashes: the part that tells them apart is the one in ink. */
function PodName({ name, isNumbered }: { readonly name: string; readonly isNumbered: boolean }) {
  const cut = isNumbered ? name.length : name.lastIndexOf('-');
  const head = cut > 0 ? name.slice(0, cut) : name;
  const tail = cut > 0 ? name.slice(cut) : '';
  return (
    <span className="flex min-w-0 font-mono text-[11.5px] leading-4" title={name}>
      <span className={`truncate ${tail === '' ? 'font-semibold' : 'text-ink-3'}`}>{head}</span>
      {tail !== '' && <span className="font-semibold whitespace-nowrap">{tail}</span>}
    </span>
  );
}

export const BandCard = memo(function BandCard({ id }: CardProps) {
  const node = useSceneNode(id, 'band');
  const words = useWords();
  const chosen = useIsChosen(node?.ref);
  const isOpen = useView((view) => view.opened.has(id));
  if (node === undefined) return null;
  const frame = node.shape === 'frame';
  const ground =
    node.shape === 'rail' ? 'border-line-2 bg-card/45' : frame ? 'border-line-2 bg-card/30' : 'border-line border-dashed bg-card/35';
  return (
    <Named node={node} words={words} className={`rounded-xl border ${ground} ${chosen ? 'chosen' : ''}`}>
      <div className="flex h-[44px] items-center gap-2 px-4" data-title-row>
        {node.kind !== '' && <Glyph kind={node.kind} />}
        <BandName node={node} words={words} />
        {node.width >= 420 && <span className="near-only eyebrow hidden sm:inline">{node.kind}</span>}
        {node.revision !== undefined && (
          <span className="near-only shrink-0 rounded bg-ink/6 px-1.5 text-2xs whitespace-nowrap text-ink-3">rev {node.revision}</span>
        )}
        {node.note !== undefined && (
          <span className="near-only truncate font-mono text-2xs text-ink-3" title={node.note}>
            {node.note}
          </span>
        )}
        {node.olds > 0 && (
          <span className="near-only text-2xs text-ink-3">
            +{node.olds} {words.oldRevisions}
          </span>
        )}
        <span className="ml-auto" />
        <span data-count>
          <Status tone={node.tone} word={node.kind === 'CronJob' ? `${node.ready} active` : `${node.ready}/${node.wanted}`} />
        </span>
        {node.foldable && (
          <button
            type="button"
            className="btn near-only nodrag h-6 px-2 text-[11px]"
            aria-expanded={isOpen}
            onClick={(event) => {
              event.stopPropagation();
              toggleOpened(id);
            }}
          >
            {isOpen ? words.fold : words.open}
          </button>
        )}
      </div>
      {node.shape === 'rail' && <div className="mx-4 border-t-2 border-line-2" />}
    </Named>
  );
});

/** Names that a controller made differ at their ends, so their middle is what gives way. */
function BandName({ node, words }: { readonly node: BandNode; readonly words: Words }) {
  const made = node.id === 'loose' ? words.noOwner : node.id === 'waiting' ? words.waitingRoom : undefined;
  const cut = made === undefined && node.inside !== undefined ? Math.max(0, node.name.length - 5) : node.name.length;
  const type = node.shape === 'herd' && node.inside !== undefined ? 'font-mono text-[12px]' : 'text-[14px]';
  return (
    <span className={`flex min-w-0 font-semibold ${type}`} title={made ?? node.name} data-title>
      <span className="truncate">{made ?? node.name.slice(0, cut)}</span>
      {made === undefined && <span className="whitespace-nowrap">{node.name.slice(cut)}</span>}
    </span>
  );
}

export const BerthCard = memo(function BerthCard({ id }: CardProps) {
  const node = useSceneNode(id, 'berth');
  const words = useWords();
  if (node === undefined) return null;
  const empty = node.state !== 'docked';
  return (
    <Named node={node} words={words} className="pointer-events-none relative">
      <span className={`berth-mark absolute -inset-x-[5px] top-[22px] bottom-[-5px] ${node.state === 'kept' ? 'is-kept' : ''}`} />
      <span
        className={`absolute top-[1px] left-1/2 flex h-[24px] min-w-9 -translate-x-1/2 items-center justify-center rounded-full border bg-ground px-2 font-mono text-[15px] leading-none ${empty ? 'border-line-2 border-dashed text-ink-3' : 'border-ink-3 font-semibold text-ink'}`}
        data-ordinal
      >
        {node.ordinal}
      </span>
      {empty && (
        <div
          className="absolute inset-x-0 top-[36px] flex h-[88px] flex-col items-center justify-center gap-1 rounded-md border border-dashed border-line-2 text-[11px] text-ink-3"
          data-note
        >
          {node.state === 'kept' ? words.berthKept : words.berthWaiting}
        </div>
      )}
    </Named>
  );
});

export const StackCard = memo(function StackCard({ id }: CardProps) {
  const node = useSceneNode(id, 'stack');
  const words = useWords();
  if (node === undefined) return null;
  return (
    <Named node={node} words={words} className="pod relative flex flex-col gap-2 p-4">
      <div className="flex items-baseline gap-2">
        <span className="text-[22px] leading-none font-semibold">{node.ready}</span>
        <span className="text-[15px] leading-none text-ink-3">/ {node.total}</span>
        <span className="ml-auto text-[11.5px] text-ink-3">{words.ready}</span>
      </div>
      <StackDots dots={node.dots} wanted={node.total} />
    </Named>
  );
});

export const RoomCard = memo(function RoomCard({ id }: CardProps) {
  const node = useSceneNode(id, 'room');
  const words = useWords();
  const chosen = useIsChosen(node?.ref);
  if (node === undefined) return null;
  const dead = node.tone === 'bad';
  const room = node.shape === 'room';
  return (
    <Named
      node={node}
      words={words}
      className={`border ${room ? 'rounded-xl' : 'rounded-md'} ${dead ? 'dead border-bad/60' : room ? 'border-line-2 bg-card/40' : 'border-line-2 bg-card'} ${chosen ? 'chosen' : ''}`}
    >
      <div className="flex h-[62px] items-center gap-2.5 px-3.5" data-title-row>
        <Glyph kind="Node" size={20} />
        <div className="flex min-w-0 flex-col leading-5">
          <span className="truncate font-semibold" data-title>
            {node.name}
          </span>
          <span className="near-only flex items-center gap-2 text-[11px]">
            <Status tone={node.tone} word={node.cordoned ? `${node.word}, ${words.cordoned}` : node.word} />
          </span>
        </div>
        <span className="far-only ml-auto">
          <ToneIcon tone={node.tone} />
        </span>
        <span className="near-only ml-auto text-right text-[11px] leading-4 text-ink-3">
          {node.pods} {node.pods === 1 ? words.podWord : words.podsWord}
          <br />
          {node.cpu} CPU
        </span>
      </div>
    </Named>
  );
});
