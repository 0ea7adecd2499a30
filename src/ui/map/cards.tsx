/** The things of the map as cards. Each reads itself from the picture by id, so a change of one draws one. */
import { memo, useLayoutEffect, useRef, type ReactNode } from 'react';
import type { Ref, SceneNode } from '#scene/model.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { Status, ToneIcon } from '../parts/tones.tsx';
import { isSameRef, toggleOpened, useView } from '../view/store.ts';
import { useWords, type Words } from '../words/words.ts';
import { labelOf } from './labels.ts';
import { useSceneNode } from './sceneStore.ts';
import { StackDots } from './StackDots.tsx';

interface CardProps {
  readonly id: string;
}

function useIsChosen(ref: Ref | undefined): boolean {
  return useView((view) => isSameRef(view.selected, ref));
}

/** Writes the accessible name on React Flow's own focusable element, without making React Flow draw again. */
function Named({
  node,
  words,
  className,
  children,
}: {
  readonly node: SceneNode;
  readonly words: Words;
  readonly className: string;
  readonly children: ReactNode;
}) {
  const ref = useRef<HTMLDivElement>(null);
  const label = labelOf(node, words);
  useLayoutEffect(() => {
    const holder = ref.current?.closest('.react-flow__node');
    holder?.setAttribute('aria-label', label);
    holder?.setAttribute('data-tone', node.tone);
  }, [label, node.tone]);
  return (
    <div ref={ref} className={`tone-${node.tone} size-full ${className}`}>
      {children}
    </div>
  );
}

