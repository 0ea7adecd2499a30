/** A request that is held: where it comes from, the rules it met one by one, and where it went. */
import { X } from 'lucide-react';
import type { LookupTrace, PacketTrace } from '#scene/motion.ts';
import { useMirror } from '../mirror/store.ts';
import { ToneIcon } from '../parts/tones.tsx';
import { clockText } from '../timeline/lanes.ts';
import { useView } from '../view/store.ts';
import { useWords } from '../words/words.ts';
import { useWorld } from '../world.ts';
import { Row, Section } from './parts.tsx';

export function PacketPanel({ id }: { readonly id: string }) {
  const words = useWords();
  const { clock } = useWorld();
  const trace = useMirror((picture) => picture.traces.find((one) => (one.type === 'packet' || one.type === 'lookup') && one.id === id));
  return (
    <div className="flex size-full flex-col overflow-auto">
      <div className="flex items-center gap-2 px-4 pt-3">
        <h2 className="text-[14px] font-semibold">{trace?.type === 'lookup' ? 'DNS' : words.packet}</h2>
        <span className="font-mono text-[12px] text-ink-3">{trace === undefined ? '' : clockText(trace.at)}</span>
        <button
          type="button"
          className="btn ml-auto h-7"
          onClick={() => {
            useView.setState({ held: undefined });
            clock.play();
          }}
        >
          {words.releasePacket}
        </button>
        <button type="button" className="btn btn-icon h-7" aria-label={words.close} onClick={() => useView.setState({ held: undefined })}>
          <X size={15} />
        </button>
      </div>
      {trace?.type === 'packet' && <PacketBody trace={trace} />}
      {trace?.type === 'lookup' && <LookupBody trace={trace} />}
    </div>
  );
}

function PacketBody({ trace }: { readonly trace: PacketTrace }) {
  const words = useWords();
  return (
    <>
      <Section title={words.route}>
        <dl>
          <Row name={trace.protocol}>
            {trace.source.pod ?? trace.source.ip} → {trace.destination.ip}:{trace.destination.port}
          </Row>
          {trace.translated !== undefined && (
            <Row name="DNAT">
              {trace.translated.ip}:{trace.translated.port} {trace.translated.pod}
            </Row>
          )}
          <Row name={words.status}>{trace.verdict}</Row>
          {trace.about !== undefined && <Row name={words.facts}>{trace.about}</Row>}
        </dl>
        <ol aria-label={words.route} className="mt-2 font-mono text-[11.5px] text-ink-2">
          {trace.hops.map((hop, index) => (
            <li key={index}>
              {hop.from} → {hop.to}
            </li>
          ))}
        </ol>
      </Section>
      <Section title={words.rulesMet}>
        <ol aria-label={words.rulesMet} className="flex flex-col gap-1">
          {trace.rules.map((hit, index) => (
            <li
              key={index}
              className={`rounded-md border px-2 py-1 font-mono text-[11px] break-all ${hit.matched ? 'border-accent bg-wash' : 'border-line text-ink-3'}`}
            >
              <RuleMark matched={hit.matched} />
              {hit.rule}
              {hit.probability !== undefined && (
                <span className="mt-0.5 block text-ink-2">
                  {words.probability} {hit.probability}{' '}
                  {hit.drawn !== undefined && `· ${hit.drawn.toFixed(3)} ${hit.drawn < hit.probability ? '<' : '≥'} ${hit.probability}`}
                </span>
              )}
            </li>
          ))}
        </ol>
      </Section>
    </>
  );
}

/** Whether a rule held is told by shape and word, not by its frame alone. */
function RuleMark({ matched }: { readonly matched: boolean }) {
  const words = useWords();
  return (
    <span
      role="img"
      aria-label={matched ? words.ruleMatched : words.ruleNotMatched}
      title={matched ? words.ruleMatched : words.ruleNotMatched}
      className="mr-1.5 align-[-1px]"
    >
      <ToneIcon tone={matched ? 'ready' : 'idle'} />
    </span>
  );
}

/** Every name that was tried along the search path, the one that was found lit. */
function LookupBody({ trace }: { readonly trace: LookupTrace }) {
  return (
    <Section title="DNS">
      <p className="mb-2 font-mono text-[12px]">
        {trace.pod}: {trace.name}?
      </p>
      <ol className="flex flex-col gap-1">
        {trace.tries.map((one, index) => (
          <li
            key={index}
            className={`rounded-md border px-2 py-1 font-mono text-[11px] break-all ${one.answers.length > 0 ? 'border-accent bg-wash' : 'border-line text-ink-3'}`}
          >
            {one.name} {one.qtype} → {one.answers.length > 0 ? one.answers.join(', ') : one.rcode}
          </li>
        ))}
      </ol>
    </Section>
  );
}
