import { decodeOrThrow } from '../../../domain/codecs/decode.js';
import { FunnelId, LeadId } from '../../../domain/codecs/ids.js';
import { Instant, TimeZone } from '../../../domain/codecs/time.js';
import { Scalar } from '../../../domain/codecs/values.js';
import type { Recorded } from '../../../domain/event.js';
import { ConditionTree, maxConditionLeaves } from '../../../domain/flow/condition-tree.js';
import { Funnel } from '../../../domain/funnel/funnel.js';
import { Attributes, type LeadEvent, leadEvents } from '../../../domain/lead/events.js';
import { conditionTypes } from '../../../rules/conditions/index.js';
import { notChosen } from '../../../rules/conditions/not-chosen.js';
import { arbitraryOf, fc, type Pools, treeOf } from '../arbitraries.js';
import { recordAll, uuidAt } from '../recorded.js';

/*
 * Leads and conditions that have much to do with each other: few ids, few pages, few days, so that they meet; and
 * among them whatever is hard: a day on which the clocks are changed, a number written as text, a name that objects have.
 */

/** Days on which the clocks are changed somewhere, or that are left out, and their neighbours; the ends of months. */
const days = [
  '2011-12-29',
  '2011-12-31',
  '2024-02-29',
  '2026-03-01',
  '2026-03-07',
  '2026-03-08',
  '2026-03-28',
  '2026-03-29',
  '2026-03-30',
  '2026-03-31',
  '2026-04-05',
  '2026-10-04',
  '2026-10-25',
  '2026-11-01',
] as const;

const times = [
  '00:00:00.000',
  '00:30:00.000',
  '01:00:00.000',
  '01:59:59.999',
  '02:30:00.000',
  '09:00:00.000',
  '12:34:56.789',
  '15:30:00.000',
  '22:00:00.000',
  '23:59:59.999',
];

export const instants: fc.Arbitrary<Instant> = fc
  .tuple(fc.constantFrom(...days), fc.constantFrom(...times))
  .map(([date, time]) => decodeOrThrow(Instant, `${date}T${time}Z`));

const odd = [
  '',
  ' ',
  '$gt',
  '{"$ne":null}',
  'a.b',
  '.*',
  '^a$',
  '(',
  'İstanbul',
  'STRASSE',
  'straße',
  'ǅ',
  '👩‍🚀',
  'e\u0301',
  'null',
  '__proto__',
];
const numbers = [
  50,
  '50',
  ' 50.0 ',
  '+50',
  '0050',
  49.5,
  0,
  -3,
  1e21,
  '1e3',
  '9007199254740993',
  9007199254740992,
  '9007199254740992',
];

const scalars = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...numbers, true, false, 'TRUE', 'Bonn', 'bonn', 'Bo') },
  { weight: 3, arbitrary: fc.constantFrom(...odd) },
  { weight: 1, arbitrary: arbitraryOf(Scalar) },
);
/** In the data of forms and events there may be anything. */
const json = fc.oneof(
  { weight: 8, arbitrary: scalars },
  { weight: 1, arbitrary: fc.constantFrom(null, [50], { $gt: 1 }, 'x'.repeat(501), 'X'.repeat(2001)) },
);

const urls = fc
  .tuple(
    fc.constantFrom('https://', 'HTTP://', 'https://me@'),
    fc.constantFrom('example.com', 'EXAMPLE.com', 'example.com:443', 'example.com:80', 'shop.example.com'),
    fc.constantFrom('', '/', '/a', '/A', '/a/', '/a/b', '/a/b/c', '/a.b', '/$x', '/a*b'),
    fc.constantFrom('', '?', '?x=1', '?utm_source=m', '?x=1&UTM_id=2', '?gclid=1&y', '?a=https://b/?c'),
    fc.constantFrom('', '#', '#top', '#/a?x=1'),
  )
  .map((parts) => parts.join(''));
const patterns = fc.oneof(
  urls.filter((url) => !url.includes('me@')),
  fc.constantFrom(
    'example.com',
    'example.com/a',
    'example.com/a?x=1',
    'example.com/*',
    '*.example.com/*',
    'example.com/*/c',
    '*/a*',
    '*A*',
    '*PLE.com/A*',
    'example.com*?x=*',
    'example.com/a*b*',
  ),
);

const names = ['age', 'city', 'timeZone', 'email'];
const zones = [
  'UTC',
  'Europe/Berlin',
  'America/New_York',
  'Australia/Lord_Howe',
  'Asia/Calcutta',
  'Pacific/Apia',
];
export const timeZones: fc.Arbitrary<TimeZone> = fc
  .constantFrom(...zones)
  .map((zone) => decodeOrThrow(TimeZone, zone));

