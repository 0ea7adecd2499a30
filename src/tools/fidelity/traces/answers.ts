/** What an answer to a recorded request says, apart from chance and the clock. */
import type { HttpAnswer } from './door.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Values that chance, the clock or an allocator chose. That there is one is compared. */
const chosen = new Set(['uid', 'resourceVersion', 'creationTimestamp', 'deletionTimestamp', 'time', 'continue', 'nodeName']);
const moments = new Set(['lastTransitionTime', 'lastUpdateTime', 'lastProbeTime', 'lastHeartbeatTime', 'startTime', 'lastScheduleTime']);
/** How many more a list has depends on the cluster; certificates and builds are each cluster's own. */
const left = new Set(['remainingItemCount', 'ca.crt', 'gitCommit', 'gitTreeState', 'buildDate', 'goVersion']);
const allocated = new Set(['podIP', 'hostIP', 'ip', 'clusterIP', 'nodePort', 'serverAddress']);

export function answerFact({ code, body, warnings }: HttpAnswer): unknown {
  return { code, warnings, body: normal(eventsOf(body)) };
}

/** A watch's answer is many lines; in which order it tells what there is already is chance. */
function eventsOf(body: unknown): unknown {
  const text = isFields(body) ? body['$raw'] : undefined;
  if (typeof text !== 'string' || !text.startsWith('{')) return body;
  const lines = text.split('\n').filter((line) => line !== '');
  const events = lines.map((line) => JSON.parse(line) as unknown);
  const name = (event: unknown) => JSON.stringify((event as { object?: { metadata?: { name?: string } } }).object?.metadata?.name);
  return { events: events.toSorted((a, b) => (name(a) < name(b) ? -1 : 1)) };
}

function normal(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.filter((item) => !isStandIns(item)).map((item) => normal(item));
  if (isFields(value)) {
    if (value['kind'] === 'Table') return tableFact(value);
    if (key === 'status' && 'podIP' in value) return { phase: value['phase'] };
    const entries = Object.entries(value).filter(([name]) => !left.has(name));
    return Object.fromEntries(entries.map(([name, item]) => [withoutChance(name), normal(item, name)]));
  }
  if (value === null || value === '') return value;
  if (chosen.has(key) || moments.has(key) || allocated.has(key)) return '*';
  return typeof value === 'string' ? withoutChance(value) : value;
}

/** Ages are the recorder's; what a row's object is, stands in the cells. */
function tableFact(table: Fields): unknown {
  const columns = table['columnDefinitions'] as readonly { readonly name: string }[] | undefined;
  const isAge = (i: number) => /^(Age|Last Seen|First Seen|Created At)$/.test(columns?.[i]?.name ?? '');
  const rows = (table['rows'] as readonly { readonly cells: readonly unknown[] }[]).map(({ cells }) =>
    cells.map((cell, i) => (isAge(i) ? '*' : normal(cell))),
  );
  return { columns, rows: rows.toSorted((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)) };
}

/** The recordings' kubelets were stand-ins, under another name than ours. */
function isStandIns(item: unknown): boolean {
  return (
    isFields(item) && item['subresource'] === 'status' && /^(kubectl|kubelet)$/.test(String(item['manager'])) && item['apiVersion'] === 'v1'
  );
}

/** An event's name ends with its moment; who schedules is called after its host. */
function withoutChance(text: string): string {
  return text
    .replace(/[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g, '*')
    .replace(/(too old resource version: \d+) \(\d+\)/, '$1 (*)')
    .replace(/(in record) \(\d+\)/, '$1 (*)')
    .replace(/(current: )\d+/, '$1*')
    .replace(/\b\d+\.\d+\.\d+\.\d+\b/g, '*')
    .replace(/\bnode-\d\b/g, 'node-*')
    .replace(/\.[0-9a-f]{16}\b/g, '.*')
    .replace(/\bdefault-scheduler-[\w-]+/g, 'default-scheduler-*')
    .replace(/-[bcdfghjklmnpqrstvwxz2456789]{5}\b/g, '-*');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
