import { describe, expect, it } from 'vitest';
import { type Decider, fold } from '../../../domain/decider.js';
import type { DomainEvent, Recorded } from '../../../domain/event.js';
import { decodeEvent } from '../../../domain/events.js';
import { flowDecider } from '../../../domain/flow/decider.js';
import { type LeadStreamCommand, leadStreamDecider, leadStreamEvents } from '../../../domain/lead-stream.js';
import { templateDecider } from '../../../domain/template/template.js';
import { fc } from '../../support/arbitraries.js';
import {
  flowCommand,
  leadCommand,
  registerLead,
  runCommand,
  templateCommand,
  watchCommand,
} from './commands.js';
import { execute, type Live, newStream } from './live.js';

// No command decides these: they arrive among the effects of a step.
const throughJson = <A>(value: A): A => JSON.parse(JSON.stringify(value));

const executeAll = <State, Command extends object, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  commands: readonly Command[],
): Live<State, E> =>
  commands.reduce<Live<State, E>>(
    (live, command) => execute(decider, live, command),
    newStream<State, E>(decider.initial),
  );

/** Replays from the start, and from the snapshot before every single event. */
const expectReplayIsLive = <State, Command extends object, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  commands: fc.Arbitrary<readonly Command[]>,
): void =>
  fc.assert(
    fc.property(commands, (sent) => {
      const { events, states, state } = executeAll(decider, sent);
      const stored: readonly Recorded<E>[] = throughJson(events);
      expect(fold(decider.evolve, decider.initial, stored)).toEqual(state);
      for (const [revision, snapshot] of states.entries())
        expect(fold(decider.evolve, throughJson(snapshot), stored.slice(revision))).toEqual(state);
    }),
    { numRuns: 60 },
  );

const leadStory: fc.Arbitrary<readonly LeadStreamCommand[]> = fc
  .tuple(
    registerLead,
    fc.array(fc.oneof(leadCommand, watchCommand, { arbitrary: runCommand, weight: 3 }), {
      maxLength: 40,
      size: 'max',
    }),
  )
  .map(([first, then]) => [first, ...then]);

describe('replaying a stream gives the state seen live, from the start and from any snapshot', () => {
  it('of a lead', () => {
    expectReplayIsLive(leadStreamDecider, leadStory);
  });

  it('of a flow', () => {
    expectReplayIsLive(flowDecider, fc.array(flowCommand, { maxLength: 12 }));
  });

  it('of a template', () => {
    expectReplayIsLive(templateDecider, fc.array(templateCommand, { maxLength: 12 }));
  });
});

describe('the story of a lead', () => {
  it('is made of events that can be stored and read', () => {
    fc.assert(
      fc.property(leadStory, (sent) => {
        for (const { type, data } of executeAll(leadStreamDecider, sent).events)
          expect(decodeEvent(throughJson({ type, data }))).toEqual({ ok: true, value: { type, data } });
      }),
      { numRuns: 60 },
    );
  });

  it('starts, ends and finishes every step and run at most once', () => {
    const isEnd = (type: string) =>
      /^Step(Succeeded|Skipped|Failed|Cancelled|OutcomeUnknown)$|^FlowFinished$/.test(type);
    fc.assert(
      fc.property(leadStory, (sent) => {
        let ended = new Set<string>();
        for (const { type, data } of executeAll(leadStreamDecider, sent).events) {
          if (type === 'FlowEntered' || type === 'ActionRequested')
            ended = new Set([...ended].filter((id) => !id.startsWith(data.runId)));
          if (!isEnd(type) || !('runId' in data)) continue;
          const id = 'stepNo' in data ? `${data.runId}/${data.stepNo}` : `${data.runId}/run`;
          expect(ended).not.toContain(id);
          ended.add(id);
        }
      }),
    );
  });

  it('meets every kind of event, or these properties would say little', () => {
    const seen = new Set<string>();
    for (const sent of fc.sample(leadStory, 600))
      for (const { type } of executeAll(leadStreamDecider, sent).events) seen.add(type);
    const made = leadStreamEvents.map(({ name }) => name);
    expect([...seen].sort()).toEqual(made.sort());
  });
});
