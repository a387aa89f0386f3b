import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { type LeadId, ListId, ProductId, RunId } from '../../../domain/codecs/ids.js';
import type { Typed } from '../../../domain/codecs/json.js';
import type { RegisteredLead } from '../../../domain/lead/state.js';
import { ListDetails } from '../../../domain/list/list.js';
import { ProductDetails } from '../../../domain/product/product.js';
import { ann, form } from '../../support/steps.js';
import { createVirtualLeadline } from '../../support/virtual-leadline.js';

/** The whole write side with one lead, ann, of whom actions are asked. */
export const createStage = async () => {
  const leadline = createVirtualLeadline();
  const lead = await leadline.happens('form-submitted', ann, form('signup', { firstName: 'Ann' }));

  const facts = async (leadId: LeadId = lead): Promise<RegisteredLead> => {
    const { state } = await leadline.commands().repositories.leads.load(leadId);
    if (state.lead.status === 'unknown') throw new Error('no such lead');
    return state.lead;
  };

  return {
    leadline,
    lead,
    facts,
    list: (id: string) =>
      leadline
        .commands()
        .manageLists.create(
          decodeOrThrow(ListId, id),
          decodeOrThrow(ListDetails, { name: id }),
          leadline.cause(),
        ),
    product: (id: string, details: object = {}) =>
      leadline
        .commands()
        .manageCatalogue.createProduct(
          decodeOrThrow(ProductId, id),
          decodeOrThrow(ProductDetails, { name: id, ...details }),
          leadline.cause(),
        ),
    /** Runs an action at once, without asking first whether what it names is there; gives the events that follow. */
    run: async (action: Typed, leadId: LeadId = lead): Promise<readonly object[]> => {
      const { repositories, runDueSteps } = leadline.commands();
      const before = (await leadline.history(leadId)).length;
      const command = {
        type: 'RequestAction',
        runId: decodeOrThrow(RunId, leadline.world.ids.newId()),
        action,
      } as const;
      await repositories.leads.execute(leadId, [{ command, cause: leadline.cause() }]);
      await runDueSteps(leadId);
      const bookkeeping = ['ActionRequested', 'StepScheduled', 'FlowFinished'];
      return (await leadline.history(leadId))
        .slice(before)
        .filter(({ type }) => !bookkeeping.includes(type))
        .map(({ type, data }) => ({ type, data }));
    },
  };
};

export type Stage = Awaited<ReturnType<typeof createStage>>;

/** The end of a step, as `expect` compares it. */
export const succeeded = (result: unknown) => ({ type: 'StepSucceeded', data: { result } });
export const skipped = (code: string) => ({ type: 'StepSkipped', data: { reason: { code } } });
export const failed = (code: string) => ({ type: 'StepFailed', data: { reason: { code } } });
