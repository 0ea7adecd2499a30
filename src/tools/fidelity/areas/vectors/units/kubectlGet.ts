/** upstream: kubectl/pkg/cmd/get: sorting, custom columns, what is said of nothing */
import type { KubeObject } from '#api/meta.ts';
import { customColumnsText } from '#kubectl/customColumns.ts';
import { relaxedPath } from '#kubectl/jsonPath.ts';
import { columnsOf } from '#kubectl/outputs.ts';
import { sortObjects } from '#kubectl/sortBy.ts';
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
import { kubectl } from './kubectlRuns.ts';
import { orRefusal, refusalIn } from './kubectlObjects.ts';
import { objectAs, rowAs } from './objects.ts';

function itemsOf(value: unknown): readonly KubeObject[] {
  const list = isFields(value) ? value['items'] : undefined;
  return (Array.isArray(list) ? list.map((item) => objectAs(item)) : []) as readonly KubeObject[];
}

const sorted: Adapter = (row) => {
  const { obj, sort, field } = inputOf(row);
  const error = refusalIn(outputOf(row)['err']);
  const got = orRefusal(() => sortObjects(itemsOf(obj), String(field), false));
  if (error !== undefined) return { expected: error, got };
  return { expected: itemsOf(sort), got };
};

const less: Adapter = (row) => {
  const { i, j, runtimeSort } = rowAs<{ i: number; j: number; runtimeSort: { field: string; objs: readonly KubeObject[] } }>(row);
  const [one, other] = [runtimeSort.objs[i], runtimeSort.objs[j]];
  if (one === undefined || other === undefined) return { leftOut: 'the row has no such objects' };
  const first = sortObjects([other, one], runtimeSort.field, false)[0];
  return { expected: outputOf(row)['result'], got: first === one };
};

const columns: Adapter = (row) => {
  const { columns: wanted, obj } = rowAs<{ columns: readonly { Header: string; FieldSpec: string }[]; obj: KubeObject }>(row);
  const spec = wanted.map(({ Header, FieldSpec }) => `${Header}:${FieldSpec}`).join(',');
  return { expected: inputOf(row)['expectedOutput'], got: customColumnsText(spec, [objectAs(obj)], false) };
};

const four = {
  metadata: { name: 'fake0' },
  spec: { containers: [0, 1, 2, 3].map((n) => ({ name: `fake${n}` })) },
} as unknown as KubeObject;

const slices: Adapter = (row) => {
  const { spec, expectedOutput } = inputOf(row);
  const got = orRefusal(() => customColumnsText(String(spec), [four], false));
  return { expected: refusalIn(outputOf(row)['err']) ?? expectedOutput, got };
};

function specs(make: (spec: string) => string, read: (row: Row) => unknown): Adapter {
  return (row) => {
    const got = orRefusal(() => make(String(inputOf(row)['spec'])));
    return { expected: refusalIn(outputOf(row)['err']) ?? read(row), got };
  };
}

export const getParts: Adapters = {
  TestColumnPrint: columns,
  TestMassageJSONPath: (row) => {
    const got = orRefusal(() => relaxedPath(String(inputOf(row)['input'])));
    return { expected: errorText(outputOf(row)['err']) ?? outputOf(row)['output'], got };
  },
  TestNewColumnPrinterFromSpec: (row) => {
    const { spec, noHeaders } = inputOf(row);
    const got = orRefusal(() => customColumnsText(String(spec), [], noHeaders === true));
    return { expected: refusalIn(outputOf(row)['err']) ?? '', got };
  },
  TestNewColumnPrinterFromTemplate: specs(
    (text) =>
      columnsOf(text)
        .split(',')
        .map((one) => `${one.split(':')[0]}:${relaxedPath(one.split(':').slice(1).join(':'))}`)
        .join(','),
    (row) =>
      ((inputOf(row)['expectedColumns'] ?? []) as readonly Fields[])
        .map((it) => `${String(it['Header'])}:${String(it['FieldSpec'])}`)
        .join(','),
  ),
  TestRuntimeSortLess: less,
  TestSliceColumnPrint: slices,
  TestSortingPrinter: sorted,
};

const pod = { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'foo', namespace: 'default' }, spec: { containers: [] }, status: {} };

export const getRuns: Readonly<Record<string, LateAdapter>> = {
  TestNoBlankLinesForGetMultipleTableResource: async (row) => {
    const said = await kubectl(['get', ...strings(row.in)]);
    return { expected: 'No resources found in default namespace.\n', got: said.text };
  },
  TestPrinterSupportsExpectedCustomColumnFormats: async (row) => {
    const { outputFormat, templateArg, expectNoMatch, expectedOutput } = inputOf(row);
    if (String(outputFormat).endsWith('-file') && String(templateArg) !== '')
      return { leftOut: 'the file of the row was not written down' };
    if (expectNoMatch === true && outputFormat !== 'invalid') return { leftOut: 'a whole command has other printers for the format' };
    const template = String(templateArg) === '' ? [] : [`--template=${String(templateArg)}`];
    const said = await kubectl(['get', 'pod', 'foo', '-o', String(outputFormat), ...template], { objects: [pod as unknown as KubeObject] });
    const error = refusalIn(outputOf(row)['err'])?.replace(/, allowed.*/, '');
    if (error !== undefined) return { expected: true, got: said.code !== 0 && said.text.includes(error) ? true : said.text };
    return { expected: true, got: said.text.includes(String(expectedOutput)) ? true : said.text };
  },
};