const pools: Pools = {
  Scalar: scalars,
  Json: json,
  Finite: fc.constantFrom(49.5, 50, 0, -3, 1e21, 9007199254740992),
  Range: fc.constantFrom([0, 50], [50, 50], [-3, 49.5], [50, 1e21]),
  TextPart: fc.constantFrom('5', '50', 'b', 'BO', 'o', 'true', '.', '$', 'İ', 'ss', ' ', '^a$', '(', '.*'),
  AttributeName: fc.constantFrom(...names),
  FieldName: fc.constantFrom(...names, 'a.b', '$gt', '__proto__', 'constructor'),
  Name: fc.constantFrom('webinar', 'webinar', 'webinar', 'Webinar', '$gt', '__proto__'),
  Tag: fc.constantFrom('vip', 'new', '$gt', 'VIP'),
  ProductId: fc.constantFrom('course', 'book'),
  FormId: fc.constantFrom('order', 'news'),
  PageId: fc.constantFrom('home', 'pricing'),
  TemplateId: fc.constantFrom('welcome', 'offer'),
  FunnelId: fc.constantFrom('webinars', 'shop', 'gone'),
  TrainingJetCourseId: fc.constantFrom('c1', 'c2'),
  TrainingJetStepId: fc.constantFrom('s1', 's2'),
  TrainingJetPlanId: fc.constantFrom('gold', 'free'),
  CalendarDate: fc.constantFrom(...days, '2011-12-30'),
  Duration: fc.constantFrom('PT0S', 'PT30M', 'P1D', 'P7D', 'P1M', 'P1Y', 'P1Y2M3DT4H5M6.5S', 'P99Y'),
  Days: fc.constantFrom(1, 2, 7, 30, 365, 36_500),
  AtLeast: fc.integer({ min: 1, max: 4 }),
  TimeOfDay: fc.constantFrom('00:00', '00:30', '02:00', '02:30', '09:00', '15:30', '22:00', '23:59'),
  Url: urls,
  UrlPattern: patterns,
};

const ignored: ReadonlySet<string> = new Set([
  'LeadRegistered',
  'ExternalIdAssigned',
  'NoteMade',
  'SpecialOfferCreated',
  'SpecialOfferUpdated',
  'SpecialOfferRemoved',
  'ConsentGiven',
  'ConsentWithdrawn',
  'UnknownReferenceReported',
  'CallAnswered',
  'CallEnded',
  'CallPlaced',
  'SmsSent',
  'SmsDelivered',
  'SmsFailed',
  'SmsReceived',
  'EmailComplained',
  'EmailBounced',
]);

/** What can be asked about in many ways happens more often. */
const rich: ReadonlySet<string> = new Set(['CustomEventReceived', 'EmailLinkClicked', 'PageVisited']);

const happenings: fc.Arbitrary<LeadEvent> = fc.oneof(
  ...leadEvents
    // After the last of these there is no lead to ask anything about.
    .filter((codec) => !ignored.has(codec.name) && codec.name !== 'LeadErased')
    .map((codec) => ({
      arbitrary: arbitraryOf<LeadEvent>(codec, pools),
      weight: rich.has(codec.name) ? 4 : 1,
    })),
  {
    weight: 2,
    arbitrary: fc.constantFrom(...zones, 'Nowhere/Land', 'europe/berlin').map(
      (timeZone): LeadEvent => ({
        type: 'AttributesSet',
        data: { attributes: decodeOrThrow(Attributes, { timeZone }) },
      }),
    ),
  },
);

/** The events of a lead: registered first, then whatever, told in any order. */
export const histories = (no: number): fc.Arbitrary<readonly Recorded<LeadEvent>[]> => {
  const leadId = decodeOrThrow(LeadId, uuidAt(no, 'd'));
  return fc
    .tuple(
      instants,
      fc.array(fc.record({ event: happenings, occurredAt: instants }), { maxLength: 30, size: 'max' }),
    )
    .map(([occurredAt, events]) =>
      recordAll<LeadEvent>([
        { event: { type: 'LeadRegistered', data: { leadId } }, occurredAt },
        ...events,
      ]).map((event) => ({ ...event, stream: `lead-${leadId}` })),
    );
};

/** One arbitrary for each type of condition. */
export const leaves: ReadonlyMap<string, fc.Arbitrary<ConditionTree>> = new Map(
  conditionTypes
    .filter((type) => type !== notChosen)
    .map(({ type, settings }) => [type, arbitraryOf<unknown>(settings, pools).filter(ConditionTree.is)]),
);

const count = (tree: ConditionTree): number => {
  if ('type' in tree) return 1;
  if ('not' in tree) return count(tree.not);
  return ('all' in tree ? tree.all : tree.any).reduce((sum, branch) => sum + count(branch), 0);
};

export const trees: fc.Arbitrary<ConditionTree> = treeOf(fc.oneof(...leaves.values()))
  .filter(ConditionTree.is)
  .filter((tree) => count(tree) <= maxConditionLeaves);

export const funnels: ReadonlyMap<string, Funnel> = new Map(
  Object.entries({
    webinars: {
      name: 'Webinars',
      pages: [{ url: 'example.com/a/*' }, { pageId: 'pricing' }],
      formIds: ['order'],
    },
    shop: { name: 'Shop', pages: [{ url: 'https://Shop.Example.com/a/' }, { url: 'example.com/A' }] },
  }).map(([id, funnel]) => [decodeOrThrow(FunnelId, id), decodeOrThrow(Funnel, funnel)]),
);
