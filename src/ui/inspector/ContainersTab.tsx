import { FolderTree, ScrollText, SquareTerminal, Variable } from 'lucide-react';
import type { ContainerStatus, Pod } from '#api/kinds.ts';
import type { Tone } from '#scene/model.ts';
import { Status } from '../parts/tones.tsx';
import { typeForPerson } from '../terminal/hand.ts';
import { useWords } from '../words/words.ts';
import type { TabProps } from './Chosen.tsx';
import { Row, Section } from './parts.tsx';

function stateOf(status: ContainerStatus | undefined): { readonly tone: Tone; readonly word: string; readonly note: string } {
  const { waiting, running, terminated } = status?.state ?? {};
  if (running !== undefined) return { tone: status?.ready === true ? 'ready' : 'moving', word: 'Running', note: '' };
  if (terminated !== undefined)
    return {
      tone: terminated.exitCode === 0 ? 'done' : 'bad',
      word: terminated.reason ?? 'Terminated',
      note: `exit ${terminated.exitCode}`,
    };
  const reason = waiting?.reason ?? 'Waiting';
  return { tone: /BackOff|Err|Invalid/.test(reason) ? 'bad' : 'moving', word: reason, note: waiting?.message ?? '' };
}

type EnvVar = NonNullable<Pod['spec']['containers'][number]['env']>[number];

/** Where a variable's value comes from, when it does not stand there itself. */
function sourceOf({ valueFrom }: EnvVar): string {
  const { configMapKeyRef, secretKeyRef, fieldRef, resourceFieldRef } = valueFrom ?? {};
  if (configMapKeyRef !== undefined) return `ConfigMap ${configMapKeyRef.name}: ${configMapKeyRef.key}`;
  if (secretKeyRef !== undefined) return `Secret ${secretKeyRef.name}: ${secretKeyRef.key}`;
  return fieldRef?.fieldPath ?? resourceFieldRef?.resource ?? '';
}

/** Each container with its state, and the two doors into it; both are typed into the terminal for everyone to read. */
export function ContainersTab({ object }: TabProps) {
  const words = useWords();
  const pod = object as Pod;
  const statuses = [...(pod.status.initContainerStatuses ?? []), ...(pod.status.containerStatuses ?? [])];
  const containers = [...(pod.spec.initContainers ?? []), ...pod.spec.containers];
  return containers.map((container) => {
    const status = statuses.find((one) => one.name === container.name);
    const state = stateOf(status);
    const which = containers.length > 1 ? ` -c ${container.name}` : '';
    return (
      <Section key={container.name} title={container.name} isName>
        <dl>
          <Row name={words.state}>
            <Status tone={state.tone} word={state.word} />
            {state.note !== '' && <span className="block text-[11.5px] text-ink-3">{state.note}</span>}
          </Row>
          <Row name={words.image}>{container.image}</Row>
          {(status?.restartCount ?? 0) > 0 && <Row name="restarts">{status?.restartCount}</Row>}
          {(container.ports ?? []).length > 0 && (
            <Row name={words.ports}>
              {(container.ports ?? []).map((port) => `${port.containerPort}/${port.protocol ?? 'TCP'}`).join(', ')}
            </Row>
          )}
          {(container.volumeMounts ?? []).map((mount) => (
            <Row key={mount.mountPath} name={words.mounts}>
              {mount.mountPath} ← {mount.name}
            </Row>
          ))}
        </dl>
        {(container.env ?? []).length > 0 && (
          <details className="mt-1">
            <summary className="text-[12px] text-ink-3">
              {words.environment} · {(container.env ?? []).length}
            </summary>
            <dl className="pt-1">
              {(container.env ?? []).map((one) => (
                <Row key={one.name} name={one.name}>
                  {one.value ?? sourceOf(one)}
                </Row>
              ))}
            </dl>
          </details>
        )}
        <Doors pod={pod} which={which} />
      </Section>
    );
  });
}

/** The ways into a container; each is typed into the terminal for everyone to read. */
function Doors({ pod, which }: { readonly pod: Pod; readonly which: string }) {
  const words = useWords();
  const scope = pod.metadata.namespace === 'default' ? '' : ` -n ${pod.metadata.namespace}`;
  return (
    <div className="mt-2 flex flex-wrap gap-1">
      <button
        type="button"
        className="btn h-7 text-[12px]"
        onClick={() => typeForPerson(`kubectl logs ${pod.metadata.name}${which}${scope}`)}
      >
        <ScrollText size={14} /> {words.logs}
      </button>
      <button
        type="button"
        className="btn h-7 text-[12px]"
        onClick={() => typeForPerson(`kubectl exec -it ${pod.metadata.name}${which}${scope} -- sh`)}
      >
        <SquareTerminal size={14} /> {words.shell}
      </button>
      <button
        type="button"
        className="btn h-7 text-[12px]"
        onClick={() => typeForPerson(`kubectl exec ${pod.metadata.name}${which}${scope} -- ls -la /`)}
      >
        <FolderTree size={14} /> {words.filesIn}
      </button>
      <button
        type="button"
        className="btn h-7 text-[12px]"
        onClick={() => typeForPerson(`kubectl exec ${pod.metadata.name}${which}${scope} -- env`)}
      >
        <Variable size={14} /> {words.environment}
      </button>
    </div>
  );
}
