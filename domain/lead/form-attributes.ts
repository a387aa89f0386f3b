import type { Json } from '../codecs/json.js';
import { AttributeName, Scalar } from '../codecs/values.js';
import type { Attributes } from './events.js';

/** A form says who the lead is: its fields with an attribute's name and a scalar value become attributes. */
export const formAttributes = (fields: Readonly<Record<string, Json>>): Attributes =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) =>
      AttributeName.is(name) && Scalar.is(value) && value !== '' ? [[name, value]] : [],
    ),
  );
