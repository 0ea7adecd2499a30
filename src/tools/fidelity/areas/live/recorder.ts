/** The machine that the scenarios were recorded on, and what had been put into its cluster before. */
import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { componentsOf, tokenSigner } from '#engine/cluster.ts';
import { containerd } from '#engine/cri/containerd.ts';
import { findImage } from '#engine/cri/images/catalogue.ts';
import { image, type Image } from '#engine/cri/images/image.ts';
import { parseReference } from '#engine/cri/images/reference.ts';
import { kubelet } from '#engine/kubelet/kubelet.ts';
import type { Assembly } from '#engine/world.ts';
import type { Load } from './load.ts';
import type { Scenario } from './recording.ts';

/** The class of the recorder's cluster, served by a provisioner of host paths. */
export const storageClass = {
  apiVersion: 'storage.k8s.io/v1',
  kind: 'StorageClass',
  metadata: { name: 'nfs-client' },
  provisioner: 'kubernetes.io/host-path',
};

/** What was loaded onto its node by hand, for there was no registry: its web server was busybox with a page, and curl stood beside it. */
const web = image('library/nginx', { base: 'busybox', sizeMb: 2.437965, cmd: ['sh'], files: { '/www/index.html': 'recorder\n' } });
const busybox = { ...known('busybox:1.36'), sizeMb: 2.42769 };
const images: Readonly<Record<string, Image>> = {
  ...named(web, 'nginx', ['1.14.2', '1.16.1', '1.25', 'alpine', 'latest']),
  ...named(image('library/curl', { base: 'busybox', sizeMb: 21.617451, cmd: ['sh'], programs: { '/usr/bin/curl': 'curl' } }), 'curl', [
    'latest',
  ]),
  ...named({ ...known('redis:7'), sizeMb: 20.398945 }, 'redis', ['5-alpine', '7', 'latest']),
  ...named({ ...known('registry.k8s.io/pause:3.9'), sizeMb: 2.437934 }, 'registry.k8s.io/pause', ['3.9']),
  ...named(busybox, 'alpine', ['latest']),
  ...named(busybox, 'busybox', ['1.28', '1.36', 'latest']),
  ...named(busybox, 'registry.k8s.io/busybox', ['latest']),
};

function known(name: string): Image {
  const reference = parseReference(name);
  const found = typeof reference === 'string' ? undefined : findImage(reference);
  if (found === undefined || !('image' in found)) throw new Error(`no image ${name}`);
  return found.image;
}

function named(one: Image, name: string, tags: readonly string[]): Readonly<Record<string, Image>> {
  return Object.fromEntries(tags.map((tag) => [`${name}:${tag}`, one]));
}

/** Of two cores one was left for this by all else; what it takes is measured from when its many pods were seen to come and go. */
const work = { cores: 1, sandboxMs: 140, containerMs: 140, exitMs: 25, teardownMs: 130, lingerMs: 280 };
export const machine = { cpu: '2', memory: '24684096Ki' };
const hardware = {
  diskKi: 264_212_084,
  keptMemoryKi: 51_200,
  keptDiskKi: 0,
  kernelVersion: '6.18.44-fc-v595',
  machineId: '3d1219c7c4c5404aaa1f6d2a48adfda4',
  // Where its kubelet ran, the recorder had made a folder for volumes of hostPath.
  files: { '/_raw/hp07/': '', '/_raw/hp07/f.txt': 'from host\n', '/_raw/hp07/pv1/': '', '/_raw/hp07/pv2/': '' },
};
const place = { nodeIp: '192.168.0.11', podCidr: '10.244.0.0/24' };

/** The recorder asked with a token of its own, not with an administrator's certificate. */
export const recorderUser = { name: 'admin', uid: 'admin', groups: ['system:masters'], token: 'recorder' };
export const recorder = { users: { admin: { token: recorderUser.token } }, userOf: { replay: 'admin' } };

/** Where its API server listened. */
export const recorderServer = 'https://127.0.0.1:16443';

/** What our cluster begins with and nobody had installed there. */
const rbac = { group: 'rbac.authorization.k8s.io', version: 'v1' };
export const addons = [
  ...['external-provisioner-runner', 'external-resizer-runner', 'system:coredns'].map((name) => ({
    ...rbac,
    resource: 'clusterroles',
    name,
  })),
  ...['csi-provisioner-role', 'csi-resizer-role', 'system:coredns', 'kubeadm:node-proxier'].map((name) => ({
    ...rbac,
    resource: 'clusterrolebindings',
    name,
  })),
  { group: 'storage.k8s.io', version: 'v1', resource: 'storageclasses', name: 'standard' },
];

/** Our cluster of one node, on the recorder's machine. */
export const recorderCluster =
  (others: readonly Load[]): Assembly =>
  (spec) => [
    ...componentsOf(spec).filter(({ address }) => !/^(containerd|kubelet)\//.test(address) && address !== 'external-provisioner'),
    ...spec.nodes.flatMap((node) => [
      kubelet({ node, ...place, machine: hardware }),
      containerd({ node: node.name, ...place, images, work: { ...work, others }, signToken: tokenSigner(spec) }),
    ]),
  ];

/** Namespaces of the scenario's manifests that none of its commands makes: the recorder had made them. */
export function recordersNamespaces({ folder, namespace, steps }: Scenario): readonly string[] {
  const texts = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => readFileSync(join(folder, name), 'utf8'));
  const used = texts.flatMap((text) => [...text.matchAll(/\bnamespace: *([a-z0-9-]+)/g)].map((match) => match[1] ?? ''));
  const made = texts.flatMap((text) => [...text.matchAll(/kind: Namespace\n(?:.*\n)*?.*\bname: *([a-z0-9-]+)/g)].map((match) => match[1]));
  const commands = steps.map(({ command = '' }) => command).join('\n');
  const typed = (name: string) => new RegExp(`create (ns|namespace) ${name}\\b`).test(commands);
  const all = new Set([namespace, ...used.filter((name) => !made.includes(name) && !typed(name))]);
  return [...all].filter((name) => name !== 'default' && !name.startsWith('kube-'));
}
