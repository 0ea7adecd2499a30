/** upstream: kubectl/pkg/cmd/{create,expose,label,run}, pkg/util/hash: the command with the row's flags, as a person would type it */
import type { KubeObject } from '#api/meta.ts';
import { configHash } from '#kubectl/create/configHash.ts';
import type { Answer } from '../../verdicts.ts';
import { errorText, inputOf, outputOf, plain, strings, type Adapters, type Fields, type LateAdapter, type Row } from '../row.ts';
import { envRuns, exposeRuns, portsMade, runRuns } from './runExpose.ts';
import { annotateRuns, cpRuns, createRuns, debugRuns, labelRuns, validateRuns, waitRuns } from './kubectlMade.ts';
import * as more from './kubectlMore.ts';
import { getRuns } from './kubectlGet.ts';
import { setRuns, taintRuns } from './kubectlSet.ts';
import { describeRuns } from './kubectlDescribe.ts';
import { polymorphicRuns } from './kubectlObjects.ts';
import { flags, kubectl as runCommand, withoutType, type Said } from './kubectlRuns.ts';
import { rowAs } from './objects.ts';

function kubectl(words: readonly string[], objects: readonly KubeObject[] = []): Promise<Said> {
  return runCommand(words, { objects });
}

const rehearse = ['--dry-run=client', '-o', 'json'];

/** The object that comes out, or the refusal. */
async function makes(
  words: readonly string[],
  { expected, expectErr }: { readonly expected: unknown; readonly expectErr: unknown },
): Promise<Answer> {
  const said = await kubectl([...words, ...rehearse]);
  if (expectErr === true) return { expected: 'refused', got: said.code === 0 ? said.text : 'refused' };
  if (typeof expectErr === 'string' && expectErr !== '')
    return { expected: true, got: said.code !== 0 && said.text.includes(expectErr) ? true : said.text };
  return { expected: withoutType(plain(expected)), got: said.code === 0 ? withoutType(JSON.parse(said.text)) : said.text };
}

function fromFlags(command: readonly string[], name: string, given: (input: Fields) => Fields): LateAdapter {
  return (row) => {
    const input = rowAs<Fields>(row);
    const { expected, expectErr } = inputOf(row);
    if ((input[name] ?? '') === '') return Promise.resolve({ leftOut: 'a command line without a name is refused before' });
    return makes([...command, String(input[name] ?? ''), ...flags(given(input))], { expected, expectErr });
  };
}

/** Whether the command is refused, when only that was written down. */
async function refuses(words: readonly string[], expected: boolean): Promise<Answer> {
  if (words.some((word) => /\.extensions\b/.test(word))) return { leftOut: 'a group that is served no more' };
  const said = await kubectl([...words, ...rehearse]);
  return { expected, got: said.code !== 0 };
}

/** `Resource`, `Group` and `SubResource` as one types them. */
function resourceWord({ Resource = '', Group = '', SubResource = '' }: Fields): string {
  const whole = Group === '' ? String(Resource) : `${String(Resource)}.${String(Group)}`;
  return SubResource === '' ? whole : `${whole}/${String(SubResource)}`;
}

function roleFlags(options: Fields): readonly string[] {
  const resources = (options['Resources'] ?? []) as readonly Fields[];
  return flags({
    verb: strings(options['Verbs']),
    resource: resources.map(resourceWord),
    'resource-name': strings(options['ResourceNames']),
  });
}

const roleCheck: LateAdapter = (row) => {
  const { roleOptions, expectErr } = inputOf(row) as { readonly roleOptions: Fields; readonly expectErr: boolean };
  const name = String(roleOptions['Name'] ?? '');
  return refuses(['create', 'role', ...(name === '' ? [] : [name]), ...roleFlags(plain(roleOptions) as Fields)], expectErr);
};

const clusterRoleCheck: LateAdapter = (row) => {
  const { clusterRoleOptions, expectErr } = plain(inputOf(row)) as { readonly clusterRoleOptions: Fields; readonly expectErr: boolean };
  const { CreateRoleOptions, NonResourceURLs, AggregationRule } = clusterRoleOptions as { readonly CreateRoleOptions: Fields } & Fields;
  const aggregation = Object.entries((AggregationRule ?? {}) as Fields).map(([key, value]) => `${key}=${String(value)}`);
  const name = String(CreateRoleOptions['Name'] ?? '');
  const more = flags({ 'non-resource-url': strings(NonResourceURLs), 'aggregation-rule': aggregation.join(',') });
  return refuses(['create', 'clusterrole', ...(name === '' ? [] : [name]), ...roleFlags(CreateRoleOptions), ...more], expectErr);
};

const serviceTypes: Readonly<Record<string, string>> = {
  ClusterIP: 'clusterip',
  NodePort: 'nodeport',
  LoadBalancer: 'loadbalancer',
  ExternalName: 'externalname',
};

