import type { Node, Pod } from '#api/kinds.ts';
import {
  addQuantities,
  canonicalQuantity,
  compareQuantities,
  formatQuantity,
  makeQuantity,
  milliValueOf,
  quantityOf,
  valueOf,
  type Quantity,
} from '#api/machinery/quantity.ts';
import { nodeRoles } from '#api/printers/node.ts';
import { ageOf } from '#api/printers/printer.ts';
import { writeEvents } from './events.ts';
import { longTime, orNone, writeAnnotations, writeLabels, type Lines } from './lines.ts';
import type { Describe, World } from './world.ts';

/** upstream: describeNode */
export const describeNode: Describe<Node> = async (lines, object, world) => {
  const { metadata, spec } = object;
  lines.write(0, `Name:\t${metadata.name}\n`);
  lines.write(0, `Roles:\t${orNone(nodeRoles(object))}\n`);
  writeLabels(lines, 'Labels', metadata.labels);
  writeAnnotations(lines, 'Annotations', metadata.annotations);
  lines.write(0, `CreationTimestamp:\t${longTime(metadata.creationTimestamp)}\n`);
  writeTaints(lines, spec.taints ?? []);
  lines.write(0, `Unschedulable:\t${spec.unschedulable === true}\n`);
  await writeLease(lines, metadata.name, world);
  writeState(lines, object);
  const fields = `spec.nodeName=${metadata.name},status.phase!=Succeeded,status.phase!=Failed`;
  writePods(lines, object, { pods: await world.list('Pod', undefined, { fieldSelector: fields }), now: world.now });
  // The kubelet's events carry the node's name as uid, the controllers' its real one.
  await writeEvents(lines, { ...object, apiVersion: 'v1', kind: 'Node' }, world, [metadata.uid, metadata.name]);
};

type Taint = NonNullable<Node['spec']['taints']>[number];

function writeTaints(lines: Lines, taints: readonly Taint[]): void {
  const order = (taint: Taint): string => `${taint.effect},${taint.key}`;
  const texts = taints
    .toSorted((a, b) => (order(a) < order(b) ? -1 : 1))
    .map((taint) => `${taint.key}${(taint.value ?? '') === '' ? '' : `=${taint.value}`}:${taint.effect}\n`);
  lines.write(0, `Taints:\t${texts.length === 0 ? '<none>\n' : texts.join('\t')}`);
}

async function writeLease(lines: Lines, name: string, world: World): Promise<void> {
  const lease = await world.find('Lease', 'kube-node-lease', name);
  const time = (text: string | undefined): string => (text === undefined ? '<unset>' : longTime(text));
  lines.write(0, 'Lease:\n');
  lines.write(1, `HolderIdentity:\t${lease?.spec.holderIdentity ?? '<unset>'}\n`);
  lines.write(1, `AcquireTime:\t${time(lease?.spec.acquireTime)}\n`);
  lines.write(1, `RenewTime:\t${time(lease?.spec.renewTime)}\n`);
}

function writeState(lines: Lines, { spec, status }: Node): void {
  if ((status.conditions ?? []).length > 0) {
    lines.write(0, 'Conditions:\n  Type\tStatus\tLastHeartbeatTime\tLastTransitionTime\tReason\tMessage\n');
    lines.write(1, '----\t------\t-----------------\t------------------\t------\t-------\n');
    for (const one of status.conditions ?? [])
      lines.write(
        1,
        `${one.type} \t${one.status} \t${longTime(one.lastHeartbeatTime)} \t${longTime(one.lastTransitionTime)} \t${one.reason ?? ''} \t${one.message ?? ''}\n`,
      );
  }
  lines.write(0, 'Addresses:\n');
  for (const address of status.addresses ?? []) lines.write(1, `${address.type}:\t${address.address}\n`);
  writeResources(lines, 'Capacity', status.capacity);
  writeResources(lines, 'Allocatable', status.allocatable);
  writeSystem(lines, status.nodeInfo);
  if ((spec.podCIDR ?? '') !== '') lines.write(0, `PodCIDR:\t${spec.podCIDR}\n`);
  if ((spec.podCIDRs ?? []).length > 0) lines.write(0, `PodCIDRs:\t${(spec.podCIDRs ?? []).join(',')}\n`);
  if ((spec.providerID ?? '') !== '') lines.write(0, `ProviderID:\t${spec.providerID}\n`);
}

function writeResources(lines: Lines, title: string, list: Readonly<Record<string, string | number>> | undefined): void {
  const names = Object.keys(list ?? {}).toSorted();
  if (names.length === 0) return;
  lines.write(0, `${title}:\n`);
  for (const name of names) lines.write(0, `  ${name}:\t${canonicalQuantity(list?.[name] ?? 0)}\n`);
}

