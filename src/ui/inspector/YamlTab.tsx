/** The object as YAML, live. Lines that were not there a moment ago flash; managedFields stay folded away. */
import { useEffect, useMemo, useRef, useState } from 'react';
import type { KubeObject } from '#api/meta.ts';
import { toYaml } from '#manifest/toYaml.ts';
import { useWords } from '../words/words.ts';
import type { TabProps } from './Inspector.tsx';

function withoutManaged(object: KubeObject): unknown {
  const { managedFields: _managed, ...metadata } = object.metadata;
  return { ...object, metadata };
}

export function YamlTab({ object }: TabProps) {
  const words = useWords();
  const [hasManaged, setManaged] = useState(false);
  const lines = useMemo(() => toYaml(hasManaged ? object : withoutManaged(object)).trimEnd().split('\n'), [object, hasManaged]);
  const fresh = useFresh(lines, `${object.kind}/${object.metadata.uid}/${hasManaged}`);
  return (
    <div className="py-2">
      <label className="flex items-center gap-2 px-4 pb-2 text-[12px] text-ink-2">
        <input type="checkbox" className="accent-[var(--accent)]" checked={hasManaged} onChange={(event) => setManaged(event.currentTarget.checked)} />
        {words.showManaged}
      </label>
      <pre className="overflow-x-auto font-mono text-[11.5px] leading-[1.55]">
        {lines.map((line, index) => (
          <Line key={`${index}:${line}`} text={line} isFresh={fresh.has(index)} />
        ))}
      </pre>
    </div>
  );
}

function Line({ text, isFresh }: { readonly text: string; readonly isFresh: boolean }) {
  const colon = /^(\s*(?:- )*)([\w./-]+:)(.*)$/.exec(text);
  return (
    <div className={`min-w-max px-4 ${isFresh ? 'flash' : ''}`}>
      {colon === null ? (
        text === '' ? ' ' : text
      ) : (
        <>
          {colon[1]}
          <span className="text-accent">{colon[2]}</span>
          {colon[3]}
        </>
      )}
    </div>
  );
}

/** Which lines are new against the last version of the same object. */
function useFresh(lines: readonly string[], subject: string): ReadonlySet<number> {
  const before = useRef<{ readonly subject: string; readonly lines: ReadonlySet<string> }>(undefined);
  const fresh = useMemo(() => {
    const old = before.current;
    if (old === undefined || old.subject !== subject) return new Set<number>();
    return new Set(lines.flatMap((line, index) => (old.lines.has(line) ? [] : [index])));
  }, [lines, subject]);
  useEffect(() => {
    before.current = { subject, lines: new Set(lines) };
  }, [lines, subject]);
  return fresh;
}
