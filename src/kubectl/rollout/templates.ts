/** Whether two pod templates ask for the same pods. upstream: deploymentutil.EqualIgnoreHash */
import { equalJson } from '#api/machinery/stableJson.ts';
import type { PodTemplateSpec } from '#api/kinds.ts';

const hashLabel = 'pod-template-hash';

export function equalTemplates(a: PodTemplateSpec | undefined, b: PodTemplateSpec | undefined): boolean {
  return equalJson(withoutHash(a), withoutHash(b));
}

function withoutHash(template: PodTemplateSpec | undefined): unknown {
  if (template === undefined) return undefined;
  const { [hashLabel]: _, ...labels } = template.metadata?.labels ?? {};
  return { ...template, metadata: { ...template.metadata, labels, creationTimestamp: undefined } };
}
