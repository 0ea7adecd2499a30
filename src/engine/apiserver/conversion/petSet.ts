/**
 * PetSet of apps/v1alpha1, the name of StatefulSets in 1.3 and 1.4: stored as a StatefulSet that behaves as in its day.
 * upstream: pkg/apis/apps/v1alpha1 of 1.4 (types.go, defaults.go)
 */
import { behavesAs } from '#api/petSet.ts';
import { isRecord, type Fields } from '../object.ts';

const NOTES = 'annotations';

function part(object: Fields, name: string): Fields {
  const value = object[name];
  return isRecord(value) ? value : {};
}

/** The selector was the template's labels unless it was said; a changed template changed nothing. */
export function petSetToStatefulSet(petSet: Fields): Fields {
  const spec = part(petSet, 'spec');
  const labels = part(part(part(spec, 'template'), 'metadata'), 'labels');
  const metadata = part(petSet, 'metadata');
  return {
    ...petSet,
    kind: 'StatefulSet',
    metadata: { ...metadata, [NOTES]: { ...part(metadata, NOTES), [behavesAs]: 'PetSet' } },
    spec: { ...spec, selector: spec['selector'] ?? { matchLabels: labels }, updateStrategy: { type: 'OnDelete' } },
  };
}

export function petSetFromStatefulSet(set: Fields): Fields {
  const { replicas, selector, serviceName, template, volumeClaimTemplates } = part(set, 'spec');
  const metadata = part(set, 'metadata');
  const { [behavesAs]: _mark, ...notes } = part(metadata, NOTES);
  const { [NOTES]: _all, ...rest } = metadata;
  const { observedGeneration, replicas: current } = part(set, 'status');
  return {
    ...set,
    kind: 'PetSet',
    metadata: Object.keys(notes).length === 0 ? rest : { ...rest, [NOTES]: notes },
    spec: { replicas, selector, serviceName, template, ...(volumeClaimTemplates === undefined ? {} : { volumeClaimTemplates }) },
    status: { ...(observedGeneration === undefined ? {} : { observedGeneration }), replicas: current ?? 0 },
  };
}
