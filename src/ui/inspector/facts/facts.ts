/** The few facts about an object that a person wants first: name and value, read from the object and nothing else. */
import type { KubeObject } from '#api/meta.ts';
import { rowOfKind, type SchemeRow } from '#api/scheme.ts';
import { printerOfRow } from '#api/printers/custom.ts';
import { fact, factsAt, words, type Fact, type Reader } from './fact.ts';
import { faults } from './faults.ts';
import { networking } from './networking.ts';
import { policies } from './policies.ts';
import { storage } from './storage.ts';
import { workloads } from './workloads.ts';

const readers = { ...workloads, ...storage, ...networking, ...policies, ...faults } as unknown as Readonly<
  Record<string, Reader<KubeObject>>
>;

/** `row` is of a custom kind; a kind without a reader of its own is told by the columns of kubectl's wide table. */
export function factsOf(object: KubeObject, row: SchemeRow | undefined = rowOfKind(object.kind)): readonly Fact[] {
  const read = Object.hasOwn(readers, object.kind) && isBuiltIn(object) ? readers[object.kind] : undefined;
  const facts = read === undefined ? printed(object, row) : read(object);
  return [...facts, ...leaving(object)].filter(({ value }) => value !== '' && value !== '<none>');
}

/** What is being deleted waits for these. */
function leaving(object: KubeObject): readonly Fact[] {
  return [...factsAt(object, 'metadata.deletionTimestamp'), fact('finalizers', words(object, 'metadata.finalizers'))];
}

/** A custom kind may have the name of one of ours. */
function isBuiltIn({ apiVersion, kind }: KubeObject): boolean {
  return rowOfKind(kind)?.group === (apiVersion.includes('/') ? apiVersion.split('/')[0] : '');
}

/** `AttachRequired` -> `attachRequired`, `CREATED BY` -> `created by`: a column's head as a field is written. */
function fieldName(head: string): string {
  return /^[A-Z]+[a-z][A-Za-z]*$/.test(head) ? head[0]!.toLowerCase() + head.slice(1) : head.toLowerCase();
}

/** Ages stand in the summary anyway, and are told by the clock. */
function printed(object: KubeObject, row: SchemeRow | undefined): readonly Fact[] {
  if (row === undefined) return [];
  const { columns, cells } = printerOfRow(row);
  const values = cells(object, Date.parse(object.metadata.creationTimestamp));
  return columns.flatMap(({ name, type, format }, index) =>
    format === 'name' || name === 'Age' || name === 'Created At' || type === 'date'
      ? []
      : [{ name: fieldName(name), value: String(values[index] ?? '') }],
  );
}
