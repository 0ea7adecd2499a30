/** ConfigMaps and Secrets from literals and files. upstream: create_configmap.go, create_secret.go */
import { isConfigMapKey } from '#api/machinery/validation.ts';
import { configHash } from './configHash.ts';
import type { Context } from '../context.ts';
import { failure } from '../failure.ts';
import { flag, isOn, listOf, textOf } from '../flags.ts';
import type { Generator } from './generator.ts';

const sourceFlags = [
  flag('from-literal', 'array'),
  flag('from-file', 'array'),
  flag('from-env-file', 'array'),
  flag('append-hash', 'bool'),
];

export const configMap: Generator = {
  name: 'configmap',
  aliases: ['cm'],
  short: 'Create a config map from a local file, directory or literal value',
  kind: 'ConfigMap',
  noun: 'configmap:',
  flags: sourceFlags,
  async make(context, name) {
    const data = await dataOf(context, ofConfigMap, name);
    const hash = isOn(context.flags, 'append-hash') ? configHash({ data, kind: 'ConfigMap', name }) : '';
    return { ...(Object.keys(data).length === 0 ? {} : { data }), metadata: hash === '' ? {} : { name: `${name}-${hash}` } };
  },
};

export const secretGeneric: Generator = {
  name: 'generic',
  short: 'Create a secret from a local file, directory, or literal value',
  kind: 'Secret',
  noun: 'secret',
  flags: [...sourceFlags, flag('type')],
  async make(context, name) {
    return secretOf(context, name, { data: encoded(await dataOf(context, ofSecret, name)), type: textOf(context.flags, 'type') });
  },
};

export const secretTls: Generator = {
  name: 'tls',
  short: 'Create a TLS secret',
  kind: 'Secret',
  noun: 'secret',
  flags: [flag('cert'), flag('key'), flag('append-hash', 'bool')],
  async make(context, name) {
    if (textOf(context.flags, 'cert') === '' || textOf(context.flags, 'key') === '') throw failure('key and cert must be specified');
    const read = async (which: string): Promise<string> => fileText(context, textOf(context.flags, which));
    const [cert, key] = [await read('cert'), await read('key')];
    checkPair(cert, key);
    const data = encoded({ 'tls.crt': cert, 'tls.key': key });
    return secretOf(context, name, { data, type: 'kubernetes.io/tls' });
  },
};

export const secretDockerRegistry: Generator = {
  name: 'docker-registry',
  short: 'Create a secret for use with a Docker registry',
  kind: 'Secret',
  noun: 'secret',
  flags: [
    flag('docker-username'),
    flag('docker-password'),
    flag('docker-email'),
    flag('docker-server', 'string', { default: 'https://index.docker.io/v1/' }),
    flag('from-file', 'array'),
    flag('append-hash', 'bool'),
  ],
  async make(context, name) {
    const type = 'kubernetes.io/dockerconfigjson';
    if (listOf(context.flags, 'from-file').length > 0)
      return secretOf(context, name, { data: encoded(await dataOf(context, ofSecret, name)), type });
    const username = textOf(context.flags, 'docker-username');
    const password = textOf(context.flags, 'docker-password');
    if (username === '' || password === '')
      throw failure(`either --from-file or the combination of --docker-username, --docker-password and --docker-server is required`);
    const email = textOf(context.flags, 'docker-email');
    const account = { username, password, ...(email === '' ? {} : { email }), auth: base64(`${username}:${password}`) };
    const config = JSON.stringify({ auths: { [textOf(context.flags, 'docker-server')]: account } });
    return secretOf(context, name, { data: encoded({ '.dockerconfigjson': config }), type });
  },
};

/** As far as a look at their frames goes. upstream: crypto/tls X509KeyPair */
function checkPair(cert: string, key: string): void {
  const frames = (text: string) => [...text.matchAll(/-----BEGIN ([A-Z0-9 ]+)-----/g)].map((match) => match[1] ?? '');
  const [inCert, inKey] = [frames(cert), frames(key)];
  const none = 'tls: failed to find any PEM data in';
  if (!inCert.includes('CERTIFICATE')) {
    if (inCert.length === 0) throw failure(`${none} certificate input`);
    throw failure(
      inCert.some((type) => type.endsWith('PRIVATE KEY'))
        ? 'tls: failed to find certificate PEM data in certificate input, but did find a private key; PEM inputs may have been switched'
        : `tls: failed to find "CERTIFICATE" PEM block in certificate input after skipping PEM blocks of the following types: [${inCert.join(' ')}]`,
    );
  }
  if (inKey.length === 0) throw failure(`${none} key input`);
  if (!inKey.some((type) => type === 'PRIVATE KEY' || type.endsWith(' PRIVATE KEY')))
    throw failure(
      inKey.includes('CERTIFICATE') && inKey.length === 1
        ? 'tls: found a certificate rather than a key in the PEM for the private key'
        : `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input after skipping PEM blocks of the following types: [${inKey.join(' ')}]`,
    );
}

