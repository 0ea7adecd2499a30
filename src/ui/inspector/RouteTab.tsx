import { useMemo } from 'react';
import type { Service } from '#api/kinds.ts';
import { objectKey } from '#api/meta.ts';
import { endpointsOf } from '#scene/endpoints.ts';
import type { Ref } from '#scene/model.ts';
import { useMirror } from '../mirror/store.ts';
import { Status } from '../parts/tones.tsx';
import { useWords } from '../words/words.ts';
import type { TabProps } from './Chosen.tsx';
import { RefLink, Section } from './parts.tsx';

function refOfId(id: string): Ref {
  const [kind = '', namespace = '', name = ''] = id.split('/');
  return { kind, namespace, name };
}

/** Where a request to this Service goes: name, address, port, and each endpoint with its share. */
export function RouteTab({ object }: TabProps) {
  const words = useWords();
  const service = object as Service;
  const slices = useMirror((picture) => picture.mirror.kinds.get('EndpointSlice'));
  const view = useMemo(
    () =>
      endpointsOf({ kinds: new Map(slices === undefined ? [] : [['EndpointSlice', slices]]) }).get(
        objectKey(service.metadata.namespace, service.metadata.name),
      ),
    [slices, service.metadata.namespace, service.metadata.name],
  );
  const ready = view?.ready ?? [];
  const others = view?.others ?? [];
  const share = `${words.probability} 1/${ready.length + others.length}`;
  const headless = service.spec.clusterIP === 'None';
  return (
    <>
      <Section title="DNS">
        <p className="font-mono text-[12px] break-all">
          {service.metadata.name}.{service.metadata.namespace}.svc.cluster.local
        </p>
        <p className="mt-1 font-mono text-[12px] text-ink-2">
          → {headless ? [...ready.map((id) => refOfId(id).name), ...others].join(', ') : service.spec.clusterIP}
        </p>
      </Section>
      <Section title={words.endpointsTitle}>
        <ul className="flex flex-col gap-1">
          {ready.map((id) => (
            <li key={id} className="flex items-center gap-2 font-mono text-[12px]">
              <Status tone="ready" word="" />
              <RefLink to={refOfId(id)}>{refOfId(id).name}</RefLink>
              <span className="ml-auto text-ink-3">{headless ? (view?.names.get(id) ?? '') : share}</span>
            </li>
          ))}
          {others.map((address) => (
            <li key={address} className="flex items-center gap-2 font-mono text-[12px]">
              <Status tone="ready" word="" />
              {address}
              <span className="ml-auto text-ink-3">{headless ? '' : share}</span>
            </li>
          ))}
          {(view?.notReady ?? []).map((id) => (
            <li key={id} className="flex items-center gap-2 font-mono text-[12px]">
              <Status tone="moving" word="" />
              <RefLink to={refOfId(id)}>{refOfId(id).name}</RefLink>
              <span className="ml-auto text-ink-3">{words.notReady}</span>
            </li>
          ))}
        </ul>
      </Section>
    </>
  );
}
