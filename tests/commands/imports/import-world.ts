import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { ImportId, ListId } from '../../../domain/codecs/ids.js';
import type { Recorded } from '../../../domain/event.js';
import type { AnyEvent } from '../../../domain/events.js';
import type { LineFault, Pass } from '../../../domain/import/events.js';
import type { ExistingImport } from '../../../domain/import/state.js';
import type { RegisteredLead } from '../../../domain/lead/state.js';
import { ListDetails } from '../../../domain/list/list.js';
import type { ImportDocument } from '../../../projections/imports.js';
import type { VirtualLeadline } from '../../support/virtual-leadline.js';

export const fair = decodeOrThrow(ImportId, 'fair');
export const otherId = decodeOrThrow(ImportId, 'other');
export const thirdId = decodeOrThrow(ImportId, 'third');

export const mapping = [
  { column: 'id', to: { kind: 'externalId' } },
  { column: 'mail', to: { kind: 'email' } },
  { column: 'city', to: { kind: 'attribute', attribute: 'city' } },
  { column: 'age', to: { kind: 'attribute', attribute: 'age', as: 'number' } },
  { column: 'tags', to: { kind: 'tags' } },
] as const;

export const header = 'id,mail,city,age,tags';

/** Lines of a file that begins with its header. */
export const csv = (...lines: readonly string[]): string => [header, ...lines, ''].join('\n');

const once = async function* (text: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof text === 'string' ? new TextEncoder().encode(text) : text;
};

const lineOf = ({ metadata: { sourceEventId } }: Recorded<AnyEvent>): number =>
  Number(/^import\..*\.(\d+)$/.exec(sourceEventId ?? '')?.[1] ?? 0);

/** What tests of imports do and look at. */
export const importsOf = (leadline: VirtualLeadline) => {
  // Asked for anew each time: the process may have been restarted.
  const manage = () => leadline.commands().manageImports;
  const cause = () => leadline.cause();
  const ofType = <Type extends AnyEvent['type']>(type: Type) =>
    leadline.log
      .all()
      .filter((event): event is Recorded<Extract<AnyEvent, { type: Type }>> => event.type === type);

  const create = (plan: object = {}, id = fair) =>
    manage().create(id, { format: 'csv', mapping, onExisting: 'update', ...plan }, cause());
  const receive = (text: string | Uint8Array, id = fair) => manage().receiveFile(id, once(text), cause());
  const doc = async (id = fair): Promise<ImportDocument> => {
    await leadline.quiet();
    const found = await leadline.models.imports.one(id);
    if (found === undefined) throw new Error('no such import');
    return found;
  };
  const countsOf = async (pass: Pass, id = fair) => {
    const { counts } = (await doc(id)).passes[pass] ?? {};
    return Object.fromEntries(Object.entries(counts ?? {}).filter(([, count]) => count > 0));
  };

  return {
    ofType,
    create,
    receive,
    doc,
    countsOf,
    /** Makes a broadcast list. */
    list: (id: string) =>
      leadline
        .commands()
        .manageLists.create(decodeOrThrow(ListId, id), decodeOrThrow(ListDetails, { name: id }), cause()),
    dryRun: (id = fair) => manage().dryRun(id, cause()),
    start: (id = fair) => manage().start(id, cause()),
    pause: (id = fair) => manage().pause(id, cause()),
    resume: (id = fair) => manage().resume(id, cause()),
    cancel: (id = fair) => manage().cancel(id, cause()),
    /** Creates an import, sends its file, starts it, and waits for its end. */
    run: async (text: string | Uint8Array, plan: object = {}, id = fair) => {
      await create(plan, id);
      await receive(text, id);
      await manage().start(id, cause());
      return countsOf('import', id);
    },
    /** As `run`, but in a dry run. */
    tryOut: async (text: string | Uint8Array, plan: object = {}, id = fair) => {
      await create(plan, id);
      await receive(text, id);
      await manage().dryRun(id, cause());
      return countsOf('dry-run', id);
    },
    faults: (pass: Pass = 'import', id = fair): Promise<readonly LineFault[]> =>
      manage().faults(id, pass, 0, 20_000),
    state: (id = fair): Promise<ExistingImport> => manage().load(id),
    /** The registered leads, in the order of the lines that made them; others before. */
    leads: async (): Promise<readonly RegisteredLead[]> => {
      await leadline.quiet();
      const registered = ofType('LeadRegistered').sort((left, right) => lineOf(left) - lineOf(right));
      const docs = new Map(leadline.models.leads.all().map((one) => [one._id, one.lead]));
      return registered.flatMap(({ data }) => {
        const lead = docs.get(data.leadId);
        return lead?.status === 'registered' ? [lead] : [];
      });
    },
    /** The import's own story. */
    told: (id = fair): readonly string[] =>
      leadline.log.all().flatMap(({ stream, type }) => (stream === `import-${id}` ? [type] : [])),
    /** What happened to leads. */
    ofLeads: () => leadline.log.all().filter(({ stream }) => stream.startsWith('lead-')),
  };
};
