/** upstream: kubectl/pkg/cmd/{create,label,annotate,debug,cp}: what whole commands make or change */
import type { KubeObject } from '#api/meta.ts';
import { placeOf } from '#kubectl/verbs/cp.ts';
import type { Answer } from '../../verdicts.ts';
import { errorText, inputOf, isFields, outputOf, strings, type Adapters, type Fields, type LateAdapter, type Row } from '../row.ts';
import { bare } from './bare.ts';
import { flags, kubectl, withoutType, type Said } from './kubectlRuns.ts';
import { orRefusal } from './kubectlObjects.ts';
import { rowAs } from './objects.ts';
import { typed } from './worlds.ts';

const rehearse = ['--dry-run=client', '-o', 'json'];

function withoutPlace(value: unknown): unknown {
  const { metadata, ...rest } = withoutType(value) as { readonly metadata?: Fields } & Fields;
  const { namespace: _place, ...meta } = metadata ?? {};
  return bare({ ...rest, metadata: meta });
}

/** The object of a command that is only rehearsed. */
function made(
  words: (input: Fields) => readonly string[],
  field = 'expected',
  command: (input: Fields) => readonly string[] = () => [],
): LateAdapter {
  return async (row) => {
    const input = rowAs<Fields>(row);
    const after = command(input);
    if (JSON.stringify(inputOf(row)[field] ?? {}).includes('"extensions"')) return { leftOut: 'a group that is served no more' };
    const said = await kubectl([...words(input), ...rehearse, ...(after.length === 0 ? [] : ['--', ...after])]);
    return { expected: withoutPlace(inputOf(row)[field]), got: said.code === 0 ? withoutPlace(JSON.parse(said.text)) : said.text };
  };
}

function optionsOf(input: Fields): Fields {
  return (isFields(input['options']) ? input['options'] : {}) as Fields;
}

function named(input: Fields): string {
  return String(optionsOf(input)['Name'] ?? '');
}

function bindingFlags(input: Fields): readonly string[] {
  const { ClusterRole, Role, Users, Groups, ServiceAccounts } = optionsOf(input);
  return flags({ clusterrole: ClusterRole, role: Role, user: Users, group: Groups, serviceaccount: ServiceAccounts });
}

function ruleFlags(input: Fields): readonly string[] {
  const { verbs, resources, resourceNames, nonResourceURL, aggregationRule } = input;
  return flags({
    verb: verbs,
    resource: resources,
    'resource-name': resourceNames,
    'non-resource-url': nonResourceURL,
    'aggregation-rule': aggregationRule,
  });
}

/** A token is asked for, and printed as the server gives it. */
const token: LateAdapter = async (row) => {
  const input = rowAs<Fields>(row);
  const { name, namespace, boundObjectKind, boundObjectName, boundObjectUID, duration, audiences, output } = input;
  const given = flags({
    namespace,
    'bound-object-kind': boundObjectKind,
    'bound-object-name': boundObjectName,
    'bound-object-uid': boundObjectUID,
    duration: duration === '0s' ? '' : duration,
    audience: audiences,
    output,
  });
  const status = { token: String(input['serverResponseToken'] ?? '') };
  const said = await kubectl(['create', 'token', ...(name === '' ? [] : [String(name)]), ...given], {
    namespace: 'test',
    answer: (request) =>
      request.subresource === 'token' ? { code: 201, body: { ...(request.object as object), status } as never } : undefined,
  });
  const asked = said.cluster.requests.find((it) => it.subresource === 'token')?.object as unknown as Fields | undefined;
  const error = String(input['expectStderr'] ?? '')
    .replace(/^error: /, '')
    .trimEnd();
  if (String(input['serverResponseError'] ?? '') !== '') return { leftOut: 'a refusal that the server of this model does not give' };
  if (error !== '') return { expected: true, got: said.code !== 0 && said.text.includes(error) ? true : said.text };
  const wanted = input['expectTokenRequest'] as Fields;
  return {
    expected: [bare((wanted['spec'] ?? {}) as Fields), true],
    got: [bare(asked?.['spec'] ?? said.text), said.text.includes(status.token) && (output === '' || said.text.includes('TokenRequest'))],
  };
};

