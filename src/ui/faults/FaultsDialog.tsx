/** The palette of faults and loads: what is in force, with its end, and what can be made to go wrong. */
import { Zap } from 'lucide-react';
import { useEffect, useMemo, useState } from 'react';
import type { Client } from '#api/client.ts';
import type { Fault } from '#api/kinds.ts';
import { isShown } from '#scene/select.ts';
import { refOf, type Ref } from '#scene/model.ts';
import { closeDialog } from '../actions/dialogs.ts';
import { Dialog } from '../app/Dialog.tsx';
import { useMirror } from '../mirror/store.ts';
import { typeForPerson } from '../terminal/hand.ts';
import { useView } from '../view/store.ts';
import { useWords, type Words } from '../words/words.ts';
import { clientOf, useWorld, type Playground } from '../world.ts';
import { faultName, strikes, type Strike, type Target } from './strikes.ts';

const kindOf: Readonly<Record<Exclude<Target, 'cluster' | 'component'>, string>> = { pod: 'Pod', node: 'Node', service: 'Service' };
const whole: Ref = { kind: '', name: '' };

async function strike(world: Playground, chosen: Strike, target: Ref): Promise<string> {
  const act = chosen.act(target);
  if ('command' in act) {
    closeDialog();
    typeForPerson(act.command);
    return '';
  }
  const taken = useMirror.getState().mirror.kinds.get('Fault');
  let count = 0;
  while (taken?.has(faultName(act.fault, count)) === true) count += 1;
  const object = { apiVersion: 'orrery.dev/v1', kind: 'Fault', metadata: { name: faultName(act.fault, count) }, spec: { ...act.fault } };
  const response = await clientOf(world).request({ verb: 'create', group: 'orrery.dev', version: 'v1', resource: 'faults', object });
  return response.code < 400 ? '' : String((response.body as { readonly message?: string }).message ?? response.code);
}

export function endFault(world: Playground, name: string): void {
  void clientOf(world).request({ verb: 'delete', group: 'orrery.dev', version: 'v1', resource: 'faults', name });
}

export function FaultsDialog() {
  const words = useWords();
  return (
    <Dialog isOpen onOpenChange={closeDialog} title={words.faults} hint={words.faultsHint}>
      <Body />
    </Dialog>
  );
}

function Body() {
  const words = useWords();
  const [problem, setProblem] = useState('');
  const groups: readonly (readonly [Target, string])[] = [
    ['pod', 'Pod'],
    ['node', 'Node'],
    ['service', 'Service'],
    ['component', words.component],
    ['cluster', words.cluster],
  ];
  return (
    <>
      <ActiveFaults />
      {problem !== '' && (
        <p role="alert" className="mb-3 text-bad">
          {problem}
        </p>
      )}
      <div className="grid gap-x-6 gap-y-5 sm:grid-cols-2">
        {groups.map(([target, name]) => (
          <Group key={target} target={target} name={name} tell={setProblem} words={words} />
        ))}
      </div>
    </>
  );
}

function ActiveFaults() {
  const words = useWords();
  const world = useWorld();
  const faults = useMirror((picture) => picture.mirror.kinds.get('Fault'));
  if (faults === undefined || faults.size === 0) return null;
  return (
    <section className="mb-5 rounded-xl border border-bad/40 p-3" aria-label={words.inForce}>
      <h3 className="eyebrow mb-1">{words.inForce}</h3>
      <ul>
        {[...faults.values()].map((object) => {
          const { metadata, spec, status } = object as Fault;
          return (
            <li key={metadata.uid} className="flex items-center gap-2 py-0.5">
              <Zap size={13} className="shrink-0 text-bad" />
              <span className="min-w-0 truncate font-mono text-[12px]">
                {spec.type} {spec.target}
              </span>
              <span className="text-[11.5px] text-ink-3">
                {status?.phase} {status?.message}
              </span>
              <button type="button" className="btn ml-auto h-7" onClick={() => endFault(world, metadata.name)}>
                {words.endFault}
              </button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

interface GroupProps {
  readonly target: Target;
  readonly name: string;
  readonly tell: (problem: string) => void;
  readonly words: Words;
}

function isOfServer({ kind, namespace, name }: Ref): boolean {
  return kind === 'Service' && namespace === 'default' && name === 'kubernetes';
}

async function componentsOf(client: Client): Promise<readonly Ref[]> {
  const { code, body } = await client.request({ verb: 'list', group: 'orrery.dev', version: 'v1', resource: 'components' });
  const { items = [] } = (code === 200 ? body : {}) as { readonly items?: readonly { readonly address: string }[] };
  // Nobody else could end a fault of who makes them.
  return items.filter(({ address }) => !address.startsWith('fault-injector')).map(({ address }) => ({ kind: '', name: address }));
}

/** Components and their controllers, asked for once; nothing while other targets are wanted. */
function useComponents(isWanted: boolean): readonly Ref[] {
  const world = useWorld();
  const [refs, setRefs] = useState<readonly Ref[]>([]);
  useEffect(() => {
    if (isWanted) void componentsOf(clientOf(world)).then(setRefs);
  }, [world, isWanted]);
  return refs;
}

/** What can be struck, the chosen one first. */
function useTargets(target: Target): readonly Ref[] {
  const kind = target === 'cluster' || target === 'component' ? '' : kindOf[target];
  const objects = useMirror((picture) => picture.mirror.kinds.get(kind));
  const namespace = useView((view) => view.namespace);
  const selected = useView((view) => view.selected);
  const components = useComponents(target === 'component');
  return useMemo(() => {
    if (target === 'cluster') return [whole];
    if (target === 'component') return components;
    const refs = [...(objects?.values() ?? [])].filter((one) => isShown(one.metadata.namespace, namespace)).map(refOf);
    // The Service of the API server is nobody's first thought.
    refs.sort((a, b) => Number(isOfServer(a)) - Number(isOfServer(b)));
    const first = refs.filter((ref) => ref.name === selected?.name && ref.kind === selected.kind && ref.namespace === selected.namespace);
    return [...first, ...refs.filter((ref) => !first.includes(ref))].slice(0, 500);
  }, [target, objects, namespace, selected, components]);
}

function Group({ target, name, tell, words }: GroupProps) {
  const world = useWorld();
  const targets = useTargets(target);
  const [index, setIndex] = useState(0);
  const ref = targets[index] ?? targets[0];
  return (
    <section aria-label={name}>
      <h3 className="eyebrow mb-1.5">{name}</h3>
      {target !== 'cluster' && (
        <select
          className="field mb-1.5 w-full font-mono text-[12px]"
          aria-label={name}
          disabled={targets.length === 0}
          value={index}
          onChange={(event) => setIndex(Number(event.currentTarget.value))}
        >
          {targets.map((one, at) => (
            <option key={`${one.namespace}/${one.name}`} value={at}>
              {one.name}
            </option>
          ))}
        </select>
      )}
      <div className="flex flex-wrap gap-1">
        {strikes
          .filter((one) => one.target === target)
          .map((one) => (
            <button
              key={one.id}
              type="button"
              className="btn h-7 border border-line text-[12px]"
              disabled={ref === undefined}
              onClick={() => ref !== undefined && void strike(world, one, ref).then(tell)}
            >
              {words[one.word]}
            </button>
          ))}
      </div>
    </section>
  );
}
