import { describe, expect, it } from 'vitest';
import type { LeadId } from '../../domain/codecs/ids.js';
import { createLog } from '../../runtime/log.js';
import { createWakeQueue } from '../../runtime/wake-queue.js';
import { leadId, otherLeadId } from '../domain/samples.js';

/** A runner whose runs end when they are told to. */
const createRunner = (lines: string[] = []) => {
  const runs: LeadId[] = [];
  const ends: (() => void)[] = [];
  const log = createLog('warn', { write: (line) => lines.push(line) });
  const queue = createWakeQueue((lead) => {
    runs.push(lead);
    return new Promise((done) => {
      ends.push(done);
    });
  }, log);
  return { runs, queue, endAll: () => ends.splice(0).forEach((end) => void end()) };
};

describe('waking leads', () => {
  it('runs different leads side by side', () => {
    const { runs, queue } = createRunner();
    queue.wake(leadId);
    queue.wake(otherLeadId);
    expect(runs).toEqual([leadId, otherLeadId]);
  });

  it('runs a lead again that is woken while it runs: what woke it may have come too late for that run', () => {
    const { runs, queue } = createRunner();
    queue.wake(leadId);
    queue.wake(leadId);
    expect(runs.length).toBeGreaterThan(1);
  });

  it('goes on after a run that failed, and says so', async () => {
    const lines: string[] = [];
    const runs: LeadId[] = [];
    const queue = createWakeQueue(
      async (lead) => {
        runs.push(lead);
        if (lead === leadId) throw new Error('no');
      },
      createLog('warn', { write: (line) => lines.push(line) }),
    );
    queue.wake(leadId);
    queue.wake(otherLeadId);
    await queue.stop();
    expect(runs).toEqual([leadId, otherLeadId]);
    expect(lines.join()).toContain(leadId);
  });

  it('stops when what is running has ended, and takes nothing more', async () => {
    const { runs, queue, endAll } = createRunner();
    queue.wake(leadId);
    let isStopped = false;
    const stopping = queue.stop().then(() => {
      isStopped = true;
    });
    queue.wake(otherLeadId);
    await Promise.resolve();
    expect([isStopped, runs]).toEqual([false, [leadId]]);
    endAll();
    await stopping;
    expect(runs).toEqual([leadId]);
  });
});
