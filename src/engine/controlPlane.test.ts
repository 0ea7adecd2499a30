import { expect, test } from 'vitest';
import { controlPlane, type ControlPlane } from './testing/controlPlane.ts';
import { annsRequest } from './helpers/signingRequest.test-helper.ts';

/** A reference to a ConfigMap as owner. */
function ownedBy(it: ControlPlane, owner: string, blockOwnerDeletion = false) {
  const { uid } = it.get('ConfigMap', owner)!.metadata;
  return { ownerReferences: [{ apiVersion: 'v1', kind: 'ConfigMap', name: owner, uid, blockOwnerDeletion }] };
}

function own(it: ControlPlane): string[] {
  return it.names('ConfigMap').filter((name) => !name.startsWith('kube-'));
}

function family(block: boolean): ControlPlane {
  const it = controlPlane();
  it.create('ConfigMap', 'owner');
  it.create('ConfigMap', 'child', {}, ownedBy(it, 'owner', block));
  it.create('ConfigMap', 'grandchild', {}, ownedBy(it, 'child', block));
  it.wait(1);
  return it;
}

test('the garbage collector deletes dependents in the background, and theirs', () => {
  const it = family(false);
  it.remove('ConfigMap', 'owner');
  expect(own(it)).toEqual(['child', 'grandchild']);
  it.wait(1);
  expect(own(it)).toEqual([]);
});

test('with foreground deletion the owner waits for what blocks it', () => {
  const it = family(true);
  it.patch('ConfigMap', 'grandchild', { metadata: { finalizers: ['example.com/hold'] } });
  it.remove('ConfigMap', 'owner', { propagationPolicy: 'Foreground' });
  it.wait(2);
  expect(own(it)).toEqual(['child', 'grandchild', 'owner']);
  expect(it.get('ConfigMap', 'owner')!.metadata.finalizers).toEqual(['foregroundDeletion']);
  it.patch('ConfigMap', 'grandchild', { metadata: { finalizers: null } });
  it.wait(2);
  expect(own(it)).toEqual([]);
});

test('orphans lose their reference and stay', () => {
  const it = family(false);
  it.remove('ConfigMap', 'owner', { propagationPolicy: 'Orphan' });
  it.wait(2);
  expect(own(it)).toEqual(['child', 'grandchild']);
  expect(it.get('ConfigMap', 'child')!.metadata.ownerReferences).toBeUndefined();
});

test('an object whose owner never was is collected; one of two owners is enough to stay', () => {
  const it = family(false);
  const ghost = { apiVersion: 'v1', kind: 'ConfigMap', name: 'ghost', uid: '00000000-0000-0000-0000-000000000000' };
  it.create('ConfigMap', 'lost', {}, { ownerReferences: [ghost] });
  it.create('ConfigMap', 'half', {}, { ownerReferences: [...ownedBy(it, 'owner').ownerReferences, ghost] });
  it.wait(1);
  expect(own(it)).toEqual(['child', 'grandchild', 'half', 'owner']);
  expect(it.get('ConfigMap', 'half')!.metadata.ownerReferences).toHaveLength(1);
});

test('a namespace gets its account and certificate, and takes everything with it', () => {
  const it = controlPlane();
  it.create('Namespace', 'team');
  it.wait(1);
  expect(it.names('ServiceAccount').filter((name) => name === 'default').length).toBe(5);
  it.remove('Namespace', 'team');
  expect(it.get('Namespace', 'team')!.status.phase).toBe('Terminating');
  it.wait(20);
  expect(it.get('Namespace', 'team')).toBeUndefined();
  expect(it.names('ServiceAccount').filter((name) => name === 'default').length).toBe(4);
});

const storage = (amount: string) => ({ requests: { storage: amount } });

function claim(it: ControlPlane, name: string, fields: { readonly storageClassName?: string; readonly volumeName?: string } = {}): void {
  it.create('PersistentVolumeClaim', name, { spec: { accessModes: ['ReadWriteOnce'], resources: storage('1Gi'), ...fields } });
}

