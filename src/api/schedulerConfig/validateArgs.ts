/**
 * What is wrong with the arguments of a scheduler's plugin.
 * upstream: pkg/scheduler/apis/config/validation/validation_pluginargs.go
 */
import { goStrings } from '../machinery/goText.ts';
import { duplicate, forbiddenField, invalidValue, notSupported, required, type FieldError } from '../machinery/fieldError.ts';
import { countProblem } from '../machinery/labelParser.ts';
import { isQualifiedName, isValidLabelValue } from '../machinery/validation.ts';
import type { DefaultConstraint, NodeAffinity, NodeResourcesFitArgs, PodTopologySpreadArgs, WeightedResource } from '../scheduling.ts';

export type Fault = readonly FieldError[];
type Fields = Readonly<Record<string, unknown>>;

/** By plugin; the arguments have their defaults. */
export const argsFaults: Readonly<Record<string, (args: Fields, at: string) => Fault>> = {
  DefaultPreemption: preemptionFaults,
  InterPodAffinity: ({ hardPodAffinityWeight: weight }, at) => range(weight, `${at}hardPodAffinityWeight`, 100),
  NodeAffinity: ({ addedAffinity }, at) =>
    addedAffinity === undefined ? [] : affinityFaults(addedAffinity as NodeAffinity, `${at}addedAffinity`),
  NodeResourcesBalancedAllocation: ({ resources }, at) => balanceFaults(resources as readonly WeightedResource[], `${at}resources`),
  NodeResourcesFit: (args, at) => fitFaults(args as NodeResourcesFitArgs, at),
  PodTopologySpread: (args, at) => spreadFaults(args as PodTopologySpreadArgs, at),
  VolumeBinding: volumeFaults,
};

function range(value: unknown, at: string, most: number): Fault {
  return Number(value) < 0 || Number(value) > most ? [invalidValue(at, value, `not in valid range [0, ${most}]`)] : [];
}

function preemptionFaults({ minCandidateNodesPercentage: percentage, minCandidateNodesAbsolute: absolute }: Fields, at: string): Fault {
  const [share, count] = [`${at}minCandidateNodesPercentage`, `${at}minCandidateNodesAbsolute`];
  const none = percentage === 0 && absolute === 0;
  return [
    ...range(percentage, share, 100),
    ...(Number(absolute) < 0 ? [invalidValue(count, absolute, 'not in valid range [0, inf)')] : []),
    ...(none ? [invalidValue(share, 0, 'cannot be zero at the same time as minCandidateNodesAbsolute')] : []),
    ...(none ? [invalidValue(count, 0, 'cannot be zero at the same time as minCandidateNodesPercentage')] : []),
  ];
}

function balanceFaults(resources: readonly WeightedResource[], at: string): Fault {
  return resources.flatMap(({ name, weight }, i) => [
    ...(resources.findIndex((it) => it.name === name) < i ? [duplicate(`${at}[${i}].name`, name)] : []),
    ...(weight === 1 ? [] : [invalidValue(`${at}[${i}].weight`, weight, 'must be 1')]),
  ]);
}

const strategies = ['LeastAllocated', 'MostAllocated', 'RequestedToCapacityRatio'];

function fitFaults({ ignoredResources = [], ignoredResourceGroups = [], scoringStrategy }: NodeResourcesFitArgs, at: string): Fault {
  const names = ignoredResources.flatMap((name, i) => nameFaults(name, `${at}ignoredResources[${i}]`));
  const groups = ignoredResourceGroups.flatMap((name, i) => {
    const here = `${at}ignoredResourceGroups[${i}]`;
    const slash = name.includes('/') ? [invalidValue(here, name, "resource group name can't contain '/'")] : [];
    return [...slash, ...nameFaults(name, here)];
  });
  if (scoringStrategy === undefined) return [...names, ...groups];
  const { type, resources = [], requestedToCapacityRatio: ratio } = scoringStrategy;
  const here = `${at}scoringStrategy`;
  const unknown = strategies.includes(type) ? [] : [notSupported(`${here}.type`, type, strategies)];
  const heavy = resources.flatMap(({ name, weight = 0 }, i) =>
    weight <= 0 || weight > 100
      ? [invalidValue(`${here}.resources[${i}].weight`, weight, `resource weight of ${name} not in valid range (0, 100]`)]
      : [],
  );
  return [...names, ...groups, ...unknown, ...heavy, ...(ratio === undefined ? [] : shapeFaults(ratio.shape ?? [], `${here}.shape`))];
}

function nameFaults(name: string, at: string): Fault {
  return isQualifiedName(name).map((detail) => invalidValue(at, name, detail));
}

function shapeFaults(shape: readonly { readonly utilization?: number; readonly score?: number }[], at: string): Fault {
  if (shape.length === 0) return [required(at, 'at least one point must be specified')];
  const points = shape.map(({ utilization = 0, score = 0 }) => ({ utilization, score }));
  const back = points.findIndex(({ utilization }, i) => i > 0 && points[i - 1]!.utilization >= utilization);
  const order = 'utilization values must be sorted in increasing order';
  return [
    ...(back < 0 ? [] : [invalidValue(`${at}[${back}].utilization`, points[back]!.utilization, order)]),
    ...points.flatMap(({ utilization, score }, i) => [
      ...range(utilization, `${at}[${i}].utilization`, 100),
      ...range(score, `${at}[${i}].score`, 10),
    ]),
  ];
}

