/** upstream: pkg/scheduler/framework/plugins/imagelocality */
import { maxNodeScore, type Cycle, type Plugin } from '../framework.ts';

const mebibyte = 1024 * 1024;
const minThreshold = 23 * mebibyte;
const maxContainerThreshold = 1000 * mebibyte;

/** A node that has the pod's images scores by their size, less when few nodes have them, lest all pods go there. */
export const imageLocality: Plugin = {
  name: 'ImageLocality',
  weight: 1,
  score(cycle, { images }) {
    if (images.size === 0) return 0;
    const maxThreshold = maxContainerThreshold * (cycle.pod.spec.containers ?? []).length;
    let sum = 0;
    for (const [name, share] of sharesOf(cycle)) sum += Math.floor((images.get(name) ?? 0) * share);
    const within = Math.min(Math.max(sum, minThreshold), maxThreshold);
    return Math.floor((maxNodeScore * (within - minThreshold)) / (maxThreshold - minThreshold));
  },
};

const known = new WeakMap<Cycle, readonly (readonly [string, number])[]>();

/** Each container's image, and the share of the nodes that have it. */
function sharesOf(cycle: Cycle): readonly (readonly [string, number])[] {
  let shares = known.get(cycle);
  if (shares === undefined) {
    shares = (cycle.pod.spec.containers ?? []).map(({ image = '' }) => {
      const name = withTag(image);
      return [name, cycle.nodes.filter(({ images }) => images.has(name)).length / cycle.nodes.length] as const;
    });
    known.set(cycle, shares);
  }
  return shares;
}

/** A colon before the last slash is a registry's port, not a tag. */
export function withTag(image: string): string {
  return image.lastIndexOf(':') <= image.lastIndexOf('/') ? `${image}:latest` : image;
}
