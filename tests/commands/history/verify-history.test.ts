import { describe, expect, it } from 'vitest';
import { isSigned } from '../../../cli/verify-export.js';
import { createExportHistory } from '../../../commands/history/export-history.js';
import { sealedText } from '../../../commands/history/history-proof.js';
import { verifyHistory } from '../../../commands/history/verify-history.js';
import { aggregates } from '../../../domain/aggregates.js';
import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import type { LeadEvent } from '../../../domain/lead/events.js';
import { sha256 } from '../../../runtime/sign.js';
import { leadId, registered, tag } from '../../domain/samples.js';
import { fc } from '../../support/arbitraries.js';
import { instantAt, recordAll } from '../../support/recorded.js';
import { testSigner } from '../../support/test-signer.js';

const tags = (count: number): readonly LeadEvent[] =>
  Array.from({ length: count }, (_, no) => ({ type: 'TagAdded', data: { tag: tag(`tag ${no}`) } }));

const exported = async (events: readonly Recorded<AnyEvent>[]): Promise<readonly string[]> => {
  const exportHistory = createExportHistory({
    repositories: {
      leads: {
        load: async () => ({
          state: { ...aggregates.lead.initial, lead: { status: 'unknown', erasedAt: instantAt(0) } },
          revision: undefined,
        }),
      },
    },
    readStream: async (_stream, from, max) => events.slice(from, from + (max ?? events.length)),
    saltOf: async () => (eventId) => `salt of ${eventId}`,
    sha256,
    clock: () => instantAt(0),
    signer: testSigner,
  });
  const lines: string[] = [];
  for await (const line of await exportHistory(leadId)) lines.push(line.trimEnd());
  return lines;
};

const verify = (lines: readonly string[]) =>
  verifyHistory(
    (async function* () {
      yield* lines;
    })(),
    { sha256, isSigned },
  );

const history = recordAll<LeadEvent>([registered, ...tags(12)]);

describe('an exported history', () => {
  it('proves itself, however long it is', async () => {
    for (const count of [0, 12, 499, 500, 1_001]) {
      const lines = await exported(recordAll<LeadEvent>([registered, ...tags(count)]));
      expect(await verify(lines)).toMatchObject({ ok: true, events: count + 1, erased: 0 });
    }
  });

  it('has a chain that erasing does not change', async () => {
    const withHashes = history.map((event) => ({
      ...event,
      metadata: { ...event.metadata, dataHash: sha256(event.eventId) },
    }));
    const erased = withHashes.map(
      (event): Recorded<AnyEvent> => ({
        ...event,
        type: 'EventErased',
        data: { type: event.type },
        redacted: true,
      }),
    );
    const headOf = async (events: readonly Recorded<AnyEvent>[]) =>
      JSON.parse((await exported(events)).at(-1) ?? '').seal.head;
    expect(await verify(await exported(erased))).toMatchObject({ ok: true, events: 13, erased: 13 });
    expect(await headOf(erased)).toBe(await headOf(withHashes));
  });

  it('shows where an event was changed, left out, put elsewhere or added', async () => {
    const lines = await exported(history);
    const place = fc.integer({ min: 1, max: lines.length - 2 });
    const tampering = fc.oneof(
      place.map((at) => ({ at, changed: lines.toSpliced(at, 1) })),
      place.map((at) => ({ at: at + 1, changed: lines.toSpliced(at, 0, lines[at] ?? '') })),
      fc.integer({ min: 1, max: lines.length - 3 }).map((at) => ({
        at,
        changed: lines.toSpliced(at, 2, lines[at + 1] ?? '', lines[at] ?? ''),
      })),
      place.map((at) => ({
        at,
        changed: lines.with(at, (lines[at] ?? '').replace(/tag \d+|lead/, 'other')),
      })),
      place.map((at) => ({ at, changed: lines.with(at, (lines[at] ?? '').replace('"test"', '"you"')) })),
      place.map((at) => ({ at, changed: lines.with(at, (lines[at] ?? '').replace('09:', '10:')) })),
    );
    await fc.assert(
      fc.asyncProperty(tampering, async ({ at, changed }) => {
        fc.pre(changed.join() !== lines.join());
        expect(await verify(changed)).toMatchObject({ ok: false, line: at + 1 });
      }),
    );
  });

  it('shows that its end was cut off, or its seal made for another file', async () => {
    const lines = await exported(history);
    expect(await verify(lines.slice(0, -1))).toMatchObject({ ok: false, line: lines.length - 1 });
    expect(await verify(lines.toSpliced(-2, 1))).toMatchObject({ ok: false, line: lines.length - 1 });
    const [header = '', ...rest] = lines;
    const later = header.replace(/"exportedAt":"2026/, '"exportedAt":"2027');
    expect(await verify([later, ...rest])).toMatchObject({ ok: false, line: lines.length });
    expect(await verify([...lines, lines.at(-1) ?? ''])).toMatchObject({ ok: false, line: lines.length + 1 });
    expect(await verify(['{}'])).toMatchObject({ ok: false, line: 1 });
    expect(await verify(['not json'])).toEqual({ ok: false, line: 1, message: 'is no JSON' });
    expect(await verify([])).toMatchObject({ ok: false });
    expect(await verify([...lines, ''])).toMatchObject({ ok: true });
  });

  it('shows that something was changed of which the hash of an event is not made', async () => {
    const lines = await exported(history);
    const changedWith = (change: (event: object) => object) =>
      lines.with(3, JSON.stringify({ event: change(JSON.parse(lines[3] ?? '').event) }));
    for (const changed of [
      changedWith((event) => ({ ...event, data: undefined, salt: undefined })),
      changedWith((event) => ({ ...event, sourceEventId: 'another' })),
      changedWith((event) => ({ ...event, note: 'added' })),
    ])
      expect(await verify(changed)).toMatchObject({
        ok: false,
        line: lines.length,
        message: expect.stringContaining('other lines'),
      });
  });

  it('is proved by a seal of the first kind, which says nothing of the contents', async () => {
    const lines = await exported(history);
    const { header } = JSON.parse(lines[0] ?? '');
    const { contents: _contents, signature: _signature, ...first } = JSON.parse(lines.at(-1) ?? '').seal;
    const seal = { ...first, signature: testSigner.sign(sealedText(header, first)) };
    expect(await verify(lines.with(-1, JSON.stringify({ seal })))).toMatchObject({ ok: true, events: 13 });
    const unsigned = { ...JSON.parse(lines.at(-1) ?? '').seal, contents: undefined };
    expect(await verify(lines.with(-1, JSON.stringify({ seal: unsigned })))).toMatchObject({ ok: false });
  });
});
