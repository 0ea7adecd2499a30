/**
 * Which names of resources are Kubernetes' own, and which stand for something that a node's owner adds.
 * upstream: pkg/apis/core/helper/helpers.go
 */
import { isQualifiedName } from '#api/machinery/validation.ts';

export function isNativeResource(name: string): boolean {
  return !name.includes('/') || name.includes('kubernetes.io/');
}

export function isExtendedResource(name: string): boolean {
  if (isNativeResource(name) || name.startsWith('requests.')) return false;
  return isQualifiedName(`requests.${name}`).length === 0;
}
