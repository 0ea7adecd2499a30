/**
 * The controllers behind an object, which are those that watch its kind: what each has queued, how far it lags, and what it did last.
 * The others are a key away; a node, where none of them run, shows all.
 */
import { useEffect, useMemo, useState } from 'react';
import type { Client } from '#api/client.ts';
import { rowOfKind } from '#api/scheme.ts';
import type { Trace } from '#api/trace.ts';
import { useMirror } from '../mirror/store.ts';
import { TableHead } from '../parts/TableHead.tsx';
import { clockText } from '../timeline/lanes.ts';
import { useWords } from '../words/words.ts';
import { clientOf, useWorld } from '../world.ts';
import type { TabProps } from './Chosen.tsx';
import { useCustomRow } from './useCustomRow.ts';

export interface ControllerNews {
  readonly component: string;
  readonly name: string;
  readonly watches: readonly string[];
  /** Follows every custom kind too. */
  readonly custom: boolean;
  readonly lag: number;
  readonly waiting: readonly string[];
  readonly queued: number;
  readonly held: number;
  readonly failures: readonly { readonly key: string; readonly count: number }[];
}

type Reconcile = Extract<Trace, { readonly type: 'reconcile' }>;

async function controllersOf(client: Client): Promise<readonly ControllerNews[]> {
  const response = await client.request({ verb: 'list', group: 'orrery.dev', version: 'v1', resource: 'controllers' });
  return response.code === 200 ? (response.body as unknown as { readonly items: readonly ControllerNews[] }).items : [];
}

/** The last reconcile of each controller up to now. */
function lastOf(traces: readonly Trace[], now: number): ReadonlyMap<string, Reconcile> {
  const last = new Map<string, Reconcile>();
  for (const trace of traces) if (trace.type === 'reconcile' && trace.at <= now) last.set(trace.controller, trace);
  return last;
}

/** Whether a controller works on objects of a kind; `isCustom` as far as a definition in the cluster brought it. */
export function worksOn({ watches, custom }: ControllerNews, kind: string, isCustom: boolean): boolean {
  return isCustom ? custom : watches.includes(kind);
}

export function ControllersTab({ object }: TabProps) {
  const words = useWords();
  const world = useWorld();
  const now = useMirror((picture) => picture.now);
  const [controllers, setControllers] = useState<readonly ControllerNews[]>([]);
  const isCustom = useCustomRow(object) !== rowOfKind(object.kind);
  const moment = Math.floor(now / 500);
  useEffect(() => {
    let isLate = false;
    void controllersOf(clientOf(world)).then((found) => {
      if (!isLate) setControllers(found);
    });
    return () => {
      isLate = true;
    };
  }, [world, moment]);
  const [own, others] = [true, false].map((wanted) =>
    controllers.filter((one) => (object.kind === 'Node' || worksOn(one, object.kind, isCustom)) === wanted),
  );
  return (
    <>
      <Controllers of={own!} />
      {others!.length > 0 && (
        <details className="mt-2">
          <summary className="px-4 py-1 text-[12px] text-ink-3">{words.otherControllers}</summary>
          <Controllers of={others!} />
        </details>
      )}
    </>
  );
}

function Controllers({ of: controllers }: { readonly of: readonly ControllerNews[] }) {
  const words = useWords();
  const traces = useMirror((picture) => picture.traces);
  const now = useMirror((picture) => picture.now);
  const last = useMemo(() => lastOf(traces, now), [traces, now]);
  return (
    <table className="w-full border-collapse text-left text-[12px]">
      <TableHead
        columns={[
          { name: words.controller, className: 'px-4' },
          { name: words.queue, className: 'pr-3 text-right' },
          { name: words.lag, className: 'pr-3 text-right' },
          { name: words.lastReconcile, className: 'pr-4' },
        ]}
      />
      <tbody>
        {controllers.map((one) => {
          const done = last.get(one.name);
          return (
            <tr key={`${one.component}/${one.name}`} className="border-b border-line/60 align-top">
              <th scope="row" className="px-4 py-1 font-normal">
                {one.name}
              </th>
              <td className="py-1 pr-3 text-right font-mono" title={one.waiting.join('\n')}>
                {one.queued + one.held}
              </td>
              <td className="py-1 pr-3 text-right font-mono">{one.lag}</td>
              <td className="py-1 pr-4 text-[11px] wrap-anywhere text-ink-2">
                {done === undefined ? (
                  '—'
                ) : (
                  <span className="whitespace-nowrap">
                    {clockText(done.at)} · {words.written.replace('{count}', String(done.writes))}
                  </span>
                )}
                {done !== undefined && <span className="block font-mono">{done.key}</span>}
                {done?.error !== undefined && <span className="block text-bad">{done.error}</span>}
                {one.failures.map(({ key, count }) => (
                  <span key={key} className="block text-moving">
                    {key}: ↻{count}
                  </span>
                ))}
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