function writeSystem(lines: Lines, info: Node['status']['nodeInfo']): void {
  const rows: readonly (readonly [string, string | undefined])[] = [
    ['Machine ID', info?.machineID],
    ['System UUID', info?.systemUUID],
    ['Boot ID', info?.bootID],
    ['Kernel Version', info?.kernelVersion],
    ['OS Image', info?.osImage],
    ['Operating System', info?.operatingSystem],
    ['Architecture', info?.architecture],
    ['Container Runtime Version', info?.containerRuntimeVersion],
    ['Kubelet Version', info?.kubeletVersion],
    ['Kube-Proxy Version', info?.kubeProxyVersion],
  ];
  lines.write(0, 'System Info:\n');
  for (const [name, value] of rows) lines.write(0, `  ${name}:\t${value ?? ''}\n`);
}

type Amounts = Readonly<Record<string, Quantity>>;
const zero = makeQuantity(0);

function writePods(lines: Lines, { status }: Node, { pods, now }: { pods: readonly Pod[]; now: number }): void {
  const allocatable = status.allocatable ?? status.capacity ?? {};
  const share = (name: string, amount: Quantity | undefined): string =>
    `${formatQuantity(amount ?? zero)} (${percent(name, amount ?? zero, quantityOf(allocatable[name] ?? 0))}%)`;
  lines.write(0, `Non-terminated Pods:\t(${pods.length} in total)\n`);
  lines.write(1, 'Namespace\tName\t\tCPU Requests\tCPU Limits\tMemory Requests\tMemory Limits\tAge\n');
  lines.write(1, '---------\t----\t\t------------\t----------\t---------------\t-------------\t---\n');
  let requests: Amounts = {};
  let limits: Amounts = {};
  for (const pod of pods) {
    const wanted = podAmounts(pod, 'requests');
    const most = podAmounts(pod, 'limits');
    requests = sum(requests, wanted);
    limits = sum(limits, most);
    const cells = [
      share('cpu', wanted['cpu']),
      share('cpu', most['cpu']),
      share('memory', wanted['memory']),
      share('memory', most['memory']),
      ageOf(pod, now),
    ];
    lines.write(1, `${pod.metadata.namespace ?? ''}\t${pod.metadata.name}\t\t${cells.join('\t')}\n`);
  }
  lines.write(0, 'Allocated resources:\n  (Total limits may be over 100 percent, i.e., overcommitted.)\n');
  lines.write(1, 'Resource\tRequests\tLimits\n');
  lines.write(1, '--------\t--------\t------\n');
  const basics = ['cpu', 'memory', 'ephemeral-storage'];
  const others = Object.keys(allocatable)
    .filter((name) => !basics.includes(name) && name !== 'pods')
    .toSorted();
  const isHuge = (name: string): boolean => name.startsWith('hugepages-');
  for (const name of [...basics, ...others.filter(isHuge)])
    lines.write(1, `${name}\t${share(name, requests[name])}\t${share(name, limits[name])}\n`);
  for (const name of others.filter((other) => !isHuge(other)))
    lines.write(1, `${name}\t${formatQuantity(requests[name] ?? zero)}\t${formatQuantity(limits[name] ?? zero)}\n`);
}

function percent(name: string, part: Quantity, whole: Quantity): number {
  const measure = name === 'cpu' ? milliValueOf : valueOf;
  return measure(whole) === 0 ? 0 : Math.trunc((measure(part) / measure(whole)) * 100);
}

function sum(a: Amounts, b: Amounts): Amounts {
  const result: Record<string, Quantity> = { ...a };
  for (const [name, amount] of Object.entries(b)) result[name] = name in a ? addQuantities(a[name] ?? zero, amount) : amount;
  return result;
}

/** All containers together, but no less than each init container, and the overhead. upstream: resourcehelper.PodRequestsAndLimits */
function podAmounts({ spec }: Pod, field: 'requests' | 'limits'): Amounts {
  const amounts = (list: Readonly<Record<string, string | number>> | undefined): Amounts =>
    Object.fromEntries(Object.entries(list ?? {}).map(([name, text]) => [name, quantityOf(text)]));
  let total: Amounts = {};
  for (const container of spec.containers) total = sum(total, amounts(container.resources?.[field]));
  const most: Record<string, Quantity> = { ...total };
  for (const container of spec.initContainers ?? []) {
    for (const [name, amount] of Object.entries(amounts(container.resources?.[field])))
      if (compareQuantities(amount, most[name] ?? zero) > 0) most[name] = amount;
  }
  const overhead = amounts(spec.overhead);
  if (field === 'requests') return sum(most, overhead);
  return sum(most, Object.fromEntries(Object.entries(overhead).filter(([name]) => name in most)));
}
