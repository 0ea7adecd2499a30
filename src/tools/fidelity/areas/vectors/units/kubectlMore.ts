/** upstream: kubectl/pkg/{util,cmd/delete,cmd/top,cmd/exec,generate/versioned}: whole commands with what the rows give */
import type { KubeObject } from '#api/meta.ts';
import type { Request, Response } from '#api/request.ts';
import { maskSecret } from '#kubectl/maskSecret.ts';
import { errorText, inputOf, isFields, outputOf, strings, type Adapters, type Fields, type LateAdapter } from '../row.ts';
import { flags, kubectl, settled, withoutType } from './kubectlRuns.ts';
import { typed } from './worlds.ts';

const rehearse = ['--dry-run=client', '-o', 'json'];

/** The data of a ConfigMap made of one source, or the refusal. */
function source(flag: string, value: (input: Fields) => string, files: (input: Fields) => Readonly<Record<string, string>>): LateAdapter {
  return async (row) => {
    const input = inputOf(row);
    const said = await kubectl(['create', 'configmap', 'c', `--${flag}=${String(input['input'])}`, ...rehearse], { files: files(input) });
    const error = errorText(outputOf(row)['err']);
    if (error !== undefined) return { expected: `error: ${error}\n`, got: said.text };
    const data = said.code === 0 ? (JSON.parse(said.text) as Fields)['data'] : said.text;
    return { expected: { [String(input['key'])]: value(input) }, got: data };
  };
}

export const sourceRuns: Readonly<Record<string, LateAdapter>> = {
  TestParseLiteralSource: source(
    'from-literal',
    (input) => String(input['value']),
    () => ({}),
  ),
  TestParseFileSource: source(
    'from-file',
    () => 'content',
    (input) => ({ [String(input['filepath'])]: 'content' }),
  ),
};

/** What is deleted with which grace, and what is said of it. */
const deletes: LateAdapter = async (row) => {
  const { cmdArgs, forceFlag, gracePeriodFlag, nowFlag, expectedOut, expectedErrOut, expectedExitCode, expectedGracePeriod } = inputOf(row);
  const pod = typed({ metadata: { name: 'foo', namespace: 'test', uid: 'u' }, spec: { containers: [] } }, 'Pod');
  const grace = gracePeriodFlag === '' ? [] : [`--grace-period=${String(gracePeriodFlag)}`];
  const given = flags({ force: forceFlag, now: nowFlag });
  const said = await kubectl(['delete', ...strings(cmdArgs), ...given, ...grace, '--wait=false', '-o', 'name', '-n', 'test'], {
    objects: [pod],
  });
  const asked = said.cluster.requests.find(({ verb }) => verb === 'delete')?.options?.delete?.gracePeriodSeconds;
  const lines = (text: string) =>
    text
      .split('\n')
      .filter((line) => line !== '')
      .toSorted();
  return {
    expected: [expectedExitCode, lines(`${String(expectedErrOut ?? '')}\n${String(expectedOut ?? '')}`), expectedGracePeriod],
    got: [said.code, lines(said.text), asked === undefined ? '' : String(asked)],
  };
};

export const deleteRuns: Readonly<Record<string, LateAdapter>> = { TestGracePeriodScenarios: deletes };

/** The pods of the test and what each container uses: CPU in thousandths, memory in Mi. */
const used: readonly (readonly (readonly [cpu: number, memory: number])[])[] = [
  [
    [1, 2],
    [4, 5],
  ],
  [
    [7, 8],
    [10, 11],
    [13, 14],
  ],
  [[7, 8]],
];

function metricsOf(namespaces: readonly string[]): readonly Fields[] {
  return namespaces.map((namespace, i) => ({
    metadata: { name: `pod${i + 1}`, namespace, labels: { key: 'value' } },
    containers: (used[i] ?? []).map(([cpu, memory], j) => ({
      name: `container${i + 1}-${j + 1}`,
      usage: { cpu: `${cpu}m`, memory: `${memory}Mi` },
    })),
  }));
}

const tops: LateAdapter = async (row) => {
  const { args, options, namespaces } = inputOf(row) as {
    readonly args?: unknown;
    readonly options: Fields;
    readonly namespaces?: unknown;
  };
  const items = metricsOf(strings(namespaces));
  const answer = ({ group, resource, name, namespace }: Request): Response | undefined => {
    if (group !== 'metrics.k8s.io' || resource !== 'pods') return undefined;
    const here = items.filter(({ metadata }) => namespace === undefined || (metadata as Fields)['namespace'] === namespace);
    const one = here.find(({ metadata }) => (metadata as Fields)['name'] === name);
    return { code: 200, body: (name === undefined ? { kind: 'PodMetricsList', items: here } : one) as never };
  };
  const given = flags({
    'all-namespaces': options['AllNamespaces'],
    selector: options['LabelSelector'],
    'field-selector': options['FieldSelector'],
    containers: options['PrintContainers'],
    'no-headers': options['NoHeaders'],
    'sort-by': options['SortBy'],
    sum: options['Sum'],
  });
  const result = outputOf(row)['result'];
  if (typeof result !== 'string') return { leftOut: 'the row has no text' };
  const said = await kubectl(['top', 'pod', ...strings(args), ...given, '-n', strings(namespaces)[0] ?? 'default'], { answer });
  return { expected: result, got: said.text };
};

