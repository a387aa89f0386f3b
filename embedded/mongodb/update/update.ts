import { compileUpdatePipeline } from '../aggregate/update-pipeline.js';
import { cloneDoc, type Doc, isDoc, type Value } from '../bson/value.js';
import { refuse } from '../errors.js';
import type { Expression } from '../query/expression.js';
import { parseFilter } from '../query/parse.js';
import type { FieldUpdate, UpdateContext } from './operator.js';
import { parseOperators } from './parse-update.js';
import { nameFilters, resolvePath } from './positional.js';
import { applyRename } from './rename.js';
import { fillTimestamps } from './timestamps.js';
import { writePath } from './write-path.js';

/** Where an update is applied: the position is asked for only when a path contains `$`. */
export interface UpdateTarget extends UpdateContext {
  readonly matched: () => number | undefined;
}

export interface Update {
  readonly kind: 'operators' | 'replacement' | 'pipeline';
  /** Gives a new document and leaves the old one as it is. */
  apply(doc: Doc, target: UpdateTarget): Doc;
}

const checkFiltersUsed = (
  updates: readonly FieldUpdate[],
  filters: ReadonlyMap<string, Expression>,
): void => {
  const used = new Set(updates.flatMap(({ path }) => path));
  const unused = [...filters.keys()].find((name) => !used.has(`$[${name}]`));
  if (unused !== undefined)
    refuse(9, `The array filter for identifier '${unused}' was not used in the update`);
};

const operatorUpdate = (update: Doc, arrayFilters: readonly Doc[]): Update => {
  const updates = parseOperators(update);
  const filters = nameFilters(arrayFilters.map(parseFilter));
  checkFiltersUsed(updates, filters);
  return {
    kind: 'operators',
    apply: (doc, target) => {
      const result = cloneDoc(doc);
      for (const each of updates) {
        if (each.onInsertOnly && !target.isInsert) continue;
        if (each.renameTo) applyRename(result, each.path, each.renameTo);
        else {
          const paths = resolvePath(result, each.path, { matched: target.matched, filters });
          for (const path of paths) writePath(result, path, each.mode, (old) => each.change(old, target));
        }
      }
      return result;
    },
  };
};

const replacement = (update: Doc): Update => {
  const dollar = Object.keys(update).find((key) => key.startsWith('$'));
  if (dollar !== undefined) {
    return refuse(
      52,
      `The dollar ($) prefixed field '${dollar}' in '${dollar}' is not allowed in the context of an update's replacement document.`,
    );
  }
  return {
    kind: 'replacement',
    apply: (doc, { now }) => {
      const { _id = doc['_id'], ...rest } = update;
      return { ...(_id !== undefined && { _id }), ...fillTimestamps(cloneDoc(rest), now) };
    },
  };
};

export const compileUpdate = (update: Value | undefined, arrayFilters: readonly Doc[]): Update => {
  if (Array.isArray(update)) {
    if (arrayFilters.length > 0)
      return refuse(9, 'arrayFilters may not be specified for pipeline-style updates');
    const run = compileUpdatePipeline(update);
    return { kind: 'pipeline', apply: (doc) => run(cloneDoc(doc)) };
  }
  if (!isDoc(update)) return refuse(9, 'Update argument must be either an object or an array');
  if (Object.keys(update)[0]?.startsWith('$')) return operatorUpdate(update, arrayFilters);
  if (arrayFilters.length > 0)
    return refuse(9, 'arrayFilters may not be specified for replacement-style updates');
  return replacement(update);
};
