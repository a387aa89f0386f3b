import { beforeEach, describe, expect, it } from 'vitest';
import type { Append, ReadStream } from '../../commands/event-log.js';
import type { Loaded } from '../../commands/repository.js';
import type { LeadStream } from '../../domain/lead-stream.js';
import { leadId } from '../domain/samples.js';
import type { InMemoryLog } from '../support/in-memory-log.js';
import { addTag, createLeads, register, tagsIn } from './lead-repository.js';

let log: InMemoryLog;
let repositoryOver: ReturnType<typeof createLeads>['repositoryOver'];
beforeEach(() => {
  ({ log, repositoryOver } = createLeads());
});

describe('a failed append', () => {
  it.each([
    ['did not happen', false],
    ['did happen', true],
  ])('that %s leaves no doubt behind: the next command reads the stream anew', async (_, happens) => {
    let fails = false;
    const append: Append = async (...request) => {
      if (!fails) return log.append(...request);
      fails = false;
      if (happens) await log.append(...request);
      throw new Error('the connection broke');
    };
    const repository = repositoryOver({ append });
    await repository.execute(leadId, [register]);
    fails = true;
    await expect(repository.execute(leadId, [addTag('a')])).rejects.toThrow('the connection broke');
    expect(tagsIn(await repository.load(leadId))).toEqual(happens ? ['a'] : []);
    expect(tagsIn(await repository.execute(leadId, [addTag('a'), addTag('b')]))).toEqual(['a', 'b']);
    expect(log.all()).toHaveLength(3);
  });
});

describe('a read', () => {
  it('that began before an append and ends after it does not undo it', async () => {
    let release: () => void = () => undefined;
    const held = new Promise<void>((done) => {
      release = done;
    });
    let reads = 0;
    const readStream: ReadStream = async (...request) => {
      const events = await log.readStream(...request);
      reads += 1;
      if (reads === 1) await held;
      return events;
    };
    const repository = repositoryOver({ readStream });
    const slow = repository.load(leadId);
    await repository.execute(leadId, [register, addTag('a')]);
    release();
    expect(tagsIn(await slow)).toEqual(['a']);
    expect(tagsIn(await repository.load(leadId))).toEqual(['a']);
  });
});

describe('a snapshot', () => {
  it('and the rest of the stream are the whole stream, from wherever it was taken', async () => {
    const repository = repositoryOver();
    await repository.execute(leadId, [register]);
    const snapshots: Loaded<LeadStream>[] = [];
    for (const text of ['a', 'b', 'c']) {
      await repository.execute(leadId, [addTag(text)]);
      snapshots.push(await repository.load(leadId));
    }
    const whole = await repositoryOver().load(leadId);
    for (const snapshot of snapshots)
      expect(await repositoryOver({ snapshot: async () => structuredClone(snapshot) }).load(leadId)).toEqual(
        whole,
      );
  });

  it('spares reading what is in it', async () => {
    const repository = repositoryOver();
    await repository.execute(leadId, [register, addTag('a')]);
    const snapshot = await repository.load(leadId);
    const from: number[] = [];
    const readStream: ReadStream = (stream, first, max) => {
      from.push(first);
      return log.readStream(stream, first, max);
    };
    const next = repositoryOver({ readStream, snapshot: async () => snapshot });
    expect(await next.execute(leadId, [addTag('b')])).toMatchObject({ revision: 2 });
    expect(from).toEqual([2]);
  });

  it('that is not there is no hindrance', async () => {
    const repository = repositoryOver({ snapshot: async () => undefined });
    expect(await repository.execute(leadId, [register])).toMatchObject({ revision: 0 });
  });
});
