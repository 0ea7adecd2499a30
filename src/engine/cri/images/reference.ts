/**
 * Image references: `nginx` is docker.io/library/nginx:latest.
 * upstream: github.com/distribution/reference normalize.go
 */
export interface Reference {
  readonly registry: string;
  /** `library/nginx`. */
  readonly repository: string;
  readonly tag: string;
  readonly digest: string;
  /** The full name: `docker.io/library/nginx:latest`. */
  readonly full: string;
}

const repositoryPattern = /^[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*$/;

/** Reads a reference as people write it; a string is the error in the runtime's words. */
export function parseReference(image: string): Reference | string {
  const at = image.indexOf('@');
  const digest = at < 0 ? '' : image.slice(at + 1);
  const named = at < 0 ? image : image.slice(0, at);
  const colon = named.indexOf(':', named.lastIndexOf('/') + 1);
  const tag = colon < 0 ? '' : named.slice(colon + 1);
  const [registry, repository] = splitRegistry(colon < 0 ? named : named.slice(0, colon));
  if (repository !== repository.toLowerCase()) return wrong(image, 'repository name must be lowercase');
  if (!repository.split('/').every((part) => repositoryPattern.test(part))) return wrong(image, '');
  if (colon >= 0 && !/^\w[\w.-]{0,127}$/.test(tag)) return wrong(image, '');
  if (at >= 0 && !/^sha256:[0-9a-f]{64}$/.test(digest)) return wrong(image, '');
  const effective = tag === '' && digest === '' ? 'latest' : tag;
  const full = `${registry}/${repository}${effective === '' ? '' : `:${effective}`}${digest === '' ? '' : `@${digest}`}`;
  return { registry, repository, tag: effective, digest, full };
}

function wrong(image: string, detail: string): string {
  const reason = detail === '' ? 'invalid reference format' : `invalid reference format: ${detail}`;
  return `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${reason}`;
}

function splitRegistry(name: string): [string, string] {
  const slash = name.indexOf('/');
  const first = slash < 0 ? '' : name.slice(0, slash);
  const isHost = first === 'localhost' || first.includes('.') || first.includes(':') || first !== first.toLowerCase();
  if (slash < 0) return ['docker.io', `library/${name}`];
  if (!isHost) return ['docker.io', name];
  const rest = name.slice(slash + 1);
  const registry = first === 'index.docker.io' ? 'docker.io' : first;
  return [registry, registry === 'docker.io' && !rest.includes('/') ? `library/${rest}` : rest];
}
