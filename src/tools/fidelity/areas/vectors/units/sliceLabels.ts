/** Labels of slices, of Services that the tables' functions have changed; the rows tell by their names how. upstream: staging endpointslice (utils.go) */
import type { EndpointSlice, Service } from '#api/kinds.ts';
import { carryOut } from '#engine/controllers/common/endpoints/writeSlices.ts';
import { tableOf } from '#engine/controllers/common/testingApi.ts';
import { endpointslice } from '#engine/controllers/endpointslice/endpointslice.ts';
import { labelsDiffer, sliceLabels } from '#engine/controllers/endpointslice/labels.ts';
import { inputOf, readingNames, type Adapter, type Adapters } from '../row.ts';
import { bare } from './bare.ts';
import { objectAs } from './objects.ts';
import { oneLook, standIn } from './oneLook.ts';
import { typed } from './worlds.ts';

type Labels = Readonly<Record<string, string>>;

const plain = { foo: 'bar' };
const headless = { 'service.kubernetes.io/headless': '' };
const evil = { 'kubernetes.io/service-name': 'bad', 'endpointslice.kubernetes.io/managed-by': 'actor' };

/** The labels that a Service has, by what the rest of a row's name begins with. */
const labels: readonly (readonly [name: string, labels: Labels])[] = [
  ['Non Headless service with Headless label', headless],
  ['Headless Service change to ClusterIP Service with headless label', headless],
  ['Headless Service change to ClusterIP Service', {}],
  ['Headless service without labels', {}],
  ['Headless service', plain],
  ['Service without labels', {}],
  ['Service with annotations', {}],
  ['Service with multiple labels', { ...plain, foo2: 'bar2' }],
  ['Service with labels', plain],
  ['Slice with labels and service without labels', {}],
  ['Slice with headless label and service with ClusterIP', {}],
  ['Slice with reserved labels and service with labels', plain],
  ['Evil service trying to hijack slice labels only', evil],
  ['Evil service', { ...evil, ...plain }],
  ['Service', {}],
];

/** The Service of a row, or undefined where its name tells nothing. */
function serviceOf(name: string): Service | undefined {
  const known = labels.find(([start]) => name.toLowerCase().startsWith(start.toLowerCase()));
  if (known === undefined) return undefined;
  const isHeadless = /^headless service/i.test(name) && !/change to ClusterIP/.test(name);
  const metadata = { name: 'foo', namespace: 'test', uid: 'foo', labels: known[1] };
  const spec = { selector: { foo: 'bar' }, ports: [{ port: 80, name: 'foo', protocol: 'TCP' }], ipFamilies: ['IPv4'] };
  return typed({ metadata, spec: { ...spec, clusterIP: isHeadless ? 'None' : '1.1.1.1' } }, 'Service') as unknown as Service;
}

const untold = { leftOut: 'what a Go function does to the Service is not told' };

const kept: Adapter = (row) => {
  const { name, epSlice, expectedLabels, expectedUpdate } = inputOf(row);
  const service = serviceOf(String(name));
  if (service === undefined) return untold;
  const slice = { metadata: {}, ...objectAs<object>(epSlice) } as EndpointSlice;
  return { expected: [expectedLabels, expectedUpdate], got: [sliceLabels(service), labelsDiffer(slice, service)] };
};

/** The slice that is made for a Service without pods. */
const made: Adapter = (row) => {
  const { name, expectedSlice } = inputOf(row);
  const service = serviceOf(String(name));
  if (service === undefined) return untold;
  const [create] = oneLook(endpointslice, 'test/foo', { objects: [service], wallMs: 0 }).requests;
  const brief = ({ metadata, addressType }: EndpointSlice) => {
    const { generateName, namespace, labels: own, ownerReferences = [] } = metadata;
    const owners = ownerReferences.map(({ kind, name: of, controller }) => [kind, of, controller]);
    return bare({
      generateName,
      namespace,
      owners,
      addressType,
      labels: Object.entries(own ?? {})
        .map((pair) => pair.join('='))
        .toSorted(),
    });
  };
  return { expected: brief(objectAs<EndpointSlice>(expectedSlice)), got: brief(create?.object as unknown as EndpointSlice) };
};

/** One slice of each sort: to be made, to be changed, to go; those that are to go and to be made may be one. */
const finalized: Adapter = (row) => {
  const { deletionTimestamp, attemptCreate, attemptUpdate, attemptDelete, expectCreatedSlice, expectDeletedSlice } = inputOf(row);
  const leaving = typeof deletionTimestamp === 'string' ? { deletionTimestamp } : {};
  const owner = { ...serviceOf('Service')!, metadata: { ...serviceOf('Service')!.metadata, ...leaving } } as Service;
  const ownerReferences = [{ apiVersion: 'v1', kind: 'Service', name: 'foo', uid: 'foo', controller: true }];
  const slice = (name: string) =>
    typed({ metadata: { name, namespace: 'test', uid: name, ownerReferences }, addressType: 'IPv4', endpoints: [] }, 'EndpointSlice');
  const [changed, going] = ['changed', 'going'].map((name) => slice(name) as unknown as EndpointSlice);
  const { r, api, asked } = standIn({ objects: [changed!, going!], wallMs: 0 });
  const content = { family: 'IPv4' as const, ports: [], endpoints: [] };
  const plan = {
    create: attemptCreate === true ? [content] : [],
    update: attemptUpdate === true ? [{ slice: changed!, content }] : [],
    remove: attemptDelete === true ? [going!] : [],
  };
  carryOut({ owner, title: 'Service test/foo', labels: {}, trigger: undefined }, plan, r);
  return {
    expected: [expectCreatedSlice, expectDeletedSlice],
    got: [asked.includes('create endpointslices'), tableOf(api, 'endpointslices').has('test/going')],
  };
};

export const sliceLabelRows: Adapters = {
  TestReconcilerFinalizeSvcDeletionTimestamp: finalized,
  TestSetEndpointSliceLabels: readingNames(kept),
  TestNewEndpointSlice: readingNames(made),
};
