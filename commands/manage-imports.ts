import { aggregates, streamName } from '../domain/aggregates.js';
import { checked } from '../domain/codecs/checked.js';
import { decodeOrThrow } from '../domain/codecs/decode.js';
import type { ImportId } from '../domain/codecs/ids.js';
import { closed } from '../domain/codecs/struct.js';
import { DomainError, type Fault } from '../domain/errors.js';
import type { SteerImport } from '../domain/import/commands.js';
import type { ImportEvent, LineFault, Pass } from '../domain/import/events.js';
import { ImportPlan } from '../domain/import/plan.js';
import { type ExistingImport, isOver, type LeadImport, passOf } from '../domain/import/state.js';
import type { Catalogue } from './catalogue.js';
import type { Cause, ReadStream } from './event-log.js';
import { headerFaults } from './imports/check-header.js';
import type { ImportFiles, ReceivedFile } from './imports/import-files.js';
import { planMisfit } from './imports/plan-misfit.js';
import { delimiterOf, readHeader } from './imports/read-cells.js';
import { firstFrame } from './imports/read-part.js';
import { createOneAtATime } from './one-at-a-time.js';
import type { Repositories } from './repositories.js';
import type { Executed } from './repository.js';

/** An import as it is asked for. */
export const NewImportPlan = checked(
  closed('NewImportPlan', ImportPlan.required, ImportPlan.optional),
  planMisfit,
);

export interface ManageImportsPorts {
  readonly repositories: Pick<Repositories, 'imports'>;
  readonly catalogue: Pick<Catalogue, 'hasList'>;
  readonly files: ImportFiles;
  readonly readStream: ReadStream;
}

type Changed = Promise<Executed<LeadImport, ImportEvent>>;

const existing = (state: LeadImport): ExistingImport => {
  if (state.status === 'absent') throw DomainError.notFound('This import');
  return state;
};

/** Imports of leads as those who send them see them. */
export const createManageImports = ({
  repositories: { imports },
  catalogue,
  files,
  readStream,
}: ManageImportsPorts) => {
  const oneAtATime = createOneAtATime();

  const load = async (importId: ImportId): Promise<ExistingImport> =>
    existing((await imports.load(importId)).state);

  const checkLists = async ({ lists = [] }: ImportPlan): Promise<void> => {
    const faults: Fault[] = [];
    for (const [index, listId] of lists.entries())
      if (!(await catalogue.hasList(listId)))
        faults.push({ path: `lists[${index}]`, message: `there is no broadcast list “${listId}”` });
    if (faults.length > 0) throw DomainError.unusable('This import names what does not exist.', faults);
  };

  const checkFile = async (plan: ImportPlan, { file, read }: ReceivedFile): Promise<void> => {
    const refuse = (...faults: readonly Fault[]): DomainError =>
      DomainError.unusable('This file does not fit the mapping.', faults);
    if (file.bytes === 0) throw refuse({ path: 'file', message: 'is empty' });
    const delimiter = delimiterOf(plan);
    if (delimiter === undefined) return;
    const header = await firstFrame(read(), delimiter);
    if (header === undefined) throw refuse({ path: 'file', message: 'is empty' });
    const columns = readHeader(header, delimiter);
    if (!columns.ok) throw refuse({ path: 'file', message: `its first line ${columns.reason}` });
    const faults = headerFaults(plan, columns.value);
    if (faults.length > 0) throw refuse(...faults);
  };

  const steer =
    (type: SteerImport['type']) =>
    async (importId: ImportId, cause: Cause): Changed => {
      const executed = await imports.execute(importId, [{ command: { type }, cause }]);
      return executed;
    };

  /** What goes through the file needs it, and it may be on another machine, or lost. */
  const begin =
    (type: 'StartDryRun' | 'StartImport' | 'ResumeImport') =>
    async (importId: ImportId, cause: Cause): Changed => {
      const state = await load(importId);
      if (state.file !== undefined && !isOver(state)) {
        if (!(await files.has(importId)))
          throw DomainError.notAllowed('The file of this import is not on this server: send it again.');
        await checkLists(state.plan);
      }
      return steer(type)(importId, cause);
    };

  return {
    /** @throws DomainError `invalid`, `unusable` for a list that does not exist, or `conflict` when the id is taken */
    create: async (importId: ImportId, input: unknown, cause: Cause): Changed => {
      const plan = decodeOrThrow(NewImportPlan, input);
      await checkLists(plan);
      return imports.execute(importId, [{ command: { type: 'CreateImport', importId, plan }, cause }]);
    },

    /**
     * Takes the file, in place of one that was sent before.
     * @throws DomainError `notFound`, `notAllowed` while another file is being imported and when the import is over, or
     * `unusable` for a file without the columns that are mapped
     */
    receiveFile: async (importId: ImportId, chunks: AsyncIterable<Uint8Array>, cause: Cause): Changed => {
      if (isOver(await load(importId))) throw DomainError.notAllowed('This import is over.');
      const received = await files.receive(importId, chunks);
      try {
        await checkFile((await load(importId)).plan, received);
        return await oneAtATime(importId, async () => {
          const command = { type: 'ReceiveFile', file: received.file } as const;
          const executed = await imports.execute(importId, [{ command, cause }]);
          await received.keep();
          return executed;
        });
      } catch (error) {
        await received.discard();
        throw error;
      }
    },

    /** Goes through the file and changes no lead. @throws DomainError `notFound`, or `notAllowed` without a file */
    dryRun: begin('StartDryRun'),

    /** @throws DomainError `notFound`, or `notAllowed` without a file and after it was cancelled */
    start: begin('StartImport'),

    /** Stops after the part that is being done. @throws DomainError `notFound`, or `notAllowed` where nothing is under way */
    pause: steer('PauseImport'),

    /** @throws DomainError `notFound`, or `notAllowed` for one that is over */
    resume: begin('ResumeImport'),

    /** Stops for good; what was imported stays. @throws DomainError `notFound`, or `notAllowed` when it is completed */
    cancel: steer('CancelImport'),

    /** The kept faults of a pass from number `first` on, in the order of the lines. @throws DomainError `notFound` */
    faults: async (
      importId: ImportId,
      pass: Pass,
      first: number,
      count: number,
    ): Promise<readonly LineFault[]> => {
      const { faultParts } = passOf(await load(importId), pass);
      const touched = faultParts.filter(
        (part, index) => part.first < first + count && (faultParts[index + 1]?.first ?? Infinity) > first,
      );
      const stream = streamName(aggregates.leadImport.category, importId);
      const events = await Promise.all(touched.map(({ revision }) => readStream(stream, revision, 1)));
      const faults = events
        .flat()
        .flatMap((event) => (event.type === 'ImportPartDone' ? event.data.faults : []));
      const from = first - (touched[0]?.first ?? 0);
      return faults.slice(from, from + count);
    },

    /** @throws DomainError `notFound` */
    load,
  };
};
