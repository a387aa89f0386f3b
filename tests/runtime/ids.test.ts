import { describe, expect, it } from 'vitest';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { ApiKeyId, BroadcastId, EventId, FlowId, LeadId, RunId } from '../../domain/codecs/ids.js';
import { broadcastRunIdOf, equal, hash, issueSecret, newId, newLeadId, runIdOf } from '../../runtime/ids.js';
import { flowDefinition, leadId, otherLeadId, registered } from '../domain/samples.js';
import { recordAll } from '../support/recorded.js';

const flow = (id: string, version = 1) => ({
  flowId: decodeOrThrow(FlowId, id),
  version,
  definition: flowDefinition(),
});

describe('ids', () => {
  it('are valid, all different, and sort by the time at which they were made', () => {
    const ids = Array.from({ length: 1000 }, () => newId());
    expect(ids.every((id) => EventId.is(id))).toBe(true);
    expect(new Set(ids).size).toBe(1000);
    expect([...ids].sort()).toEqual(ids);
    expect(LeadId.is(newLeadId())).toBe(true);
  });

  it('of a run follow from the flow, its version and the event', () => {
    const [one, two] = recordAll([registered, registered]);
    if (one === undefined || two === undefined) throw new Error('no events');
    const id = runIdOf(flow('a'), one);
    expect(RunId.is(id)).toBe(true);
    expect(runIdOf(flow('a'), one)).toBe(id);
    expect(
      new Set([id, runIdOf(flow('b'), one), runIdOf(flow('a', 2), one), runIdOf(flow('a'), two)]).size,
    ).toBe(4);
  });

  it('of a run of a broadcast follow from the broadcast and the lead', () => {
    const [spring, summer] = ['spring', 'summer'].map((id) => decodeOrThrow(BroadcastId, id));
    if (spring === undefined || summer === undefined) throw new Error('no broadcasts');
    const id = broadcastRunIdOf(spring, leadId);
    expect(RunId.is(id)).toBe(true);
    const others = [broadcastRunIdOf(summer, leadId), broadcastRunIdOf(spring, otherLeadId)];
    expect(new Set([id, broadcastRunIdOf(spring, leadId), ...others]).size).toBe(3);
    // Those that a broadcast asked before an update are found again after it.
    expect(id).toBe('a284ffb1-be57-573c-a623-030b60e57b31');
  });

  it('never change: runs of a log that was written long ago must be found again', () => {
    const [event] = recordAll([registered]);
    if (event === undefined) throw new Error('no event');
    expect(runIdOf(flow('welcome'), event)).toBe('311e1013-c0d6-5e06-b174-5341da60ebfb');
    expect(hash('ann@example.com')).toBe('71d4f55f72fa128dfb468a1a3901507c804b74316488744d769d7f4b16696476');
  });
});

describe('secrets', () => {
  it('are long, differ, and go into a header and a URL as they are', () => {
    const [one, two] = [issueSecret(), issueSecret()];
    expect(ApiKeyId.is(one.id)).toBe(true);
    expect(one.secret).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect([one.id, one.secret]).not.toEqual([two.id, two.secret]);
  });

  it('are compared whole', () => {
    expect(equal('secret', 'secret')).toBe(true);
    for (const other of ['secreT', 'secre', 'secrets', '']) expect(equal('secret', other)).toBe(false);
  });
});
