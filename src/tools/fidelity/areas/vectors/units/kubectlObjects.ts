/** upstream: kubectl/pkg/polymorphichelpers: what the command line knows of objects of many kinds */
import { goJsonText } from '#api/machinery/goJsonText.ts';
import { revisionData } from '#api/machinery/controllerRevisionHash.ts';
import type { PodTemplateSpec } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { scheme } from '#api/scheme.ts';
import { checkExposable, podLabelsOf, portsOf } from '#kubectl/expose/offered.ts';
import { KubectlFailure } from '#kubectl/failure.ts';
import { revisionOfData } from '#kubectl/rollout/history.ts';
import { rolloutStatus } from '#kubectl/rollout/status.ts';
import { podSpecOf } from '#kubectl/set/podSpec.ts';
import type { Answer } from '../../verdicts.ts';
import { errorText, inputOf, isFields, outputOf, type Adapter, type Adapters, type Fields, type LateAdapter, type Row } from '../row.ts';
import { bare } from './bare.ts';
import { kubectl } from './kubectlRuns.ts';
import { objectAs, rowAs } from './objects.ts';
import { typed } from './worlds.ts';

/** What a command says in its refusal, without its beginning. */
export function refusalOf(error: unknown): string {
  if (!(error instanceof KubectlFailure)) throw error;
  return error.output.replace(/^error: /, '').replace(/\n$/, '');
}

export function orRefusal(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return refusalOf(error);
  }
}

function objectOf(row: Row): KubeObject {
  return typed(inputOf(row)['object']);
}

/** Groups that are served no more had rules of their own. */
function isOldGroup(value: unknown): boolean {
  return isFields(value) && String(value['$type']).startsWith('*v1beta1.');
}

const oldGroup: Answer = { leftOut: 'a version that is served no more, with rules of its own' };

const mapSelectors: Adapter = (row) => {
  if (isOldGroup(inputOf(row)['object'])) return oldGroup;
  const labels = podLabelsOf(objectOf(row));
  const words = (value: object): string => {
    const pairs = Object.entries(value).map(([key, item]) => `${key}=${String(item)}`);
    return pairs.toSorted().join(',');
  };
  const { actual, err } = outputOf(row);
  if (labels.ok) return { expected: { actual, err: errorText(err) }, got: { actual: words(labels.value), err: undefined } };
  // Go quotes the list once more.
  const told = (errorText(err) ?? '').replaceAll('"', '');
  return { expected: { actual, err: told }, got: { actual: '', err: labels.message.replaceAll('"', '') } };
};

function offered(shape: (ports: ReadonlyMap<string, readonly string[]>) => unknown): Adapter {
  return (row) => {
    const ports = portsOf(objectOf(row));
    const error = errorText(outputOf(row)['err']);
    // One function of ours gives both; its refusal speaks of ports, which the command asks for first.
    if (!ports.ok) return { expected: error?.replace('protocols', 'ports'), got: ports.message };
    return { expected: error ?? outputOf(row)['actual'], got: shape(ports.value) };
  };
}

const exposable: Adapter = (row) => {
  const [kind = '', ...group] = String(inputOf(row)['kind']).split('.');
  return { expected: errorText(outputOf(row)['err']), got: orRefusal(() => checkExposable(kind, group.join('.'))) };
};

/** Status, generation and strategy of an object named foo, as the tests build it. */
function rollout(kind: 'Deployment' | 'DaemonSet' | 'StatefulSet'): Adapter {
  return (row) => {
    const { generation, specReplicas, status, strategy } = rowAs<Fields>(row);
    const object = {
      ...typed({ metadata: { name: 'foo', namespace: 'bar', uid: '8764ae47-9092-11e4-8393-42010af018ff', generation } }, kind),
      spec: {
        replicas: specReplicas ?? (kind === 'StatefulSet' ? 3 : 1),
        updateStrategy: strategy ?? { type: 'RollingUpdate' },
      },
      status: status ?? {},
    } as unknown as KubeObject;
    const { msg, done } = inputOf(row);
    const refused = refusalIn(outputOf(row)['err']);
    if (refused !== undefined) return { expected: refused, got: orRefusal(() => rolloutStatus(object)) };
    // The test of stateful sets asks only that none is done too early.
    const isLoose = kind === 'StatefulSet' && done === true;
    return {
      expected: { text: msg, done: isLoose ? 'either' : done },
      got: orRefusal(() => {
        const told = rolloutStatus(object);
        return { text: told.text, done: isLoose ? 'either' : told.done };
      }),
    };
  };
}

/** The first error of a list of answers, as `$seq` writes them down. */
export function refusalIn(value: unknown): string | undefined {
  const one = errorText(value);
  if (one !== undefined || !isFields(value) || !Array.isArray(value['$seq'])) return one;
  return (value['$seq'] as readonly unknown[]).map(errorText).find((text) => text !== undefined);
}