export const topRuns: Readonly<Record<string, LateAdapter>> = { TestTopPod: tops };

/** A command line of exec that is refused; what goes on is compared elsewhere. */
const execs: LateAdapter = async (row) => {
  const { args, argsLenAtDash, p, obj, expectError } = inputOf(row);
  const stream = isFields(p) && isFields(p['StreamOptions']) ? p['StreamOptions'] : {};
  const words = strings(args);
  const at = Number(argsLenAtDash);
  const line = at < 0 ? words : [...words.slice(0, at), '--', ...words.slice(at)];
  const objects = isFields(obj) && isFields(obj['metadata']) ? [typed(obj, 'Pod') as KubeObject] : [];
  const said = await kubectl(['exec', ...flags({ container: stream['ContainerName'] }), ...line], { objects, namespace: 'test' });
  const errors = outputOf(row)['err'];
  const told =
    isFields(errors) && Array.isArray(errors['$seq'])
      ? errors['$seq'].map(errorText).find((text) => text !== undefined)
      : errorText(errors);
  return { expected: [expectError, true], got: [said.code !== 0, told === undefined || said.text.includes(told) ? true : said.text] };
};

export const execRuns: Readonly<Record<string, LateAdapter>> = { TestPodAndContainer: execs };

/** A Service made of the parameters of a generator, as expose makes it of flags and an object with such a selector. */
const generates: LateAdapter = async (row) => {
  const { params, expected, generator } = inputOf(row) as {
    readonly params: Fields;
    readonly expected: unknown;
    readonly generator: unknown;
  };
  if (isFields(generator) && String(generator['$type']).endsWith('V1'))
    return { leftOut: 'the older generator, which gives a single port a name, is gone from the command' };
  const {
    name,
    port,
    ports,
    protocol,
    protocols,
    selector,
    labels,
    type,
    'container-port': containerPort,
    'target-port': targetPort,
    'external-ip': externalIp,
    'load-balancer-ip': loadBalancerIp,
    'session-affinity': sessionAffinity,
    'cluster-ip': clusterIp,
    ...others
  } = params;
  if (Object.keys(others).length > 0) return { leftOut: `kubectl expose has no flag ${Object.keys(others).join(', ')}` };
  if (protocols !== undefined) return { leftOut: 'the protocols of a row are those of the object, which it does not have' };
  const given = flags({
    name,
    port: port ?? ports,
    protocol,
    selector,
    labels,
    type,
    'target-port': containerPort ?? targetPort,
    'external-ip': externalIp,
    'load-balancer-ip': loadBalancerIp,
    'session-affinity': sessionAffinity,
    'cluster-ip': clusterIp,
  });
  const object = typed({ metadata: { name: 'o', namespace: 'default' }, spec: { selector: { a: 'b' }, containers: [] } }, 'Service');
  const said = await kubectl(['expose', 'service', 'o', ...given, ...rehearse], { objects: [object] });
  const brief = (value: unknown) => {
    const { metadata, ...rest } = withoutType(value) as { readonly metadata?: Fields } & Fields;
    const { namespace: _place, ...meta } = metadata ?? {};
    return settled({ ...rest, metadata: meta });
  };
  return { expected: brief(expected), got: said.code === 0 ? brief(JSON.parse(said.text)) : said.text };
};

export const generateRuns: Readonly<Record<string, LateAdapter>> = { TestGenerateService: generates };

/** Flags of apply that do not go together. */
const applyFlags: LateAdapter = async (row) => {
  const { args, enableAlphas, expectedErr } = inputOf(row);
  if (strings(enableAlphas).length > 0) return { leftOut: 'sets of applied objects are alpha in kubectl 1.28 and off' };
  const given = (Array.isArray(args) ? (args as readonly (readonly string[])[]) : []).map(([name, value]) => `--${name}=${value}`);
  const files = { 'x.yaml': 'apiVersion: v1\nkind: ConfigMap\nmetadata: {name: c}\n' };
  const said = await kubectl(['apply', '-f', 'x.yaml', ...given], { files });
  return { expected: true, got: said.text.includes(String(expectedErr)) ? true : said.text };
};

