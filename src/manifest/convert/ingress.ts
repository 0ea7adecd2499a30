/** Ingresses before networking.k8s.io/v1: a backend was a service's name and port, and paths had no type. */
import type { YAMLMap } from 'yaml';
import { itemsAt, mapAt, object, put, rename, take, type Doc } from './nodes.ts';

export function convertIngress(root: YAMLMap, doc: Doc): void {
  const spec = mapAt(root, 'spec');
  rename(spec, 'backend', 'defaultBackend');
  convertBackend(mapAt(spec, 'defaultBackend'), doc);
  for (const rule of itemsAt(spec, 'rules')) {
    for (const path of itemsAt(mapAt(rule, 'http'), 'paths')) {
      if (!path.has('pathType')) put(path, 'pathType', 'ImplementationSpecific', 'backend');
      convertBackend(mapAt(path, 'backend'), doc);
    }
  }
}

function convertBackend(backend: YAMLMap | undefined, doc: Doc): void {
  if (backend === undefined || (!backend.has('serviceName') && !backend.has('servicePort'))) return;
  const name = take(backend, 'serviceName');
  const port = take(backend, 'servicePort');
  const value: unknown = port?.toJSON();
  const isNumber = typeof value === 'number' || (typeof value === 'string' && /^\d+$/.test(value));
  const portNode = value === undefined ? undefined : isNumber ? object(doc, { number: Number(value) }) : object(doc, { name: value });
  put(backend, 'service', object(doc, { name, port: portNode }));
}
