import type { Json } from '../domain/codecs/json.js';

/**
 * A MongoDB filter over the `leads` read model, as plain data. What a user has given stands in it only as the operand of
 * `$eq`, `$in`, `$gt` … or below `$literal`, and in a regular expression only escaped: no operator comes from outside.
 */
export type Filter = Readonly<Record<string, Json>>;

export const everyone: Filter = {};
export const nobody: Filter = { _id: { $in: [] } };

/** The filter of something that is the same for every lead. */
export const constantly = (holds: boolean): Filter => (holds ? everyone : nobody);

/** A literal in a regular expression. */
export const escaped = (literal: string): string => literal.replaceAll(/[.*+?^${}()|[\]\\/-]/g, '\\$&');
