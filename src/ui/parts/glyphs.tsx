/** Our own glyph for each kind on the map: drawn on a 16-grid, in the ink of the text around it. */
const paths: Readonly<Record<string, string>> = {
  Pod: 'M8 1.8 13.4 4.9v6.2L8 14.2 2.6 11.1V4.9zM2.8 5 8 8l5.2-3M8 8v6',
  StatefulSet: 'M1.5 12.5h13M3 9.5V4h3v5.5M6.5 9.5V4h3v5.5M10 9.5V4h3v5.5',
  Deployment: 'M8 2.2a5.8 5.8 0 1 1-5.5 4M2.2 2.6v3.8H6M8 5.5v5M5.5 8h5',
  ReplicaSet: 'M2.5 5.5h7v7h-7zM5.5 5.5v-2h8v8h-4',
  DaemonSet: 'M2 4h12M2 8h12M2 12h12M5 2.5v3M8 6.5v3M11 10.5v3',
  Job: 'M4 2.5h8v3.2L9.5 8 12 10.3v3.2H4v-3.2L6.5 8 4 5.7z',
  ReplicationController: 'M2.5 5.5h7v7h-7zM5.5 5.5v-2h8v8h-4',
  Service: 'M2 8h3.5M10.5 4H14M10.5 8H14M10.5 12H14M5.5 8 10.5 4M5.5 8h5M5.5 8l5 4',
  Node: 'M2.5 3h11v4.2h-11zM2.5 8.8h11V13h-11zM5 5.1h.1M5 10.9h.1',
  PersistentVolumeClaim: 'M2 7c0 3.3 2.7 5.5 6 5.5S14 10.3 14 7M4.5 5.5c0-1 1.6-1.8 3.5-1.8s3.5.8 3.5 1.8S9.9 7.3 8 7.3 4.5 6.5 4.5 5.5z',
  PersistentVolume: 'M2.5 4.5C2.5 3.4 5 2.5 8 2.5s5.5.9 5.5 2S11 6.5 8 6.5 2.5 5.6 2.5 4.5zv7c0 1.1 2.5 2 5.5 2s5.5-.9 5.5-2v-7',
  CronJob: 'M8 2a6 6 0 1 0 6 6M8 4.8V8l2.4 1.6M11 2.2h3v3',
  ConfigMap: 'M3 2.5h7l3 3v8H3zM10 2.5v3h3M5.5 8h5M5.5 10.5h5',
  Secret: 'M4 7h8v6.5H4zM5.8 7V5a2.2 2.2 0 0 1 4.4 0v2M8 9.6v1.6',
  Ingress: 'M2.5 13.5V7.5a5.5 5.5 0 0 1 11 0v6M1.5 13.5h13M8 6v7.5M5.8 11.2 8 13.5l2.2-2.3',
  IngressClass: 'M2.5 13.5V7.5a5.5 5.5 0 0 1 11 0v6M1.5 13.5h13',
  NetworkPolicy: 'M8 1.8 13 3.6v4.2c0 3-2.1 5.2-5 6.4-2.9-1.2-5-3.4-5-6.4V3.6zM5.5 8h5',
  PodDisruptionBudget: 'M8 1.8 13 3.6v4.2c0 3-2.1 5.2-5 6.4-2.9-1.2-5-3.4-5-6.4V3.6zM5.6 7.8l1.8 1.8 3-3.4',
  HorizontalPodAutoscaler: 'M1.5 8h4M3.4 6 1.5 8l1.9 2M14.5 8h-4M12.6 6l1.9 2-1.9 2M6.5 5.5h3v5h-3z',
  ResourceQuota: 'M2.5 11.5a5.8 5.8 0 1 1 11 0M8 10l2.6-3.4',
  LimitRange: 'M3 3v10M13 3v10M5 8h6M6.5 6 5 8l1.5 2M9.5 6 11 8 9.5 10',
  ServiceAccount: 'M3 2.5h10v11H3zM6.5 2.5v1.2h3V2.5M8 6a1.5 1.5 0 1 1 0 3 1.5 1.5 0 0 1 0-3M5.4 12c.4-1.3 1.4-2 2.6-2s2.2.7 2.6 2',
  Role: 'M4 2.5h9c-1 .8-1 1.7-1 2.5v8.5H3c1-.8 1-1.7 1-2.5zM6 6h4M6 8.5h4',
  ClusterRole: 'M4 2.5h9c-1 .8-1 1.7-1 2.5v8.5H3c1-.8 1-1.7 1-2.5zM6 6h4M6 8.5h4M6 11h2',
  RoleBinding: 'M6.5 9.5 9.5 6.5M7.5 5l1.6-1.6a2.5 2.5 0 0 1 3.5 3.5L11 8.5M8.5 11l-1.6 1.6a2.5 2.5 0 0 1-3.5-3.5L5 7.5',
  ClusterRoleBinding: 'M6.5 9.5 9.5 6.5M7.5 5l1.6-1.6a2.5 2.5 0 0 1 3.5 3.5L11 8.5M8.5 11l-1.6 1.6a2.5 2.5 0 0 1-3.5-3.5L5 7.5',
  StorageClass:
    'M2.5 4.2C2.5 3 5 2.2 8 2.2s5.5.8 5.5 2-2.5 2-5.5 2-5.5-.8-5.5-2zM2.5 8c0 1.2 2.5 2 5.5 2s5.5-.8 5.5-2M2.5 11.8c0 1.2 2.5 2 5.5 2s5.5-.8 5.5-2',
  PriorityClass: 'M3 13h10M5 13V8M8 13V5M11 13V2.5',
  CustomResourceDefinition: 'M8 2 9.8 6.2 14 8 9.8 9.8 8 14 6.2 9.8 2 8l4.2-1.8z',
  Namespace: 'M2.5 2.5h11v11h-11zM2.5 6h11',
  Fault: 'M9 1.8 3.5 9H8l-1 5.2L12.5 7H8z',
};

export function Glyph({ kind, size = 16 }: { readonly kind: string; readonly size?: number }) {
  const path = paths[kind] ?? 'M3 2.5h7l3 3v8H3zM10 2.5v3h3';
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      className="shrink-0"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.3"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
    >
      <path d={path} />
    </svg>
  );
}
