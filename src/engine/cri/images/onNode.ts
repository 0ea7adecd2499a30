/** What images a node has, for its status. upstream: pkg/kubelet/images/image_gc_manager.go (GetImageList), nodestatus/setters.go (Images) */
import type { NodeImage } from '../../helpers/contracts/cri.ts';
import type { Kernel } from '../process/task.ts';
import { imageNamed } from '../process/createFs.ts';
import { imageId } from './id.ts';
import type { Image } from './image.ts';
import { parseReference, type Reference } from './reference.ts';

const namesMax = 5;
const imagesMax = 50;

/** Biggest first; one that was pulled is known by its digest too, and several names of one image stand together. */
export function imagesOnNode({ state, loaded, ...kernel }: Kernel): readonly NodeImage[] {
  const byImage = new Map<string | Image, string[]>();
  for (const full of state.images) {
    const key = loaded.get(full) ?? imageId(full);
    byImage.set(key, [...(byImage.get(key) ?? []), ...namesOf(full, loaded.has(full))]);
  }
  return Array.from(byImage.values(), (names) => {
    const last = names.at(-1) ?? '';
    const { sizeMb } = imageNamed({ state, loaded, ...kernel }, last);
    return { names: names.slice(0, namesMax), sizeBytes: Math.round(sizeMb * 1_000_000) };
  })
    .toSorted((a, b) => b.sizeBytes - a.sizeBytes)
    .slice(0, imagesMax);
}

function namesOf(full: string, byHand: boolean): readonly string[] {
  if (byHand) return [full];
  const { registry, repository, digest } = parseReference(full) as Reference;
  const byDigest = `${registry}/${repository}@${imageId(full)}`;
  return digest === '' ? [byDigest, full] : [byDigest];
}
