import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Position } from '../../domain/codecs/numbers.js';
import { fold } from '../../domain/decider.js';
import type { Recorded } from '../../domain/event.js';
import {
  type LeadStream,
  type LeadStreamCommand,
  type LeadStreamEvent,
  leadStreamDecider,
} from '../../domain/lead-stream.js';
import { readModels } from '../../projections/index.js';
import type { Document, ReadModel } from '../../projections/read-model.js';
import { leadCommand, registerLead, runCommand } from '../domain/properties/commands.js';
import { execute, newStream } from '../domain/properties/live.js';
import { leadId, otherLeadId } from '../domain/samples.js';
import { fc } from '../support/arbitraries.js';
import { over } from './events.js';

type LeadEvents = readonly Recorded<LeadStreamEvent>[];

const eventsOf = (commands: readonly LeadStreamCommand[], stream: string): LeadEvents =>
  commands
    .reduce(
      (live, command) => execute(leadStreamDecider, live, command),
      newStream<LeadStream, LeadStreamEvent>(leadStreamDecider.initial),
    )
    .events.map((event) => ({ ...event, stream }));

const story: fc.Arbitrary<readonly LeadStreamCommand[]> = fc
  .tuple(
    registerLead,
    fc.array(fc.oneof(leadCommand, { arbitrary: runCommand, weight: 3 }), { maxLength: 25 }),
  )
  .map(([first, then]) => [first, ...then]);

const streams = [`lead-${leadId}`, `lead-${otherLeadId}`] as const;

/** The streams of two leads as they stand in one log, one event of this and one of that. */
const log: fc.Arbitrary<LeadEvents> = fc.tuple(story, story).map(([ann, bob]) => {
  const [first, second] = [eventsOf(ann, streams[0]), eventsOf(bob, streams[1])];
  const length = Math.max(first.length, second.length);
  return Array.from({ length }, (_, index) => [first.slice(index, index + 1), second.slice(index, index + 1)])
    .flat(2)
    .map((event, index) => ({ ...event, position: decodeOrThrow(Position, index * 13) }));
});

/** A log cut into batches, each of which may begin again before the end of the one before. */
const batches = log.chain((events) =>
  fc
    .array(fc.record({ size: fc.integer({ min: 1, max: 8 }), again: fc.nat(3) }), { maxLength: 80 })
    .map((cuts) => {
      let from = 0;
      const cut = cuts.map(({ size, again }) => {
        const batch = events.slice(Math.max(0, from - again), from + size);
        from += size;
        return batch;
      });
      return { events, batches: [...cut, events.slice(Math.min(from, events.length))] };
    }),
);

const pairOf = <Doc extends Document>(model: ReadModel<Doc>) => ({ whole: over(model), cut: over(model) });
/** Every read model that tells of leads, twice. */
const pairs = () =>
  [
    pairOf(readModels.leads),
    pairOf(readModels.runs),
    pairOf(readModels.sourceEventIds),
    pairOf(readModels.unknownReferences),
  ] as const;

describe('however the log is cut into batches, and whatever comes twice', () => {
  it('the read models say what they say of the whole', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async ({ events, batches: parts }) => {
        for (const pair of pairs()) {
          await pair.whole.project(events);
          for (const part of parts) await pair.cut.project(part);
          expect(pair.cut.all()).toEqual(pair.whole.all());
        }
      }),
      { numRuns: 60 },
    );
  });

  it('nothing is written for what was seen already', async () => {
    await fc.assert(
      fc.asyncProperty(batches, async ({ events, batches: parts }) => {
        for (const { whole } of pairs()) {
          await whole.project(events);
          const written = whole.writes();
          for (const part of parts) await whole.project(part);
          expect(whole.writes()).toBe(written);
        }
      }),
      { numRuns: 30 },
    );
  });
});

describe('the document of a lead', () => {
  it('is the fold of its stream, at the revision of its last event', async () => {
    await fc.assert(
      fc.asyncProperty(log, async (events) => {
        const { project, all } = over(readModels.leads);
        await project(events);
        for (const stream of streams) {
          const own = events.filter((event) => event.stream === stream);
          const { lead, runs, watches } = fold(leadStreamDecider.evolve, leadStreamDecider.initial, own);
          const doc = all().find(({ _id }) => `lead-${_id}` === stream);
          expect(doc).toMatchObject({ revision: own.at(-1)?.revision, position: own.at(-1)?.position });
          const { lead: told, runs: run, watches: watched } = doc ?? leadStreamDecider.initial;
          expect({ told, run, watched }).toEqual({ told: lead, run: runs, watched: watches });
        }
      }),
      { numRuns: 60 },
    );
  });
});
