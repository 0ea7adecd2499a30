/**
 * Which images there are. A name with a registry host or a user part is somebody's image and is pulled as a generic
 * server; a bare name must be one of the official library.
 */
import { agnhost, pause } from './kubernetes.ts';
import type { Image } from './image.ts';
import { image, serverImage } from './image.ts';
import { library } from './library.ts';
import { nginx } from './nginx.ts';
import { redis } from './redis.ts';
import type { Reference } from './reference.ts';
import { stressImages } from './stress.ts';
import { busybox, shells } from './systems.ts';

const images = [nginx, redis, busybox, pause, ...agnhost, ...stressImages, ...shells, ...library];
const byRepository = new Map<string, Image>(images.map((row) => [row.repository, row]));

/** Old mirrors of well-known images: `registry.k8s.io/nginx` is nginx. */
const mirrors = new Set([
  'registry.k8s.io',
  'k8s.gcr.io',
  'gcr.io/google-containers',
  'gcr.io/google_containers',
  'mirror.gcr.io/library',
  'public.ecr.aws/docker/library',
  'quay.io/library',
]);
const mirrored: Readonly<Record<string, string>> = {
  'nginx-slim': 'library/nginx',
  busyboxplus: 'library/busybox',
  redis: 'library/redis',
  'test-webserver': 'registry.k8s.io/e2e-test-images/test-webserver',
  serve_hostname: 'registry.k8s.io/serve_hostname',
};

/** How the registry answers for a reference. */
export type Lookup = { readonly image: Image } | { readonly missing: 'repository' | 'tag' | 'host' };

export function findImage(reference: Reference): Lookup {
  if (isUnresolvable(reference.registry)) return { missing: 'host' };
  const key = reference.registry === 'docker.io' ? reference.repository : `${reference.registry}/${reference.repository}`;
  const known = byRepository.get(key) ?? mirror(key);
  if (known === undefined) return key.startsWith('library/') ? { missing: 'repository' } : { image: someImage(key) };
  const exists = known.tags === undefined || reference.tag === '' || known.tags.includes(reference.tag) || !key.startsWith('library/');
  if (!exists || /^(does-?not-?exist|doesntexist|nope|missing|invalid|nonexistent|no-such-tag|bad|broken|typo)$/.test(reference.tag))
    return { missing: 'tag' };
  return { image: known };
}

function mirror(key: string): Image | undefined {
  const slash = key.lastIndexOf('/');
  if (slash < 0) return undefined;
  const [host, name] = [key.slice(0, slash), key.slice(slash + 1)];
  const agn = /(^|\/)(kubernetes-)?e2e-test-images$/.test(host) ? byRepository.get(`registry.k8s.io/e2e-test-images/${name}`) : undefined;
  if (agn !== undefined) return agn;
  if (!mirrors.has(host) && host !== 'registry.k8s.io/e2e-test-images') return undefined;
  const other = mirrored[name];
  return byRepository.get(other ?? `library/${name}`) ?? byRepository.get(`registry.k8s.io/${name}`);
}

/** Hosts under the names that are reserved for never resolving, and hosts without a dot or a port. */
function isUnresolvable(registry: string): boolean {
  const host = registry.split(':')[0] ?? '';
  return (
    /\.(invalid|test|example)$|(^|\.)invalid\.|(^|\.)example\.(com|org|net)$/.test(host) || (!host.includes('.') && host !== 'localhost')
  );
}

function someImage(key: string): Image {
  const leaf = key.slice(key.lastIndexOf('/') + 1);
  const likeness = byRepository.get(`library/${leaf}`);
  if (likeness !== undefined) return { ...likeness, repository: key };
  const hash = Array.from(leaf).reduce((sum, letter) => (sum * 31 + letter.charCodeAt(0)) % 9973, 7);
  return serverImage(key, [], 40 + (hash % 160));
}

/** The image for a reference that was pulled; what cannot be found any more is taken as an empty one. */
export function imageOf(reference: Reference): Image {
  const found = findImage(reference);
  return 'image' in found ? found.image : image(reference.repository, {});
}
