const rooms = [
  'domain',
  'rules',
  'commands',
  'projections',
  'api',
  'runtime',
  'cli',
  'embedded',
  'bench',
  'tests',
];
const others = (...allowed) => `^(${rooms.filter((room) => !allowed.includes(room)).join('|')})/`;
const room = (name, allowed, comment) => ({
  name: `${name}-imports`,
  comment,
  severity: 'error',
  from: { path: `^${name}/` },
  to: { path: others(name, ...allowed) },
});
// Reading the clock, randomness and the machine belongs to the two rooms that may touch the outside world.
const pureRooms = '^(domain|rules|commands|projections|api)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    room('domain', [], 'The domain knows nobody.'),
    room('rules', ['domain'], 'Rules read the domain.'),
    room('commands', ['rules', 'domain'], 'Commands decide and append.'),
    room('projections', ['domain'], 'Projections read events and nothing else.'),
    room('api', ['commands', 'rules', 'projections', 'domain'], 'The API has no logic of its own.'),
    {
      name: 'cli-imports',
      comment:
        'The CLI knows the codecs, how an exported history proves itself, archives, and which variables may be in files; all else it asks over HTTP.',
      severity: 'error',
      from: { path: '^cli/' },
      to: {
        path: others('cli', 'domain'),
        pathNot:
          '^(commands/history/(history-proof|verify-history)|runtime/(archive/[a-z-]+|secret-files))\\.ts$',
      },
    },
    room('embedded', [], 'The stand-ins know nothing of Leadline.'),
    room(
      'runtime',
      ['api', 'commands', 'rules', 'projections', 'domain', 'embedded'],
      'Nothing imports bench or tests.',
    ),
    {
      name: 'embedded-only-from-main',
      comment: 'Only the composition root knows that servers can be embedded.',
      severity: 'error',
      from: { path: '^runtime/', pathNot: '^runtime/(main|embedded|stand-ins)\\.ts$' },
      to: { path: '^embedded/' },
    },
    {
      name: 'domain-libraries',
      comment: 'The domain is io-ts and fp-ts only.',
      severity: 'error',
      from: { path: '^domain/' },
      to: {
        dependencyTypes: ['npm', 'npm-dev', 'npm-optional', 'npm-peer', 'core'],
        pathNot: 'node_modules/(io-ts|fp-ts)/',
      },
    },
    {
      name: 'pure-rooms-no-node',
      comment: 'Node built-ins are used in runtime and embedded only.',
      severity: 'error',
      from: { path: pureRooms },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'one-file-per-vendor',
      comment: 'Databases, queues and providers are spoken to by runtime and the stand-ins only.',
      severity: 'error',
      from: { path: pureRooms },
      to: {
        path: 'node_modules/(@eventstore|mongodb|agenda|@agendajs|nodemailer|twilio|undici|pino|libsql)/',
      },
    },
    {
      name: 'one-rules-engine-import',
      severity: 'error',
      from: { pathNot: '^rules/evaluate\\.ts$' },
      to: { path: 'node_modules/json-rules-engine/' },
    },
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'no-orphans',
      severity: 'error',
      from: { orphan: true, pathNot: '(^tests/|\\.d\\.ts$|^bench/|worker\\.ts$)' },
      to: {},
    },
    {
      name: 'not-to-dev-dep',
      severity: 'error',
      from: { pathNot: '^(tests|bench)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
    { name: 'not-to-unresolvable', severity: 'error', from: {}, to: { couldNotResolve: true } },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|tests/architecture/fixtures)/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
    },
  },
};
