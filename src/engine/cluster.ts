/**
 * Which components a cluster is made of. This is the only file that knows them all: the rooms of the engine do not know
 * each other, what one needs of another is put in here.
 */
import type { ClusterSpec } from '#api/tape.ts';
import type { Component } from './client/component.ts';
import { controllerManager } from './client/runner.ts';
import { garbageCollector } from './controllers/garbagecollector/garbagecollector.ts';
import { namespaceController } from './controllers/namespace/namespace.ts';
import { nodeLifecycle } from './controllers/nodelifecycle/nodelifecycle.ts';
import { persistentVolume } from './controllers/persistentvolume/persistentvolume.ts';
import { replicaset } from './controllers/replicaset/replicaset.ts';
import { replicationcontroller } from './controllers/replicationcontroller/replicationcontroller.ts';
import { serviceAccount } from './controllers/serviceaccount/serviceaccount.ts';
import { pvProtection, pvcProtection } from './controllers/volumeprotection/volumeprotection.ts';
import { scheduler } from './scheduler/scheduler.ts';
import { externalProvisioner } from './storage/provisioner.ts';

/** The range of all pods' addresses; each node has 256 of it. */
export const clusterCidr = '10.244.0.0/16';

export function componentsOf(spec: ClusterSpec): Component[] {
  return [...controlPlane(), ...spec.nodes.flatMap(() => [])];
}

/** Everything but the nodes. */
export function controlPlane(): Component[] {
  return [
    controllerManager({
      address: 'kube-controller-manager',
      user: { name: 'system:kube-controller-manager', groups: ['system:authenticated'] },
      controllers: [
        replicaset,
        replicationcontroller,
        persistentVolume,
        pvcProtection,
        pvProtection,
        serviceAccount,
        namespaceController,
        garbageCollector,
        nodeLifecycle,
      ],
    }),
    scheduler(),
    externalProvisioner(),
  ];
}
