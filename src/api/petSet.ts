/**
 * What was written on PetSets and their pets in the days of Kubernetes 1.3 to 1.5, and how a StatefulSet says today that it
 * is to behave as one. upstream: pkg/apis/apps (1.5.2), pkg/api/v1/types.go (1.5.2)
 */

/** On a StatefulSet: `PetSet`, and it behaves as in its day. */
export const behavesAs = 'orrery.dev/behaves-as';

/** On a pet: as long as it is "false", a person holds back all that would follow. */
export const initializedNote = 'pod.alpha.kubernetes.io/initialized';
export const hostnameNote = 'pod.beta.kubernetes.io/hostname';
export const subdomainNote = 'pod.beta.kubernetes.io/subdomain';
/** On a template: init containers as JSON, the newer name first. */
export const initContainerNotes = ['pod.beta.kubernetes.io/init-containers', 'pod.alpha.kubernetes.io/init-containers'] as const;
