import * as t from 'io-ts';
import { isRecord } from './struct.js';
import { RefinedType } from './text.js';

export type Json = null | string | number | boolean | readonly Json[] | { readonly [key: string]: Json };

const maxDepth = 24;

const isJson = (input: unknown, depth = 0): input is Json => {
  if (depth > maxDepth) return false;
  if (input === null || typeof input === 'string' || typeof input === 'boolean') return true;
  if (typeof input === 'number') return Number.isFinite(input);
  if (Array.isArray(input)) return input.every((item) => isJson(item, depth + 1));
  // No database takes a key with a null character.
  return (
    isRecord(input) &&
    Object.entries(input).every(([key, item]) => !key.includes('\u0000') && isJson(item, depth + 1))
  );
};

/** Any JSON value nested at most 24 deep. */
export const Json = new RefinedType<Json>(
  'Json',
  (input): input is Json => isJson(input),
  (input, context) =>
    isJson(input)
      ? t.success(input)
      : t.failure(
          input,
          context,
          `must be JSON nested at most ${maxDepth} deep, without null characters in its keys`,
        ),
  {},
);

/** `{type, ...settings}`: what a flow stores of an action, a trigger or a condition; the registries know what it means. */
export interface Typed {
  readonly type: string;
  readonly [setting: string]: Json;
}

const isTyped = (input: unknown): input is Typed =>
  isRecord(input) && typeof input['type'] === 'string' && isJson(input);

export const Typed = new RefinedType<Typed>(
  'Typed',
  isTyped,
  (input, context) =>
    isTyped(input) ? t.success(input) : t.failure(input, context, 'must be an object with a type'),
  { type: 'object', required: ['type'], properties: { type: { type: 'string' } } },
);
