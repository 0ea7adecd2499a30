/**
 * The feature gates that a cluster can have switched. Of all others the model is as 1.28.4 is by default.
 * Only the API server asks for a gate: a field behind one that is off is dropped there, so whoever meets the field knows that it is on.
 * upstream: pkg/features/kube_features.go
 */

interface Gate {
  readonly default: boolean;
  /** What it is in 1.28.4; `later` ones are of a release after it, with the behaviour of that release. */
  readonly stage: 'alpha' | 'beta' | 'later';
}

export const featureGates = {
  JobBackoffLimitPerIndex: { default: false, stage: 'alpha' },
  JobPodReplacementPolicy: { default: false, stage: 'alpha' },
  JobSuccessPolicy: { default: false, stage: 'later' },
  LegacyServiceAccountTokenCleanUp: { default: false, stage: 'alpha' },
  MaxUnavailableStatefulSet: { default: false, stage: 'alpha' },
  SecurityContextDeny: { default: false, stage: 'alpha' },
  ValidatingAdmissionPolicy: { default: false, stage: 'beta' },
} as const satisfies Readonly<Record<string, Gate>>;

export type FeatureGate = keyof typeof featureGates;
/** What decides which kinds a server has: a gate, or that it is a federation's. */
export type ServedBy = FeatureGate | 'Federation';

/** Which gates are set, and to what; the others are as they are by default. */
export type FeatureGates = { readonly [K in FeatureGate]?: boolean };

export function enabledGates(gates: FeatureGates = {}): ReadonlySet<FeatureGate> {
  const names = Object.keys(featureGates) as FeatureGate[];
  return new Set(names.filter((name) => gates[name] ?? featureGates[name].default));
}
