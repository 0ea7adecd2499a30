import type { Client } from '#api/client.ts';
import type { KubeObject } from '#api/meta.ts';
import { refOf, type Ref } from '#scene/model.ts';

/** The rule table of a node's proxy: a read-only thing of our own API group, served like metrics. */
export async function rulesOf(client: Client, node: string): Promise<string | undefined> {
  const response = await client.request({ verb: 'get', group: 'orrery.dev', version: 'v1', resource: 'iptables', name: node });
  if (response.code !== 200) return undefined;
  const { text } = response.body as { readonly text?: string };
  return text;
}

/** kube-proxy names the Service that a rule is for in its comment: `default/web:http cluster IP`. */
const comment = /--comment "?([a-z0-9-]+)\/([a-z0-9.-]+)/;
/** Rules of endpoints, and of the choice between them. */
const ofEndpoints = /KUBE-SEP-|--probability|--to-destination/;

/** The object whose change made kube-proxy write a rule: the Service, or for an endpoint the slice that lists it. */
export function causeOfRule(rule: string, slices: ReadonlyMap<string, KubeObject> | undefined): Ref | undefined {
  const [, namespace, name] = comment.exec(rule) ?? [];
  if (namespace === undefined || name === undefined) return undefined;
  const slice = [...(slices?.values() ?? [])].find(
    ({ metadata }) => metadata.namespace === namespace && metadata.labels?.['kubernetes.io/service-name'] === name,
  );
  return slice !== undefined && ofEndpoints.test(rule) ? refOf(slice) : { kind: 'Service', namespace, name };
}
