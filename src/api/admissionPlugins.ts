/**
 * The admission plugins that a cluster can have switched on and off, as by --enable-admission-plugins and
 * --disable-admission-plugins. Those of the API server itself that nobody switches off are not among them.
 * upstream: pkg/kubeapiserver/options/plugins.go
 */

/** Name -> whether it is on in a cluster that says nothing. */
export const admissionPlugins = {
  AlwaysAdmit: false,
  AlwaysDeny: false,
  AlwaysPullImages: false,
  CertificateApproval: true,
  CertificateSigning: true,
  CertificateSubjectRestriction: true,
  DefaultIngressClass: true,
  DefaultStorageClass: true,
  DefaultTolerationSeconds: true,
  DenyServiceExternalIPs: false,
  EventRateLimit: false,
  ExtendedResourceToleration: false,
  LimitPodHardAntiAffinityTopology: false,
  LimitRanger: true,
  NamespaceExists: false,
  NamespaceLifecycle: true,
  NodeRestriction: true,
  OwnerReferencesPermissionEnforcement: false,
  PersistentVolumeClaimResize: true,
  PodNodeSelector: false,
  PodSecurity: true,
  PodTolerationRestriction: false,
  Priority: true,
  ResourceQuota: true,
  RuntimeClass: true,
  SecurityContextDeny: false,
  ServiceAccount: true,
  StorageObjectInUseProtection: true,
  TaintNodesByCondition: true,
  ValidatingAdmissionPolicy: true,
} as const satisfies Readonly<Record<string, boolean>>;

export type AdmissionPlugin = keyof typeof admissionPlugins;

/** Of what the events that may be written are counted. */
export const eventLimitTypes = ['Server', 'Namespace', 'User', 'SourceAndObject'] as const;

export interface EventLimit {
  readonly type: (typeof eventLimitTypes)[number];
  readonly qps: number;
  readonly burst: number;
  /** How many buckets are kept; absent is 4,096. */
  readonly cacheSize?: number;
}

/** For ResourceQuota: what of a resource needs a quota that covers it; names that contain a part, or what is in a scope. */
export interface LimitedResource {
  readonly apiGroup?: string;
  readonly resource: string;
  readonly matchContains?: readonly string[];
  readonly matchScopes?: readonly { readonly scopeName: string; readonly operator: string; readonly values?: readonly string[] }[];
}

/** What a cluster's admission is set to; absent parts are as by default. */
export interface AdmissionSpec {
  readonly enable?: readonly AdmissionPlugin[];
  readonly disable?: readonly AdmissionPlugin[];
  /** For PodNodeSelector: a namespace, or `clusterDefaultNodeSelector`, -> labels such as `env=test,disk=ssd`. */
  readonly podNodeSelector?: Readonly<Record<string, string>>;
  /** For EventRateLimit. */
  readonly eventLimits?: readonly EventLimit[];
  readonly limitedResources?: readonly LimitedResource[];
}

export function enabledPlugins({ enable = [], disable = [] }: AdmissionSpec = {}): ReadonlySet<AdmissionPlugin> {
  const names = Object.keys(admissionPlugins) as AdmissionPlugin[];
  return new Set(names.filter((name) => enable.includes(name) || (admissionPlugins[name] && !disable.includes(name))));
}
