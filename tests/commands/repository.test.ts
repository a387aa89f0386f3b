import { beforeEach, describe, expect, it } from 'vitest';
import type { Append, ReadStream } from '../../commands/event-log.js';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { Revision } from '../../domain/codecs/numbers.js';
import { leadId } from '../domain/samples.js';
import type { InMemoryLog } from '../support/in-memory-log.js';
import type { VirtualClock } from '../support/virtual-clock.js';
import { startOfTime } from '../support/virtual-leadline.js';
import { addTag, createLeads, register, tagsIn } from './lead-repository.js';

let clock: VirtualClock;
let log: InMemoryLog;
let repositoryOver: ReturnType<typeof createLeads>['repositoryOver'];
beforeEach(() => {
  ({ clock, log, repositoryOver } = createLeads());
});

const revision = (no: number): Revision => decodeOrThrow(Revision, no);

describe('an event that could not be read again', () => {
  it('is not appended', async () => {
    const leads = repositoryOver();
    await leads.execute(leadId, [register]);
    const before = log.all().length;
    const attributes = Object.fromEntries(Array.from({ length: 201 }, (_, no) => [`a${no}`, no]));
    const { cause } = register;
    const tooMany = { command: { type: 'SetAttributes', attributes } as const, cause };
    await expect(leads.execute(leadId, [tooMany])).rejects.toMatchObject({ kind: 'invalid' });
    expect(log.all()).toHaveLength(before);
    expect((await leads.execute(leadId, [addTag('a')])).revision).toBe(1);
  });
});

describe('executing commands', () => {
  it('decides them one after the other and appends all their events at once', async () => {
    const appends: number[] = [];
    const append: Append = (stream, expected, events) => {
      appends.push(events.length);
      return log.append(stream, expected, events);
    };
    const executed = await repositoryOver({ append }).execute(leadId, [
      register,
      addTag('a'),
      addTag('a'),
      addTag('b'),
    ]);
    expect(executed.events.map((events) => events.map(({ type }) => type))).toEqual([
      ['LeadRegistered'],
      ['TagAdded'],
      [],
      ['TagAdded'],
    ]);
    expect(appends).toEqual([3]);
    expect(executed).toMatchObject({ revision: 2, position: log.all().at(-1)?.position });
    expect(tagsIn(executed)).toEqual(['a', 'b']);
  });

  it('appends nothing, of none of them, when one is refused', async () => {
    const repository = repositoryOver();
    const attempt = repository.execute(leadId, [addTag('a'), register]);
    await expect(attempt).rejects.toMatchObject({ kind: 'notFound' });
    expect(log.all()).toEqual([]);
    await repository.execute(leadId, [register]);
    expect(log.all()).toHaveLength(1);
  });

  it('appends nothing when nothing changes', async () => {
    const repository = repositoryOver();
    await repository.execute(leadId, [register, addTag('a')]);
    const executed = await repository.execute(leadId, [register, addTag('a')]);
    expect(executed).toMatchObject({ events: [[], []], position: undefined, revision: 1 });
    expect(log.all()).toHaveLength(2);
  });

  it('stamps every event with its cause, and with now where that names no time', async () => {
    const { command, cause } = addTag('a');
    const earlier = { ...cause, occurredAt: startOfTime };
    clock.advance('PT1H');
    await repositoryOver().execute(leadId, [register, { command, cause: earlier }]);
    const [first, second] = log.all().map(({ metadata }) => metadata);
    expect(first).toEqual({ ...register.cause, occurredAt: clock.now() });
    expect(second).toEqual(earlier);
  });

  it('reads the stream once, and then knows it', async () => {
    let reads = 0;
    const readStream: ReadStream = (...request) => {
      reads += 1;
      return log.readStream(...request);
    };
    const repository = repositoryOver({ readStream });
    await repository.execute(leadId, [register]);
    for (const text of ['a', 'b', 'c']) await repository.execute(leadId, [addTag(text)]);
    expect(reads).toBe(1);
  });
});

describe('a conflict', () => {
  it('is tried again on what the stream says now', async () => {
    const [mine, theirs] = [repositoryOver(), repositoryOver()];
    await mine.execute(leadId, [register]);
    await theirs.execute(leadId, [addTag('theirs'), addTag('both')]);
    const executed = await mine.execute(leadId, [addTag('mine'), addTag('both')]);
    expect(tagsIn(executed)).toEqual(['theirs', 'both', 'mine']);
    expect(executed.events.map((events) => events.length)).toEqual([1, 0]);
    expect(log.all().map(({ revision: no }) => no)).toEqual([0, 1, 2, 3]);
  });

  it('that never ends is given up, and says so', async () => {
    let tries = 0;
    const append: Append = async () => {
      tries += 1;
      return { kind: 'conflict' };
    };
    const attempt = repositoryOver({ append }).execute(leadId, [register]);
    await expect(attempt).rejects.toMatchObject({ kind: 'conflict' });
    expect(tries).toBe(5);
  });

  it('is an answer where the revision was named, and the next look is fresh', async () => {
    const [mine, theirs] = [repositoryOver(), repositoryOver()];
    await mine.execute(leadId, [register]);
    await theirs.execute(leadId, [addTag('theirs')]);
    expect(await mine.executeAt(leadId, revision(0), [addTag('mine')])).toBeUndefined();
    const loaded = await mine.load(leadId);
    expect(tagsIn(loaded)).toEqual(['theirs']);
    expect(await mine.executeAt(leadId, revision(0), [addTag('mine')])).toBeUndefined();
    expect(await mine.executeAt(leadId, loaded.revision, [addTag('mine')])).toMatchObject({ revision: 2 });
    expect(log.all()).toHaveLength(3);
  });

  it('does not arise between commands of one process, however many come at once', async () => {
    const conflicts: string[] = [];
    const append: Append = async (...request) => {
      const appended = await log.append(...request);
      conflicts.push(appended.kind);
      return appended;
    };
    const repository = repositoryOver({ append });
    await repository.execute(leadId, [register]);
    await Promise.all(
      Array.from({ length: 20 }, (_, no) => repository.execute(leadId, [addTag(`tag ${no}`)])),
    );
    expect(conflicts).not.toContain('conflict');
    expect(log.all()).toHaveLength(21);
  });
});
