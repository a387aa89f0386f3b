import { aggregates, idInStream } from '../domain/aggregates.js';
import { evolveTimeline, type FlowTimeline } from '../domain/flow/timeline.js';
import type { Document, ReadModel } from './read-model.js';

export interface FlowDocument extends Document, FlowTimeline {}

const { flow } = aggregates;

/** Every flow with its versions and the stretches of the log in which each was active. */
export const flows: ReadModel<FlowDocument> = {
  name: 'flows',
  version: 1,
  indexes: [{ status: 1 }],
  key: (event) => idInStream(flow.category, event.stream),
  evolve: (doc, event) => {
    if (!flow.isEvent(event)) return doc;
    const timeline = evolveTimeline(doc, event);
    return timeline === undefined
      ? undefined
      : { ...timeline, _id: timeline.flowId, position: event.position };
  },
};
