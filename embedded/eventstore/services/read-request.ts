import type { ReadReq } from '@eventstore/db-client/generated/streams_pb.js';
import { createMatcher, type Filter } from '../filter.js';
import { numberIn, streamNameIn } from './requests.js';
import { invalidArgument } from './rpc-error.js';

/** A revision of a stream or a position in $all. */
export type StartingPoint = number | 'start' | 'end';

export type ReadRequest = {
  /** Nothing: $all. */
  readonly stream: string | undefined;
  readonly from: StartingPoint;
  readonly isBackwards: boolean;
  /** Nothing: a subscription. */
  readonly count: number | undefined;
  readonly filter: Filter | undefined;
  readonly resolvesLinks: boolean;
};

const defaultSearchWindow = 32;

const pointIn = (
  options: { hasStart(): boolean; hasEnd(): boolean },
  exact: string | undefined,
): StartingPoint => {
  if (options.hasStart()) return 'start';
  if (options.hasEnd()) return 'end';
  if (exact === undefined) throw invalidArgument('Where to begin is missing.');
  return numberIn(exact);
};

const targetIn = (options: ReadReq.Options): Pick<ReadRequest, 'stream' | 'from'> => {
  const stream = options.getStream();
  if (stream !== undefined) {
    const revision = stream.hasRevision() ? stream.getRevision() : undefined;
    return { stream: streamNameIn(stream.getStreamIdentifier()), from: pointIn(stream, revision) };
  }
  const all = options.getAll();
  if (all === undefined) throw invalidArgument('What to read is missing: a stream or $all.');
  return { stream: undefined, from: pointIn(all, all.getPosition()?.getCommitPosition()) };
};

/** What a filter cannot do is the fault of whoever sent it. */
const blaming =
  <Input, Output>(work: (input: Input) => Output): ((input: Input) => Output) =>
  (input) => {
    try {
      return work(input);
    } catch (error) {
      throw invalidArgument(`The filter is not usable: ${error instanceof Error ? error.message : error}`);
    }
  };

const createBlamedMatcher = blaming(createMatcher);

const matcherIn = (options: ReadReq.Options.FilterOptions): Filter['matches'] => {
  const expression = options.getStreamIdentifier() ?? options.getEventType();
  if (expression === undefined) throw invalidArgument('The filter has no expression.');
  const on = options.hasStreamIdentifier() ? 'stream' : 'type';
  const [regex, prefixes] = [expression.getRegex(), expression.getPrefixList()];
  return blaming(createBlamedMatcher({ on, regex, prefixes }));
};

const filterIn = (options: ReadReq.Options.FilterOptions | undefined): Filter | undefined => {
  if (options === undefined) return undefined;
  const window = options.hasMax() ? options.getMax() : defaultSearchWindow;
  const multiplier = options.getCheckpointintervalmultiplier();
  if (window < 1 || multiplier < 1) {
    throw invalidArgument('maxSearchWindow and checkpointInterval must be more than 0.');
  }
  return { matches: matcherIn(options), checkpointInterval: window * multiplier };
};

export const readRequestIn = (request: ReadReq): ReadRequest => {
  const options = request.getOptions();
  if (options === undefined) throw invalidArgument('The options are missing.');
  if (options.getUuidOption()?.hasStructured()) {
    throw invalidArgument('Only UUIDs in their string form are supported.');
  }
  const target = targetIn(options);
  const filter = filterIn(options.getFilter());
  if (filter && target.stream !== undefined) throw invalidArgument('Only $all can be filtered.');
  const isBackwards = options.getReadDirection() === 1;
  if (isBackwards && options.hasSubscription()) throw invalidArgument('A subscription cannot go backwards.');
  return {
    ...target,
    filter,
    resolvesLinks: options.getResolveLinks(),
    isBackwards,
    count: options.hasSubscription() ? undefined : numberIn(options.getCount()),
  };
};
