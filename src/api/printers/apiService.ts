/** upstream: staging/src/k8s.io/kube-aggregator/pkg/registry/apiservice/etcd/etcd.go (ConvertToTable) */
import type { APIService } from '../kinds.ts';
import { ageOf, columns, type Printer } from './printer.ts';

export const apiService: Printer<APIService> = {
  columns: columns('Name Service Available Age'),
  cells(object, now) {
    const { service } = object.spec;
    const available = object.status.conditions?.find((condition) => condition.type === 'Available');
    const status = available?.status ?? 'Unknown';
    const told = available === undefined || status === 'True' ? status : `${status} (${available.reason ?? ''})`;
    return [object.metadata.name, service === undefined ? 'Local' : `${service.namespace}/${service.name}`, told, ageOf(object, now)];
  },
};
