/** upstream: sigs.k8s.io/yaml (YAMLToJSONStrict) */
import type { ManifestError } from './parse.ts';

/** What a strict reader says of a YAML text's repeated keys; undefined when there are none. */
export function repeatedKeysMessage(errors: readonly ManifestError[]): string | undefined {
  const lines = errors.filter(({ lenient }) => lenient).map(({ line, message }) => `  line ${line}: ${message}`);
  return lines.length === 0 ? undefined : `yaml: unmarshal errors:\n${lines.join('\n')}`;
}
