import * as t from 'io-ts';
import { list } from '../codecs/collections.js';
import { Json } from '../codecs/json.js';
import { Revision } from '../codecs/numbers.js';
import { open } from '../codecs/struct.js';
import { Instant } from '../codecs/time.js';
import { maxConditionLeaves } from '../flow/condition-tree.js';

/** One condition or combination as it was found: `found` is the value that decided. */
export interface Explanation {
  readonly type: string;
  readonly holds: boolean;
  readonly sentence?: string;
  readonly found?: Json;
  readonly of?: readonly Explanation[];
}

export const Explanation: t.Type<Explanation, unknown, unknown> = t.recursion('Explanation', () =>
  open(
    'Explanation',
    { type: t.string, holds: t.boolean },
    { sentence: t.string, found: Json, of: list(Explanation, { max: maxConditionLeaves }) },
  ),
);

/** The conditions of a step, evaluated at one instant on one revision of the lead's stream. */
export const Evaluation = open('Evaluation', {
  holds: t.boolean,
  evaluatedAt: Instant,
  /** The last event of the lead that the evaluation saw. */
  leadRevision: Revision,
  explanation: Explanation,
});
export type Evaluation = t.TypeOf<typeof Evaluation>;
