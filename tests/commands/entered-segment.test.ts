import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId, type LeadId, ListId, SegmentId } from '../../domain/codecs/ids.js';
import { Name, Tag } from '../../domain/codecs/values.js';
import { SavedSegment } from '../../domain/segment/saved-segment.js';
import { addTag, ann, delay, form, hasTag, immediately } from '../support/steps.js';
import { createVirtualLeadline, type VirtualLeadline } from '../support/virtual-leadline.js';
import { watched } from './watched.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof watched>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = watched(leadline);
});

const segmentId = decodeOrThrow(SegmentId, 'vips');
const listId = decodeOrThrow(ListId, 'news');
const vips = { type: 'entered-segment', segmentId: 'vips' };
const content = (who: object) => decodeOrThrow(SavedSegment, { name: 'VIPs', ...who });
const save = async (who: object): Promise<void> => {
  await leadline.commands().manageSegments.create(segmentId, content(who), leadline.cause());
  await leadline.quiet();
};
const revise = async (who: object): Promise<void> => {
  await leadline.commands().manageSegments.revise(segmentId, content(who), leadline.cause());
  await leadline.quiet();
};
const known = (lead: object = ann, more: object = {}): Promise<LeadId> =>
  leadline.happens('form-submitted', lead, form('a'), more);
const silently = async (lead: LeadId, type: 'AddTag' | 'RemoveTag', name = 'vip'): Promise<void> => {
  const command = { type, tag: decodeOrThrow(Tag, name) } as const;
  await leadline.commands().repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
};
const tag = async (lead: LeadId): Promise<void> => {
  await silently(lead, 'AddTag');
  await leadline.quiet();
};
const untag = async (lead: LeadId): Promise<void> => {
  await silently(lead, 'RemoveTag');
  await leadline.quiet();
};
const typesOf = async (lead: LeadId) =>
  (await leadline.typesOf(lead)).filter((type) => /^Segment|^Watch|^FlowEnt/.test(type));
const visitedLately = { conditions: { type: 'visited-page', pageId: 'guide', within: 'P7D' } };
const notVisitedLately = {
  conditions: { all: [{ type: 'visited-page', pageId: 'guide' }, { not: visitedLately.conditions }] },
};

