/** A node's own rule table, as iptables-save prints it there. Read again when Services or endpoints have changed. */
import { useEffect, useMemo, useState } from 'react';
import type { Ref } from '#scene/model.ts';
import { useMirror } from '../mirror/store.ts';
import { useWords } from '../words/words.ts';
import { clientOf, useWorld } from '../world.ts';
import type { TabProps } from './Chosen.tsx';
import { askWhy } from './asked.ts';
import { causeOfRule, rulesOf } from './rules.ts';
import { WhyLines } from './WhyLines.tsx';

export function RulesTab({ object }: TabProps) {
  const words = useWords();
  const world = useWorld();
  const [rules, setRules] = useState<string | undefined>('');
  const slices = useMirror((picture) => picture.mirror.kinds.get('EndpointSlice'));
  const services = useMirror((picture) => picture.mirror.kinds.get('Service'));
  const { name } = object.metadata;
  useEffect(() => {
    let isLate = false;
    const timer = window.setTimeout(() => {
      void rulesOf(clientOf(world), name).then((text) => {
        if (!isLate) setRules(text);
      });
    }, 300);
    return () => {
      isLate = true;
      window.clearTimeout(timer);
    };
  }, [world, name, slices, services]);
  const lines = useMemo(() => (rules ?? '').split('\n'), [rules]);
  const whyOf = (index: number): Ref | undefined => causeOfRule(lines[index] ?? '', slices);
  if (rules === undefined) return <p className="p-4 text-ink-3">{words.noRules}</p>;
  return (
    <div className="py-2 font-mono text-[11px] leading-[1.6] break-words whitespace-pre-wrap">
      <WhyLines
        label={words.rules}
        lines={lines.map((text) => ({ text, body: marked(text), className: `pr-4 pl-8 -indent-4 ${styleOf(text)}` }))}
        canAsk={(index) => whyOf(index) !== undefined}
        ask={(index) => {
          const ref = whyOf(index);
          if (ref !== undefined) askWhy(ref);
        }}
      />
    </div>
  );
}

function styleOf(line: string): string {
  return line.startsWith('*') ? 'mt-2 font-semibold' : line.startsWith(':') ? 'text-ink-3' : '';
}

/** Chains of Services stand out; the rest of a rule is left as it was printed. */
function marked(line: string) {
  if (line === '') return ' ';
  return line.split(/(KUBE-(?:SVC|SEP|EXT|FW)-[A-Z0-9]+|--probability [\d.]+|--to-destination \S+)/).map((part, index) => (
    <span key={index} className={index % 2 === 1 ? 'text-accent' : undefined}>
      {part}
    </span>
  ));
}
