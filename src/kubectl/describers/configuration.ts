/** ConfigMaps, Secrets, ServiceAccounts, PriorityClasses. */
import type { ConfigMap, PriorityClass, Secret, ServiceAccount } from '#api/kinds.ts';
import { labelsText } from '#api/printers/printer.ts';
import { writeEvents } from './events.ts';
import { writeAnnotations, writeLabels, type Lines } from './lines.ts';
import type { Describe } from './world.ts';

function writeHead(lines: Lines, metadata: ConfigMap['metadata']): void {
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Namespace:\t${metadata.namespace ?? ''}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
}

/** upstream: ConfigMapDescriber */
export const describeConfigMap: Describe<ConfigMap> = async (lines, object, world) => {
  writeHead(lines, object.metadata);
  lines.write(0, '\nData\n====\n');
  for (const key of Object.keys(object.data ?? {}).toSorted()) lines.write(0, `${key}:\n----\n${object.data?.[key]}\n`);
  lines.write(0, '\nBinaryData\n====\n');
  for (const key of Object.keys(object.binaryData ?? {}).toSorted())
    lines.write(0, `${key}: ${decodedLength(object.binaryData?.[key] ?? '')} bytes\n`);
  lines.write(0, '\n');
  await writeEvents(lines, { ...object, apiVersion: 'v1', kind: 'ConfigMap' }, world);
};

function decodedLength(base64: string): number {
  const text = base64.replaceAll('=', '');
  return Math.floor((text.length * 3) / 4);
}

/** upstream: describeSecret */
export const describeSecret: Describe<Secret> = (lines, object) => {
  writeHead(lines, object.metadata);
  lines.write(0, `\nType:\t${object.type ?? ''}\n\nData\n====\n`);
  for (const key of Object.keys(object.data ?? {}).toSorted()) {
    const value = object.data?.[key] ?? '';
    const isToken = key === 'token' && object.type === 'kubernetes.io/service-account-token';
    lines.write(0, `${key}:\t${isToken ? atob(value) : `${decodedLength(value)} bytes`}\n`);
  }
  return Promise.resolve();
};

/** upstream: describeServiceAccount */
export const describeServiceAccount: Describe<ServiceAccount> = async (lines, object, world) => {
  const secrets = await world.list('Secret', object.metadata.namespace);
  const names = new Set(secrets.map((secret) => secret.metadata.name));
  const tokens = secrets.filter(
    (secret) =>
      secret.type === 'kubernetes.io/service-account-token' &&
      secret.metadata.annotations?.['kubernetes.io/service-account.name'] === object.metadata.name,
  );
  writeHead(lines, object.metadata);
  const block = (title: string, list: readonly string[]): void => {
    if (list.length === 0) lines.write(0, `${title}\t<none>\n`);
    list.forEach((name, index) =>
      lines.write(0, `${index === 0 ? title : ' '.repeat(19)}\t${name}${names.has(name) ? '' : ' (not found)'}\n`),
    );
  };
  block(
    'Image pull secrets:',
    (object.imagePullSecrets ?? []).map((reference) => reference.name ?? ''),
  );
  block(
    'Mountable secrets: ',
    (object.secrets ?? []).map((reference) => reference.name ?? ''),
  );
  block(
    'Tokens:            ',
    tokens.map((secret) => secret.metadata.name),
  );
  await writeEvents(lines, { ...object, apiVersion: 'v1', kind: 'ServiceAccount' }, world);
};

/** upstream: describePriorityClass */
export const describePriorityClass: Describe<PriorityClass> = async (lines, object, world) => {
  lines.write(0, `Name:\t${object.metadata.name}\n`);
  lines.write(0, `Value:\t${object.value ?? 0}\n`);
  lines.write(0, `GlobalDefault:\t${object.globalDefault ?? false}\n`);
  lines.write(0, `PreemptionPolicy:\t${object.preemptionPolicy ?? ''}\n`);
  lines.write(0, `Description:\t${object.description ?? ''}\n`);
  lines.write(0, `Annotations:\t${labelsText(object.metadata.annotations)}\n`);
  await writeEvents(lines, { ...object, apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass' }, world);
};
