/** upstream: pkg/apis/core/v1/helper/helpers.go (GetAccessModesAsString) */

const shortNames: readonly (readonly [string, string])[] = [
  ['ReadWriteOnce', 'RWO'],
  ['ReadOnlyMany', 'ROX'],
  ['ReadWriteMany', 'RWX'],
  ['ReadWriteOncePod', 'RWOP'],
];

/** `RWO,ROX`: in this fixed order, each once. */
export function accessModesText(modes: readonly string[] | undefined): string {
  return shortNames.flatMap(([mode, short]) => (modes?.includes(mode) === true ? [short] : [])).join(',');
}

const classAnnotation = 'volume.beta.kubernetes.io/storage-class';

/** The storage class of a claim or a volume; the old annotation wins. */
export function storageClassOf(object: {
  readonly metadata: { readonly annotations?: Readonly<Record<string, string>> };
  readonly spec: { readonly storageClassName?: string };
}): string {
  return object.metadata.annotations?.[classAnnotation] ?? object.spec.storageClassName ?? '';
}
