import { readdir, readFile } from 'node:fs/promises';
import { Script } from 'node:vm';
import * as t from 'io-ts';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { decodeOrThrow } from '../../domain/codecs/decode.js';
import { readConfig, variableNames } from '../../runtime/config.js';

const Service = t.intersection([
  t.type({
    image: t.string,
    networks: t.array(t.string),
    volumes: t.array(t.string),
    environment: t.union([t.record(t.string, t.string), t.undefined]),
    restart: t.string,
    stop_grace_period: t.string,
  }),
  t.partial({
    ports: t.array(t.string),
    command: t.array(t.string),
    healthcheck: t.type({ test: t.array(t.string) }),
    depends_on: t.record(t.string, t.type({ condition: t.string })),
  }),
]);
const Compose = t.type({
  services: t.type({ leadline: Service, eventstore: Service, mongodb: Service }),
  networks: t.record(t.string, t.union([t.null, t.type({ internal: t.boolean })])),
  volumes: t.record(t.string, t.null),
});

const read = (file: string): Promise<string> => readFile(new URL(`../../${file}`, import.meta.url), 'utf8');
const { services, networks, volumes } = decodeOrThrow(Compose, parse(await read('compose.yaml')));
const { leadline, eventstore, mongodb } = services;
const dockerfile = await read('Dockerfile');

/** What a container finds in its environment where nobody has set anything. */
const environment = Object.fromEntries(
  Object.entries(leadline.environment ?? {}).map(([name, value]) => [
    name,
    value.replace(/\$\{\w+:-([^}]*)\}/, '$1'),
  ]),
);

describe('compose.yaml', () => {
  it('configures Leadline to use the two servers beside it, whatever else is left out', () => {
    expect(readConfig(environment)).toMatchObject({
      ok: true,
      config: {
        eventStoreUrl: 'esdb://eventstore:2113?tls=false',
        mongodbUrl: 'mongodb://mongodb:27017/leadline?replicaSet=rs0',
      },
    });
  });

  it('hands on every variable of Leadline under its name, but those of the image, of stand-ins and of embedded servers', () => {
    const ofTheImage = [...dockerfile.matchAll(/(\w+)=\S+/g)].map(([, name = '']) => name);
    const others = [...ofTheImage, ...variableNames.filter((name) => /STAND_IN|CATCHER|EMBEDDED/.test(name))];
    expect(Object.keys(environment).toSorted()).toEqual(
      variableNames.filter((name) => !others.includes(name)).toSorted(),
    );
    for (const [name, value] of Object.entries(leadline.environment ?? {}))
      expect(value).toMatch(new RegExp(`^\\$\\{${name}:-`));
  });

  it('pins the images of the servers to a release', () => {
    for (const { image } of [eventstore, mongodb]) expect(image).toMatch(/:\d+\.\d+\.\d+(-[\w-]+)?$/);
  });

  it('keeps everything in volumes that are named', () => {
    const sources = Object.values(services).flatMap((service) =>
      service.volumes.map((volume) => volume.split(':')[0] ?? ''),
    );
    expect(sources.toSorted()).toEqual(Object.keys(volumes).toSorted());
    expect(leadline.volumes).toEqual(['leadline-data:/data']);
    expect(JSON.stringify(eventstore)).not.toMatch(/mem.?db/i);
  });

  it('lets nobody but Leadline reach the servers, and only this machine reach Leadline', () => {
    for (const { ports, networks: joined } of [eventstore, mongodb]) {
      expect(ports).toBeUndefined();
      expect(joined).toEqual(['databases']);
    }
    expect(networks['databases']).toEqual({ internal: true });
    expect(leadline.ports).toEqual(['127.0.0.1:8080:8080']);
  });

  it('starts Leadline when the servers are healthy, and all of them again when they end', () => {
    expect(leadline.depends_on).toEqual({
      eventstore: { condition: 'service_healthy' },
      mongodb: { condition: 'service_healthy' },
    });
    expect(dockerfile).toMatch(/^HEALTHCHECK /m);
    for (const { healthcheck } of [eventstore, mongodb]) expect(healthcheck?.test[0]).toBe('CMD');
    for (const { restart } of Object.values(services)) expect(restart).toBe('unless-stopped');
  });

  it('makes the replica set once, and names it as Leadline does', () => {
    const script = mongodb.healthcheck?.test.at(-1) ?? '';
    const run = (status: () => unknown, isWritablePrimary: boolean) => {
      const initiated: unknown[] = [];
      const codes: number[] = [];
      new Script(script).runInNewContext({
        rs: { status, initiate: (config: unknown) => initiated.push(config) },
        db: { hello: () => ({ isWritablePrimary }) },
        quit: (code: number) => codes.push(code),
      });
      return { initiated, codes };
    };
    const notYet = run(() => {
      throw Object.assign(new Error('no replset config has been received'), {
        codeName: 'NotYetInitialized',
      });
    }, false);
    const member = { _id: 0, host: 'mongodb:27017' };
    expect(notYet).toEqual({ initiated: [{ _id: 'rs0', members: [member] }], codes: [1] });
    expect(run(() => ({ ok: 1 }), true)).toEqual({ initiated: [], codes: [0] });
    expect(() =>
      run(() => {
        throw new Error('not authorized');
      }, true),
    ).toThrow('not authorized');
    expect(mongodb.command).toEqual(expect.arrayContaining(['--replSet', 'rs0']));
  });
});

describe('the Dockerfile', () => {
  const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, sources = '']) =>
    sources.split(' '),
  );

  it('builds from everything that the build reads, and all of it is sent to the builder', async () => {
    const { include } = JSON.parse(await read('tsconfig.build.json'));
    expect(copied).toEqual(expect.arrayContaining(include));
    const sent = (await read('.dockerignore')).split('\n').filter((line) => line !== '');
    expect(sent).toEqual(['*', ...copied.map((name) => `!${name}`)]);
    const here = await readdir(new URL('../../', import.meta.url));
    expect(here).toEqual(expect.arrayContaining(copied));
  });

  it('pins its base, runs what `npm start` runs, and not as root', async () => {
    const { scripts } = JSON.parse(await read('package.json'));
    const bases = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, base]) => base);
    expect(new Set(bases)).toEqual(new Set([expect.stringMatching(/^node:20\.\d+\.\d+-bookworm-slim$/)]));
    const [command] = dockerfile.match(/^CMD .*$/m) ?? [];
    expect(command).toBe(`CMD ${JSON.stringify(scripts.start.split(' ')).replaceAll(',', ', ')}`);
    expect(dockerfile).toMatch(/^USER node$/m);
  });
});

describe('the table of variables in the README', () => {
  it('has every one', async () => {
    const readme = await read('README.md');
    for (const name of variableNames) expect(readme).toContain(`\`${name}\``);
  });
});
