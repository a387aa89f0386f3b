import type { Db } from 'mongodb';
import type { EventToAppend } from '../../../commands/event-log.js';
import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { EventId, LeadId } from '../../../domain/codecs/ids.js';
import type { Position } from '../../../domain/codecs/numbers.js';
import type { AnyEvent } from '../../../domain/events.js';
import { readModels } from '../../../projections/index.js';
import { systemClock } from '../../../runtime/clock.js';
import { createAppend, createReadEvents, readHead } from '../../../runtime/event-store.js';
import { openReadModels } from '../../../runtime/generations/open-read-models.js';
import { createLog } from '../../../runtime/log.js';
import { createPipeline } from '../../../runtime/pipeline.js';
import { createProjectedPosition } from '../../../runtime/projected-position.js';
import { createCheckpoints, createFind } from '../../../runtime/read-models.js';
import { followLog } from '../../../runtime/subscription.js';
import { tag } from '../../domain/samples.js';
import type { RunningStore } from '../../support/event-store.js';
import { eventually } from '../../support/eventually.js';
import { instantAt, uuidAt } from '../../support/recorded.js';

export const leadIdAt = (no: number): LeadId => decodeOrThrow(LeadId, uuidAt(no, 'd'));

const toAppend = (no: number, index: number, event: AnyEvent): EventToAppend => {
  const eventId = decodeOrThrow(EventId, uuidAt(no * 100 + index));
  return {
    eventId,
    event,
    metadata: {
      actor: { kind: 'system', id: 'test' },
      correlationId: eventId,
      causationId: eventId,
      occurredAt: instantAt(no),
    },
  };
};

/** A lead that is registered and has so many tags. */
export const writeLead = async (
  { client, keys }: Pick<RunningStore, 'client' | 'keys'>,
  no: number,
  tags = 1,
): Promise<Position> => {
  const events: readonly AnyEvent[] = [
    { type: 'LeadRegistered', data: { leadId: leadIdAt(no) } },
    ...Array.from({ length: tags }, (_, index) => ({
      type: 'TagAdded' as const,
      data: { tag: tag(`tag ${index}`) },
    })),
  ];
  const appended = await createAppend(client, keys)(
    `lead-${leadIdAt(no)}`,
    undefined,
    events.map((event, index) => toAppend(no, index, event)),
  );
  if (appended.kind !== 'appended') throw new Error(appended.kind);
  return appended.position;
};

/** The read models of a Leadline that has nothing else, on real servers; what the reactor is given is noted. */
export const startReadModels = async (db: Db, { client, keys }: Pick<RunningStore, 'client' | 'keys'>) => {
  const log = createLog('silent');
  const readEvents = createReadEvents(keys);
  const checkpoints = createCheckpoints(db);
  const house = await openReadModels({ db, client, readEvents, checkpoints, clock: systemClock, log });
  const projected = createProjectedPosition();
  const reacted: Position[] = [];
  const reactor = {
    name: 'reactor',
    handle: async (batch: readonly { readonly position: Position }[]) => {
      reacted.push(...batch.map(({ position }) => position));
    },
  };
  const built = await house.build();
  const pipeline = await createPipeline(built, reactor, checkpoints, projected.advance);
  const following = followLog({ client, log, readEvents, from: pipeline.from, handle: pipeline.handle });
  house.attach(pipeline);
  if (pipeline.from !== undefined) projected.advance(pipeline.from);
  const statusOf = async (name: string) => {
    const [status] = await house.work.statuses([name]);
    if (status === undefined) throw new Error(`there is no ${name}`);
    return status;
  };
  return {
    house,
    reacted,
    statusOf,
    leads: createFind(house.collections, readModels.leads),
    caughtUp: async () => projected.waitFor(await readHead(client), 30_000),
    /** Ends when the work has ended. */
    ended: (name: string, work: 'rebuild' | 'verify') =>
      eventually(async () => {
        const status = await statusOf(name);
        return status[work]?.endedAt === undefined ? undefined : status;
      }, 60_000),
    stop: async () => {
      await house.stop();
      await following.stop();
    },
  };
};
