/**
 * What DaemonSets and Jobs are given on their way in.
 * upstream: pkg/registry/apps/daemonset/strategy.go, pkg/registry/batch/job/strategy.go, pkg/apis/apps/v1/conversion.go
 */
import type { Job } from '#api/kinds.ts';
import { equalJson } from '#api/machinery/stableJson.ts';
import { withMeta, type AnyObject } from './object.ts';

const TEMPLATE_GENERATION = 'deprecated.daemonset.template.generation';
const daemonStatus = Object.freeze({ currentNumberScheduled: 0, numberMisscheduled: 0, desiredNumberScheduled: 0, numberReady: 0 });

function withTemplateGeneration(object: AnyObject, generation: number): AnyObject {
  return withMeta(object, { annotations: { ...object.metadata.annotations, [TEMPLATE_GENERATION]: String(generation) } });
}

/** The generation of its template is kept where the old API had a field. */
export function prepareDaemonSet(object: AnyObject): AnyObject {
  const given = Number(object.metadata.annotations?.[TEMPLATE_GENERATION] ?? '0');
  return { ...withTemplateGeneration(object, given < 1 || !Number.isInteger(given) ? 1 : given), status: daemonStatus };
}

export function prepareDaemonSetUpdate(object: AnyObject, old: AnyObject): AnyObject {
  const before = Number(old.metadata.annotations?.[TEMPLATE_GENERATION] ?? '1');
  const changed = !equalJson(object.spec?.['template'], old.spec?.['template']);
  const generation = changed ? before + 1 : before;
  return object.metadata.annotations?.[TEMPLATE_GENERATION] === String(generation) ? object : withTemplateGeneration(object, generation);
}

/** A Job that does not choose its own selector selects its pods by its uid. */
export function prepareJob(object: AnyObject): AnyObject {
  const job = object as unknown as Job;
  const status = Object.freeze({});
  const template = job.spec.template;
  if (job.spec.manualSelector === true) {
    const labels = object.metadata.labels ?? template.metadata?.labels;
    return { ...(labels === undefined ? object : withMeta(object, { labels })), status };
  }
  const { uid, name } = object.metadata;
  const labels = {
    'batch.kubernetes.io/controller-uid': uid,
    'batch.kubernetes.io/job-name': name,
    'controller-uid': uid,
    'job-name': name,
  };
  const own = { ...template.metadata?.labels, ...labels };
  const given = job.spec.selector?.matchLabels;
  const selector = { ...job.spec.selector, matchLabels: { ...given, 'batch.kubernetes.io/controller-uid': uid } };
  const spec = { ...object.spec, selector, template: { ...template, metadata: { ...template.metadata, labels: own } } };
  return { ...withMeta(object, { labels: object.metadata.labels ?? own }), spec, status };
}

/** A Job without labels has those of its template, whenever it is read. upstream: pkg/apis/batch/v1/defaults.go */
export function labelJob(object: AnyObject): AnyObject {
  const { labels } = (object as unknown as Job).spec.template.metadata ?? {};
  return labels === undefined || Object.keys(object.metadata.labels ?? {}).length > 0 ? object : withMeta(object, { labels });
}
