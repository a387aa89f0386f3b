import type { Fault } from '../../domain/errors.js';
import type { ImportPlan } from '../../domain/import/plan.js';

const shownNames = 50;

const quoted = (names: readonly string[]): string =>
  names.map((name) => `“${name.slice(0, 100)}”`).join(', ');

const listed = (columns: readonly string[]): string => {
  const names = columns.filter((name) => name !== '');
  const shown = quoted(names.slice(0, shownNames));
  return names.length > shownNames ? `${shown} and ${names.length - shownNames} more` : shown;
};

/** What is wrong with the columns of a CSV file: names that are there twice, and mapped columns that are not there. */
export const headerFaults = ({ mapping }: ImportPlan, columns: readonly string[]): readonly Fault[] => {
  const twice = [...new Set(columns.filter((name, index) => name !== '' && columns.indexOf(name) !== index))];
  if (twice.length > 0) return [{ path: 'file', message: `has more than one column ${listed(twice)}` }];
  return mapping.flatMap(({ column }, index) =>
    columns.includes(column)
      ? []
      : [
          {
            path: `mapping[${index}].column`,
            message: `is no column of the file: there is no “${column}”, but ${listed(columns)}`,
          },
        ],
  );
};
