/** upstream: pkg/util/parsers/parsers.go, github.com/distribution/distribution/reference */
const part = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*';
const host = '(?:[a-zA-Z0-9]|[a-zA-Z0-9][a-zA-Z0-9-]*[a-zA-Z0-9])';
const domain = `(?:${host}(?:\\.${host})*(?::[0-9]+)?)`;
const reference = new RegExp(
  `^(?:${domain}/)?${part}(?:/${part})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-fA-F]{32,})?$`,
);

/** Why an image's name cannot be read; undefined for a good one. */
export function referenceProblem(image: string): string | undefined {
  if (/^[0-9a-f]{64}$/.test(image))
    return unreadable(image, `invalid repository name (${image}), cannot specify 64-byte hexadecimal strings`);
  if (reference.test(image)) return undefined;
  const lower = reference.test(image.toLowerCase()) || /[A-Z]/.test(image.split(/[:@]/)[0]!.split('/').at(-1)!);
  const why = lower ? 'invalid reference format: repository name must be lowercase' : 'invalid reference format';
  return unreadable(image, why);
}

function unreadable(image: string, why: string): string {
  return `Failed to apply default image tag "${image}": couldn't parse image name "${image}": ${why}`;
}

/** The name with its tag, as the runtime is asked for it. */
export function withDefaultTag(image: string): string {
  if (image.includes('@')) return image;
  return image.lastIndexOf(':') > image.lastIndexOf('/') ? image : `${image}:latest`;
}

/** Whether two names mean the same image: registry, library and tag may be left out. */
export function isSameImage(a: string, b: string): boolean {
  return a === b || fullName(a) === fullName(b);
}

function fullName(image: string): string {
  const name = withDefaultTag(image);
  const first = name.split('/')[0]!;
  const hasRegistry = name.includes('/') && (first.includes('.') || first.includes(':') || first === 'localhost');
  if (hasRegistry) return name;
  return name.includes('/') ? `docker.io/${name}` : `docker.io/library/${name}`;
}
