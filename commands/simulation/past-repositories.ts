import { type Aggregate, aggregates } from '../../domain/aggregates.js';
import type { DomainEvent } from '../../domain/event.js';
import type { Clock, ReadStream } from '../event-log.js';
import { createPastStates, stateAt } from '../past-states.js';
import type { Repositories } from '../repositories.js';
import type { Repository } from '../repository.js';

const unchangeable = async (): Promise<never> => {
  throw new Error('nobody changes the past');
};

/** What is used before it was there is taken as it was first; what did something by being there only from then on is not. */
type Before = 'first' | 'absent';

const pastOf = <State, Command, Event extends DomainEvent>(
  aggregate: Aggregate<State, Command, Event>,
  readStream: ReadStream,
  before: Before,
) => {
  const statesOf = createPastStates(aggregate, readStream);
  return (clock: Clock): Repository<State, Command, Event> => ({
    load: async (id) => {
      const states = await statesOf(id);
      const first = before === 'first' ? states[0]?.state : undefined;
      return { state: stateAt(states, clock()) ?? first ?? aggregate.initial, revision: undefined };
    },
    assumeNew: () => undefined,
    execute: unchangeable,
    executeAt: unchangeable,
  });
};

/** Everything beside leads that flows look up, as it was. */
export type PastRepositories = Pick<
  Repositories,
  | 'flows'
  | 'templates'
  | 'products'
  | 'smsTemplates'
  | 'callPatterns'
  | 'lists'
  | 'funnels'
  | 'segments'
  | 'broadcasts'
  | 'policies'
  | 'suppressions'
>;

/**
 * Repositories that load what there was at the time of a clock, and change nothing. Streams are read once for all clocks.
 * What a flow names and was made later is there from the start, as it was first, so that a flow with a new template can be
 * tried on the past.
 */
export const createPastRepositories = (readStream: ReadStream): ((clock: Clock) => PastRepositories) => {
  const flows = pastOf(aggregates.flow, readStream, 'first');
  const templates = pastOf(aggregates.template, readStream, 'first');
  const products = pastOf(aggregates.product, readStream, 'first');
  const smsTemplates = pastOf(aggregates.smsTemplate, readStream, 'first');
  const callPatterns = pastOf(aggregates.callPattern, readStream, 'first');
  const lists = pastOf(aggregates.list, readStream, 'first');
  const funnels = pastOf(aggregates.funnel, readStream, 'first');
  const segments = pastOf(aggregates.segment, readStream, 'first');
  const broadcasts = pastOf(aggregates.broadcast, readStream, 'absent');
  const policies = pastOf(aggregates.policy, readStream, 'absent');
  const suppressions = pastOf(aggregates.suppression, readStream, 'absent');
  return (clock) => ({
    flows: flows(clock),
    templates: templates(clock),
    products: products(clock),
    smsTemplates: smsTemplates(clock),
    callPatterns: callPatterns(clock),
    lists: lists(clock),
    funnels: funnels(clock),
    segments: segments(clock),
    broadcasts: broadcasts(clock),
    policies: policies(clock),
    suppressions: suppressions(clock),
  });
};