function volumeFaults({ bindTimeoutSeconds: seconds, shape }: Fields, at: string): Fault {
  const negative = 'invalid BindTimeoutSeconds, should not be a negative value';
  const gate = 'unexpected field `shape`, remove it or turn on the feature gate VolumeCapacityPriority';
  return [
    ...(Number(seconds) < 0 ? [invalidValue(`${at}bindTimeoutSeconds`, seconds, negative)] : []),
    ...(shape === undefined ? [] : [invalidValue(`${at}shape`, shape, gate)]),
  ];
}

function spreadFaults({ defaultingType, defaultConstraints = [] }: PodTopologySpreadArgs, at: string): Fault {
  const here = `${at}defaultingType`;
  const known = defaultingType === 'System' || defaultingType === 'List';
  const system = 'when .defaultConstraints are not empty';
  return [
    ...(known ? [] : [notSupported(here, defaultingType, ['System', 'List'])]),
    ...(defaultingType === 'System' && defaultConstraints.length > 0 ? [invalidValue(here, defaultingType, system)] : []),
    ...defaultConstraints.flatMap((it, i) => constraintFaults(it, `${at}defaultConstraints[${i}]`, defaultConstraints.slice(0, i))),
  ];
}

function constraintFaults(constraint: DefaultConstraint, at: string, before: readonly DefaultConstraint[]): Fault {
  const { maxSkew = 0, topologyKey: key = '', whenUnsatisfiable: action = '' } = constraint as Partial<DefaultConstraint>;
  const twice = before.some((other) => other.topologyKey === key && other.whenUnsatisfiable === action);
  const selector = 'constraint must not define a selector, as they deduced for each pod';
  const actions = ['DoNotSchedule', 'ScheduleAnyway'];
  return [
    ...(maxSkew > 0 ? [] : [invalidValue(`${at}.maxSkew`, maxSkew, 'not in valid range (0, inf)')]),
    ...(key === '' ? [required(`${at}.topologyKey`, 'can not be empty')] : nameFaults(key, `${at}.topologyKey`)),
    ...(action === '' ? [required(`${at}.whenUnsatisfiable`, 'can not be empty')] : []),
    ...(action === '' || actions.includes(action) ? [] : [notSupported(`${at}.whenUnsatisfiable`, action, actions)]),
    ...('labelSelector' in constraint ? [forbiddenField(`${at}.labelSelector`, selector)] : []),
    ...(twice ? [duplicate(at, `{${key}, ${action}}`)] : []),
  ];
}

type Term = NonNullable<NodeAffinity['requiredDuringSchedulingIgnoredDuringExecution']>['nodeSelectorTerms'][number];
type Requirement = NonNullable<Term['matchExpressions']>[number];

/** upstream: component-helpers/scheduling/corev1/nodeaffinity */
function affinityFaults(affinity: NodeAffinity, at: string): Fault {
  const required = affinity.requiredDuringSchedulingIgnoredDuringExecution?.nodeSelectorTerms ?? [];
  const preferred = affinity.preferredDuringSchedulingIgnoredDuringExecution ?? [];
  return [
    ...required.flatMap((term, i) => termFaults(term, `${at}.requiredDuringSchedulingIgnoredDuringExecution.nodeSelectorTerms[${i}]`)),
    ...preferred.flatMap((it, i) =>
      it.weight === 0 ? [] : termFaults(it.preference ?? {}, `${at}.preferredDuringSchedulingIgnoredDuringExecution[${i}]`),
    ),
  ];
}

function termFaults({ matchExpressions = [], matchFields = [] }: Term, at: string): Fault {
  return [
    ...matchExpressions.flatMap((it, i) => expressionFaults(it, `${at}.matchExpressions[${i}]`)),
    ...matchFields.flatMap((it, i) => fieldFaults(it, `${at}.matchFields[${i}]`)),
  ];
}

const operators = { DoesNotExist: '!', Exists: 'exists', Gt: 'gt', In: 'in', Lt: 'lt', NotIn: 'notin' } as const;

function expressionFaults({ key = '', operator, values = [] }: Partial<Requirement>, at: string): Fault {
  const known = operators[operator as keyof typeof operators];
  if (known === undefined) return [notSupported(`${at}.operator`, operator ?? '', Object.keys(operators))];
  const wrong = countProblem(known, values);
  return [
    ...nameFaults(key, `${at}.key`),
    ...(wrong === undefined ? [] : [invalidValue(`${at}.values`, { printed: goStrings(values) }, wrong)]),
    ...values.flatMap((value, i) => isValidLabelValue(value).map((detail) => invalidValue(`${at}.values[${i}][${key}]`, value, detail))),
  ];
}

function fieldFaults({ operator, values = [] }: Partial<Requirement>, at: string): Fault {
  if (operator !== 'In' && operator !== 'NotIn') return [notSupported(`${at}.operator`, operator ?? '', ['In', 'NotIn'])];
  return values.length === 1 ? [] : [invalidValue(`${at}.values`, { printed: goStrings(values) }, 'must have one element')];
}
