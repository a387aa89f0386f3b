import type { ImportDocument } from '../projections/imports.js';
import type { Find } from '../projections/queries.js';

const pageSize = 500;

/** The ids of all imports that are over. */
export const createEndedImports =
  (imports: Pick<Find<ImportDocument>, 'many'>) => async (): Promise<readonly string[]> => {
    const ids: string[] = [];
    for (let after = ''; ; after = ids.at(-1) ?? '') {
      const page = await imports.many({
        filter: { status: { $in: ['completed', 'cancelled', 'failed'] }, _id: { $gt: after } },
        sort: { _id: 1 },
        limit: pageSize,
      });
      ids.push(...page.map(({ _id }) => _id));
      if (page.length < pageSize) return ids;
    }
  };
