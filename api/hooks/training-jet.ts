import type { Hook, HookAnswer, HookRequest } from '../hook.js';
import type { ApiPorts } from '../ports.js';
import { RequestRefused } from '../problem.js';
import { parseJson } from '../read-body.js';

const taken: HookAnswer = { status: 204 };

/** What Training Jet tells of students, signed with the secret of the connection (Standard Webhooks). */
export const trainingJetHooks = ({ commands, verifyTrainingJet, log }: ApiPorts): readonly Hook[] => {
  const handle = async ({ params, header, text, cause }: HookRequest): Promise<HookAnswer> => {
    const isGenuine = await verifyTrainingJet({
      connectionId: params['connectionId'] ?? 'default',
      id: header('webhook-id'),
      timestamp: header('webhook-timestamp'),
      signature: header('webhook-signature'),
      text,
    });
    if (!isGenuine) throw new RequestRefused('forbidden', 'The signature is not right.');
    const isKnown = await commands.recordTrainingJet(parseJson(text), cause);
    if (!isKnown)
      log.warn({ webhookId: header('webhook-id') }, 'Training Jet reports what is not known here');
    return taken;
  };
  const shared = { methods: ['POST'], bodyLimit: 64 * 1024, handle } as const;
  return [
    { ...shared, id: 'trainingJet', path: '/hooks/training-jet' },
    { ...shared, id: 'trainingJetOfConnection', path: '/hooks/training-jet/:connectionId' },
  ];
};
