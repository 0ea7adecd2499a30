/**
 * Label and field selectors of a request, ready to be asked about objects.
 * upstream: staging/src/k8s.io/apiserver/pkg/storage/selection_predicate.go
 */
import { exactField, matchesFields, parseFieldSelector, type FieldSelector } from '#api/machinery/fields.ts';
import { parseLabelSelector } from '#api/machinery/labelParser.ts';
import { everything, matchesLabels, type Selector } from '#api/machinery/labels.ts';
import type { Status } from '#api/request.ts';
import type { AnyObject } from './object.ts';
import { badRequest } from './status.ts';
import type { Strategy } from './strategy.ts';

/** Plain data: it stands in the state of a watch. */
export interface Selection {
  readonly labels: Selector;
  readonly fields: FieldSelector;
}

const selectsAll: Selection = Object.freeze({ labels: everything, fields: [] });

interface SelectorTexts {
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
}

const noObject: AnyObject = {
  apiVersion: '',
  kind: '',
  metadata: { name: '', uid: '' as never, resourceVersion: '' as never, creationTimestamp: '' },
};

/** `group`: in which group's names for them fields are asked for. */
export function parseSelection(texts: SelectorTexts, strategy: Strategy, group: string): Selection | Status {
  const { labelSelector = '', fieldSelector = '' } = texts;
  if (labelSelector === '' && fieldSelector === '') return selectsAll;
  const labels = parseLabelSelector(labelSelector);
  if (!labels.ok) return badRequest(labels.message);
  const fields = parseFieldSelector(fieldSelector);
  if (!fields.ok) return badRequest(fields.message);
  const known = knownFields(strategy, group);
  const asked: FieldSelector[number][] = [];
  for (const requirement of fields.value) {
    const { field: label } = requirement;
    const field = ofAll.has(label) ? label : known?.get(label);
    if (field !== undefined) asked.push({ ...requirement, field });
    else
      return badRequest(
        known === undefined
          ? `"${label}" is not a known field selector: only "metadata.name", "metadata.namespace"`
          : `field label not supported: ${label}`,
      );
  }
  return Object.freeze({ labels: labels.value, fields: asked });
}

const ofAll: ReadonlySet<string> = new Set(['metadata.name', 'metadata.namespace']);

/** Label -> the field that it stands for; undefined for a kind that has none of its own. */
function knownFields({ fields, fieldLabels }: Strategy, group: string): ReadonlyMap<string, string> | undefined {
  const known = fields?.(noObject);
  if (known === undefined) return undefined;
  return new Map(Object.entries(fieldLabels?.[group] ?? Object.fromEntries(Object.keys(known).map((field) => [field, field]))));
}

export function selects(selection: Selection, object: AnyObject, strategy: Strategy): boolean {
  if (selection.labels !== everything && !matchesLabels(selection.labels, object.metadata.labels)) return false;
  if (selection.fields.length === 0) return true;
  let own: Readonly<Record<string, string>> | undefined;
  for (const requirement of selection.fields) {
    const known = cheapField(object, requirement.field);
    if (known !== undefined) {
      if ((known === requirement.value) !== (requirement.operator === '=')) return false;
      continue;
    }
    own ??= strategy.fields?.(object) ?? {};
    if (!matchesFields([requirement], own)) return false;
  }
  return true;
}

/** The fields nearly everybody asks for, without making a record of all. */
function cheapField(object: AnyObject, field: string): string | undefined {
  if (field === 'metadata.name') return object.metadata.name;
  if (field === 'metadata.namespace') return object.metadata.namespace ?? '';
  if (field !== 'spec.nodeName') return undefined;
  const node = object.spec?.['nodeName'];
  return typeof node === 'string' ? node : '';
}

export function selectsEverything(selection: Selection): boolean {
  return selection.labels.requirements.length === 0 && selection.labels.nothing !== true && selection.fields.length === 0;
}

export { exactField };