function volume(it: ControlPlane, name: string, policy: string): void {
  it.create('PersistentVolume', name, {
    spec: {
      capacity: { storage: '1Gi' },
      accessModes: ['ReadWriteOnce'],
      storageClassName: 'manual',
      persistentVolumeReclaimPolicy: policy,
      hostPath: { path: '/data' },
    },
  });
  it.wait(1);
}

test('a claim of the default class gets a volume of its own, which goes with it', () => {
  const it = controlPlane();
  claim(it, 'data');
  it.wait(2);
  const bound = it.get('PersistentVolumeClaim', 'data')!;
  expect(bound.status).toMatchObject({ phase: 'Bound', capacity: { storage: '1Gi' } });
  expect(it.get('PersistentVolume', bound.spec.volumeName!)).toMatchObject({
    status: { phase: 'Bound' },
    spec: { claimRef: { name: 'data' } },
  });
  it.remove('PersistentVolumeClaim', 'data');
  it.wait(2);
  expect(it.names('PersistentVolumeClaim')).toEqual([]);
  expect(it.names('PersistentVolume')).toEqual([]);
});

test('a retained volume is Released, and never bound again while it remembers its claim', () => {
  const it = controlPlane();
  volume(it, 'pv', 'Retain');
  claim(it, 'first', { storageClassName: 'manual' });
  it.wait(1);
  expect(it.get('PersistentVolumeClaim', 'first')!.spec.volumeName).toBe('pv');
  it.remove('PersistentVolumeClaim', 'first');
  it.wait(1);
  expect(it.get('PersistentVolume', 'pv')!.status.phase).toBe('Released');
  claim(it, 'second', { storageClassName: 'manual' });
  it.wait(20);
  expect(it.get('PersistentVolumeClaim', 'second')!.status.phase).toBe('Pending');
  expect(it.events('second')).toEqual(['ProvisioningFailed: storageclass.storage.k8s.io "manual" not found']);
});

test('a host path cannot be deleted: the volume is Failed', () => {
  const it = controlPlane();
  volume(it, 'pv', 'Delete');
  claim(it, 'data', { storageClassName: 'manual' });
  it.wait(1);
  it.remove('PersistentVolumeClaim', 'data');
  it.wait(2);
  expect(it.get('PersistentVolume', 'pv')!.status.phase).toBe('Failed');
  expect(it.events('pv')).toEqual(['VolumeFailedDelete: host_path deleter only supports /tmp/.+ but received provided /data']);
});

test('a claim whose volume vanishes is Lost', () => {
  const it = controlPlane();
  volume(it, 'pv', 'Retain');
  claim(it, 'data', { storageClassName: 'manual' });
  it.wait(1);
  it.remove('PersistentVolume', 'pv');
  it.patch('PersistentVolume', 'pv', { metadata: { finalizers: null } });
  it.wait(1);
  expect(it.get('PersistentVolumeClaim', 'data')!.status.phase).toBe('Lost');
  expect(it.events('data')).toContain('ClaimLost: Bound claim has lost its PersistentVolume. Data on the volume is lost!');
});

test.each([
  [{ storageClassName: '' }, 'FailedBinding: no persistent volumes available for this claim and no storage class is set'],
  [{ storageClassName: 'nope' }, 'ProvisioningFailed: storageclass.storage.k8s.io "nope" not found'],
])('a claim that finds nothing says why: %o', (fields, event) => {
  const it = controlPlane();
  claim(it, 'data', fields);
  it.wait(1);
  expect(it.events('data')).toEqual([event]);
  expect(it.get('PersistentVolumeClaim', 'data')!.status.phase).toBe('Pending');
});

test('a claim of a class that waits is bound only when a pod needs it', () => {
  const it = controlPlane();
  it.create('StorageClass', 'late', { provisioner: 'example.com/p', volumeBindingMode: 'WaitForFirstConsumer' });
  claim(it, 'data', { storageClassName: 'late' });
  it.wait(2);
  expect(it.events('data')).toEqual(['WaitForFirstConsumer: waiting for first consumer to be created before binding']);
  expect(it.names('PersistentVolume')).toEqual([]);
});

