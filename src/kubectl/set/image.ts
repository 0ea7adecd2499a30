/** upstream: kubectl/pkg/cmd/set/set_image.go */
import type { PodSpec } from '#api/kinds.ts';
import { failure } from '../failure.ts';

export function imageChanges(words: readonly string[]): ReadonlyMap<string, string> {
  const changes = new Map<string, string>();
  for (const word of words) {
    const [name = '', ...rest] = word.split('=');
    const image = rest.join('=');
    if (name === '' || image === '') throw failure(`invalid argument ${JSON.stringify(word)}, expected NAME=IMAGE`);
    if (changes.has('*') || (name === '*' && changes.size > 0))
      throw failure('multiple containers are already specified by *, but saw multiple container names');
    changes.set(name, image);
  }
  return changes;
}

export function changeImages(spec: PodSpec, changes: ReadonlyMap<string, string>): PodSpec {
  const everywhere = changes.get('*');
  const all = [...spec.containers, ...(spec.initContainers ?? [])];
  for (const name of changes.keys())
    if (name !== '*' && !all.some((container) => container.name === name))
      throw failure(`unable to find container named ${JSON.stringify(name)}`);
  const update = <T extends { readonly name: string; readonly image?: string }>(container: T): T => {
    const image = changes.get(container.name) ?? everywhere;
    return image === undefined ? container : { ...container, image };
  };
  return {
    ...spec,
    containers: spec.containers.map(update),
    ...(spec.initContainers === undefined ? {} : { initContainers: spec.initContainers.map(update) }),
  };
}
