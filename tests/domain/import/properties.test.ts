import { expect, it } from 'vitest';
import { fold } from '../../../domain/decider.js';
import { decodeEvent } from '../../../domain/events.js';
import type { ImportCommand } from '../../../domain/import/commands.js';
import { importDecider } from '../../../domain/import/decide.js';
import { type ImportEvent, importEvents } from '../../../domain/import/events.js';
import type { LeadImport } from '../../../domain/import/state.js';
import { fc } from '../../support/arbitraries.js';
import { execute, type Live, newStream } from '../properties/live.js';
import { broken, faultAt, fileOf, importId, planOf, record } from './story.js';

type Story = Live<LeadImport, ImportEvent>;

const pass = fc.constantFrom('dry-run' as const, 'import' as const);
const few = fc.integer({ min: 0, max: 3 });

const create: fc.Arbitrary<ImportCommand> = fc.record({
  type: fc.constant('CreateImport'),
  importId: fc.constant(importId),
  plan: fc.constantFrom(planOf(), planOf({ name: 'Other' })),
});
const command: fc.Arbitrary<ImportCommand> = fc.oneof(
  create,
  fc.record({ type: fc.constant('ReceiveFile'), file: fc.constantFrom(fileOf(3), fileOf(2, 'b')) }),
  fc.record({ type: fc.constantFrom('StartDryRun', 'StartImport', 'PauseImport', 'ResumeImport') }),
  fc.record({ type: fc.constantFrom('StartDryRun', 'StartImport', 'CancelImport') }),
  fc
    .tuple(pass, few, few, fc.constantFrom([], [faultAt(1)]))
    .map(([of, from, to, faults]) => record(of, from, to, faults)),
  fc.record({ type: fc.constant('CompletePass'), pass }),
  fc.record({ type: fc.constant('FailImport'), reason: fc.constant(broken) }),
);
const commands: fc.Arbitrary<readonly ImportCommand[]> = fc
  .tuple(create, fc.array(command, { maxLength: 40, size: 'max' }))
  .map(([first, then]) => [first, { type: 'ReceiveFile', file: fileOf(3) }, ...then]);

const tell = (sent: readonly ImportCommand[]): Story =>
  sent.reduce<Story>(
    (live, one) => execute(importDecider, live, one),
    newStream<LeadImport, ImportEvent>(importDecider.initial),
  );

it('a command that is sent twice changes nothing the second time', () => {
  fc.assert(
    fc.property(commands, (sent) => {
      let live = tell([]);
      for (const one of sent) {
        live = execute(importDecider, live, one);
        expect(execute(importDecider, live, one).events).toEqual(live.events);
      }
    }),
  );
});

it('replaying the stream gives the state seen live, from the start and from any snapshot', () => {
  fc.assert(
    fc.property(commands, (sent) => {
      const { events, states, state } = tell(sent);
      const stored: typeof events = JSON.parse(JSON.stringify(events));
      for (const [revision, snapshot] of states.entries())
        expect(
          fold(importDecider.evolve, JSON.parse(JSON.stringify(snapshot)), stored.slice(revision)),
        ).toEqual(state);
      for (const { type, data } of stored) expect(decodeEvent({ type, data })).toMatchObject({ ok: true });
    }),
  );
});

it('each pass goes through the file once, in order', () => {
  fc.assert(
    fc.property(commands, (sent) => {
      let at = 0;
      for (const { type, data } of tell(sent).events) {
        if (type === 'ImportStarted' || type === 'ImportDryRunStarted') at = 0;
        if (type !== 'ImportPartDone') continue;
        expect(data.to.bytes).toBeGreaterThan(at);
        at = data.to.bytes;
      }
    }),
  );
});

it('these properties meet every kind of event, or they would say little', () => {
  const seen = new Set(
    fc.sample(commands, 3000).flatMap((sent) => tell(sent).events.map(({ type }) => type)),
  );
  expect([...seen].sort()).toEqual(importEvents.map(({ name }) => name).sort());
});