test('roles made of others are filled, and follow them', () => {
  const it = controlPlane();
  const rulesOf = (name: string) => (it.get('ClusterRole', name)!.rules ?? []).flatMap(({ resources }) => resources ?? []);
  it.wait(1);
  expect(rulesOf('view')).toContain('pods');
  expect(rulesOf('view')).not.toContain('secrets');
  expect(rulesOf('edit')).toContain('secrets');
  expect(rulesOf('admin')).toContain('rolebindings');
  it.create(
    'ClusterRole',
    'widgets',
    { rules: [{ apiGroups: ['example.com'], resources: ['widgets'], verbs: ['get'] }] },
    {
      labels: { 'rbac.authorization.k8s.io/aggregate-to-view': 'true' },
    },
  );
  it.wait(1);
  expect([rulesOf('view').includes('widgets'), rulesOf('admin').includes('widgets')]).toEqual([true, true]);
  it.remove('ClusterRole', 'widgets');
  it.wait(1);
  expect(rulesOf('view')).not.toContain('widgets');
});

test('a Secret for a token is filled, and goes with its account', () => {
  const it = controlPlane();
  it.create('ServiceAccount', 'bot');
  const annotations = { 'kubernetes.io/service-account.name': 'bot' };
  it.create('Secret', 'bot-token', { type: 'kubernetes.io/service-account-token' }, { annotations });
  it.wait(1);
  const { data = {}, metadata } = it.get('Secret', 'bot-token')!;
  expect(Object.keys(data).toSorted()).toEqual(['ca.crt', 'namespace', 'token']);
  expect(metadata.annotations?.['kubernetes.io/service-account.uid']).toBe(it.get('ServiceAccount', 'bot')!.metadata.uid);
  it.remove('ServiceAccount', 'bot');
  it.wait(1);
  expect(it.get('Secret', 'bot-token')).toBeUndefined();
});

test('a signing request waits for approval, and is signed then', () => {
  const it = controlPlane();
  const spec = { request: annsRequest, signerName: 'kubernetes.io/kube-apiserver-client', usages: ['client auth'], username: 'somebody' };
  it.create('CertificateSigningRequest', 'ann', { spec });
  it.wait(1);
  const { status, spec: stored } = it.get('CertificateSigningRequest', 'ann')!;
  expect([status.certificate, stored.username, stored.groups]).toEqual([
    undefined,
    'kubernetes-admin',
    ['system:masters', 'system:authenticated'],
  ]);
  const condition = { type: 'Approved', status: 'True', reason: 'Test', message: '' };
  const approved = it.patch('CertificateSigningRequest', 'ann', { status: { conditions: [condition], certificate: 'bm8=' } }, 'approval');
  expect(approved.code).toBe(200);
  it.wait(1);
  const signed = it.get('CertificateSigningRequest', 'ann')!.status;
  expect(signed.conditions).toMatchObject([{ type: 'Approved', lastUpdateTime: expect.any(String) as string }]);
  expect(Buffer.from(signed.certificate!, 'base64').toString()).toContain('-----BEGIN CERTIFICATE-----');
  const denied = it.patch('CertificateSigningRequest', 'ann', { status: { conditions: [{ ...condition, type: 'Denied' }] } }, 'approval');
  expect((denied.body as { message: string }).message).toContain('updates may not remove a condition of type "Approved"');
});

test('a circle of owners that all wait for each other is broken', () => {
  const it = family(true);
  it.patch('ConfigMap', 'owner', { metadata: ownedBy(it, 'grandchild', true) });
  it.wait(1);
  it.remove('ConfigMap', 'owner', { propagationPolicy: 'Foreground' });
  it.wait(3);
  expect(own(it)).toEqual([]);
});
