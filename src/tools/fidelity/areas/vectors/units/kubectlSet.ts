/** upstream: kubectl/pkg/cmd/{set,taint}: changes of objects, whole commands and their parts */
import type { Container, LabelSelector } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { updateEnv } from '#kubectl/set/env.ts';
import { selectorFrom, withSelector } from '#kubectl/set/selector.ts';
import { addSubjects } from '#kubectl/set/subject.ts';
import { alreadyThere, parseTaints, reorganizeTaints, withoutTaint, type Taint } from '#kubectl/taints.ts';
import { rowOfKind, scheme } from '#api/scheme.ts';
import type { Answer } from '../../verdicts.ts';
import {
  errorText,
  inputOf,
  isFields,
  outputOf,
  strings,
  type Adapter,
  type Adapters,
  type Fields,
  type LateAdapter,
  type Row,
} from '../row.ts';
import { bare } from './bare.ts';
import { kubectl, type Said } from './kubectlRuns.ts';
import { orRefusal, refusalIn } from './kubectlObjects.ts';
import { rowAs } from './objects.ts';
import { typed, typedList } from './worlds.ts';

type Variables = NonNullable<Container['env']>;

const env: Adapter = (row) => {
  const { args } = rowAs<{
    readonly args: { readonly existing?: Variables; readonly add?: Variables; readonly remove?: readonly string[] };
  }>(row);
  const got = updateEnv(args.existing ?? [], { set: args.add ?? [], remove: args.remove ?? [] });
  return { expected: bare(outputOf(row)['got'] ?? []), got: bare(got) };
};

const selectors: Adapter = (row) => {
  const { args } = rowAs<{ readonly args: { readonly args?: readonly string[] } }>(row);
  const words = args.args ?? [];
  const error = errorText(outputOf(row)['err']);
  if (words.length === 0) return { leftOut: 'a command line without arguments is refused before' };
  const got = orRefusal(() => selectorFrom(words.at(-1) ?? ''));
  return { expected: error ?? bare(inputOf(row)['wantSelector']), got: bare(got) };
};

const withSelectors: Adapter = (row) => {
  const { args } = rowAs<{ readonly args: { readonly obj: Fields; readonly selector?: LabelSelector } }>(row);
  const object = typed((inputOf(row)['args'] as Fields)['obj']);
  const got = orRefusal(() => (withSelector(object, args.selector ?? {}) as unknown as { readonly spec: Fields }).spec['selector']);
  return { expected: errorText(outputOf(row)['err']) ?? args.selector?.matchLabels ?? {}, got };
};

type Subjects = Parameters<typeof addSubjects>[1];

function subjectsAdded(object: KubeObject, asked: Subjects): unknown {
  const row = rowOfKind(object.kind) ?? scheme.RoleBinding;
  return (addSubjects({ row, object, source: '' }, asked) as unknown as { readonly subjects: Subjects }).subjects;
}

const subjects: Adapter = (row) => {
  const input = inputOf(row);
  const { subjects: asked } = rowAs<{ readonly subjects: Subjects }>(row);
  return { expected: bare(input['expected']), got: bare(subjectsAdded(typed(input['obj']), asked)) };
};

const moreSubjects: Adapter = (row) => {
  const { existing, subjects: asked } = rowAs<{ readonly existing?: Subjects; readonly subjects?: Subjects }>(row);
  const object = { ...typed({ metadata: { name: 'b' } }, 'RoleBinding'), subjects: existing ?? [] } as unknown as KubeObject;
  return { expected: bare(inputOf(row)['expected']), got: bare(subjectsAdded(object, asked ?? [])) };
};

export const setParts: Adapters = {
  Test_updateEnv: env,
  TestAddSubject: moreSubjects,
  TestGetResourcesAndSelector: selectors,
  TestUpdateNewSelectorValuesForObject: withSelectors,
  TestUpdateOldSelectorValuesForObject: withSelectors,
  TestUpdateSelectorForObjectTypes: withSelectors,
  TestUpdateSubjectForObject: subjects,
};

/** The row's object, in the namespace that the tests work in. */
function inTest(value: unknown): KubeObject {
  const object = typed(value);
  return { ...object, metadata: { ...object.metadata, namespace: 'test' } } as KubeObject;
}

async function changed(subcommand: string, row: Row, more: readonly string[] = []): Promise<Said> {
  return kubectl(['set', subcommand, ...strings(inputOf(row)['args']), ...more], {
    objects: [inTest(inputOf(row)['object'])],
    namespace: 'test',
  });
}

/** The command goes through and the object has the value after it. */
function has(said: Said, text: string): Answer {
  const after = JSON.stringify(said.cluster.objects);
  return { expected: true, got: said.code === 0 && after.includes(text) ? true : `${said.text}${after}` };
}

function lastPart(row: Row): string {
  return strings(inputOf(row)['args']).at(-1)?.split('=').at(-1) ?? '';
}

const amounts = ['--limits=cpu=200m,memory=512Mi'];

