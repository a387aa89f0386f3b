import type { Scalar } from '../codecs/values.js';
import { asKey, asNumber, asText } from './comparable.js';

/** A value in the three forms that it is compared in: as a part of it, as a whole, and as a number if it is one. */
export interface Compared {
  readonly text: string;
  readonly key: string;
  readonly number?: number;
}

export const compared = (value: Scalar): Compared => {
  const number = asNumber(value);
  return { text: asText(value) ?? '', key: asKey(value) ?? '', ...(number === null ? {} : { number }) };
};