export const createRuns: Readonly<Record<string, LateAdapter>> = {
  TestCreateClusterRole: made((it) => ['create', 'clusterrole', 'my-cluster-role', ...ruleFlags(it)], 'expectedClusterRole'),
  TestCreateClusterRoleBinding: made((it) => ['create', 'clusterrolebinding', named(it), ...bindingFlags(it)]),
  TestCreateCronJob: made(
    ({ image, schedule, restart }) => ['create', 'cronjob', 'test-job', ...flags({ image, schedule, restart })],
    'expected',
    ({ command }) => strings(command),
  ),
  TestCreateIngress: made(({ rules, defaultbackend, ingressclass, annotations }) => [
    'create',
    'ingress',
    'test-ingress',
    ...flags({ rule: rules, 'default-backend': defaultbackend, class: ingressclass, annotation: annotations }),
  ]),
  TestCreateJob: made(
    ({ image }) => ['create', 'job', 'test-job', ...flags({ image })],
    'expected',
    ({ command }) => strings(command),
  ),
  TestCreateJobValidation: async (row) => {
    const { image, from, command, expected } = rowAs<Fields>(row);
    const after = strings(command);
    const said = await kubectl([
      'create',
      'job',
      'j',
      ...flags({ image, from }),
      ...rehearse,
      ...(after.length === 0 ? [] : ['--', ...after]),
    ]);
    return { expected: true, got: said.code !== 0 && said.text.includes(String(expected)) ? true : said.text };
  },
  TestCreateNamespace: made((it) => ['create', 'namespace', named(it)]),
  TestCreatePdb: made((it) => {
    const { Selector, MinAvailable, MaxUnavailable } = optionsOf(it);
    return ['create', 'pdb', named(it), ...flags({ selector: Selector, 'min-available': MinAvailable, 'max-unavailable': MaxUnavailable })];
  }),
  TestCreateRole: made((it) => ['create', 'role', 'my-role', ...ruleFlags(it)], 'expectedRole'),
  TestCreateRoleBinding: made((it) => ['create', 'rolebinding', named(it), ...bindingFlags(it)]),
  TestCreateServiceAccount: made((it) => ['create', 'serviceaccount', named(it)]),
  TestCreateToken: token,
};

type Field = 'labels' | 'annotations';

const verbs: Readonly<Record<Field, string>> = { labels: 'label', annotations: 'annotate' };

function podOf(metadata: Fields): KubeObject {
  return typed({ spec: { containers: [] }, metadata: { ...metadata, name: 'foo', namespace: 'default' } }, 'Pod');
}

async function marked(field: Field, words: readonly string[], before: Fields = {}): Promise<Said> {
  return kubectl([verbs[field], 'pod', 'foo', ...words], { objects: [podOf(before)] });
}

function metadataAfter(said: Said): Fields {
  return (said.cluster.objects[0]?.metadata ?? {}) as unknown as Fields;
}

function changeWords(input: Fields, field: Field): readonly string[] {
  const pairs = Object.entries((input[field] ?? {}) as Fields).map(([key, value]) => `${key}=${String(value)}`);
  return [...pairs, ...strings(input['remove']).map((key) => `${key}-`), ...(input['overwrite'] === true ? ['--overwrite'] : [])];
}

function refusedOr(row: Row, said: Said, answer: () => Answer): Answer {
  const error = errorText(outputOf(row)['err']);
  if (error === undefined && inputOf(row)['expectErr'] === true)
    return { expected: 'refused', got: said.code === 0 ? said.text : 'refused' };
  return error === undefined ? answer() : { expected: `error: ${error}\n`, got: said.text };
}

