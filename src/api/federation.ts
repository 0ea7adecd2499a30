/** The kind that only a federation serves. upstream: federation/apis/federation/v1beta1/types.go of 1.5 */

export interface FederatedClusterCondition {
  readonly type: 'Ready' | 'Offline';
  readonly status: 'True' | 'False' | 'Unknown';
  readonly lastProbeTime?: string;
  readonly lastTransitionTime?: string;
  readonly reason?: string;
  readonly message?: string;
}

/** A member of a federation. */
export interface ICluster {
  readonly apiVersion: 'federation/v1beta1';
  readonly kind: 'Cluster';
  readonly spec: {
    readonly serverAddressByClientCIDRs: readonly { readonly clientCIDR: string; readonly serverAddress: string }[];
    readonly secretRef?: { readonly name: string };
  };
  readonly status?: {
    readonly conditions?: readonly FederatedClusterCondition[];
    readonly zones?: readonly string[];
    readonly region?: string;
  };
}
