import type { Cause } from '../../commands/event-log.js';
import { createRepository, type Loaded, type RepositoryPorts } from '../../commands/repository.js';
import { aggregates } from '../../domain/aggregates.js';
import type { LeadStream, LeadStreamCommand } from '../../domain/lead-stream.js';
import { leadId, tag } from '../domain/samples.js';
import { createInMemoryLog } from '../support/in-memory-log.js';
import { createCountingIds, createVirtualClock } from '../support/virtual-clock.js';
import { startOfTime } from '../support/virtual-leadline.js';

/** A log of its own, and repositories over it whose ports can be replaced. */
export const createLeads = () => {
  const clock = createVirtualClock(startOfTime);
  const log = createInMemoryLog(clock.now);
  const { newId } = createCountingIds();
  return {
    clock,
    log,
    repositoryOver: (ports: Partial<RepositoryPorts<LeadStream>> = {}) =>
      createRepository(aggregates.lead, {
        readStream: log.readStream,
        append: log.append,
        clock: clock.now,
        newId,
        ...ports,
      }),
  };
};

const { newId } = createCountingIds();
const intent = (command: LeadStreamCommand) => {
  const id = newId();
  const cause: Cause = { actor: { kind: 'system', id: 'test' }, correlationId: id, causationId: id };
  return { command, cause };
};
export const register = intent({ type: 'RegisterLead', leadId });
export const addTag = (text: string) => intent({ type: 'AddTag', tag: tag(text) });
export const tagsIn = ({ state: { lead } }: Loaded<LeadStream>) =>
  lead.status === 'registered' ? lead.tags : undefined;
