/**
 * What a name under the cluster's zone asks for.
 * upstream: coredns/plugin/kubernetes/parse.go
 */
export interface Question {
  /** '' for the zone itself, `svc.<zone>` and `pod.<zone>`: they exist, and have no records. */
  readonly kind: 'svc' | 'pod' | '';
  readonly namespace: string;
  readonly service: string;
  readonly endpoint: string;
  readonly port: string;
  readonly protocol: string;
}

/** Undefined for a name that cannot be one of a Service or pod. The name is in lower case and without the zone. */
export function parseQuestion(base: string): Question | undefined {
  const none = {
    kind: '',
    namespace: '',
    service: '',
    endpoint: '',
    port: '',
    protocol: '',
  } as const;
  if (base === '' || base === 'svc' || base === 'pod') return none;
  const labels = base.split('.');
  const kind = labels.pop();
  if (kind !== 'svc' && kind !== 'pod') return undefined;
  const namespace = labels.pop() ?? '';
  const service = labels.pop() ?? '';
  const question = { ...none, kind, namespace, service } as const;
  switch (labels.length) {
    case 0:
      return question;
    case 1:
      return { ...question, endpoint: labels[0]! };
    case 2:
      return {
        ...question,
        port: withoutUnderscore(labels[0]!),
        protocol: withoutUnderscore(labels[1]!),
      };
    default:
      return undefined;
  }
}

function withoutUnderscore(label: string): string {
  return label.startsWith('_') ? label.slice(1) : label;
}
