/** Claims in their dishes, Services as switchboards, and the forms of every other kind. */
import { memo } from 'react';
import type { SceneNode } from '#scene/model.ts';
import { size } from '#scene/pieces.ts';
import { Glyph } from '../parts/glyphs.tsx';
import { Status, ToneIcon } from '../parts/tones.tsx';
import { useWords, type Words } from '../words/words.ts';
import { Named, useIsChosen, type CardProps } from './cardFrame.tsx';
import { FormShape, roomBeside } from './FormShape.tsx';
import { useSceneNode } from './sceneStore.ts';

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
        <EndsName name={node.name === '' ? node.volume : node.name} />
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

/** Names of claims differ at their ends, so the middle is what gives way. */
function EndsName({ name }: { readonly name: string }) {
  const cut = Math.max(0, name.length - 8);
  return (
    <span className="flex min-w-0 font-mono text-[10px] text-ink-2" title={name}>
      <span className="truncate">{name.slice(0, cut)}</span>
      <span className="whitespace-nowrap">{name.slice(cut)}</span>
    </span>
  );
}

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
        className={`flex flex-col justify-center gap-0.5 rounded-full border border-dashed border-(--accent-line) bg-sheet/70 px-5 ${chosen ? 'chosen' : ''}`}
      >
        <span className="flex items-center gap-1.5" data-title-row>
          <Glyph kind="Service" size={14} />
          <span className="truncate font-mono text-[12px] font-semibold" data-title title={node.name}>
            {node.name}
          </span>
        </span>
        <span className="near-only text-[10.5px] text-ink-3">
          {words.headless} · {node.ready} {node.ready === 1 ? words.endpoint : words.endpoints}
        </span>
      </Named>
    );
  }
  return node.height < size.service.height ? (
    <OwnService node={node} words={words} chosen={chosen} />
  ) : (
    <Switchboard node={node} words={words} chosen={chosen} />
  );
});

interface ServiceLook {
  readonly node: Extract<SceneNode, { readonly type: 'service' }>;
  readonly words: Words;
  readonly chosen: boolean;
}

function ServiceTitle({ name }: { readonly name: string }) {
  return (
    <>
      <Glyph kind="Service" size={15} />
      <span className="truncate font-semibold" data-title title={name}>
        {name}
      </span>
    </>
  );
}

/** A Service that came with the cluster: a plate among the nodes' plates. */
function OwnService({ node, words, chosen }: ServiceLook) {
  return (
    <Named
      node={node}
      words={words}
      className={`flex flex-col justify-center gap-0.5 rounded-md border border-line-2 bg-card px-3.5 ${chosen ? 'chosen' : ''}`}
    >
      <span className="flex items-center gap-2" data-title-row>
        <ServiceTitle name={node.name} />
        <span className="ml-auto">
          <ToneIcon tone={node.tone} />
        </span>
      </span>
      <span className="near-only flex items-baseline gap-2 pl-[23px] font-mono text-[11px]">
        <span className="text-accent">{node.ip === '' ? '—' : node.ip}</span>
        <span className="truncate text-[10.5px] text-ink-3" title={node.ports}>
          {node.ports}
        </span>
      </span>
    </Named>
  );
}

/** A switchboard: the cluster IP that is called, and a jack for each endpoint, lit when it is ready. */
function Switchboard({ node, words, chosen }: ServiceLook) {
  return (
    <Named node={node} words={words} className={`relative rounded-lg border border-line-2 bg-card shadow-sm ${chosen ? 'chosen' : ''}`}>
      <div className="flex h-9 items-center gap-2 border-b border-line px-3" data-title-row>
        <ServiceTitle name={node.name} />
        <span className="near-only ml-auto flex items-center gap-1 text-[11px] text-ink-3">
          <ToneIcon tone={node.tone} />
          {node.ready}/{node.total}
        </span>
      </div>
      <div className="far-only items-center gap-2 px-3 pt-2 font-mono text-[21px] text-accent">{node.ip}</div>
      <div className="near-only flex flex-col gap-0.5 px-3 py-1.5 font-mono">
        <span className="flex items-center justify-between text-[13px] tracking-tight text-accent">
          {node.ip === '' ? '—' : node.ip}
          <Jacks ready={node.ready} total={node.total} />
        </span>
        <span className="truncate text-[10.5px] text-ink-3" title={`${node.serviceType} · ${node.ports}`}>
          {node.serviceType} · {node.ports}
        </span>
      </div>
    </Named>
  );
}

/** No more jacks than have room; the count beside the name says how many there are. */
const jacksMost = 6;

function Jacks({ ready, total }: { readonly ready: number; readonly total: number }) {
  const shown = Math.min(total, jacksMost);
  return (
    <svg width={shown * 11} height="10" viewBox={`0 0 ${shown * 11} 10`} aria-hidden="true" className="shrink-0">
      {Array.from({ length: shown }, (_, at) => (
        <g key={at} transform={`translate(${at * 11 + 5.5} 5)`}>
          <circle r="4" fill="var(--sunk)" stroke="var(--line-2)" />
          {at < ready && <circle r="2.2" fill="var(--ready)" />}
        </g>
      ))}
    </svg>
  );
}

export const FormCard = memo(function FormCard({ id }: CardProps) {
  const node = useSceneNode(id, 'form');
  const words = useWords();
  const chosen = useIsChosen(node?.ref);
  if (node === undefined) return null;
  return (
    <Named node={node} words={words} className={`relative flex flex-col justify-center rounded-md ${chosen ? 'chosen' : ''}`}>
      <FormShape form={node.form} />
      <span className="flex min-w-0 flex-col pr-(--room) pl-3" style={roomBeside(node.form)} data-beside>
        <span className="relative flex min-w-0 items-center gap-1.5" data-title-row>
          <Glyph kind={node.kind} size={15} />
          <span className="truncate text-[12px] font-semibold" data-title title={node.name}>
            {node.name}
          </span>
        </span>
        <span className="near-only relative flex min-w-0 gap-1.5 pl-[21px] text-[10px] leading-[14px] text-ink-3">
          <span className="truncate" title={node.kind}>
            {node.kind}
          </span>
        </span>
        <span className="far-only relative min-w-0 pl-[34px] text-[12.5px] leading-tight text-ink-3">
          <span className="truncate" title={node.kind}>
            {node.kind}
          </span>
        </span>
        {node.lines[0] !== undefined && (
          <span
            className="near-only relative truncate pl-[21px] font-mono text-[10px] leading-[14px] text-ink-2"
            title={node.lines.join(' · ')}
          >
            {node.lines.join(' · ')}
          </span>
        )}
      </span>
    </Named>
  );
});
