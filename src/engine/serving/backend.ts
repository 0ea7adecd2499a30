/** The cluster behind this door, as one caller sees it. */
import { rowsServedBy } from '#api/customRows.ts';
import type { Codecs } from '#api/http/exchange.ts';
import type { PathBackend } from '#api/http/paths.ts';
import type { CustomResourceDefinition } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import type { SchemeRow } from '#api/scheme.ts';
import { apiServerIp, apiServerPort } from '../helpers/contracts/apiServing.ts';
import { publicKeySet } from '../helpers/jwt.ts';
import { gateOf, type Caller, type Serving } from './exchange.ts';

/** JSON only: the other forms come with packages and tables that the engine does not carry. */
const codecs: Codecs = { columnText: () => '' };

export function backendOf(serving: Serving, who: Caller): PathBackend {
  const { context, signingKey } = serving;
  return {
    codecs,
    request: (request) => context.api.request({ ...request, ...who }),
    rows: () => rowsOf(serving),
    now: () => context.epochMs + context.now,
    mayVisit: (asked) => gateOf(context).mayVisit(asked, who),
    keySet: () => publicKeySet(signingKey),
    address: `${apiServerIp}:${apiServerPort}`,
  };
}

/** Everything that the cluster serves by now. */
function rowsOf({ context }: Serving): readonly SchemeRow[] {
  const itemsOf = (group: string, resource: string): readonly unknown[] => {
    const { body } = context.api.request({ verb: 'list', group, version: 'v1', resource });
    return (body as unknown as { readonly items?: readonly unknown[] }).items ?? [];
  };
  return rowsServedBy({
    definitions: itemsOf('apiextensions.k8s.io', 'customresourcedefinitions') as readonly CustomResourceDefinition[],
    apiServices: itemsOf('apiregistration.k8s.io', 'apiservices') as readonly KubeObject[],
  });
}