describe('entered-segment', () => {
  it('starts the flow when an event brings the lead into it, each time anew', async () => {
    await save({ conditions: hasTag('vip') });
    await world.flow(vips);
    const lead = await known();
    expect(await typesOf(lead)).toEqual([]);
    await leadline.advance('PT10M');
    await tag(lead);
    expect(await world.entered(lead)).toEqual(['08:10']);
    await known();
    await untag(lead);
    await leadline.advance('PT10M');
    await tag(lead);
    expect(await world.entered(lead)).toEqual(['08:10', '08:20']);
    expect(await typesOf(lead)).toEqual([
      'SegmentEntered',
      'WatchFired',
      'FlowEntered',
      'SegmentLeft',
      'SegmentEntered',
      'WatchFired',
      'FlowEntered',
    ]);
  });

  it('does not let in who was in it when the flow was activated, until it has left', async () => {
    await save({ conditions: hasTag('vip') });
    const lead = await known();
    await tag(lead);
    await world.flow(vips);
    await known();
    expect(await world.entered(lead)).toEqual([]);
    await untag(lead);
    await tag(lead);
    expect(await world.entered(lead)).toEqual(['08:00']);
  });

  it('starts the flow when time alone brings the lead into it', async () => {
    await save(notVisitedLately);
    await world.flow(vips);
    const lead = await world.visits();
    await leadline.advance('P6D');
    await world.visits();
    await leadline.advance('P6D');
    expect(await world.entered(lead)).toEqual([]);
    await leadline.advance('P2D');
    expect(await world.typesOf(lead)).toContain('FlowEntered');
    expect((await leadline.runOf(lead)).enteredAt).toBe('2026-03-15T08:00:00.001Z');
  });

  it('starts it for a lead that was there before, and has done nothing since', async () => {
    await save(notVisitedLately);
    const lead = await world.visits();
    await leadline.advance('P1D');
    await world.flow(vips);
    await leadline.advance('P30D');
    expect((await leadline.runOf(lead)).enteredAt).toBe('2026-03-09T08:00:00.001Z');
  });

  it('knows that a lead has left it by time alone', async () => {
    await save(visitedLately);
    await world.flow(vips);
    const lead = await world.visits();
    await leadline.advance('P8D');
    expect((await typesOf(lead)).slice(-2)).toEqual(['SegmentLeft', 'WatchCleared']);
    await world.visits();
    expect(await world.entered(lead)).toHaveLength(2);
  });

  it('is about a list, too', async () => {
    const content = { name: decodeOrThrow(Name, 'News') };
    await leadline.commands().manageLists.create(listId, content, leadline.cause());
    await save({ listId: 'news' });
    await world.flow(vips);
    const lead = await known();
    expect(await typesOf(lead)).toEqual([]);
    const command = { type: 'AddToList', listId } as const;
    await leadline.commands().repositories.leads.execute(lead, [{ command, cause: leadline.cause() }]);
    await leadline.quiet();
    expect(await world.entered(lead)).toEqual(['08:00']);
  });

  it('starts nothing again when all is seen again, also in a process that knows nothing of it', async () => {
    await save({ conditions: hasTag('vip') });
    await world.flow(vips);
    const lead = await known();
    await tag(lead);
    await untag(lead);
    const before = await typesOf(lead);
    leadline.restart();
    await leadline.process().react(leadline.log.all());
    await leadline.quiet();
    expect(await typesOf(lead)).toEqual(before);
  });

  it('does not let in whom only a revision of the segment has brought into it', async () => {
    await save({ conditions: hasTag('vip') });
    await world.flow(vips);
    const lead = await known();
    await silently(lead, 'AddTag', 'new');
    await leadline.quiet();
    await revise({ conditions: hasTag('new') });
    await known();
    expect(await world.entered(lead)).toEqual([]);
    await silently(lead, 'RemoveTag', 'new');
    await leadline.quiet();
    await silently(lead, 'AddTag', 'new');
    await leadline.quiet();
    expect(await world.entered(lead)).toEqual(['08:00']);
  });

  it('does not go round in circles with a flow that brings the lead into it', async () => {
    await save({ conditions: hasTag('vip') });
    await world.flow(vips, {
      steps: [
        { action: { type: 'remove-tag', tag: 'vip' }, when: immediately },
        { action: addTag('vip'), when: delay('PT1H') },
      ],
    });
    const lead = await known();
    await tag(lead);
    await leadline.advance('P3D');
    expect((await typesOf(lead)).filter((type) => type.startsWith('FlowEnt'))).toEqual([
      'FlowEntered',
      'FlowEntryDeclined',
    ]);
  });

  it('tells who had entered before from who enters, while the leads are still looked through', async () => {
    await save({ conditions: hasTag('vip') });
    const before = await known();
    await tag(before);
    const later = await known({ email: 'bob@example.com' });
    const flowId = decodeOrThrow(FlowId, 'flow');
    const { manageFlows } = leadline.commands();
    const steps = [{ action: addTag('x'), when: delay('P1D') }];
    await manageFlows.create(flowId, { name: 'f', trigger: vips, steps }, leadline.cause());
    await manageFlows.activate(flowId, leadline.cause());
    // All of this is in the log before anybody has looked.
    await silently(before, 'AddTag', 'other');
    await silently(later, 'AddTag');
    await leadline.quiet();
    expect([await world.entered(before), await world.entered(later)]).toEqual([[], ['08:00']]);
    await known();
    expect(await world.entered(before)).toEqual([]);
  });

  it('is refused for a segment that is not there', async () => {
    await expect(world.flow(vips)).rejects.toMatchObject({
      faults: [{ path: 'trigger.segmentId', message: 'there is no segment “vips”' }],
    });
  });
});
