/** upstream: pkg/fieldpath, pkg/probe, pkg/kubelet/types, container; api/core/v1 */
import type { Container, Pod } from '#api/kinds.ts';
import { toleratesTaint, type Taint, type Toleration } from '#engine/helpers/nodeFit.ts';
import { fieldText } from '#engine/kubelet/env/fields.ts';
import { portOf } from '#engine/kubelet/probes/port.ts';
import { isByKubelet } from '#engine/kubelet/status/conditions.ts';
import { errorText, inputOf, isFields, lineOf, outputOf, type Adapter, type Adapters, type Fields } from '../row.ts';
import { objectAs } from './objects.ts';

/** A field of a pod as text, or that there is none. */
const fieldOf: Adapter = (row) => {
  const { obj, fieldPath } = inputOf(row);
  if (!isFields(obj)) return { leftOut: 'only fields of pods are asked for here' };
  const source = { pod: objectAs<Pod>(obj), podIp: '', hostIp: '', allocatable: {} };
  const refused = errorText(outputOf(row)['err']) !== undefined;
  return { expected: refused ? undefined : outputOf(row)['actual'], got: fieldText(source, String(fieldPath)) };
};

export const fieldPaths: Adapters = { TestExtractFieldPathAsString: fieldOf };

/** A port by number or name; what is no port is none. */
const port: Adapter = (row) => {
  const { args, want, wantErr } = inputOf(row) as { readonly args: Fields; readonly want: unknown; readonly wantErr: unknown };
  const asked = args['param'] ?? args['portName'];
  if (isFields(asked)) return { leftOut: 'a port is a number or a text' };
  const got = portOf(objectAs<Container>(args['container']), asked as number | string);
  return { expected: wantErr === true ? 'none' : want, got: got > 0 && got < 65_536 ? got : 'none' };
};

export const probePorts: Adapters = { TestFindPortByName: port, TestResolveContainerPort: port };

/** The test has the kubelet's own conditions first, and others after them. */
export const kubeletTypes: Adapters = {
  TestPodConditionByKubelet: (row) => ({ expected: lineOf(row) < 45, got: isByKubelet(String(row.in)) }),
};

const tolerated: Adapter = (row) => {
  const { toleration, taint, expectTolerated } = inputOf(row);
  return { expected: expectTolerated, got: toleratesTaint(objectAs<Toleration>(toleration), objectAs<Taint>(taint)) };
};

export const coreTypes: Adapters = { TestTolerationToleratesTaint: tolerated };
