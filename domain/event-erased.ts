import * as t from 'io-ts';
import { event } from './event.js';

/** Stands in the history of somebody erased for an event of which nothing but its type is left. Never stored. */
export const EventErased = event('EventErased', { type: t.string });
export type EventErased = t.TypeOf<typeof EventErased>;
