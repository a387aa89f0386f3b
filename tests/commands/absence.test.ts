import { beforeEach, describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { FlowId } from '../../domain/codecs/ids.js';
import { later } from '../support/virtual-clock.js';
import { createVirtualLeadline, startOfTime, type VirtualLeadline } from '../support/virtual-leadline.js';
import { waits, watched } from './watched.js';

let leadline: VirtualLeadline;
let world: ReturnType<typeof watched>;
beforeEach(() => {
  leadline = createVirtualLeadline();
  world = watched(leadline);
});

const left = { type: 'page-left', pageId: 'guide', after: 'PT30M' };
const notDownloaded = { type: 'left-without-downloading', pageId: 'guide', after: 'PT30M' };
/** 08:00 and so much. */
const at = (duration: string) => ({ occurredAt: later(startOfTime, duration) });
const flowId = decodeOrThrow(FlowId, 'flow');

describe('page-left', () => {
  it('starts the flow when no visit has come for the time, counted from the last one', async () => {
    await world.flow(left);
    const lead = await world.visits();
    await leadline.advance('PT20M');
    await world.visits();
    await leadline.advance('PT20M');
    await world.visits();
    await leadline.advance('PT29M');
    expect(await world.entered(lead)).toEqual([]);
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual(['09:10']);
    expect(await world.typesOf(lead)).toEqual([
      'WatchScheduled',
      'WatchScheduled',
      'WatchScheduled',
      'WatchFired',
      'FlowEntered',
    ]);
  });

  it('starts it once for each stay', async () => {
    await world.flow(left);
    const lead = await world.visits();
    await leadline.advance('PT1H');
    await world.visits();
    await leadline.advance('PT1H');
    expect(await world.entered(lead)).toEqual(['08:30', '09:30']);
  });

  it('starts it at once when the page says so, and not again when the time is over', async () => {
    await world.flow(left);
    const lead = await world.visits();
    await leadline.advance('PT5M');
    await world.leaves();
    expect(await world.entered(lead)).toEqual(['08:05']);
    await leadline.advance('PT1H');
    await world.leaves();
    expect(await world.entered(lead)).toEqual(['08:05']);
    await world.visits();
    await leadline.advance('PT10M');
    await world.leaves();
    expect(await world.entered(lead)).toEqual(['08:05', '09:15']);
  });

  it('starts it when the page says so, also where the visit was never told', async () => {
    await world.flow(left);
    const lead = await world.leaves();
    await leadline.advance('PT1M');
    await world.leaves();
    expect(await world.entered(lead)).toEqual(['08:00', '08:01']);
  });

  it('is told by the page after the visit, although it comes before it', async () => {
    await world.flow(left);
    leadline.clock.advance('PT1H');
    const lead = await world.leaves(at('PT10M'));
    await world.visits(at('PT5M'));
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual(['08:10']);
  });

  it('is about this page, or one whose address matches, or every page', async () => {
    await world.flow({ ...left, pageId: 'other' });
    await world.flow({ type: 'page-left', url: 'example.com/g*', after: 'PT10M' }, {}, 'matching');
    await world.flow({ type: 'page-left', url: 'example.com/h*', after: 'PT10M' }, {}, 'not-matching');
    await world.flow({ type: 'page-left', after: 'PT20M' }, {}, 'every');
    const lead = await world.visits();
    await leadline.advance('PT15M');
    await world.visits({}, { url: 'https://example.com/elsewhere', pageId: 'elsewhere' });
    await leadline.advance('PT1H');
    expect(await world.entered(lead)).toEqual(['08:10', '08:35']);
  });

  it('does not count a visit before the flow was active', async () => {
    const lead = await world.visits();
    await world.flow(left);
    await leadline.advance('P1D');
    expect(await world.typesOf(lead)).toEqual([]);
  });

  it('puts the visit into the texts of its steps', async () => {
    const message = { type: 'send-email', subject: '{{ event.url }}', text: 'x' };
    await world.flow(left, { steps: [{ action: message, when: { type: 'immediately' } }] });
    await world.visits();
    await leadline.advance('P1D');
    expect(leadline.gateways.emails.map(({ subject }) => subject)).toEqual(['https://example.com/guide']);
  });
});

describe('left-without-downloading', () => {
  it('starts the flow unless the file comes until the time is over', async () => {
    await world.flow({ ...notDownloaded, fileId: 'pdf' });
    const lead = await world.visits();
    await leadline.advance('PT10M');
    await world.downloads({}, 'other');
    await leadline.advance('PT1H');
    expect(await world.entered(lead)).toEqual(['08:30']);
    await world.visits();
    await leadline.advance('PT10M');
    await world.downloads();
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual(['08:30']);
    expect((await world.typesOf(lead)).at(-1)).toBe('WatchCleared');
  });

  it('takes any file where none is named', async () => {
    await world.flow(notDownloaded);
    const lead = await world.visits();
    await world.downloads({}, 'other');
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual([]);
  });

  it('looks at the whole stay: who comes again right after the download has it', async () => {
    await world.flow(notDownloaded);
    const lead = await world.visits();
    await world.downloads();
    await leadline.advance('PT20M');
    await world.visits();
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual([]);
  });

  it('sees a download in the last moment, of which nobody has been told yet', async () => {
    await world.flow(notDownloaded);
    const lead = await world.visits();
    leadline.clock.advance('PT30M');
    await leadline.report({
      type: 'file-downloaded',
      lead: { email: 'ann@example.com' },
      data: { url: 'https://example.com/guide.pdf' },
    });
    await leadline.commands().runDue(lead);
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual([]);
  });

  it('does not count a download after the time is over', async () => {
    await world.flow(notDownloaded);
    const lead = await world.visits();
    leadline.clock.advance('PT31M');
    await world.downloads();
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual(['08:30']);
  });
});

describe('what is told late', () => {
  it('starts the flow at once, as of when the time was over', async () => {
    await world.flow(notDownloaded);
    leadline.clock.advance('P1D');
    const lead = await world.visits(at('PT1H'));
    expect(await world.entered(lead)).toEqual(['09:30']);
  });

  it('starts nothing where the download is known', async () => {
    await world.flow(notDownloaded);
    leadline.clock.advance('P1D');
    await world.downloads(at('PT70M'));
    const lead = await world.visits(at('PT1H'));
    expect(await world.typesOf(lead)).toEqual([]);
  });

  it('makes the same runs in whatever order the visits are told', async () => {
    const times = ['PT0M', 'PT20M', 'PT2H', 'PT4H', 'PT4H10M'];
    const told = async (order: readonly string[]) => {
      const other = createVirtualLeadline();
      const { flow, visit, entered } = watched(other);
      await flow(left);
      other.clock.advance('P1D');
      const [outcome] = await other.report(...order.map((time) => ({ ...visit, ...at(time) })));
      if (outcome?.status !== 'accepted') throw new Error('not accepted');
      await other.quiet();
      return [...(await entered(outcome.leadId))].sort();
    };
    expect(await told(times)).toEqual(['08:50', '10:30', '12:40']);
    expect(await told(times.toReversed())).toEqual(['08:50', '10:30', '12:40']);
  });

  it('does not start the flow again for a stay that has started it', async () => {
    await world.flow(left);
    leadline.clock.advance('P1D');
    const lead = await world.visits(at('PT1H'));
    await world.visits(at('PT50M'));
    await world.visits(at('PT80M'));
    expect(await world.entered(lead)).toEqual(['09:30']);
  });
});

describe('an event that is seen again', () => {
  it('starts nothing a second time, whatever has happened since', async () => {
    await world.flow(left);
    const lead = await world.visits();
    await leadline.advance('PT10M');
    await world.visits();
    await leadline.advance('PT1H');
    await world.visits();
    await leadline.advance('PT5M');
    await world.leaves();
    const before = await world.typesOf(lead);
    leadline.restart();
    await leadline.process().react(leadline.log.all());
    await leadline.advance('P3D');
    expect(await world.typesOf(lead)).toEqual(before);
    expect(await world.entered(lead)).toEqual(['08:40', '09:15']);
  });
});

describe('a process', () => {
  it('that is started again goes on waiting, and fires once although it is woken twice', async () => {
    await world.flow(left);
    const lead = await world.visits();
    leadline.restart();
    leadline.clock.advance('PT30M');
    await Promise.all([leadline.commands().runDue(lead), leadline.commands().runDue(lead)]);
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual(['08:30']);
  });

  it('that has lost its jobs finds them again, or fires what is overdue', async () => {
    await world.flow(left);
    const lead = await world.visits();
    const reconcile = async (overdue: boolean) => {
      leadline.world.jobs.clear();
      leadline.restart();
      const now = leadline.clock.now();
      await leadline.process().reconcile(now, overdue ? now : undefined);
    };
    await reconcile(true);
    expect([...leadline.world.jobs.keys()]).toEqual([]);
    await reconcile(false);
    expect([...leadline.world.jobs.keys()]).toEqual([`watch.${lead}.flow`]);
    leadline.clock.advance('PT2H');
    await reconcile(true);
    await leadline.quiet();
    expect(await world.entered(lead)).toEqual(['08:30']);
  });
});

describe('a flow that is not what it was', () => {
  const { manageFlows } = { manageFlows: () => leadline.commands().manageFlows };

  it('starts nothing while it is paused', async () => {
    await world.flow(left);
    const lead = await world.visits();
    await manageFlows().pause(flowId, leadline.cause());
    await leadline.advance('P1D');
    expect(await world.typesOf(lead)).toEqual(['WatchScheduled', 'WatchCleared']);
  });

  it('goes on where it is active again when the time is over', async () => {
    await world.flow(left);
    const lead = await world.visits();
    await manageFlows().pause(flowId, leadline.cause());
    await manageFlows().activate(flowId, leadline.cause());
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual(['08:30']);
  });

  it('waits anew in another version', async () => {
    await world.flow(left);
    const lead = await world.visits();
    const trigger = { ...left, after: 'PT20M' };
    await manageFlows().revise(flowId, { name: 'flow', trigger, steps: waits }, leadline.cause());
    await manageFlows().activate(flowId, leadline.cause());
    await leadline.advance('PT10M');
    await world.visits();
    await leadline.advance('P1D');
    expect(await world.entered(lead)).toEqual(['08:30']);
    expect((await leadline.runOf(lead)).origin).toMatchObject({ flowVersion: 2 });
  });
});

describe('re-entry', () => {
  it('is as the flow says', async () => {
    await world.flow(left, { reEntry: 'once' });
    const lead = await world.visits();
    await leadline.advance('PT1H');
    await world.visits();
    await leadline.advance('PT1H');
    expect((await world.typesOf(lead)).slice(-2)).toEqual(['WatchFired', 'FlowEntryDeclined']);
  });
});
