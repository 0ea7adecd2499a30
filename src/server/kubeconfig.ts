/** The file by which clients find a served cluster and prove who they are. upstream: client-go/tools/clientcmd/api/v1/types.go */

export interface KubeconfigFacts {
  readonly cluster: string;
  readonly server: string;
  /** PEM; absent when the server is not encrypted. */
  readonly authority?: string;
  readonly token: string;
}

/** JSON is YAML: every client reads it. */
export function kubeconfigText({ cluster, server, authority, token }: KubeconfigFacts): string {
  const user = `${cluster}-admin`;
  const trust = authority === undefined ? {} : { 'certificate-authority-data': Buffer.from(authority).toString('base64') };
  const config = {
    apiVersion: 'v1',
    kind: 'Config',
    'current-context': cluster,
    clusters: [{ name: cluster, cluster: { server, ...trust } }],
    users: [{ name: user, user: { token } }],
    contexts: [{ name: cluster, context: { cluster, user, namespace: 'default' } }],
    preferences: {},
  };
  return `${JSON.stringify(config, undefined, 2)}\n`;
}