export const PodCard = memo(function PodCard({ id }: CardProps) {
  const node = useSceneNode(id, 'pod');
  const words = useWords();
  const chosen = useIsChosen(node?.ref);
  const showTags = useView((view) => view.lens === 'dns' || view.lens === 'network');
  if (node === undefined) return null;
  const { facts, tags, ordinal } = node;
  return (
    <Named
      node={node}
      words={words}
      className={`pod arriving relative flex flex-col justify-between px-2.5 py-2 ${chosen ? 'chosen' : ''}`}
    >
      {showTags && tags[0] !== undefined && (
        <span
          className="near-only absolute -top-[34px] right-0 max-w-[156px] truncate rounded-full border border-accent/40 bg-sheet px-1.5 font-mono text-[9px] leading-[15px] text-accent"
          title={tags.join('\n')}
        >
          {tags[0]}
        </span>
      )}
      <div className="far-only absolute inset-0 flex-col justify-center gap-1.5 px-3">
        <span className="truncate font-mono text-[27px] leading-none font-semibold">
          {ordinal ?? facts.name.slice(facts.name.lastIndexOf('-') + 1)}
        </span>
        <span className="flex text-[17px] leading-none">
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
  const name = node.id === 'loose' ? words.loosePods : node.id === 'waiting' ? words.waitingRoom : node.name;
  return (
    <Named node={node} words={words} className={`rounded-xl border ${ground} ${chosen ? 'chosen' : ''}`}>
      <div className="flex h-[44px] items-center gap-2 px-4">
        {node.kind !== '' && <Glyph kind={node.kind} />}
        <span className={`truncate font-semibold ${node.shape === 'herd' ? 'font-mono text-[12px]' : 'text-[14px]'}`} data-title>
          {name}
        </span>
        <span className="near-only eyebrow hidden sm:inline">{node.kind}</span>
        {node.revision !== undefined && <span className="near-only rounded bg-ink/6 px-1.5 text-2xs text-ink-3">rev {node.revision}</span>}
        {node.olds > 0 && (
          <span className="near-only text-2xs text-ink-3">
            +{node.olds} {words.oldRevisions}
          </span>
        )}
        <span className="ml-auto" />
        <span data-count>
          <Status tone={node.tone} word={`${node.ready}/${node.wanted}`} />
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

export const BerthCard = memo(function BerthCard({ id }: CardProps) {
  const node = useSceneNode(id, 'berth');
  const words = useWords();
  if (node === undefined) return null;
  const empty = node.state !== 'docked';
  return (
    <Named node={node} words={words} className="pointer-events-none relative">
      <span className={`absolute top-0 left-0.5 font-mono text-[19px] leading-[26px] font-light ${empty ? 'text-ink-3' : 'text-ink-2'}`}>
        {node.ordinal}
      </span>
      {empty && (
        <div
          className="absolute inset-x-0 top-[36px] flex h-[88px] items-center justify-center rounded-md border border-dashed border-line-2 text-[11px] text-ink-3"
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
      <StackDots dots={node.dots} />
    </Named>
  );
});

export const ClaimCard = memo(function ClaimCard({ id }: CardProps) {
  const node = useSceneNode(id, 'claim');
  const words = useWords();
  const chosen = useIsChosen(node?.ref);
  if (node === undefined) return null;
  return (
    <Named
      node={node}
      words={words}
      className={`relative flex items-center gap-2 rounded-b-[28px] rounded-t-md px-2.5 ${chosen ? 'chosen' : ''}`}
    >
      <Dish node={node} />
      <div className="near-only relative z-10 flex min-w-0 flex-col pl-11 leading-4">
        <span className="truncate font-mono text-[10px] text-ink-2" title={node.name === '' ? node.volume : node.name}>
          {node.name === '' ? node.volume : node.name}
        </span>
        <span className="flex items-center gap-1.5 text-[10.5px]">
          <Status tone={node.tone} word={node.word} />
          <span className="text-ink-3">{node.size}</span>
        </span>
      </div>
      <div className="far-only relative z-10 pl-11 text-[18px]">
        <Status tone={node.tone} word={node.word} />
      </div>
    </Named>
  );
});

/** The dish is the claim, the disk in it the volume; a solid clasp holds them when they are bound, an open one when not. */
function Dish({ node }: { readonly node: Extract<SceneNode, { readonly type: 'claim' }> }) {
  const hasDish = node.name !== '';
  const hasDisk = node.volume !== '';
  const lost = node.word === 'Lost' || node.word === 'Released';
  return (
    <svg viewBox="0 0 184 66" className="absolute inset-0 size-full" aria-hidden="true">
      {hasDish && (
        <path
          d="M3 6 H181 C181 40 162 62 132 62 H52 C22 62 3 40 3 6 Z"
          fill="var(--card)"
          stroke={node.bound ? 'var(--line-2)' : 'var(--tone)'}
          strokeWidth="1"
          strokeDasharray={node.bound ? undefined : '4 3'}
        />
      )}
      {hasDisk && (
        <g
          transform="translate(32 30)"
          stroke={lost ? 'var(--tone)' : 'var(--ink-3)'}
          strokeWidth="1.2"
          fill="var(--sunk)"
          strokeDasharray={lost ? '3 2.5' : undefined}
        >
          <path d="M-14 -7 v13 c0 3.6 6.3 6 14 6 s14 -2.4 14 -6 v-13" />
          <ellipse cx="0" cy="-7" rx="14" ry="5" />
        </g>
      )}
      {node.bound && (
        <g stroke="var(--tone)" fill="none" strokeWidth="3.2" strokeLinecap="round">
          <path d="M32 19 v33" />
          <rect x="28.4" y="31" width="7.2" height="9" rx="2" fill="var(--card)" strokeWidth="2" />
        </g>
      )}
    </svg>
  );
}

export const ServiceCard = memo(function ServiceCard({ id }: CardProps) {
  const node = useSceneNode(id, 'service');
  const words = useWords();
  const chosen = useIsChosen(node?.ref);
  if (node === undefined) return null;
  if (node.headless) {
    return (
      <Named
        node={node}
        words={words}
        className={`flex flex-col justify-center gap-0.5 rounded-full border border-dashed border-accent/50 bg-sheet/70 px-5 ${chosen ? 'chosen' : ''}`}
      >
        <span className="flex items-center gap-1.5">
          <Glyph kind="Service" size={14} />
          <span className="truncate font-mono text-[12px] font-semibold" data-title>
            {node.name}
          </span>
        </span>
        <span className="near-only text-[10.5px] text-ink-3">
          {words.headless} · {node.ready} {node.ready === 1 ? words.endpoint : words.endpoints}
        </span>
      </Named>
    );
  }
  return (
    <Named node={node} words={words} className={`relative rounded-lg border border-line-2 bg-card shadow-sm ${chosen ? 'chosen' : ''}`}>
      <div className="flex h-9 items-center gap-2 border-b border-line px-3">
        <Glyph kind="Service" size={15} />
        <span className="truncate font-semibold" data-title>
          {node.name}
        </span>
        <span className="near-only ml-auto flex items-center gap-1 text-[11px] text-ink-3">
          <ToneIcon tone={node.tone} />
          {node.ready}/{node.total}
        </span>
      </div>
      <div className="far-only items-center gap-2 px-3 pt-2 font-mono text-[21px] text-accent">{node.ip}</div>
      <div className="near-only flex flex-col gap-0.5 px-3 py-1.5 font-mono">
        <span className="text-[13px] tracking-tight text-accent">{node.ip === '' ? '—' : node.ip}</span>
        <span className="truncate text-[10.5px] text-ink-3">
          {node.serviceType} · {node.ports}
        </span>
      </div>
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
      className={`border ${room ? 'rounded-xl' : 'rounded-md'} ${dead ? 'border-bad/60 bg-ink/20' : room ? 'border-line-2 bg-card/40' : 'border-line-2 bg-card'} ${chosen ? 'chosen' : ''}`}
    >
      <div className="flex h-[62px] items-center gap-2.5 px-3.5">
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
