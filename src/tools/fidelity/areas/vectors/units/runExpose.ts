/** upstream: kubectl/pkg/cmd/{expose,run}: whole commands with the row's flags, and the ports that they make */
import type { KubeObject } from '#api/meta.ts';
import { labelsFrom, servicePorts } from '#kubectl/expose/service.ts';
import type { Offered } from '#kubectl/expose/offered.ts';
import { errorText, inputOf, outputOf, strings, type Adapters, type Fields, type LateAdapter, type Row } from '../row.ts';
import { bare } from './bare.ts';
import { flags, kubectl, withoutType } from './kubectlRuns.ts';
import { orRefusal, refusalIn } from './kubectlObjects.ts';
import { rowAs } from './objects.ts';
import { typed } from './worlds.ts';

function exposeWords(row: Row): readonly string[] | undefined {
  const { args, flags: given } = inputOf(row) as { readonly args?: unknown; readonly flags?: Fields };
  const { generator: _gone, filename, ...rest } = given ?? {};
  return filename === undefined ? ['expose', ...strings(args), ...flags(rest), `--namespace=${String(inputOf(row)['ns'])}`] : undefined;
}

/** What is said, and the service that is sent or would be. */
const exposes: LateAdapter = async (row) => {
  const { input, ns, expected, output } = inputOf(row) as Fields;
  const words = exposeWords(row);
  if (words === undefined) return { leftOut: 'the file of the row was not written down' };
  const [type = '', name = ''] = strings((inputOf(row) as Fields)['args']);
  // The tests' server answers whatever the object is named.
  const object = {
    ...typed(input),
    metadata: { ...typed(input).metadata, namespace: String(ns), ...(type === '' ? {} : { name }) },
  } as KubeObject;
  const around = { objects: [object], namespace: String(ns) };
  const said = await kubectl(words, around);
  const isYaml = words.some((word) => word.startsWith('--output'));
  const seen = isYaml
    ? undefined
    : await kubectl([...words.filter((word) => !word.startsWith('--dry-run')), '--dry-run=client', '-o', 'json'], around);
  const made = seen === undefined ? undefined : seen.code === 0 ? withoutPlace(JSON.parse(seen.text)) : seen.text;
  const wanted = isYaml ? undefined : withoutPlace(output);
  return {
    expected: [true, wanted],
    got: [said.text.includes(String(expected)) ? true : said.text, made],
  };
};

function withoutPlace(value: unknown): unknown {
  const { metadata, ...rest } = withoutType(value) as { readonly metadata?: Fields } & Fields;
  const { namespace: _place, resourceVersion: _version, ...meta } = metadata ?? {};
  return { ...rest, metadata: meta };
}

const overrides: LateAdapter = async (row) => {
  const { overrides: text, overrideType, expected } = inputOf(row);
  const service = typed(
    { metadata: { name: 'baz', namespace: 'test', resourceVersion: '12' }, spec: { selector: { app: 'go' } } },
    'Service',
  );
  const given = flags({ port: 14, protocol: 'UDP', name: 'foo', labels: 'svc=test', overrides: text, 'override-type': overrideType });
  const said = await kubectl(['expose', 'service', 'baz', ...given, '-n', 'test', '--dry-run=client', '-o', 'yaml'], {
    objects: [service],
  });
  return { expected, got: said.text };
};

export const exposeRuns: Readonly<Record<string, LateAdapter>> = { TestExposeOverride: overrides, TestRunExposeService: exposes };

/** `53/TCP,53/UDP`: what the exposed object offers. */
function offeredOf(text: string): Offered {
  const offered = new Map<string, readonly string[]>();
  for (const part of text.split(',').filter((one) => one !== '')) {
    const [port = '', protocol = ''] = part.split('/');
    offered.set(port, [...(offered.get(port) ?? []), protocol]);
  }
  return offered;
}

