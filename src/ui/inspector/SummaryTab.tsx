import { podFacts } from '#scene/podFacts.ts';
import type { Pod } from '#api/kinds.ts';
import { Status } from '../parts/tones.tsx';
import { useMirror } from '../mirror/store.ts';
import { useWords } from '../words/words.ts';
import { conditionsOf } from './conditions.ts';
import { factsOf } from './facts/facts.ts';
import type { TabProps } from './Chosen.tsx';
import { RefLink, Row, Section } from './parts.tsx';
import { Related } from './related/Related.tsx';
import { useCustomRow } from './useCustomRow.ts';

export function SummaryTab({ object }: TabProps) {
  const words = useWords();
  const { metadata } = object;
  const row = useCustomRow(object);
  const facts = factsOf(object, row);
  return (
    <>
      <Section title={words.summary}>
        <dl>
          {facts.map((fact) => (
            <Row key={`${fact.name}/${fact.value}`} name={fact.name}>
              {fact.name === 'status' && object.kind === 'Pod' ? (
                <Status tone={podFacts(object as Pod).tone} word={fact.value} />
              ) : fact.ref === undefined ? (
                fact.value
              ) : (
                <RefLink to={fact.ref}>{fact.value}</RefLink>
              )}
            </Row>
          ))}
          <Row name={words.age}>
            <Age since={metadata.creationTimestamp} />
          </Row>
        </dl>
      </Section>
      <Conditions object={object} />
      <Related object={object} />
      <Chips title={words.labels} record={metadata.labels} />
      <Chips title={words.annotations} record={withoutLastApplied(metadata.annotations)} />
    </>
  );
}

/** What is as it should be says its reason; what is not, all that it knows. */
function Conditions({ object }: TabProps) {
  const words = useWords();
  const conditions = conditionsOf(object);
  if (conditions.length === 0) return null;
  return (
    <Section title={words.conditions}>
      <ul className="flex flex-col gap-1.5">
        {conditions.map(({ type, status, reason, message, tone }) => (
          <li key={type} className="text-[12px]">
            <div className="flex items-center gap-2">
              <Status tone={tone} word={type} />
              <span className="ml-auto font-mono text-[11.5px] text-ink-2">{status}</span>
            </div>
            {reason !== '' && <p className="text-ink-3">{reason}</p>}
            {message !== '' && tone !== 'ready' && <p className="text-ink-2">{message}</p>}
          </li>
        ))}
      </ul>
    </Section>
  );
}

/** Age in the cluster's own time, as kubectl shortens it. */
function Age({ since }: { readonly since: string }) {
  const seconds = useMirror((picture) => Math.max(0, Math.floor((Date.parse(picture.epoch) + picture.now - Date.parse(since)) / 1000)));
  if (seconds < 120) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 180) return `${minutes}m${minutes < 10 ? `${seconds % 60}s` : ''}`;
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours}h` : `${Math.floor(hours / 24)}d`;
}

function withoutLastApplied(annotations: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(annotations ?? {}).filter(([key]) => key !== 'kubectl.kubernetes.io/last-applied-configuration'),
  );
}

function Chips({ title, record }: { readonly title: string; readonly record: Readonly<Record<string, string>> | undefined }) {
  const entries = Object.entries(record ?? {});
  if (entries.length === 0) return null;
  return (
    <Section title={title}>
      <ul className="flex flex-wrap gap-1">
        {entries.map(([key, value]) => (
          <li key={key} className="max-w-full rounded bg-sunk px-1.5 py-0.5 font-mono text-[11px] break-all text-ink-2">
            {key}
            <span className="text-ink-3">=</span>
            {value}
          </li>
        ))}
      </ul>
    </Section>
  );
}