/** An object's marks after the command. */
function updates(field: Field, wanted: 'expected' | 'expectObj'): LateAdapter {
  return async (row) => {
    const input = rowAs<Fields>(row);
    const version = String(input['version'] ?? input['resourceVersion'] ?? '');
    const before = (input['obj'] as { readonly metadata: Fields }).metadata;
    const words = [...changeWords(input, field), ...flags({ 'resource-version': version })];
    if (changeWords(input, field).length === 0) return { leftOut: 'a command without changes is refused before' };
    const said = await marked(field, words, before);
    return refusedOr(row, said, () => {
      const after = (input[wanted] as { readonly metadata: Fields }).metadata;
      const message = input['expectMsg'];
      const got = message === undefined ? undefined : said.text.includes(` ${String(message)}\n`);
      return {
        expected: [bare(after[field] ?? {}), message === undefined ? undefined : true],
        got: [bare(metadataAfter(said)[field] ?? {}), got],
      };
    });
  };
}

/** What a command line sets and takes away, seen on an object that has what it takes away. */
function parses(field: Field): LateAdapter {
  return async (row) => {
    const input = rowAs<Fields>(row);
    const words = strings(input[field]);
    if (words.length === 0) return { leftOut: 'a command without changes is refused before' };
    const isChange = (word: string) => word.indexOf('=') > 0 || (word.endsWith('-') && word !== '-');
    if (!words.every(isChange)) return { leftOut: 'on a command line a word that changes nothing is the name of an object' };
    const gone = strings(input['expectedRemove']);
    const said = await marked(field, words, { [field]: Object.fromEntries(gone.map((key) => [key, 'x'])) });
    return refusedOr(row, said, () => ({ expected: bare(input['expected'] ?? {}), got: bare(metadataAfter(said)[field] ?? said.text) }));
  };
}

function keeps(field: Field): LateAdapter {
  return async (row) => {
    const input = rowAs<Fields>(row);
    const said = await marked(field, changeWords(input, field), (input['meta'] ?? {}) as Fields);
    return refusedOr(row, said, () => ({ expected: 0, got: said.code === 0 ? 0 : said.text }));
  };
}

export const labelRuns: Readonly<Record<string, LateAdapter>> = {
  TestLabelFunc: updates('labels', 'expected'),
  TestLabelMsg: updates('labels', 'expectObj'),
  TestParseLabels: parses('labels'),
  TestValidateLabels: keeps('labels'),
};

export const annotateRuns: Readonly<Record<string, LateAdapter>> = {
  TestParseAnnotations: parses('annotations'),
  TestUpdateAnnotations: updates('annotations', 'expected'),
  TestValidateAnnotationOverwrites: keeps('annotations'),
  TestValidateAnnotations: async (row) => {
    const { newAnnotations, removeAnnotations, expectedErr } = rowAs<Fields>(row);
    const words = changeWords({ annotations: newAnnotations, remove: removeAnnotations, overwrite: true }, 'annotations');
    const said = await marked('annotations', words);
    const error = String(expectedErr ?? '');
    return error === '' ? { expected: 0, got: said.code === 0 ? 0 : said.text } : { expected: `error: ${error}\n`, got: said.text };
  },
};

function debugWords(opts: Fields): { readonly given: readonly string[]; readonly command: readonly string[] } {
  const { Image, PullPolicy, Container, CopyTo, TargetContainer, Profile, SetImages, Env } = opts;
  const on = (name: string, flag: string) => (opts[name] === true ? [`--${flag}`] : []);
  const images = Object.entries((SetImages ?? {}) as Fields).map(([key, value]) => `${key}=${String(value)}`);
  const env = ((Env ?? []) as readonly Fields[]).map((it) => `${String(it['name'])}=${String(it['value'] ?? '')}`);
  const given = [
    ...flags({
      image: Image,
      'image-pull-policy': PullPolicy,
      container: Container,
      'copy-to': CopyTo,
      target: TargetContainer,
      profile: Profile,
      'set-image': images.join(','),
      env,
    }),
    ...on('Interactive', 'stdin'),
    ...on('TTY', 'tty'),
    ...on('Replace', 'replace'),
    ...on('SameNode', 'same-node'),
    ...on('ArgsOnly', 'arguments-only'),
    ...(opts['shareProcessedChanged'] === true ? [`--share-processes=${String(opts['ShareProcesses'] === true)}`] : []),
    '--attach=false',
  ];
  return { given, command: strings(opts['Args']) };
}