/** What was applied last, of an object that the row has; a file of the row would name the same object. */
const lastApplied: LateAdapter = async (row) => {
  const { args, respBytes, outputFormat, expectedOut, expectedErr, selector } = inputOf(row);
  if (typeof respBytes !== 'string' || String(selector ?? '') !== '') return { leftOut: 'the row has no object' };
  const object = typed(JSON.parse(respBytes)) as KubeObject;
  const placed = { ...object, metadata: { ...object.metadata, namespace: 'test' } } as KubeObject;
  const named = strings(args).length > 0 ? strings(args) : ['replicationcontroller', placed.metadata.name];
  const said = await kubectl(['apply', 'view-last-applied', ...named, ...flags({ output: outputFormat }), '-n', 'test'], {
    objects: [placed],
  });
  if (said.text === '' && String(expectedErr ?? '') !== '') return { leftOut: 'an error that the test never sees: nothing is said' };
  // The command of the test stands by itself.
  return { expected: String(expectedErr || expectedOut).trimEnd(), got: said.text.replace('kubectl apply ', '').trimEnd() };
};

export const applyRuns: Readonly<Record<string, LateAdapter>> = {
  TestApplyFlagValidation: applyFlags,
  TestRunApplyViewLastApplied: lastApplied,
};

/** The container that is put into a pod to look at it; the end of a name that is made up is chance. */
const debugContainer: LateAdapter = async (row) => {
  const { opts, pod, expected } = inputOf(row) as { readonly opts: Fields; readonly pod?: unknown; readonly expected: unknown };
  const given = typed(
    { ...(isFields(pod) ? pod : {}), metadata: { name: 'web', namespace: 'default', uid: 'u' } },
    'Pod',
  ) as unknown as Fields;
  const spec = { containers: [], ...(given['spec'] as object | undefined) };
  const words = [
    ...flags({
      image: opts['Image'],
      container: opts['Container'],
      target: opts['TargetContainer'],
      profile: opts['Profile'],
      'image-pull-policy': opts['PullPolicy'],
      stdin: opts['Interactive'],
      tty: opts['TTY'],
      'arguments-only': opts['ArgsOnly'],
    }),
    '--attach=false',
    ...(Array.isArray(opts['Env']) ? (opts['Env'] as readonly Fields[]) : []).map(
      ({ name, value }) => `--env=${String(name)}=${String(value)}`,
    ),
    ...(strings(opts['Args']).length > 0 ? ['--', ...strings(opts['Args'])] : []),
  ];
  const said = await kubectl(['debug', 'web', ...words], { objects: [{ ...given, spec } as unknown as KubeObject] });
  const patch = said.cluster.requests.find(({ verb, subresource }) => verb === 'patch' && subresource === 'ephemeralcontainers')?.patch
    ?.body;
  const added = ((patch as { readonly spec?: Fields } | undefined)?.spec?.['ephemeralContainers'] ?? []) as readonly Fields[];
  const brief = (value: unknown) => {
    const { name, terminationMessagePolicy: _policy, ...rest } = isFields(value) ? value : {};
    return settled({ ...(withoutType(rest) as object), name: String(name).replace(/^debugger-.*/, 'debugger-') });
  };
  return { expected: brief(expected), got: added.length === 0 ? said.text : brief(added.at(-1)) };
};

export const debugContainers: Readonly<Record<string, LateAdapter>> = { TestGenerateDebugContainer: debugContainer };

/** The pod of the tables, printed in the row's format. */
const formats: LateAdapter = async (row) => {
  const { outputFormat, templateArg, expectNoMatch, expectedOutput, expectedError } = inputOf(row);
  const texts = [outputFormat, templateArg].map((text) => String(text ?? ''));
  if (texts.some((text) => text.includes('/tmp/'))) return { leftOut: 'the file of the row was not written down' };
  if (expectNoMatch === true) return { leftOut: 'a whole command has other printers for the format' };
  const pod = typed({ metadata: { name: 'foo', namespace: 'default', uid: 'u' }, spec: { containers: [] } }, 'Pod') as KubeObject;
  const said = await kubectl(['get', 'pod', 'foo', `--output=${texts[0]}`, ...flags({ template: texts[1] })], { objects: [pod] });
  if (String(expectedError ?? '') !== '') return { expected: true, got: said.text.includes(String(expectedError)) ? true : said.text };
  return { expected: true, got: new RegExp(String(expectedOutput)).test(said.text) ? true : said.text };
};

export const formatRuns: Readonly<Record<string, LateAdapter>> = {
  TestPrinterSupportsExpectedJSONPathFormats: formats,
  TestPrinterSupportsExpectedTemplateFormats: formats,
};

/** The two sides of a diff of a Secret. */
export const diffParts: Adapters = {
  TestMasker(row) {
    const { input, want } = inputOf(row) as { readonly input: Fields; readonly want: Fields };
    const side = (value: unknown) => (isFields(value) ? settled(withoutType(value)) : undefined);
    const given = (value: unknown) => (isFields(value) ? (withoutType(value) as object) : undefined);
    const got = maskSecret(given(input['from']), given(input['to']));
    return {
      expected: [side(want['from']), side(want['to'])],
      got: got.map((value) => (value === undefined ? undefined : settled(value))),
    };
  },
};