function deploymentOf(names: readonly string[], name: string): KubeObject {
  const containers = names.map((one) => ({ name: one, image: one }));
  return typed({ metadata: { name, namespace: 'test' }, spec: { template: { spec: { containers } } } }, 'Deployment');
}

/** How many containers are changed. */
function counted(subcommand: string, more: readonly string[], mark: string): LateAdapter {
  return async (row) => {
    const { args, selector, expectedContainers } = rowAs<{ args: readonly string[]; selector: string; expectedContainers: number }>(row);
    const said = await kubectl(['set', subcommand, ...args, ...more, `--containers=${selector}`], {
      objects: [deploymentOf(['nginx', 'redis'], 'redis')],
      namespace: 'test',
    });
    const after = JSON.stringify(said.cluster.objects);
    return { expected: expectedContainers, got: after.split(mark).length - 1 };
  };
}

const sources: readonly KubeObject[] = [
  typed(
    { metadata: { name: 'testconfigmap', namespace: 'test' }, data: { env: 'prod', 'test-key': 'v', 'test-key-two': 'w' } },
    'ConfigMap',
  ),
  typed(
    { metadata: { name: 'testconfigmapuppercasekey', namespace: 'test' }, data: { ENV: 'prod', TEST_KEY: 'v', TEST_KEY_TWO: 'w' } },
    'ConfigMap',
  ),
  typed({ metadata: { name: 'testsecretuppercasekey', namespace: 'test' }, data: { ENV: '', TEST_KEY: '', TEST_KEY_TWO: '' } }, 'Secret'),
  typed({ metadata: { name: 'testsecret', namespace: 'test' }, data: { env: '', 'test-key': '', 'test-key-two': '' } }, 'Secret'),
];

const fromResource: LateAdapter = async (row) => {
  const { args, from, keys, assertIncludes, assertExcludes, warning } = rowAs<{
    readonly args: readonly string[];
    readonly from: string;
    readonly keys?: readonly string[];
    readonly assertIncludes?: readonly string[];
    readonly assertExcludes?: readonly string[];
    readonly warning?: boolean;
  }>(row);
  const more = (keys ?? []).length === 0 ? [] : [`--keys=${(keys ?? []).join(',')}`];
  const said = await kubectl(['set', 'env', ...args, `--from=${from}`, ...more], {
    objects: [deploymentOf(['nginx'], 'nginx'), ...sources],
    namespace: 'test',
  });
  const after = envTexts(said.cluster.objects);
  return {
    expected: { code: 0, missing: [], there: [], warned: warning ?? false },
    got: {
      code: said.code,
      missing: (assertIncludes ?? []).filter((text) => !after.includes(text)),
      there: (assertExcludes ?? []).filter((text) => after.includes(text)),
      warned: said.text.includes('Warning: '),
    },
  };
};

/** As Go writes them: fields in order of their names. */
function envTexts(objects: readonly KubeObject[]): string {
  return JSON.stringify(sorted(objects));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isFields(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key])]),
  );
}

/** The refusal of a command whose options a row has. */
const subjectCheck: LateAdapter = async (row) => {
  const { options } = rowAs<{ readonly options: Fields }>(row);
  const infos = ((inputOf(row)['options'] as Fields)['Infos'] ?? []) as readonly Fields[];
  const objects = infos.map((info) => typed(info['Object']));
  if (objects.length === 0) objects.push(typed({ metadata: { name: 'rolebinding', namespace: 'default' } }, 'RoleBinding'));
  const placed = objects.map((one) => ({
    ...one,
    metadata: { ...one.metadata, namespace: one.kind === 'RoleBinding' ? 'default' : undefined },
  }));
  const words = placed.map((one) => `${one.kind.toLowerCase()}/${one.metadata.name}`);
  const given = [
    ...strings(options['ServiceAccounts']).map((text) => `--serviceaccount=${text}`),
    ...strings(options['Users']).map((text) => `--user=${text}`),
    ...strings(options['Groups']).map((text) => `--group=${text}`),
  ];
  const said = await kubectl(['set', 'subject', ...words, ...given], { objects: placed as unknown as readonly KubeObject[] });
  const error = refusalIn(outputOf(row)['err']);
  return error === undefined ? { expected: 0, got: said.code === 0 ? 0 : said.text } : { expected: `error: ${error}\n`, got: said.text };
};

export const setRuns: Readonly<Record<string, LateAdapter>> = {
  TestServiceAccountValidation: async (row) => {
    const said = await kubectl(['set', 'serviceaccount', ...strings(inputOf(row)['args'])]);
    return { expected: `error: ${String(inputOf(row)['errorString'])}\n`, got: said.text };
  },
  TestSetEnvFromResource: fromResource,
  TestSetEnvRemote: async (row) => has(await changed('env', row), `"value":"${lastPart(row)}"`),
  TestSetEnvRemoteWithSpecificContainers: counted('env', [], '"name":"env"'),
  TestSetImageRemote: async (row) => has(await changed('image', row), `"image":"${lastPart(row)}"`),
  TestSetResourcesRemote: async (row) => has(await changed('resources', row, amounts), '"cpu":"200m","memory":"512Mi"'),
  TestSetResourcesRemoteWithSpecificContainers: counted('resources', amounts, '"cpu":"200m"'),
  TestSetServiceAccountRemote: async (row) => has(await changed('serviceaccount', row), `"serviceAccountName":"${lastPart(row)}"`),
  TestValidate: subjectCheck,
};

