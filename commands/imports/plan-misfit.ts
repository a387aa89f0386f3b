import type { ImportPlan, Target } from '../../domain/import/plan.js';

interface Misfit {
  readonly at: readonly [string, ...string[]];
  readonly message: string;
}

/** What a column alone may say. */
const onlyOnce = (to: Target): string | undefined => {
  switch (to.kind) {
    case 'email':
    case 'externalId':
      return to.kind;
    case 'attribute':
      return `attribute ${to.attribute}`;
    default:
      return undefined;
  }
};

/** What does not fit together in a plan whose every property is right by itself. */
export const planMisfit = ({ format, delimiter, mapping }: ImportPlan): Misfit | undefined => {
  if (format === 'ndjson' && delimiter !== undefined)
    return { at: ['delimiter'], message: 'is for CSV only' };
  const said = mapping.map(({ to }) => onlyOnce(to));
  if (!said.includes('email') && !said.includes('externalId'))
    return { at: ['mapping'], message: 'must say which column is the e-mail address or the external id' };
  const email = mapping.findIndex(({ to }) => to.kind === 'attribute' && to.attribute === 'email');
  if (email >= 0)
    return {
      at: ['mapping', String(email), 'to'],
      message: 'must be { "kind": "email" } for the e-mail address',
    };
  const again = said.findIndex((what, index) => what !== undefined && said.indexOf(what) < index);
  return again < 0
    ? undefined
    : { at: ['mapping', String(again), 'to'], message: 'is what another column says already' };
};
