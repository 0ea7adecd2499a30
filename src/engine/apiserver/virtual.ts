/**
 * The resources that answer and store nothing: what they answer, by resource and verb. One that is missing here, or a verb
 * of it, is not allowed.
 * upstream: pkg/registry/{authentication,authorization}, pkg/registry/core/componentstatus
 */
import type { Response, Verb } from '#api/request.ts';
import { groupResource, rowOfResource, scheme, type SchemeRow } from '#api/scheme.ts';
import type { Call, Handler } from './state.ts';
import { reviews } from './reviews/reviews.ts';
import { bind } from './subresources/binding.ts';
import { getNodeMetrics, getPodMetrics, listNodeMetrics, listPodMetrics } from './virtual/metrics.ts';
import { componentStatuses, getComponentStatus } from './virtual/componentStatus.ts';

type Answers = { readonly [V in Verb]?: Handler };

const answers: Readonly<Record<string, Answers>> = {
  bindings: { create: bindByName },
  'nodes.metrics.k8s.io': { get: getNodeMetrics, list: listNodeMetrics },
  'pods.metrics.k8s.io': { get: getPodMetrics, list: listPodMetrics },
  componentstatuses: { get: getComponentStatus, list: componentStatuses },
  ...reviews,
};

/** A binding by itself. */
function bindByName(call: Call): Response {
  return bind({ ...call, row: scheme.Pod, resource: 'pods' });
}

const none: Answers = {};

/** The answers of a resource that stores nothing; undefined for one that stores. */
export function answersOf(row: SchemeRow): Answers | undefined {
  if (row.verbs === undefined || rowOfResource(row.group, row.plural) !== undefined) return undefined;
  return answers[groupResource(row)] ?? none;
}
