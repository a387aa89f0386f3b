import type { Position } from '../domain/codecs/numbers.js';
import type { Recorded } from '../domain/event.js';
import type { AnyEvent } from '../domain/events.js';
import type { Consumer } from './generations/projectors.js';
import type { Checkpoints } from './read-models.js';

type Batch = readonly Recorded<AnyEvent>[];

export interface Pipeline {
  /** Where the one that is farthest behind goes on; `undefined`: at the start of the log. */
  readonly from: Position | undefined;
  readonly handle: (batch: Batch, upTo: Position) => Promise<void>;
  /** How far the consumer with this name has come. */
  readonly positionOf: (name: string) => Position | undefined;
  /** Does something while no batch is handled: between two of them. */
  readonly between: <A>(work: () => Promise<A>) => Promise<A>;
  /** Puts a read model that is exactly as far in the place of another. To be called between two batches. */
  readonly replace: (name: string, next: Consumer) => void;
}

/** One after the other, in the order in which they come; one that fails does not hold up the next. */
const createTurns = () => {
  let last: Promise<unknown> = Promise.resolve();
  return <A>(work: () => Promise<A>): Promise<A> => {
    const turn = last.then(work);
    last = turn.catch(() => undefined);
    return turn;
  };
};

/**
 * Hands each batch to the read models and, when they have it, to the reactor: whatever an event causes finds it there.
 * Each consumer has a checkpoint of its own; the reactor's is never reset.
 */
export const createPipeline = async (
  opened: readonly Consumer[],
  reactor: Consumer,
  checkpoints: Checkpoints,
  onProjected: (position: Position) => void,
): Promise<Pipeline> => {
  let projections = opened;
  const saved = new Map(await checkpoints.load());
  const positions = [...projections, reactor].map(({ name }) => saved.get(name));
  const behind = positions.includes(undefined) ? undefined : Math.min(...positions.map(Number));
  const inTurn = createTurns();

  const deliver = async ({ name, handle }: Consumer, batch: Batch): Promise<void> => {
    const reached = saved.get(name);
    const news = reached === undefined ? batch : batch.filter(({ position }) => position > reached);
    if (news.length > 0) await handle(news);
  };

  const advance = async (consumers: readonly Consumer[], upTo: Position): Promise<void> => {
    const late = consumers.filter(({ name }) => (saved.get(name) ?? -1) < upTo);
    if (late.length === 0) return;
    const names = late.map(({ name }) => name);
    await checkpoints.save(names, upTo);
    for (const name of names) saved.set(name, upTo);
  };

  const project = async (batch: Batch, upTo: Position): Promise<void> => {
    const [first, ...rest] = projections;
    if (first !== undefined) await deliver(first, batch);
    await Promise.all(rest.map((projection) => deliver(projection, batch)));
    await advance(projections, upTo);
    onProjected(upTo);
  };

  return {
    from: positions.find((position) => position === behind),
    handle: async (batch, upTo) => {
      await inTurn(() => project(batch, upTo));
      await deliver(reactor, batch);
      await advance([reactor], upTo);
    },
    positionOf: (name) => saved.get(name),
    between: inTurn,
    replace: (name, next) => {
      const position = saved.get(name);
      projections = projections.map((one) => (one.name === name ? next : one));
      saved.delete(name);
      if (position !== undefined) saved.set(next.name, position);
    },
  };
};