/** The patch that a revision keeps, and the template that it leads back to. */
function applied(kind: 'DaemonSet' | 'StatefulSet'): Adapter {
  return (row) => {
    const { source, expected } = rowAs<{ readonly source: Fields; readonly expected: { readonly spec: Fields } }>(row);
    const template = { metadata: {}, ...objectAs<Fields>(expected.spec['template']) } as unknown as PodTemplateSpec;
    const data = revisionData(template);
    const one = { row: scheme[kind], object: typed(source, kind), source: '' };
    const revision = { ...typed({ metadata: {} }, 'ControllerRevision'), data, revision: 1 };
    const got = revisionOfData(one, revision as never);
    return {
      expected: { patch: bare(JSON.parse(String(outputOf(row)['patch']))), template: bare(template) },
      got: { patch: bare(JSON.parse(goJsonText(data))), template: bare(got.template) },
    };
  };
}

export const polymorphic: Adapters = {
  TestApplyDaemonSetHistory: applied('DaemonSet'),
  TestCanBeExposed: exposable,
  TestDaemonSetStatusViewerStatus: rollout('DaemonSet'),
  TestDeploymentStatusViewerStatus: rollout('Deployment'),
  TestMapBasedSelectorForObject: mapSelectors,
  TestMultiProtocolsForObject: offered((ports) => Object.fromEntries(ports)),
  TestPortsForObject: offered((ports) => [...ports.keys()]),
  TestProtocolsForObject: offered((ports) => Object.fromEntries([...ports].map(([port, all]) => [port, all.at(-1)]))),
  TestStatefulSetApplyRevision: applied('StatefulSet'),
  TestStatefulSetStatusViewerStatus: rollout('StatefulSet'),
  TestUpdatePodSpecForObject: (row) => ({ expected: outputOf(row)['actual'], got: podSpecOf(objectOf(row)) !== undefined }),
};

/** `rollout pause` and `resume`: whether the object is paused after, or why the command refuses. */
function paused(verb: 'pause' | 'resume'): LateAdapter {
  return async (row) => {
    const object = objectOf(row) as unknown as Fields & { readonly metadata: Fields };
    const named = { ...object, metadata: { ...object.metadata, name: 'foo', namespace: 'default' } } as unknown as KubeObject;
    const { code, text, cluster } = await kubectl(['rollout', verb, 'deployment/foo'], { objects: [named] });
    const refused = errorText(outputOf(row)['err']);
    if (refused !== undefined) return { expected: `error: deployments.apps "foo" ${refused}\n`, got: text };
    const after = cluster.objects[0] as unknown as { readonly spec?: { readonly paused?: boolean } };
    const wanted = JSON.parse(String(outputOf(row)['actual'])) as { readonly spec?: { readonly paused?: boolean } };
    return { expected: [0, wanted.spec?.paused ?? false], got: [code, after.spec?.paused ?? false] };
  };
}

/** Which pods are listed by which labels, and which containers are read, in what order. */
const logs: LateAdapter = async (row) => {
  const { obj, opts, allContainers, actions, clientsetPods, expectedErr } = rowAs<LogsRow>(row);
  const object = logged(inputOf(row)['obj']);
  const pods = (obj.items ?? clientsetPods ?? []).map((pod) => typed(pod, 'Pod'));
  const container = opts?.container === undefined ? [] : ['-c', opts.container];
  const words = object === undefined ? ['-l', labelsOf(pods[0])] : [`${object.kind.toLowerCase()}/${object.metadata.name}`];
  const said = await kubectl(['logs', ...words, ...container, ...(allContainers === true ? ['--all-containers'] : [])], {
    objects: [...(object === undefined ? [] : [object]), ...pods],
    namespace: 'test',
  });
  const { requests } = said.cluster;
  const listed = (list: readonly (string | undefined)[]) => (object === undefined || object.kind === 'Pod' ? [] : list.slice(0, 1));
  const labels = requests.flatMap((it) => (it.verb === 'list' ? [it.options?.labelSelector] : []));
  const read = requests.flatMap((it) => (it.subresource === 'log' ? [it.options?.query?.['container']?.[0] ?? ''] : []));
  return {
    expected: {
      labels: listed((actions ?? []).map((it) => it.ListRestrictions?.Labels)),
      read: (actions ?? []).flatMap(({ Value }) => (Value === undefined ? [] : [Value.container ?? ''])),
      error: expectedErr ?? '',
    },
    got: { labels: listed(labels), read, error: (expectedErr ?? '') === '' ? '' : said.text.replace(/^error: /, '').trimEnd() },
  };
};

interface LogsRow {
  readonly obj: { readonly items?: readonly Fields[] };
  readonly opts?: { readonly container?: string };
  readonly allContainers?: boolean;
  readonly clientsetPods?: readonly Fields[];
  readonly expectedErr?: string;
  readonly actions?: readonly {
    readonly ListRestrictions?: { readonly Labels?: string };
    readonly Value?: { readonly container?: string };
  }[];
}

/** The object that is named; nothing for a list. */
function logged(value: unknown): KubeObject | undefined {
  if (!isFields(value) || Array.isArray(value['items'])) return undefined;
  return value['kind'] === 'pod' ? typed(value, 'Pod') : typed(value);
}

function labelsOf(pod: KubeObject | undefined): string {
  const labels = Object.entries(pod?.metadata.labels ?? {});
  return labels.map(([key, value]) => `${key}=${value}`).join(',');
}

export const polymorphicRuns: Readonly<Record<string, LateAdapter>> = {
  TestDefaultObjectPauser: paused('pause'),
  TestDefaultObjectResumer: paused('resume'),
  TestLogsForObject: logs,
};
