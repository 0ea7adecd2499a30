/** upstream: kubectl/pkg/cmd/set/set_resources.go */
import type { Container, PodSpec } from '#api/kinds.ts';
import { canonicalQuantity, parseQuantity } from '#api/machinery/quantity.ts';
import { failure } from '../failure.ts';
import { isChosen } from './podSpec.ts';

type Amounts = Readonly<Record<string, string>>;

export interface ResourceChanges {
  readonly limits: Amounts;
  readonly requests: Amounts;
}

export function resourceChanges(limits: string, requests: string): ResourceChanges {
  return { limits: resourceList(limits), requests: resourceList(requests) };
}

/** `cpu=1,memory=2Gi`. upstream: generate.populateResourceListV1 */
export function resourceList(text: string): Amounts {
  const amounts: Record<string, string> = {};
  for (const part of text.split(',').filter((piece) => piece !== '')) {
    const [name = '', amount, extra] = part.split('=');
    if (amount === undefined || extra !== undefined) throw failure(`Invalid argument syntax ${part}, expected <resource>=<value>`);
    if (!parseQuantity(amount).ok)
      throw failure(`quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'`);
    amounts[name] = canonicalQuantity(amount);
  }
  return amounts;
}

export function changeResources(spec: PodSpec, changes: ResourceChanges, pattern: string): PodSpec {
  if (!spec.containers.some((container) => isChosen(container.name, pattern))) throw failure(`unable to find container named ${pattern}`);
  const update = (container: Container): Container => {
    if (!isChosen(container.name, pattern)) return container;
    const limits = { ...container.resources?.limits, ...changes.limits };
    const requests = { ...container.resources?.requests, ...changes.requests };
    return {
      ...container,
      resources: {
        ...container.resources,
        ...(Object.keys(limits).length > 0 ? { limits } : {}),
        ...(Object.keys(requests).length > 0 ? { requests } : {}),
      },
    };
  };
  return { ...spec, containers: spec.containers.map(update) };
}
