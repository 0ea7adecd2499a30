/** A cluster for tests of the checks: what is written, and what the controllers have heard of it. */
import type { Kind } from '#api/kinds.ts';
import type { KubeObject } from '#api/meta.ts';
import { groupResource, scheme } from '#api/scheme.ts';
import type { Lister } from '#engine/client/informer.ts';
import { commit, createStore, list, type Change, type Store } from '#engine/etcd/store.ts';
import type { Scene } from '../scene.ts';
import { violationsOf } from './checks.ts';
import { createMemory, type Memory } from './memory.ts';

export interface World {
  readonly store: Store;
  readonly memory: Memory;
  known: Lister;
}

export function world(): World {
  const it: World = { store: createStore(), memory: createMemory(), known: undefined as never };
  hear(it);
  return it;
}

/** The controllers know everything that is so now. */
export function hear(it: World): void {
  const tables = new Map<Kind, readonly KubeObject[]>();
  for (const kind of Object.keys(scheme) as Kind[]) tables.set(kind, list(it.store, groupResource(scheme[kind])));
  const of = (kind: Kind) => tables.get(kind) ?? [];
  const known = {
    list: (kind: Kind, namespace?: string) =>
      of(kind).filter(({ metadata }) => namespace === undefined || metadata.namespace === namespace),
    get: (kind: Kind, key: string) => of(kind).find(({ metadata }) => `${metadata.namespace}/${metadata.name}` === key),
  };
  it.known = known as unknown as Lister;
}

interface Fields {
  readonly metadata: object;
  readonly [field: string]: unknown;
}

export type Write = readonly [resource: string, fields: Fields, type?: 'DELETED'];

/** What somebody writes in one stroke, and what is wrong with it; news of it reach nobody yet. */
export function stroke(it: World, writer: string | undefined, ...writes: readonly Write[]): string[] {
  const changes = writes.map(([resource, { metadata, ...fields }, type]) => {
    const object = { metadata: { namespace: 'default', ...metadata }, ...fields } as unknown as KubeObject;
    const { name, namespace } = object.metadata;
    const isKnown =
      it.store.tables
        .get(resource)
        ?.get(namespace ?? '')
        ?.objects.has(name) === true;
    const by = { at: 0, verb: 'update', by: 'test', cause: { actor: 'test', controller: writer } };
    const change = { type: type ?? (isKnown ? 'MODIFIED' : 'ADDED'), resource, object, writer: by };
    return commit(it.store, change as unknown as Parameters<typeof commit>[1]) as Change;
  });
  const scene: Omit<Scene, 'change'> = { writer, stroke: changes, store: it.store, known: it.known, memory: it.memory };
  return changes.flatMap((change) => violationsOf({ ...scene, change }));
}

/** What a person or a kubelet writes, which everybody knows at once. */
export function put(it: World, ...write: Write): string[] {
  const problems = stroke(it, undefined, write);
  hear(it);
  return problems;
}

export const ownedBy = (uid: string) => [{ uid, controller: true, kind: 'StatefulSet', name: uid, apiVersion: 'apps/v1' }];
export const leaving = { deletionTimestamp: '2026-01-01T00:00:00Z' };

export function pod(name: string, owner: string, ready = true, { image = 'new', app = owner, node = 'node-1' } = {}) {
  const conditions = ready ? [{ type: 'Ready', status: 'True' }] : [];
  const metadata = { name, uid: name, labels: { app }, ownerReferences: ownedBy(owner) };
  return { metadata, spec: { containers: [{ name: 'c', image }], nodeName: node }, status: { phase: 'Running', conditions } };
}

export function gone(it: ReturnType<typeof pod>) {
  return { ...it, metadata: { ...it.metadata, ...leaving } };
}

export const template = { spec: { containers: [{ name: 'c', image: 'new' }] } };
