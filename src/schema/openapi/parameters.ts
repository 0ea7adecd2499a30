/** The parameters that requests may carry. Descriptions are those of the options' own fields, where the definitions have them. */
import type { Definitions } from '../schema.ts';

const types: Readonly<Record<string, string>> = {
  allowWatchBookmarks: 'boolean',
  follow: 'boolean',
  force: 'boolean',
  gracePeriodSeconds: 'integer',
  insecureSkipTLSVerifyBackend: 'boolean',
  limit: 'integer',
  limitBytes: 'integer',
  orphanDependents: 'boolean',
  ports: 'integer',
  previous: 'boolean',
  sendInitialEvents: 'boolean',
  sinceSeconds: 'integer',
  stderr: 'boolean',
  stdin: 'boolean',
  stdout: 'boolean',
  tailLines: 'integer',
  timeoutSeconds: 'integer',
  timestamps: 'boolean',
  tty: 'boolean',
  watch: 'boolean',
};

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query';
  readonly required?: true;
  readonly type: string;
  readonly description?: string;
}

export function parameterNamed(name: string, kind: string, definitions: Definitions): Parameter {
  const options = definitions['io.k8s.apimachinery.pkg.apis.meta.v1.DeleteOptions']?.properties;
  if (name === 'name') return { name, in: 'path', required: true, type: 'string', description: `name of the ${kind}` };
  if (name === 'namespace')
    return { name, in: 'path', required: true, type: 'string', description: 'object name and auth scope, such as for teams and projects' };
  if (name === 'pretty') return { name, in: 'query', type: 'string', description: "If 'true', then the output is pretty printed." };
  if (name === '{path}') return { name: 'path', in: 'path', required: true, type: 'string', description: 'path to the resource' };
  if (name === 'logpath') return { name, in: 'path', required: true, type: 'string', description: 'path to the log' };
  const description = name === 'preconditions' ? undefined : joined(options?.[name]?.description);
  return { name, in: 'query', type: types[name] ?? 'string', ...(description === undefined ? {} : { description }) };
}

function joined(text: string | undefined): string | undefined {
  return text?.replace(/\n/g, ' ');
}
