/** What our API server stores or refuses, compared with a real one's recorded answers. */
import { join } from 'node:path';
import type { Json } from '#api/immutable.ts';
import {
  accountOf,
  mutate,
  replayCorpusCreate,
  replayValidationCreate,
  replayValidationUpdate,
  type CorpusCase,
  type MutationCase,
  type Surroundings,
} from '#engine/apiserver/replay.ts';
import type { Area } from '../area.ts';
import { resultOf, type Verdict } from '../report.ts';
import { isKnownKind } from './knownKind.ts';
import { normalAnswer, normalUpdate } from './normalObject.ts';
import { eachJson } from './readCases.ts';
import { distinctNames, judge, type Answer } from './verdicts.ts';

interface CorpusRecord extends CorpusCase {
  readonly file: string;
  readonly doc: number;
  readonly code: number | null;
  readonly response?: Json;
}

interface CorpusFile {
  readonly cases: readonly CorpusRecord[];
}

interface MutationRecord extends MutationCase {
  readonly base: number;
  readonly code: number;
  readonly response?: Json;
}

interface CreateBase {
  readonly object: Json;
  readonly url?: string;
  readonly code?: number;
  readonly response?: Json;
}

interface Recording<Base, Case> {
  readonly bases: readonly Base[];
  readonly cases: readonly Case[];
}

export const corpusCreate: Area = {
  name: 'corpus-create',
  run({ reference }) {
    const folder = join(reference, 'golden/corpus-create');
    const there = surroundingsOf(folder);
    return resultOf(
      distinctNames(
        eachJson<CorpusFile>(folder, ({ cases }, file) =>
          cases.map((it) => judge(`${file}: ${it.file}#${it.doc}`, () => corpusAnswer(it, there))),
        ),
      ),
    );
  },
};

interface There {
  readonly namespaces: ReadonlySet<string>;
  /** `namespace/name` */
  readonly accounts: ReadonlySet<string>;
}

/** Before it sent anything the recorder made every namespace that something of the corpus goes into, and every account of a pod. */
function surroundingsOf(folder: string): There {
  const namespaces = new Set<string>();
  const accounts = new Set<string>();
  eachJson<CorpusFile>(folder, ({ cases }) => {
    for (const { url, gvk, sent } of cases) {
      const name = /\/namespaces\/([^/?]+)\//.exec(url ?? '')?.[1];
      if (name !== undefined) namespaces.add(name);
      const account = gvk[1] === 'Pod' ? accountOf(sent) : undefined;
      if (account !== undefined) accounts.add(`${name ?? ''}/${account}`);
    }
    return [];
  });
  return { namespaces, accounts };
}

/** What no API server could take ("no resource match") is refused by kubectl's mapping: the kind must be unknown here too. */
function corpusAnswer(it: CorpusRecord, there: There): Answer {
  const [apiVersion, kind] = it.gvk;
  if (it.code === null || it.code === undefined)
    return { expected: 'no resource match', got: isKnownKind(apiVersion, kind) ? 'a resource of this kind' : 'no resource match' };
  if (!isKnownKind(apiVersion, kind) && it.code !== 404) return { leftOut: unknownKind(apiVersion, kind) };
  const expected = normalAnswer({ code: it.code, body: it.response }, it.sent);
  return {
    expected,
    got: normalAnswer(replayCorpusCreate(it, surroundings(kind, it, there)), it.sent),
  };
}

/** What there was that the object itself could meet. */
function surroundings(kind: string, { sent, url }: CorpusRecord, { namespaces, accounts }: There): Surroundings {
  if (kind === 'Namespace') return { namespaces: named(sent, namespaces) };
  const namespace = /\/namespaces\/([^/?]+)\//.exec(url ?? '')?.[1] ?? '';
  const inside = new Set([...accounts].filter((it) => it.startsWith(`${namespace}/`)).map((it) => it.slice(namespace.length + 1)));
  return kind === 'ServiceAccount' ? { accounts: named(sent, inside) } : {};
}

export const validationCreate: Area = {
  name: 'validation-create',
  run({ reference }) {
    return resultOf(
      distinctNames(
        eachJson<Recording<CreateBase, MutationRecord>>(join(reference, 'golden/validation-create'), ({ bases, cases }, file) => [
          ...bases.map((base, i) =>
            createVerdict(`${file}: base ${i}`, base, {
              mutation: 'none',
              path: [],
              value: base.object,
              base: i,
              code: base.code ?? 201,
              ...given(base.response),
            }),
          ),
          ...cases.map((it) => createVerdict(nameOf(file, it), bases[it.base], it)),
        ]),
      ),
    );
  },
};

/** A base without a recorded answer has nothing to compare with. */
function createVerdict(name: string, base: CreateBase | undefined, it: MutationRecord): Verdict {
  return judge(name, () => {
    if (base === undefined) return { expected: `base ${it.base}`, got: 'no such base in the recording' };
    const { apiVersion, kind } = base.object as { readonly apiVersion: string; readonly kind: string };
    if (!isKnownKind(apiVersion, kind)) return { leftOut: unknownKind(apiVersion, kind) };
    const sent = mutate(base.object, it);
    const got = replayValidationCreate(base, it);
    if (it.response === undefined) return { expected: { code: it.code }, got: { code: got.code } };
    return { expected: normalAnswer({ code: it.code, body: it.response }, sent), got: normalAnswer(got, sent) };
  });
}

export const validationUpdate: Area = {
  name: 'validation-update',
  run({ reference }) {
    return resultOf(
      distinctNames(
        eachJson<Recording<Json, MutationRecord>>(join(reference, 'golden/validation-update'), ({ bases, cases }, file) =>
          cases.map((it) => judge(nameOf(file, it), () => updateAnswer(bases[it.base], it))),
        ),
      ),
    );
  },
};

/** Only refusals were recorded with their words; of the rest the code. */
function updateAnswer(base: Json | undefined, it: MutationRecord): Answer {
  if (base === undefined) return { expected: `base ${it.base}`, got: 'no such base in the recording' };
  const { apiVersion, kind } = base as { readonly apiVersion: string; readonly kind: string };
  if (!isKnownKind(apiVersion, kind)) return { leftOut: unknownKind(apiVersion, kind) };
  const got = replayValidationUpdate(base, it);
  if (it.response === undefined) return { expected: { code: it.code }, got: got.code === it.code ? { code: got.code } : normalUpdate(got) };
  return { expected: normalUpdate({ code: it.code, body: it.response }), got: normalUpdate(got) };
}

function named(sent: Json | undefined, there: ReadonlySet<string>): readonly string[] {
  const { name } = (sent as { readonly metadata?: { readonly name?: string } } | undefined)?.metadata ?? {};
  return name !== undefined && there.has(name) ? [name] : [];
}

function unknownKind(apiVersion: string, kind: string): string {
  return `the scheme has no ${apiVersion} ${kind} yet`;
}

function nameOf(file: string, { base, mutation, path, value }: MutationRecord): string {
  const text = value === undefined ? '' : ` ${JSON.stringify(value)}`;
  return `${file}: base ${base} ${mutation} ${path.join('.')}${text.length > 60 ? `${text.slice(0, 60)}...` : text}`;
}

function given(response: Json | undefined): { readonly response?: Json } {
  return response === undefined ? {} : { response };
}