export const portsMade: Adapters = {
  TestGenerateService(row) {
    const { port, protocol, targetPort, protocols, expected, expectErr, selector } = rowAs<Fields>(row);
    if (typeof expectErr === 'string' && expectErr !== '') {
      if (String(selector ?? '') === '') return { leftOut: 'without a selector the command takes that of the object' };
      return { leftOut: 'the refusal comes from another part of the command' };
    }
    const asked = { ports: String(port ?? ''), protocol: String(protocol ?? ''), targetPort: String(targetPort ?? '') };
    const wanted = ((expected as Fields)['spec'] as Fields)['ports'] ?? [];
    const got = servicePorts({ ...asked, offered: offeredOf(String(protocols ?? '')) });
    return { expected: bare(wanted), got: bare(got) };
  },
};

export const labelTexts: Adapters = {
  TestMakeParseLabels(row) {
    const { labels, expected } = inputOf(row);
    if (typeof labels !== 'string') return { leftOut: 'what is typed is text' };
    return { expected: errorText(outputOf(row)['err']) ?? expected, got: orRefusal(() => labelsFrom(labels)) };
  },
};

const rehearse = ['--dry-run=client', '-o', 'json'];

/** The variables of a container that is run, or the refusal of one of them. */
const variables: LateAdapter = async (row) => {
  const said = await kubectl(['run', 'x', '--image=i', ...strings(inputOf(row)['envArray']).map((text) => `--env=${text}`), ...rehearse]);
  const error = errorText(outputOf(row)['err']);
  if (error !== undefined) return { expected: `error: ${error}\n`, got: said.text };
  const pod = said.code === 0 ? (JSON.parse(said.text) as { readonly spec: { readonly containers: readonly Fields[] } }) : undefined;
  return { expected: bare(inputOf(row)['expected']), got: bare(pod?.spec.containers[0]?.['env'] ?? said.text) };
};

export const envRuns: Readonly<Record<string, LateAdapter>> = { TestParseEnv: variables };

export const runRuns: Readonly<Record<string, LateAdapter>> = {
  TestGetRestartPolicy: async (row) => {
    const { input, expected, expectErr } = inputOf(row);
    const said = await kubectl(['run', 'x', '--image=i', ...flags({ restart: input }), ...rehearse]);
    if (expectErr === true) return { expected: 'refused', got: said.code === 0 ? said.text : 'refused' };
    const pod = said.code === 0 ? (JSON.parse(said.text) as { readonly spec: Fields }) : undefined;
    return { expected, got: pod?.spec['restartPolicy'] ?? said.text };
  },
  TestRunOverride: async (row) => {
    const { overrides: text, overrideType, expectedOutput } = inputOf(row);
    const given = flags({ overrides: text, 'override-type': overrideType });
    const said = await kubectl(['run', 'test', '--image=busybox', ...given, '-n', 'ns', '--dry-run=client', '-o', 'yaml']);
    return { expected: expectedOutput, got: said.text };
  },
  TestRunValidations: async (row) => {
    const { args, flags: given, expectedErr } = inputOf(row) as Fields & { readonly flags?: Fields };
    if (given?.['image'] === undefined) return { leftOut: 'the command line is refused before, for want of an image' };
    const said = await kubectl(['run', ...strings(args), ...flags(given)]);
    return { expected: true, got: said.code !== 0 && said.text.includes(String(expectedErr)) ? true : said.text };
  },
  TestRunArgsFollowDashRules: async (row) => {
    const { args, argsLenAtDash, expectError } = inputOf(row);
    const words = strings(args);
    const at = Number(argsLenAtDash ?? -1);
    const line = at < 0 ? words : [...words.slice(0, at), '--', ...words.slice(at)];
    const said = await kubectl(['run', '--image=nginx', '--dry-run=client', ...line]);
    const error = refusalIn(outputOf(row)['err']);
    return {
      expected: [expectError === true, true],
      got: [said.code !== 0, error === undefined || said.text.includes(error.split('\n')[0] ?? '')],
    };
  },
};
