import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { RunId } from '../../../domain/codecs/ids.js';
import { Position, Revision } from '../../../domain/codecs/numbers.js';
import { Instant } from '../../../domain/codecs/time.js';
import type { Recorded } from '../../../domain/event.js';
import type { LeadCommand } from '../../../domain/lead/commands.js';
import { type LeadStream, type LeadStreamEvent, leadStreamDecider } from '../../../domain/lead-stream.js';
import type { RunCommand } from '../../../domain/run/commands.js';
import { registerLead, runCommand } from '../../domain/properties/commands.js';
import { execute, newStream } from '../../domain/properties/live.js';
import { fc } from '../../support/arbitraries.js';
import { uuidAt } from '../../support/recorded.js';

type Events = readonly Recorded<LeadStreamEvent>[];

/** No two runs have one id, as in the world. */
const withOwnRuns = (events: Events, kind: string): Events => {
  const ids = new Map<string, RunId>();
  let count = 0;
  return events.map((event) => {
    if (!('runId' in event.data)) return event;
    if (event.type === 'FlowEntered' || event.type === 'ActionRequested') {
      count += 1;
      ids.set(event.data.runId, decodeOrThrow(RunId, uuidAt(count, kind)));
    }
    return JSON.parse(
      JSON.stringify({ ...event, data: { ...event.data, runId: ids.get(event.data.runId) } }),
    );
  });
};

const ends: ReadonlySet<RunCommand['type']> = new Set(['CancelRun', 'EndRun', 'StopFlow']);
const only = (isWanted: (command: RunCommand) => boolean) => runCommand.filter(isWanted);

/** Leads get in, runs are moved and go on for a while before something ends them. */
const livelyCommand: fc.Arbitrary<RunCommand> = fc.oneof(
  { weight: 3, arbitrary: only(({ type }) => type === 'EnterFlow') },
  { weight: 1, arbitrary: only(({ type }) => type === 'MoveRun') },
  { weight: 9, arbitrary: only(({ type }) => !ends.has(type)) },
  { weight: 1, arbitrary: runCommand },
);

/** Triggers come in their order, and runs are moved from whichever version they are on. */
const inOrder = (command: RunCommand, index: number): RunCommand => {
  if (command.type === 'EnterFlow') {
    const trigger = { ...command.trigger, revision: decodeOrThrow(Revision, index) };
    return { ...command, trigger, lineage: index % 4 === 0 ? command.lineage : [] };
  }
  if (command.type !== 'MoveRun' || index % 4 === 0) return command;
  const { fromVersion: _, ...fromAny } = command;
  return fromAny;
};

const leadStory = (no: number): fc.Arbitrary<Events> =>
  fc.tuple(registerLead, fc.array(livelyCommand, { minLength: 10, maxLength: 60 })).map(([first, then]) => {
    const commands: readonly (LeadCommand | RunCommand)[] = [first, ...then.map(inOrder)];
    const { events } = commands.reduce(
      (live, command) => execute(leadStreamDecider, live, command),
      newStream<LeadStream, LeadStreamEvent>(leadStreamDecider.initial),
    );
    return withOwnRuns(events, String(no)).map((event) => ({ ...event, stream: `lead-${uuidAt(no, 'd')}` }));
  });

/** Days pass between two events now and then, so that there are weeks, and conversions that take long. */
const laterBy = (event: Recorded<LeadStreamEvent>, days: number): Recorded<LeadStreamEvent> => ({
  ...event,
  metadata: {
    ...event.metadata,
    occurredAt: decodeOrThrow(
      Instant,
      new Date(Date.parse(event.metadata.occurredAt) + days * 86_400_000).toISOString(),
    ),
  },
});

/** The streams of three leads as they stand in one log, with what their runs came to. */
export const flowHistory: fc.Arbitrary<Events> = fc
  .tuple(
    leadStory(1),
    leadStory(2),
    leadStory(3),
    fc.array(fc.constantFrom(0, 0, 1, 5, 40), { minLength: 20 }),
  )
  .map(([...all]) => {
    const [ann, bob, eve, pauses] = all;
    const length = Math.max(ann.length, bob.length, eve.length);
    let days = 0;
    return Array.from({ length }, (_, index) => {
      days += pauses[index % pauses.length] ?? 0;
      return [ann, bob, eve]
        .flatMap((events) => events.slice(index, index + 1))
        .map((event) => laterBy(event, days));
    })
      .flat()
      .map((event, index) => ({ ...event, position: decodeOrThrow(Position, index * 13) }));
  });
