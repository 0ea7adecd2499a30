/** The object as YAML, live. Lines that were not there a moment ago flash, each can be asked why it is so, and managedFields stay folded away. */
import { useEffect, useMemo, useState } from 'react';
import type { Client } from '#api/client.ts';
import type { KubeObject } from '#api/meta.ts';
import { refOf } from '#scene/model.ts';
import { toYaml } from '#manifest/toYaml.ts';
import { useWords } from '../words/words.ts';
import { clientOf, useWorld } from '../world.ts';
import { askWhy } from './asked.ts';
import { blameOf } from './blame.ts';
import { readable } from './readable.ts';
import type { TabProps } from './Chosen.tsx';
import { useCustomRow } from './useCustomRow.ts';
import { versionsOf } from './versions.ts';
import { WhyLines } from './WhyLines.tsx';

export function YamlTab({ object }: TabProps) {
  const words = useWords();
  const [hasManaged, setManaged] = useState(false);
  const [showValues, setShowValues] = useState(false);
  const world = useWorld();
  const whole = useWhole(object, hasManaged);
  const lines = useMemo(
    () => linesOf(hasManaged ? (whole as KubeObject) : object, showValues, hasManaged),
    [object, whole, hasManaged, showValues],
  );
  const fresh = useFresh(lines, `${object.kind}/${object.metadata.uid}/${hasManaged}/${showValues}`);
  return (
    <div className="py-2">
      <label className="flex items-center gap-2 px-4 pb-2 text-[12px] text-ink-2">
        <input
          type="checkbox"
          className="accent-[var(--accent)]"
          checked={hasManaged}
          onChange={(event) => setManaged(event.currentTarget.checked)}
        />
        {words.showManaged}
      </label>
      {object.kind === 'Secret' && (
        <label className="flex items-center gap-2 px-4 pb-2 text-[12px] text-ink-2">
          <input
            type="checkbox"
            className="accent-[var(--accent)]"
            checked={showValues}
            onChange={(event) => setShowValues(event.currentTarget.checked)}
          />
          {words.showValues}
        </label>
      )}
      <div className="font-mono text-[11.5px] leading-[1.55] break-words whitespace-pre-wrap">
        <WhyLines
          label={words.yaml}
          lines={lines.map((text, index) => ({ text, body: <Line text={text} />, className: `px-4 ${fresh.has(index) ? 'flash' : ''}` }))}
          canAsk={(index) => !hasManaged && lines[index] !== ''}
          ask={(index) => void whyOfLine(clientOf(world), object, { showValues, index })}
        />
      </div>
    </div>
  );
}

interface AskedLine {
  readonly showValues: boolean;
  readonly index: number;
}

/** A line is as it is because of the change that wrote it. */
async function whyOfLine(client: Client, object: KubeObject, { showValues, index }: AskedLine): Promise<void> {
  const versions = await versionsOf(client, object);
  const written = blameOf(versions.map((one) => ({ revision: one.revision, lines: linesOf(one.object, showValues) })));
  askWhy(refOf(object), written[index]);
}

function linesOf(object: KubeObject, showValues: boolean, hasManaged = false): readonly string[] {
  return toYaml(readable(object, showValues, hasManaged))
    .trimEnd()
    .split('\n');
}

function Line({ text }: { readonly text: string }) {
  const colon = /^(\s*(?:- )*)([\w./-]+:)(.*)$/.exec(text);
  return (
    <>
      {colon === null ? (
        text === '' ? (
          ' '
        ) : (
          text
        )
      ) : (
        <>
          {colon[1]}
          <span className="text-accent">{colon[2]}</span>
          {colon[3]}
        </>
      )}
    </>
  );
}

/** Frames leave managedFields out, so whoever wants to see them asks the API server for the object as it is. */
function useWhole(object: KubeObject, isWanted: boolean): unknown {
  const world = useWorld();
  const row = useCustomRow(object);
  const [whole, setWhole] = useState<unknown>(object);
  useEffect(() => {
    if (!isWanted) return undefined;
    const { namespace, name } = object.metadata;
    let isLate = false;
    if (row !== undefined) {
      void clientOf(world)
        .request({
          verb: 'get',
          group: row.group,
          version: row.version,
          resource: row.plural,
          name,
          ...(namespace === undefined ? {} : { namespace }),
        })
        .then((response) => {
          if (!isLate) setWhole(response.code === 200 ? response.body : object);
        });
    }
    return () => {
      isLate = true;
    };
  }, [world, object, row, isWanted]);
  return whole;
}

/** Which lines are new against the last version of the same object. */
function useFresh(lines: readonly string[], subject: string): ReadonlySet<number> {
  const [seen, setSeen] = useState({ subject, lines, old: new Set(lines) });
  if (seen.lines !== lines || seen.subject !== subject)
    setSeen({ subject, lines, old: new Set(seen.subject === subject ? seen.lines : lines) });
  const { old } = seen;
  return useMemo(() => new Set(lines.flatMap((line, index) => (old.has(line) ? [] : [index]))), [lines, old]);
}
