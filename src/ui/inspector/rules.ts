import type { Client } from '#api/client.ts';

/** The rule table of a node's proxy: a read-only thing of our own API group, served like metrics. */
export async function rulesOf(client: Client, node: string): Promise<string | undefined> {
  const response = await client.request({ verb: 'get', group: 'orrery.dev', version: 'v1', resource: 'iptables', name: node });
  if (response.code !== 200) return undefined;
  const { text } = response.body as { readonly text?: string };
  return text;
}