const services: LateAdapter = (row) => {
  const { serviceType, name, tcp, clusterip, nodeport, externalName } = rowAs<Fields>(row);
  const { expected, expectErr } = inputOf(row);
  const given = flags({ tcp, clusterip, 'node-port': nodeport, 'external-name': externalName });
  return makes(['create', 'service', serviceTypes[String(serviceType)] ?? '', String(name), ...given], { expected, expectErr });
};

const budgetChecks: LateAdapter = async (row) => {
  const { options, expected } = plain(inputOf(row)) as { readonly options: Fields; readonly expected: string };
  const { Name, Selector, MinAvailable, MaxUnavailable } = options;
  const name = String(Name ?? '');
  const given = flags({ selector: Selector, 'min-available': MinAvailable, 'max-unavailable': MaxUnavailable });
  const said = await kubectl(['create', 'pdb', ...(name === '' ? [] : [name]), ...given, ...rehearse]);
  if (expected === '') return { expected: 0, got: said.code === 0 ? 0 : said.text };
  if (name === '' || /selector/.test(expected)) return { expected: true, got: said.code !== 0 };
  return { expected: true, got: said.text.includes(expected) ? true : said.text };
};

const ingressChecks: LateAdapter = async (row) => {
  const { rules, defaultbackend, ingressclass, annotations } = rowAs<Fields>(row);
  const given = flags({ rule: rules, 'default-backend': defaultbackend, class: ingressclass, annotation: annotations });
  const said = await kubectl(['create', 'ingress', 'thing', ...given, ...rehearse]);
  const expected = errorText(outputOf(row)['err']);
  return expected === undefined
    ? { expected: 0, got: said.code === 0 ? 0 : said.text }
    : { expected: `error: ${expected}\n`, got: said.text };
};

const podNamed: KubeObject = {
  apiVersion: 'v1',
  kind: 'Pod',
  metadata: { name: 'foo', namespace: 'default', labels: { existing: 'abc' } },
  spec: { containers: [{ name: 'rs', image: 'i' }] },
} as unknown as KubeObject;

const labelled: LateAdapter = async (row) => {
  const { args, overwrite, dryRun, expectedOut } = rowAs<Fields>(row);
  const said = await kubectl(['label', ...strings(args), ...flags({ overwrite, 'dry-run': dryRun })], [podNamed]);
  const error = errorText(inputOf(row)['expectedError']);
  if (error !== undefined) return { expected: true, got: said.code !== 0 && said.text.includes(error) ? true : said.text };
  return { expected: expectedOut, got: said.text };
};

const exposed: LateAdapter = async (row) => {
  const input = rowAs<Fields>(row);
  const { expected, expectErr } = inputOf(row);
  if (input['protocols'] !== undefined && input['protocols'] !== '')
    return { leftOut: 'protocols are those of the object, which the row does not have' };
  if ((input['selector'] ?? '') === '') return { leftOut: 'without a selector the command takes that of the object' };
  const { name, selector, port, protocol, targetPort, labels, externalIP, serviceType, sessionAffinity, clusterIP } = input;
  const given = flags({
    name,
    selector,
    port,
    protocol,
    'target-port': targetPort,
    labels,
    'external-ip': externalIP,
    type: serviceType,
    'session-affinity': sessionAffinity,
    'cluster-ip': clusterIP,
  });
  const said = await kubectl(['expose', 'pod', 'foo', ...given, ...rehearse], [podNamed]);
  if (typeof expectErr === 'string' && expectErr !== '') return { expected: true, got: said.code !== 0 };
  if (said.code !== 0) return { expected: withoutPlace(expected), got: said.text };
  return { expected: withoutPlace(expected), got: withoutPlace(JSON.parse(said.text)) };
};

/** Where the object offers protocols of its own, only the ports are compared. */
const exposedOrPorts: LateAdapter = async (row) => {
  const whole = await exposed(row);
  return 'leftOut' in whole ? (portsMade['TestGenerateService'] as (it: Row) => Answer)(row) : whole;
};

/** A namespace and labels of the exposed object come from outside of the function that the row is about. */
function withoutPlace(value: unknown): unknown {
  const { metadata, ...rest } = withoutType(plain(value)) as { readonly metadata?: Fields } & Fields;
  const { namespace: _namespace, labels: _labels, ...meta } = metadata ?? {};
  return { ...rest, metadata: meta };
}

const run: LateAdapter = (row: Row) => {
  const { params } = rowAs<{ readonly params: Fields }>(row);
  const { expected, expectErr } = inputOf(row);
  const known = new Set([
    'image',
    'name',
    'port',
    'labels',
    'env',
    'restart',
    'image-pull-policy',
    'annotations',
    'command',
    'args',
    'serviceaccount',
    'hostport',
    'limits',
    'requests',
  ]);
  const { name, image, port, labels, env, restart, annotations } = params;
  if (
    Object.keys(params).some((key) => !known.has(key)) ||
    ['command', 'args', 'serviceaccount', 'hostport', 'limits', 'requests'].some((key) => key in params)
  )
    return Promise.resolve({ leftOut: 'flags that kubectl run has no more, or that come after a dash' });
  const policy = params['image-pull-policy'];
  const given = flags({ image, port, labels, env, restart, annotations, 'image-pull-policy': policy });
  return makes(['run', String(name ?? ''), ...given], { expected, expectErr });
};

