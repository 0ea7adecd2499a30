/** When tokens that stand in Secrets were last used, and since when that is noted. upstream: pkg/serviceaccount/legacy.go, pkg/controlplane/controller/legacytokentracking */
import { formatTime } from '#api/machinery/time.ts';

export const tokenSecretType = 'kubernetes.io/service-account-token';
/** The label of a Secret that says on which day its token was last used. */
export const lastUsedLabel = 'kubernetes.io/legacy-token-last-used';
export const trackingNamespace = 'kube-system';
/** Its `since` is the day on which the noting began. */
export const trackingConfigMap = 'kube-apiserver-legacy-service-account-token-tracking';

/** `2026-11-28` */
export function dayOf(epochMs: number): string {
  return formatTime(epochMs).slice(0, 10);
}
