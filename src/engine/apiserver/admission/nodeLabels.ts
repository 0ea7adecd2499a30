/**
 * Which labels of a node its kubelet may set.
 * upstream: plugin/pkg/admission/noderestriction/admission.go, staging/src/k8s.io/kubelet/pkg/apis/well_known_labels.go
 */
type Labels = Readonly<Record<string, string>> | undefined;

const kubeletLabels = new Set([
  'kubernetes.io/hostname',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
]);

/** Labels that are there in one and not, or otherwise, in the other. */
export function modifiedLabels(a: Labels = {}, b: Labels = {}): readonly string[] {
  if (a === b) return [];
  const keys = new Set([...Object.keys(a), ...Object.keys(b)]);
  return [...keys].filter((key) => !(key in a) || !(key in b) || a[key] !== b[key]).toSorted();
}

/** Of what is changed, what belongs to Kubernetes and not to the kubelet. */
export function forbiddenLabels(a: Labels, b: Labels): readonly string[] {
  return modifiedLabels(a, b).filter((label) => {
    const namespace = label.includes('/') ? label.slice(0, label.indexOf('/')) : '';
    if (isIn(namespace, 'node-restriction.kubernetes.io')) return true;
    const isReserved = isIn(namespace, 'kubernetes.io') || isIn(namespace, 'k8s.io');
    return isReserved && !isKubelets(label, namespace);
  });
}

function isKubelets(label: string, namespace: string): boolean {
  return kubeletLabels.has(label) || isIn(namespace, 'kubelet.kubernetes.io') || isIn(namespace, 'node.kubernetes.io');
}

function isIn(namespace: string, domain: string): boolean {
  return namespace === domain || namespace.endsWith(`.${domain}`);
}
