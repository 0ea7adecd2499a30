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
