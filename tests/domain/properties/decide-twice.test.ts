import { describe, expect, it } from 'vitest';
import { apiKeyDecider } from '../../../domain/api-key/api-key.js';
import type { Decider } from '../../../domain/decider.js';
import type { DomainEvent } from '../../../domain/event.js';
import { flowDecider } from '../../../domain/flow/decider.js';
import { identityDecider } from '../../../domain/identity/identity.js';
import { type LeadStreamCommand, leadStreamDecider } from '../../../domain/lead-stream.js';
import { productDecider } from '../../../domain/product/product.js';
import { templateDecider } from '../../../domain/template/template.js';
import { fc } from '../../support/arbitraries.js';
import {
  apiKeyCommand,
  claimIdentity,
  flowCommand,
  leadCommand,
  productCommand,
  registerLead,
  runCommand,
  templateCommand,
  watchCommand,
} from './commands.js';
import { execute, newStream } from './live.js';

const never = () => false;

/** Executes commands, each of them twice, and counts what the second time appended. */
const expectTwiceIsOnce = <State, Command extends object, E extends DomainEvent>(
  decider: Decider<State, Command, E>,
  commands: fc.Arbitrary<readonly Command[]>,
  isNewEachTime: (command: Command) => boolean = never,
): void =>
  fc.assert(
    fc.property(commands, (sent) => {
      let live = newStream<State, E>(decider.initial);
      for (const command of sent) {
        live = execute(decider, live, command);
        const again = execute(decider, live, command);
        if (isNewEachTime(command)) live = again;
        else expect(again.events.slice(live.events.length), JSON.stringify(command)).toEqual([]);
      }
    }),
  );

const several = <Command>(command: fc.Arbitrary<Command>) =>
  fc.array(command, { minLength: 1, maxLength: 12, size: 'max' });

const registeredThen = (
  command: fc.Arbitrary<LeadStreamCommand>,
): fc.Arbitrary<readonly LeadStreamCommand[]> =>
  fc
    .tuple(registerLead, fc.array(command, { maxLength: 40, size: 'max' }))
    .map(([first, then]) => [first, ...then]);

// Doing these again is a new fact: a page can be visited twice, unless the sender says that it is the same visit.
const isNewFact = (command: LeadStreamCommand): boolean =>
  command.type === 'MakeNote' ||
  command.type === 'RequestFlow' ||
  (command.type === 'RecordActivity' && command.sourceEventId === undefined);

describe('a command that is sent twice changes nothing the second time', () => {
  it('on a lead', () => {
    expectTwiceIsOnce(leadStreamDecider, registeredThen(leadCommand), isNewFact);
  });

  it('on the runs of a lead', () => {
    expectTwiceIsOnce(leadStreamDecider, registeredThen(runCommand));
    expectTwiceIsOnce(leadStreamDecider, registeredThen(watchCommand));
  });

  it('on a lead and its runs in one stream', () => {
    expectTwiceIsOnce(leadStreamDecider, registeredThen(fc.oneof(leadCommand, runCommand)), isNewFact);
  });

  it('on a flow', () => {
    expectTwiceIsOnce(flowDecider, several(flowCommand));
  });

  it('on a template', () => {
    expectTwiceIsOnce(templateDecider, several(templateCommand));
  });

  it('on a product', () => {
    expectTwiceIsOnce(productDecider, several(productCommand));
  });

  it('on an identity', () => {
    expectTwiceIsOnce(identityDecider, several(claimIdentity));
  });

  it('on an API key', () => {
    expectTwiceIsOnce(apiKeyDecider, several(apiKeyCommand));
  });
});
