/** Which of our functions stand for which upstream tests: by package (the name of its file), then by test. */
import type { Adapters } from './row.ts';
import { quantity } from './units/quantity.ts';
import { fields, labels, metaV1 } from './units/selectors.ts';
import { durations, intstr, jsonPaths } from './units/small.ts';
import { metaValidation, utilValidation } from './units/validation.ts';

export const adaptersOf: Readonly<Record<string, Adapters>> = {
  'k8s.io.apimachinery__pkg__api__resource': quantity,
  'k8s.io.apimachinery__pkg__apis__meta__v1': metaV1,
  'k8s.io.apimachinery__pkg__apis__meta__v1__validation': metaValidation,
  'k8s.io.apimachinery__pkg__fields': fields,
  'k8s.io.apimachinery__pkg__labels': labels,
  'k8s.io.apimachinery__pkg__util__duration': durations,
  'k8s.io.apimachinery__pkg__util__intstr': intstr,
  'k8s.io.apimachinery__pkg__util__validation': utilValidation,
  'k8s.io.client-go__util__jsonpath': jsonPaths,
};
