/** upstream: kubectl/pkg/describe: the whole text that `kubectl describe` gives, or the words that a test looks for in it */
import type { Kind } from '#api/kinds.ts';
import type { Container, ContainerStatus } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind } from '#api/scheme.ts';
import { writeContainers } from '#kubectl/describers/containers.ts';
import { describeObject } from '#kubectl/describers/describers.ts';
import { newLines, writeAnnotations } from '#kubectl/describers/lines.ts';
import { worldOf } from '#kubectl/describers/world.ts';
import { fakeCluster, fakeEnv } from '#kubectl/fakeClient.test-helper.ts';
import { parseFlags, type ParsedFlags } from '#kubectl/flags.ts';
import type { Answer } from '../../verdicts.ts';
import { inputOf, outputOf, strings, type Adapter, type Adapters, type Fields, type LateAdapter, type Row } from '../row.ts';
import * as described from './describedObjects.ts';
import { objectAs, rowAs } from './objects.ts';
import { typed } from './worlds.ts';

const wallClock = '2026-11-21T20:40:05Z';

async function describe(object: KubeObject, around: readonly KubeObject[], epoch = wallClock): Promise<string> {
  const { env } = fakeEnv(fakeCluster([object, ...around], epoch));
  const flags = parseFlags([], []) as ParsedFlags;
  const group = rowOfKind(object.kind)?.group ?? '';
  return describeObject(object, group, worldOf({ env, flags, args: [], path: 'kubectl describe' }));
}

/** An object as a server holds it: spec and status are there. */
function held(value: unknown, kind?: Kind): KubeObject {
  const object = typed(value, kind);
  return { ...object, metadata: { ...object.metadata, name: object.metadata?.name ?? '' }, ...filled(object) } as KubeObject;
}

function filled(object: KubeObject): object {
  const { spec, status } = object as unknown as Fields;
  const pods = object.kind === 'Pod' ? { containers: [], ...(spec as object) } : (spec ?? {});
  return rowOfKind(object.kind) === undefined || object.kind === 'PriorityClass' ? {} : { spec: pods, status: status ?? {} };
}

/** The text when it was written down, else the words that are to be in it and those that are not. */
function told(kind: Kind, field: string): LateAdapter {
  return async (row) => textAnswer(row, await describe(held(inputOf(row)[field], kind), []));
}

function textAnswer(row: Row, text: string): Answer {
  const input = inputOf(row);
  const whole = outputOf(row)['out'];
  if (typeof whole === 'string') return { expected: whole, got: text };
  return wordsAnswer(text, {
    wanted: strings(input['expect'] ?? input['expectedElements']),
    unwanted: strings(input['unexpectedElements']),
  });
}

function wordsAnswer(
  text: string,
  { wanted, unwanted }: { readonly wanted: readonly string[]; readonly unwanted: readonly string[] },
): Answer {
  const missing = wanted.filter((word) => !text.includes(word));
  const there = unwanted.filter((word) => text.includes(word));
  return {
    expected: 'all words and no others',
    got: missing.length + there.length === 0 ? 'all words and no others' : { missing, there, text },
  };
}

/** A test whose rows are the words to look for in one description. */
function wordOf(object: KubeObject, around: readonly KubeObject[] = []): LateAdapter {
  return async (row) => wordsAnswer(await describe(object, around), { wanted: [String(row.in)], unwanted: [] });
}

/** Only that it can be told is asked. */
const autoscaler: LateAdapter = async (row) => {
  const text = await describe(held(inputOf(row)['hpa'], 'HorizontalPodAutoscaler'), []);
  return { expected: true, got: text.startsWith('Name:') };
};

const deployment: LateAdapter = async (row) => {
  const { objects, expects } = rowAs<{ readonly objects: readonly Fields[]; readonly expects: readonly string[] }>(row);
  const all = (inputOf(row)['objects'] as readonly unknown[]).map((one) => held(one));
  const subject = all.find((one) => one.kind === 'Deployment');
  if (subject === undefined || objects.length === 0) return { leftOut: 'the row has no deployment' };
  for (const epoch of momentsAfter(all)) {
    const answer = wordsAnswer(await describe(subject, all.slice(1), epoch), { wanted: expects, unwanted: [] });
    if ('expected' in answer && answer.expected === answer.got) return answer;
  }
  return wordsAnswer(await describe(subject, all.slice(1)), { wanted: expects, unwanted: [] });
};

/** Ages count from when the row ran, which is not written down: within two minutes of the last event. */
function momentsAfter(objects: readonly KubeObject[]): readonly string[] {
  const events = objects.filter((one) => one.kind === 'Event') as unknown as readonly Fields[];
  const times = events.flatMap((one) => ['firstTimestamp', 'lastTimestamp', 'eventTime'].map((field) => Date.parse(String(one[field]))));
  const last = Math.max(...times.filter((time) => !Number.isNaN(time)));
  if (!Number.isFinite(last)) return [wallClock];
  return Array.from({ length: 120 }, (_, second) => new Date(last + second * 1000 + 500).toISOString());
}

const unstructured: LateAdapter = async (row) => {
  const { expected, unexpected } = inputOf(row);
  const text = described.rawText(described.unstructured);
  const some = (word: unknown) => (String(word ?? '') === '' ? [] : [String(word)]);
  return Promise.resolve(wordsAnswer(text, { wanted: some(expected), unwanted: some(unexpected) }));
};

export const describeRuns: Readonly<Record<string, LateAdapter>> = {
  TestDescribeDeployment: deployment,
  TestDescribeHorizontalPodAutoscaler: autoscaler,
  TestDescribeJob: told('Job', 'job'),
  TestDescribeLimitRange: wordOf(described.limitRange),
  TestDescribeNamespace: told('Namespace', 'namespace'),
  TestDescribeNode: wordOf(described.node, described.aroundNode),
  TestDescribePodRuntimeClass: told('Pod', 'pod'),
  TestDescribePriorityClass: told('PriorityClass', 'priorityClass'),
  TestDescribeResourceQuota: wordOf(described.quota),
  TestDescribeSeccompProfile: told('Pod', 'pod'),
  TestDescribeService: told('Service', 'service'),
  TestDescribeStatefulSet: wordOf(described.statefulSet),
  TestDescribeUnstructuredContent: unstructured,
  TestPersistentVolumeClaimDescriber: told('PersistentVolumeClaim', 'pvc'),
  TestPersistentVolumeDescriber: told('PersistentVolume', 'pv'),
};

/** The text with its tabs, before it is laid out. */
const containers: Adapter = (row) => {
  const { container, status } = inputOf(row);
  const lines = newLines();
  writeContainers(lines, {
    label: 'Containers',
    containers: [objectAs<Container>(container)],
    statuses: [objectAs<ContainerStatus>(status)],
    fieldValue: () => '',
    space: '',
  });
  return { expected: outputOf(row)['output'], got: lines.raw() };
};

const annotations: Adapter = (row) => {
  const lines = newLines();
  writeAnnotations(lines, 'Annotations', rowAs<{ readonly annotations: Readonly<Record<string, string>> }>(row).annotations);
  return { expected: outputOf(row)['output'], got: lines.raw() };
};

export const describeParts: Adapters = { TestDescribeContainers: containers, TestPrintLabelsMultiline: annotations };