interface SecretContent {
  readonly data: Readonly<Record<string, string>>;
  readonly type: string;
}

/** With the hash of its content after its name, if asked for. */
function secretOf(context: Context, name: string, { data, type }: SecretContent): Record<string, unknown> {
  const hash = isOn(context.flags, 'append-hash') ? configHash({ data, kind: 'Secret', name, type }) : '';
  return {
    ...(Object.keys(data).length === 0 ? {} : { data }),
    ...(type === '' ? {} : { type }),
    metadata: hash === '' ? {} : { name: `${name}-${hash}` },
  };
}

/** How a key is refused: ConfigMaps and Secrets have words of their own. */
interface KeyWords {
  readonly invalid: (key: string, why: string) => string;
  readonly twice: (key: string, name: string) => string;
}

const taken = 'another key by that name already exists';
const ofConfigMap: KeyWords = {
  invalid: (key, why) => `${JSON.stringify(key)} is not a valid key name for a ConfigMap: ${why}`,
  twice: (key, name) => `cannot add key ${JSON.stringify(key)}, ${taken} in Data for ConfigMap ${JSON.stringify(name)}`,
};
const ofSecret: KeyWords = {
  invalid: (key, why) => `${JSON.stringify(key)} is not valid key name for a Secret ${why}`,
  twice: (key) => `cannot add key ${key}, ${taken}`,
};

const envNameRule =
  "a valid environment variable name must consist of alphabetic characters, digits, '_', '-', or '.', and must not start with a digit (e.g. 'my.env-name',  or 'MY_ENV.NAME',  or 'MyEnvName1', regex used for validation is '[-._a-zA-Z][-._a-zA-Z0-9]*')";

async function dataOf(context: Context, words: KeyWords, name: string): Promise<Record<string, string>> {
  const [files, literals, envFiles] = (['from-file', 'from-literal', 'from-env-file'] as const).map((name) => listOf(context.flags, name));
  if ((envFiles ?? []).length > 0 && (files ?? []).length + (literals ?? []).length > 0)
    throw failure('from-env-file cannot be combined with from-file or from-literal');
  const data: Record<string, string> = {};
  const add = (key: string, value: string): void => {
    const problems = isConfigMapKey(key);
    if (problems.length > 0) throw failure(words.invalid(key, problems.join(',')));
    if (key in data) throw failure(words.twice(key, name));
    data[key] = value;
  };
  for (const file of files ?? []) await addFile(context, file, add);
  for (const literal of literals ?? []) {
    const equals = literal.indexOf('=');
    if (equals <= 0) throw failure(`invalid literal source ${literal}, expected key=value`);
    add(literal.slice(0, equals), literal.slice(equals + 1).replace(/^(['"])(.*)\1$/s, '$2'));
  }
  for (const file of envFiles ?? []) {
    for (const line of (await fileText(context, file)).split('\n').map((text) => text.trimStart())) {
      if (line === '' || line.startsWith('#')) continue;
      const equals = line.indexOf('=');
      const key = equals < 0 ? line : line.slice(0, equals);
      if (!/^[-._a-zA-Z][-._a-zA-Z0-9]*$/.test(key)) throw failure(`${JSON.stringify(key)} is not a valid key name: ${envNameRule}`);
      // A name alone takes its value from kubectl's own environment, and there is none here.
      if (equals > 0) add(key, line.slice(equals + 1));
    }
  }
  return data;
}

async function addFile(context: Context, source: string, add: (key: string, value: string) => void): Promise<void> {
  const equals = source.indexOf('=');
  if (equals !== source.lastIndexOf('=')) throw failure("key names or file paths cannot contain '='");
  if (equals === 0) throw failure(`key name for file path ${source.slice(1)} missing`);
  if (equals > 0 && equals === source.length - 1) throw failure(`file path for key name ${source.slice(0, -1)} missing`);
  const path = equals < 0 ? source : source.slice(equals + 1);
  const base = path.split('/').at(-1) ?? path;
  const text = await context.env.files.read(path);
  if (text !== undefined) return add(equals < 0 ? base : source.slice(0, equals), text);
  const names = await context.env.files.list?.(path);
  if (names === undefined) throw failure(`error reading ${path}: no such file or directory`);
  if (equals >= 0) throw failure('cannot give a key name for a directory path');
  for (const name of names.toSorted()) add(name, (await context.env.files.read(`${path.replace(/\/$/, '')}/${name}`)) ?? '');
}

async function fileText(context: Context, path: string): Promise<string> {
  const text = await context.env.files.read(path);
  if (text === undefined) throw failure(`Cannot read file ${path}, open ${path}: no such file or directory`);
  return text;
}

function encoded(data: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(data).map(([key, value]) => [key, base64(value)]));
}

export function base64(text: string): string {
  return btoa(Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join(''));
}