/** The tests count where kubectl throws dice: a name that was made up is one. */
function unnumbered(pod: unknown, like: unknown = pod): unknown {
  const names = (JSON.stringify(like).match(/"debugger-\d+"/g) ?? []).map((text) => text.slice(1, -1));
  return JSON.parse(JSON.stringify(pod).replaceAll(/"debugger-[a-z0-9]{5}"/g, `"${names.at(-1) ?? ''}"`)) as unknown;
}

/** A copy of a pod with a container to debug with: what is sent to be created. */
const copies: LateAdapter = async (row) => {
  const { opts } = rowAs<{ readonly opts: Fields }>(row);
  const { given, command } = debugWords(opts);
  const pod = typed(inputOf(row)['havePod'] ?? inputOf(row)['pod'], 'Pod');
  const placed = { ...pod, metadata: { ...pod.metadata, namespace: 'default' } } as KubeObject;
  const said = await kubectl(['debug', `pod/${pod.metadata.name}`, ...given, ...(command.length === 0 ? [] : ['--', ...command])], {
    objects: [placed],
  });
  const sent = said.cluster.requests.find((it) => it.verb === 'create')?.object;
  const wanted = withoutPlace(inputOf(row)['wantPod']);
  return { expected: unnumbered(wanted), got: sent === undefined ? said.text : unnumbered(withoutPlace(sent), wanted) };
};

export const debugRuns: Readonly<Record<string, LateAdapter>> = {
  TestCompleteAndValidate: async (row) => {
    const { args, wantError } = inputOf(row);
    if (wantError !== true) return { leftOut: 'only what the command line comes to, which here goes on at once' };
    const said = await kubectl(['debug', ...String(args).split(' ')], {
      objects: [podOf({}), typed({ metadata: { name: 'mypod', namespace: 'default' }, spec: { containers: [] } }, 'Pod')],
    });
    return { expected: 'refused', got: said.code === 0 ? said.text : 'refused' };
  },
  TestGeneratePodCopyWithDebugContainer: copies,
};

export const cpParts: Adapters = {
  TestExtractFileSpec(row) {
    const { spec, expectedPod, expectedNamespace, expectedFile } = inputOf(row);
    const error = errorText(outputOf(row)['err']);
    return {
      expected: error ?? { pod: expectedPod, namespace: expectedNamespace, path: expectedFile },
      got: orRefusal(() => placeOf(String(spec))),
    };
  },
};

export const cpRuns: Readonly<Record<string, LateAdapter>> = {
  TestValidate: async (row) => {
    const error = errorText(outputOf(row)['err']);
    if (error === undefined) return { leftOut: 'only how many words there are, and the command goes on at once' };
    const said = await kubectl(['cp', ...strings(inputOf(row)['args'])]);
    return { expected: `error: ${error}\n`, got: said.text };
  },
};

export const waitRuns: Readonly<Record<string, LateAdapter>> = {
  TestWaitForJSONPathBadConditionParsing: async (row) => {
    const { condition, expectedErr } = inputOf(row);
    const said = await kubectl(['wait', 'pod/foo', `--for=${String(condition)}`], { objects: [podOf({})] });
    return { expected: `error: ${String(expectedErr)}\n`, got: said.text };
  },
};

/** How strictly the server is asked to read. */
export const validateRuns: Readonly<Record<string, LateAdapter>> = {
  TestGetValidationDirective: async (row) => {
    const { validateFlag, expectedDirective, expectedErr } = inputOf(row);
    const given = String(validateFlag ?? '') === '' ? [] : [`--validate=${String(validateFlag)}`];
    const said = await kubectl(['create', 'namespace', 'n', ...given]);
    const error = errorText(outputOf(row)['err']) ?? errorText(expectedErr);
    if (error !== undefined) return { expected: `error: ${error}\n`, got: said.text };
    return { expected: expectedDirective, got: said.cluster.requests.find((it) => it.verb === 'create')?.options?.fieldValidation };
  },
};
