import { PhoneTest } from '../../commands/test-phone.js';
import { CallPatternContent } from '../../domain/call-pattern/call-pattern.js';
import { CallPatternId } from '../../domain/codecs/ids.js';
import { closed } from '../../domain/codecs/struct.js';
import type { ApiPorts } from '../ports.js';
import { defineRoute, nothing, type Route, reply } from '../route.js';
import { showTest, TestAnswer } from '../test-answer.js';
import { versionedRoutes } from './versioned.js';

const path = '/v1/call-patterns';
const Path = closed('CallPatternTestPath', { patternId: CallPatternId });

/** How phone calls go. */
export const callPatternRoutes = ({ commands, queries, newId }: ApiPorts): readonly Route[] => [
  ...versionedRoutes({
    name: 'CallPattern',
    noun: 'call pattern',
    path,
    idName: 'patternId',
    id: CallPatternId,
    content: CallPatternContent,
    example: {
      name: 'Welcome call',
      script: [
        { type: 'say', text: 'Hello, {{ contact.firstName }}.', language: 'en' },
        { type: 'pause', seconds: 1 },
        { type: 'connect', number: '+12025550199' },
      ],
      record: false,
    },
    manage: commands.manageCallPatterns,
    page: queries.callPatterns,
    newId,
  }),
  defineRoute({
    id: 'testCallPattern',
    method: 'POST',
    path: `${path}/:patternId/test`,
    summary: 'Call a number after a pattern, to hear how it goes',
    access: [],
    params: Path,
    query: nothing,
    body: PhoneTest,
    example: { to: '+12025550123' },
    responses: { 200: TestAnswer },
    problems: ['unusable'],
    handle: async ({ params: { patternId }, body }) =>
      reply(200, showTest(await commands.testPhone.placeCall(patternId, body))),
  }),
];
