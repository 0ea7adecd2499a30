/**
 * What is wrong with one field, and how the server says it.
 * upstream: staging/src/k8s.io/apimachinery/pkg/util/validation/field/errors.go
 */
import { digitsOf, isExactInteger, jsonOf } from './exactInteger.ts';
import { aggregate, goQuote } from './goText.ts';
import type { StatusCause } from '../request.ts';

type ErrorType =
  | 'NotFound'
  | 'Required'
  | 'Duplicate'
  | 'Invalid'
  | 'NotSupported'
  | 'Forbidden'
  | 'TooLong'
  | 'TooMany'
  | 'Internal'
  | 'TypeInvalid';

export interface FieldError {
  readonly type: ErrorType;
  readonly field: string;
  /** The value as Go would print it, or undefined for the types that do not print it. */
  readonly value?: string;
  readonly detail: string;
}

const words: Readonly<Record<ErrorType, string>> = {
  NotFound: 'Not found',
  Required: 'Required value',
  Duplicate: 'Duplicate value',
  Invalid: 'Invalid value',
  NotSupported: 'Unsupported value',
  Forbidden: 'Forbidden',
  TooLong: 'Too long',
  TooMany: 'Too many',
  Internal: 'Internal error',
  TypeInvalid: 'Invalid value',
};

/** A value as %#v or %q would print it inside a message: strings quoted, everything else as JSON. */
function printValue(value: unknown): string {
  if (value === undefined || value === null) return '"null"';
  if (typeof value === 'string') return isExactInteger(value) ? digitsOf(value) : goQuote(value);
  return typeof value === 'object' ? jsonOf(value) : String(value);
}

/** A value that is printed exactly as given. */
export interface Printed {
  readonly printed: string;
}

function asPrinted(value: unknown): string {
  return typeof value === 'object' && value !== null && 'printed' in value ? (value as Printed).printed : printValue(value);
}

export function required(field: string, detail = ''): FieldError {
  return { type: 'Required', field, detail };
}
export function invalidValue(field: string, value: unknown, detail: string): FieldError {
  return { type: 'Invalid', field, value: asPrinted(value), detail };
}
export function duplicate(field: string, value: unknown): FieldError {
  return { type: 'Duplicate', field, value: asPrinted(value), detail: '' };
}
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const listed = supported.map((item) => `"${item}"`).join(', ');
  return { type: 'NotSupported', field, value: asPrinted(value), detail: supported.length === 0 ? '' : `supported values: ${listed}` };
}
export function forbiddenField(field: string, detail: string): FieldError {
  return { type: 'Forbidden', field, detail };
}
export function tooLong(field: string, limit: number): FieldError {
  return { type: 'TooLong', field, detail: `must have at most ${limit} bytes` };
}
export function tooMany(field: string, value: number, limit: number): FieldError {
  return { type: 'TooMany', field, value: String(value), detail: `must have at most ${limit} items` };
}
export function fieldNotFound(field: string, value: unknown): FieldError {
  return { type: 'NotFound', field, value: asPrinted(value), detail: '' };
}

/** The part after the field's name. */
function bodyOf(error: FieldError): string {
  const start = error.value === undefined || error.value === '' ? words[error.type] : `${words[error.type]}: ${error.value}`;
  return error.detail === '' ? start : `${start}: ${error.detail}`;
}

/** One error bare, several in brackets, repeated ones once. */
export function messageOf(errors: readonly FieldError[]): string {
  return aggregate(errors.map((error) => `${error.field}: ${bodyOf(error)}`));
}

export function causesOf(errors: readonly FieldError[]): readonly StatusCause[] {
  return errors.map((error) => ({ reason: `FieldValue${error.type}`, message: bodyOf(error), field: error.field }));
}