export const kubectlRows: Readonly<Record<string, Readonly<Record<string, LateAdapter>>>> = {
  'k8s.io.kubectl__pkg__cmd__annotate': annotateRuns,
  'k8s.io.kubectl__pkg__cmd__cp': cpRuns,
  'k8s.io.kubectl__pkg__cmd__debug': { ...debugRuns, ...more.debugContainers },
  'k8s.io.kubectl__pkg__cmd__util': validateRuns,
  'k8s.io.kubectl__pkg__cmd__wait': waitRuns,
  'k8s.io.kubectl__pkg__cmd__create': {
    ...createRuns,
    TestClusterRoleValidate: clusterRoleCheck,
    TestCreateConfigMap: fromFlags(['create', 'configmap'], 'configMapName', ({ fromLiteral, fromFile, fromEnvFile, appendHash }) => ({
      'from-literal': fromLiteral,
      'from-file': fromFile,
      'from-env-file': fromEnvFile,
      'append-hash': appendHash,
    })),
    TestCreateIngressValidation: ingressChecks,
    TestCreatePdbValidation: budgetChecks,
    TestCreateQuota: async (row) => {
      if (typeof row.in !== 'string') {
        const { options, expected } = rowAs<{ readonly options: Fields; readonly expected: unknown }>(row);
        const given = flags({ hard: options['Hard'], scopes: options['Scopes'] });
        return makes(['create', 'quota', String(options['Name']), ...given], { expected, expectErr: '' });
      }
      const said = await kubectl(['create', 'quota', 'q', ...flags({ hard: row.in }), ...rehearse]);
      return { expected: 0, got: said.code === 0 ? 0 : said.text };
    },
    TestCreateSecretDockerRegistry: fromFlags(['create', 'secret', 'docker-registry'], 'dockerRegistrySecretName', (it) => ({
      'docker-email': it['dockerEmail'],
      'docker-password': it['dockerPassword'],
      'docker-server': it['dockerServer'],
      'docker-username': it['dockerUsername'],
      'append-hash': it['appendHash'],
    })),
    TestCreateSecretGeneric: fromFlags(['create', 'secret', 'generic'], 'secretName', (it) => ({
      'from-literal': it['fromLiteral'],
      'from-file': it['fromFile'],
      'from-env-file': it['fromEnvFile'],
      type: it['secretType'],
      'append-hash': it['appendHash'],
    })),
    TestCreateServices: services,
    TestValidate: roleCheck,
  },
  'k8s.io.kubectl__pkg__cmd__expose': { ...exposeRuns, TestGenerateService: exposedOrPorts },
  'k8s.io.kubectl__pkg__cmd__run': runRuns,
  'k8s.io.kubectl__pkg__cmd__label': { ...labelRuns, TestRunLabelMsg: labelled },
  'k8s.io.kubectl__pkg__generate__versioned': { ...envRuns, ...more.generateRuns, TestGeneratePod: run },
  'k8s.io.kubectl__pkg__util': more.sourceRuns,
  'k8s.io.kubectl__pkg__cmd__apply': more.applyRuns,
  'k8s.io.cli-runtime__pkg__genericclioptions': more.formatRuns,
  'k8s.io.kubectl__pkg__cmd__delete': more.deleteRuns,
  'k8s.io.kubectl__pkg__cmd__top': more.topRuns,
  'k8s.io.kubectl__pkg__cmd__exec': more.execRuns,
  'k8s.io.kubectl__pkg__cmd__get': getRuns,
  'k8s.io.kubectl__pkg__cmd__set': setRuns,
  'k8s.io.kubectl__pkg__cmd__taint': taintRuns,
  'k8s.io.kubectl__pkg__describe': describeRuns,
  'k8s.io.kubectl__pkg__polymorphichelpers': polymorphicRuns,
};

function hashed(field: string, kind: string): Adapters[string] {
  return (row) => {
    const object = rowAs<Fields>(row)[field] as Fields;
    const { data, binaryData, type } = object as {
      readonly data?: Record<string, string>;
      readonly binaryData?: unknown;
      readonly type?: string;
    };
    if (binaryData !== undefined) return { leftOut: 'kubectl create makes no such object with a hash here' };
    const content = {
      data: data ?? {},
      kind,
      name: String((object['metadata'] as Fields)['name'] ?? ''),
      ...(kind === 'Secret' ? { type: type ?? '' } : {}),
    };
    return { expected: inputOf(row)['hash'], got: configHash(content) };
  };
}

export const hashes: Adapters = { TestConfigMapHash: hashed('cm', 'ConfigMap'), TestSecretHash: hashed('secret', 'Secret') };