const oldTaints: readonly Taint[] = [
  { key: 'foo_1', effect: 'NoExecute' },
  { key: 'foo_2', effect: 'NoSchedule' },
  { key: 'foo_3', effect: 'NoSchedule' },
];

function taints(value: unknown): readonly Taint[] {
  return (Array.isArray(value) ? bare(value) : []) as readonly Taint[];
}

function removal(read: (input: Fields) => Taint): Adapter {
  return (row) => {
    const before = taints(inputOf(row)['taints']);
    const left = withoutTaint(before, read(inputOf(row)));
    return {
      expected: [taints(inputOf(row)['expectedTaints']), outputOf(row)['result']],
      got: [left, left.length < before.length],
    };
  };
}

/** Which of a list the tests check against. */
const existing: readonly Taint[] = oldTaints.filter(({ key }) => key !== 'foo_1').concat({ key: 'foo_1', effect: 'NoSchedule' });

export const taintParts: Adapters = {
  TestCheckIfTaintsAlreadyExists: (row) => ({
    expected: outputOf(row)['result'],
    got: alreadyThere(existing, taints(inputOf(row)['taintsToCheck'])),
  }),
  TestDeleteTaint: removal(({ taintToDelete }) => bare(taintToDelete) as Taint),
  TestDeleteTaintByKey: removal(({ taintKey }) => ({ key: String(taintKey), effect: '' })),
  TestParseTaints: (row) => {
    const parsed = parseTaints(strings(inputOf(row)['spec']));
    const { expectedTaints, expectedTaintsToRemove } = inputOf(row);
    const error = errorText(outputOf(row)['err']);
    if (!parsed.ok) return { expected: error, got: parsed.message };
    return {
      expected: error ?? { add: taints(expectedTaints), remove: taints(expectedTaintsToRemove) },
      got: bareLists(parsed.value),
    };
  },
  TestReorganizeTaints: (row) => {
    const input = inputOf(row);
    const changes = { add: taints(input['taintsToAdd']), remove: taints(input['taintsToDelete']) };
    const after = reorganizeTaints([{ key: 'foo', value: 'bar', effect: 'NoSchedule' }], changes, input['overwrite'] === true);
    return {
      expected: [taints(input['expectedTaints']), input['expectedOperation'], input['expectedErr'] === true],
      got: [after.taints, after.operation, after.errors.length > 0],
    };
  },
};

/** upstream: pkg/util/taints: the same rules as a kubelet and the controllers know them. */
export const sharedTaints: Adapters = {
  TestCheckIfTaintsAlreadyExists: taintParts['TestCheckIfTaintsAlreadyExists'] as Adapter,
  TestDeleteTaint: taintParts['TestDeleteTaint'] as Adapter,
  TestDeleteTaintByKey: taintParts['TestDeleteTaintByKey'] as Adapter,
  TestParseTaints: taintParts['TestParseTaints'] as Adapter,
};

function bareLists({ add, remove }: { readonly add: readonly Taint[]; readonly remove: readonly Taint[] }): unknown {
  return { add: taints(add), remove: taints(remove) };
}

export const taintRuns: Readonly<Record<string, LateAdapter>> = {
  TestTaint: async (row) => {
    const { oldTaints: old, newTaints, expectFatal, args } = inputOf(row);
    const node = typed({ metadata: { name: 'node-name' }, spec: { taints: taints(old) } }, 'Node');
    const said = await kubectl(['taint', ...strings(args)], { objects: [node] });
    const after = said.cluster.objects[0] as unknown as { readonly spec?: { readonly taints?: readonly Taint[] } };
    if (expectFatal === true) {
      const told = String(outputOf(row)['r'] ?? '').replace("See 'taint", "See 'kubectl taint");
      return { expected: told, got: said.text.trimEnd() };
    }
    return { expected: [0, taints(newTaints)], got: [said.code, taints(after.spec?.taints)] };
  },
  TestValidateFlags: async (row) => {
    const { taintOpts } = rowAs<{
      readonly taintOpts: { readonly all?: boolean; readonly selector?: string; readonly resources?: readonly string[] };
    }>(row);
    const { all, selector, resources = ['node'] } = taintOpts;
    const given = [...(all === true ? ['--all'] : []), ...((selector ?? '') === '' ? [] : ['-l', selector ?? ''])];
    const nodes = typedList([{ metadata: { name: 'node-name' }, spec: {} }], 'Node');
    const said = await kubectl(['taint', ...resources, 'a=b:NoSchedule', ...given], { objects: nodes });
    const error = errorText(outputOf(row)['err']);
    return { expected: error ?? 0, got: said.code === 0 ? 0 : said.text.replace(/^error: /, '').trimEnd() };
  },
};
