import { createHash } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { openLog } from '../log.ts';
import { changeEvent, changeRegistration, makeInvited } from '../testing/access.ts';
import { contextOn } from '../testing/context-on.ts';
import { openTestContext } from '../testing/context.ts';
import { makeEvent, makeRegistration } from '../testing/organisations.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { deriveKey } from './access-keys.ts';
import { KnownRegistrations } from './known-registrations.ts';
import { until } from '../testing/until.ts';

const live = { status: 'live' } as const;

describe('an access link', () => {
	it('leads straight to the room once the event is live', async () => {
		const context = await openTestContext();
		const { link, event } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		for (const time of ['cold', 'warm']) {
			const answer = await visit(link(origin));
			expect([time, answer.status]).toEqual([time, 303]);
			expect(answer.headers.get('location')).toBe(event.roomUrl);
			expect(answer.headers.get('cache-control')).toBe('no-store');
			expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		}
	});

	it('leads to the room of an event whose start has just been told, and no longer once it was cancelled', async () => {
		const context = await openTestContext();
		const { link, organisationId, event, registration } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const status = async () => (await visit(link(origin))).status;
		expect(await status()).toBe(200);
		await changeEvent(context, organisationId, event.id, live);
		await until(async () => expect(await status()).toBe(303));
		await changeRegistration(context, organisationId, registration.id, { status: 'cancelled' });
		await until(async () => expect(await status()).toBe(200));
		await changeRegistration(context, organisationId, registration.id, { keyVersion: 2 });
		await until(async () => expect(await status()).toBe(403));
	});

	it.each([
		[
			'https://room.example/Собрание?é=1',
			'https://room.example/%D0%A1%D0%BE%D0%B1%D1%80%D0%B0%D0%BD%D0%B8%D0%B5?%C3%A9=1'
		],
		['https://münchen.example/saal', 'https://xn--mnchen-3ya.example/saal'],
		['https://é.example:99999/', 'https://%C3%A9.example:99999/']
	])('leads to a room whose address is more than ASCII: %s', async (roomUrl, location) => {
		const context = await openTestContext();
		const { link } = await makeInvited(context, { ...live, roomUrl });
		const { origin } = await serveForTest(context);
		expect((await visit(link(origin))).headers.get('location')).toBe(location);
	});

	it('has the same answer however it is written, read for the first time or known', async () => {
		const context = await openTestContext();
		const { path, link, key, registration } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		const email = encodeURIComponent(registration.email ?? '');
		const [, pageName = '', permalink = ''] = path.split('/');
		const forms = [
			link(origin),
			`${origin}${path}/live?key=${key}&email=${email}`,
			`${origin}${path}/live?%65mail=${email}&key=${key}`,
			`${origin}${path}/live?email=${email}&key=${key}&email=other&key=0`,
			`${origin}${path}/live?email=${email}&key=${key.toUpperCase()}%20`,
			`${origin}${path}/live?email=+${email.toUpperCase().replaceAll('%2B', '%2b')}+&key=${key}`,
			`${origin}/%6f${pageName.slice(1)}/${permalink}/live?email=${email}&key=${key}`,
			`${origin}${path}/l%69ve?email=${email}&key=${key}`
		];
		for (const method of ['GET', 'HEAD']) {
			const [first, ...others] = await Promise.all(
				[...forms, ...forms].map(async (form) => {
					const answer = await visit(form, {}, method);
					const { date: _, ...headers } = Object.fromEntries(answer.headers);
					return { status: answer.status, headers };
				})
			);
			expect(first?.status).toBe(method === 'GET' ? 303 : 200);
			for (const other of others) expect(other).toEqual(first);
		}
	});

	it('leads from its path in capitals, or with a stroke at its end, to its own', async () => {
		const context = await openTestContext();
		const { path, link } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		for (const odd of [path.toUpperCase() + '/live', `${path}/live/`]) {
			const written = link(origin).replace(`${path}/live`, odd);
			const answer = await visit(written);
			expect([answer.status, `${origin}${answer.headers.get('location')}`]).toEqual([
				302,
				link(origin)
			]);
			expect((await visit(written, {}, 'HEAD')).headers.has('location')).toBe(false);
		}
	});

	it('opens with an unencoded + in the address', async () => {
		const context = await openTestContext();
		const { path, key } = await makeInvited(context, live, { email: 'ines+paris@example.org' });
		const { origin } = await serveForTest(context);
		const answer = await visit(`${origin}${path}/live?email=Ines+paris@example.org&key=${key}`);
		expect(answer.status).toBe(303);
	});

	it('opens for each of several registrations under one address', async () => {
		const context = await openTestContext();
		const { organisationId, event, path, registration } = await makeInvited(context, live);
		// What merging leaves: a person without an address whose registration still bears it.
		const other = await makeRegistration(context.db, organisationId, event.id);
		await context.db
			.updateTable('registrations')
			.set({ email: registration.email })
			.where('id', '=', other.id)
			.execute();
		const { origin } = await serveForTest(context);
		for (const { id } of [registration, other]) {
			const key = deriveKey(context.config.secret, id, 1);
			const answer = await visit(`${origin}${path}/live?email=${registration.email}&key=${key}`);
			expect(answer.status).toBe(303);
		}
	});

	it('opens no event of another organisation, though it bear the same id', async () => {
		const context = await openTestContext();
		const target = await makeInvited(context, live);
		const own = await makeInvited(context, {
			...live,
			id: target.event.id,
			roomUrl: 'https://room.example/own'
		});
		const { origin } = await serveForTest(context);
		const sides = [
			[target, own],
			[own, target]
		] as const;
		for (const [known, other] of [...sides, ...sides]) {
			const right = await visit(known.link(origin));
			expect([right.status, right.headers.get('location')]).toEqual([303, known.event.roomUrl]);
			const crossed = known.link(origin).replace(known.path, other.path);
			expect((await visit(crossed)).status).toBe(403);
		}
	});

	it('follows what another process writes', async () => {
		const context = await openTestContext();
		const { link, organisationId, event, registration } = await makeInvited(context, live);
		const { origin } = await serveForTest(await contextOn(context.database));
		const answer = async () => {
			const { status, headers } = await visit(link(origin));
			return [status, headers.get('location')];
		};
		expect(await answer()).toEqual([303, event.roomUrl]);
		const roomUrl = 'https://room.example/elsewhere';
		await changeEvent(context, organisationId, event.id, { roomUrl });
		await until(async () => expect(await answer()).toEqual([303, roomUrl]));
		await changeRegistration(context, organisationId, registration.id, { status: 'cancelled' });
		await until(async () => expect(await answer()).toEqual([200, null]));
		await changeRegistration(context, organisationId, registration.id, { status: 'registered' });
		await until(async () => expect(await answer()).toEqual([303, roomUrl]));
		await changeRegistration(context, organisationId, registration.id, { keyVersion: 2 });
		await until(async () => expect(await answer()).toEqual([403, null]));
	});

	const notices = [
		['event_cancelled', { status: 'cancelled' }, 'registered', 'Cet événement est annulé'],
		['registration_cancelled', {}, 'cancelled', 'Votre inscription est annulée'],
		['full', {}, 'waiting_list', 'liste d’attente'],
		['ended', { status: 'ended' }, 'registered', 'Cet événement est terminé'],
		[
			'replay',
			{ status: 'ended', replayUrl: 'https://video.example/r' },
			'registered',
			'Regarder la rediffusion'
		],
		['waiting', {}, 'registered', 'Les portes s’ouvrent toutes seules'],
		['no_room', { status: 'live', roomUrl: null }, 'registered', 'L’hôte ouvrira les portes']
	] as const;

	it('has a page for each other state, in the person’s language', async () => {
		const context = await openTestContext();
		const { origin } = await serveForTest(context);
		for (const [state, eventFields, status, words] of notices) {
			const invited = await makeInvited(context, { ...eventFields, language: 'nl' });
			await changeRegistration(context, invited.organisationId, invited.registration.id, {
				status
			});
			const answer = await visit(invited.link(origin), { 'accept-language': 'en' });
			const html = await answer.text();
			expect([state, answer.status, answer.headers.get('location')]).toEqual([state, 200, null]);
			expect(html).toContain('<html lang="fr">');
			expect(html).toContain(words);
		}
	});

	it('speaks the browser’s language where the person’s is unknown, else the event’s', async () => {
		const context = await openTestContext();
		const { link } = await makeInvited(
			context,
			{ status: 'ended', language: 'nl' },
			{ language: null }
		);
		const { origin } = await serveForTest(context);
		const languageOf = async (accepted: string) =>
			/<html lang="(\w+)"/.exec(
				await (await visit(link(origin), { 'accept-language': accepted })).text()
			)?.[1];
		expect(await languageOf('fr-CA;q=0.5, en-GB')).toBe('en');
		expect(await languageOf('fr-CA, de')).toBe('fr');
		expect(await languageOf('de')).toBe('nl');
	});

	it('has a page for an event that doesn’t exist, or no longer', async () => {
		const context = await openTestContext();
		const { link, path, organisationId, event } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		expect((await visit(link(origin).replace(path, '/nobody/nothing'))).status).toBe(404);
		expect((await visit(link(origin))).status).toBe(303);
		await changeEvent(context, organisationId, event.id, { deletedAt: context.now() });
		await until(async () => expect((await visit(link(origin))).status).toBe(404));
	});
});

describe('unknown address, wrong key and revoked key', () => {
	it.each([
		['en', 'This link doesn’t open the door'],
		['fr', 'Ce lien n’ouvre pas la porte'],
		['nl', 'Deze link opent de deur niet']
	])('get the same status, headers and bytes (%s)', async (language, words) => {
		const context = await openTestContext();
		const { path, key, registration, organisationId, event } = await makeInvited(context, live);
		const revoked = await makeRegistration(context.db, organisationId, event.id);
		const revokedKey = deriveKey(context.config.secret, revoked.id, 1);
		await changeRegistration(context, organisationId, revoked.id, { keyVersion: 2 });
		const { origin } = await serveForTest(context);
		const email = registration.email ?? '';
		await visit(`${origin}${path}/live?email=${email}&key=${key}`);
		const tries = [
			['nobody@example.org', key],
			[email, 'f'.repeat(22)],
			[email, ''],
			[email, key.slice(1)],
			[email, `${key}0`],
			['', key],
			[revoked.email ?? '', revokedKey]
		] as const;
		const answers = await Promise.all(
			tries.map(async ([address, tried]) => {
				const answer = await visit(
					`${origin}${path}/live?email=${encodeURIComponent(address)}&key=${tried}`,
					{ 'accept-language': language }
				);
				const { date: _, ...headers } = Object.fromEntries(answer.headers);
				return { status: answer.status, headers, body: await answer.text() };
			})
		);
		const [first, ...others] = answers;
		expect(first?.status).toBe(403);
		expect(first?.body.replace(/[\u00a0\u202f]/g, ' ')).toContain(words);
		for (const other of others) expect(other).toEqual(first);
	});

	it('are no different where the address holds what no address can', async () => {
		const context = await openTestContext();
		const { path, key, registration } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		const body = async (email: string, tried: string) => {
			const answer = await visit(`${origin}${path}/live?email=${email}&key=${tried}`);
			return [answer.status, await answer.text()];
		};
		const unknown = await body('nobody@example.org', key);
		expect(unknown[0]).toBe(403);
		const email = registration.email ?? '';
		for (const tried of [`${email}%00`, '%00', 'a%00b', '%zz', '%', '%ff%fe', '%ed%a0%80']) {
			expect([tried, ...(await body(tried, key))]).toEqual([tried, ...unknown]);
		}
		for (const tried of [`${key}%00`, '%00', '%zz', '%ff']) {
			expect([tried, ...(await body(email, tried))]).toEqual([tried, ...unknown]);
		}
	});

	it('let nothing be remembered: who guesses pushes nobody out', async () => {
		const context = await openTestContext();
		const { path, registration } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		const keep = vi.spyOn(KnownRegistrations.prototype, 'keep');
		const email = registration.email ?? '';
		for (const address of [email, email, 'nobody@example.org'])
			await visit(`${origin}${path}/live?email=${address}&key=${'f'.repeat(22)}`);
		expect(keep).not.toHaveBeenCalled();
	});

	it('each cost one reading, however warm the cache is', async () => {
		const context = await openTestContext();
		const { path, key, registration } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		const address = (email: string, tried: string) =>
			`${origin}${path}/live?email=${email}&key=${tried}`;
		await visit(address(registration.email ?? '', key));
		const reads = vi.spyOn(context.db, 'selectFrom');
		await visit(address(registration.email ?? '', key));
		expect(reads).toHaveBeenCalledTimes(0);
		await visit(address(registration.email ?? '', 'f'.repeat(22)));
		expect(reads).toHaveBeenCalledTimes(1);
		await visit(address('nobody@example.org', key));
		expect(reads).toHaveBeenCalledTimes(2);
	});
});

describe('an event’s address that names nothing', () => {
	it.each(['%00', 'a%00b', '%zz', '%', '%ff', '%ed%a0%80', '..%2f', 'a%2fb'])(
		'is missing, be it %s',
		async (odd) => {
			const context = await openTestContext();
			const { path, pageName } = await makeInvited(context, live);
			const { origin } = await serveForTest(context);
			const bodyAt = async (address: string, status: number) => {
				const answer = await visit(`${origin}${address}`);
				expect([address, answer.status]).toEqual([address, status]);
				return answer.text();
			};
			const missing = await bodyAt('/nobody/nothing/live?email=a&key=b', 404);
			for (const address of [
				`/${pageName}/${odd}`,
				`/${odd}${path.slice(path.lastIndexOf('/'))}`
			]) {
				expect(await bodyAt(`${address}/live?email=a&key=b`, 404)).toBe(missing);
				expect(await bodyAt(`${address}/live`, 404)).toBe(missing);
				expect(JSON.parse(await bodyAt(`${address}/live/state`, 404))).toMatchObject({
					revision: ''
				});
				await bodyAt(`${address}/live/stream`, 404);
			}
		}
	);
});

describe('machines that follow links', () => {
	it('get no location by HEAD, and nothing by a prefetch', async () => {
		const context = await openTestContext();
		const { link } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		const head = await visit(link(origin), {}, 'HEAD');
		expect([head.status, head.headers.get('location')]).toEqual([200, null]);
		await visit(link(origin));
		for (const header of ['sec-purpose', 'purpose', 'x-moz']) {
			const prefetch = await visit(link(origin), { [header]: 'prefetch;prerender' });
			expect([prefetch.status, prefetch.headers.get('location'), await prefetch.text()]).toEqual([
				403,
				null,
				''
			]);
		}
	});

	it('change nothing but the access log, which marks them', async () => {
		const context = await openTestContext();
		const { link, registration, event, organisationId } = await makeInvited(context, live);
		const rows = () =>
			Promise.all([
				context.db.selectFrom('registrations').selectAll().execute(),
				context.db.selectFrom('events').selectAll().execute(),
				context.db.selectFrom('syncOrganisations').selectAll().execute()
			]);
		const before = await rows();
		const { origin, close } = await serveForTest(context);
		await visit(link(origin), {}, 'HEAD');
		await visit(link(origin), { 'user-agent': 'Mozilla/5.0 (compatible; SafeLinks)' });
		await visit(link(origin), { 'sec-purpose': 'prefetch' });
		await visit(link(origin), { 'sec-fetch-mode': 'cors', 'sec-fetch-dest': 'empty' });
		await visit(link(origin).replace(/key=.*/, 'key=wrong'));
		await close();
		expect(await rows()).toEqual(before);
		const log = await context.db
			.selectFrom('accessLog')
			.select(['eventId', 'registrationId', 'at', 'method', 'state', 'automated'])
			.orderBy('id')
			.execute();
		const opening = {
			eventId: event.id,
			registrationId: registration.id,
			at: context.now(),
			state: 'live'
		};
		expect(log).toEqual([
			{ ...opening, method: 'HEAD', automated: true },
			{ ...opening, method: 'GET', automated: true },
			{ ...opening, method: 'GET', state: 'prefetched', automated: true },
			{ ...opening, method: 'GET', automated: true },
			{ ...opening, registrationId: null, method: 'GET', state: 'invalid', automated: false }
		]);
		await context.db.deleteFrom('events').where('organisationId', '=', organisationId).execute();
		expect(await context.db.selectFrom('accessLog').select('id').execute()).toEqual([]);
	});
});

describe('the waiting page', () => {
	it('belongs in no index, as crawlers are told; a page that leads nowhere tells everyone', async () => {
		const context = await openTestContext();
		const { link } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const robots = async (address: string, agent: string) =>
			(await visit(address, { 'user-agent': agent })).headers.get('x-robots-tag');
		const [crawler, person] = ['Mozilla/5.0 (compatible; Googlebot/2.1)', 'Mozilla/5.0 (iPhone)'];
		expect(await robots(link(origin), crawler)).toBe('noindex');
		expect(await robots(link(origin), person)).toBe(null);
		for (const agent of [crawler, person])
			expect(await robots(link(origin).replace(/key=.*/, 'key=wrong'), agent)).toBe('noindex');
	});

	it('is complete in one answer of at most 13 KB, and runs by its hashes alone', async () => {
		const context = await openTestContext();
		const longest = { title: 'Œuvre '.repeat(33), earlyEntry: 15 };
		const { link, registration } = await makeInvited(context, longest, {
			email: `${'a'.repeat(64)}@${'b'.repeat(60)}.${'c'.repeat(60)}.org`
		});
		const { origin } = await serveForTest(context);
		const answer = await visit(link(origin), { 'accept-encoding': 'gzip' });
		expect(answer.headers.get('content-encoding')).toBe('gzip');
		const html = await answer.text();
		expect(gzipSync(html).byteLength).toBeLessThanOrEqual(13 * 1024);
		expect(html).toContain(registration.firstName);
		expect(html).not.toMatch(
			/<(?:script|img|iframe)[^>]+src=|<link[^>]+href="(?!data:)|@import|url\(/
		);
		const policy = answer.headers.get('content-security-policy') ?? '';
		const inline = [...html.matchAll(/<(?:style|script)>([\s\S]*?)<\/(?:style|script)>/g)].map(
			([, text]) => text ?? ''
		);
		expect(inline).toHaveLength(2);
		for (const text of inline)
			expect(policy).toContain(`'sha256-${createHash('sha256').update(text).digest('base64')}'`);
		expect(html).not.toMatch(/ style=| on\w+=/);
		expect(html).toContain('role="timer"');
		expect(html).toMatch(/<\/time> <span class="zone[^"]*">\(Paris\)<\/span>/);
	});

	it('escapes what people write', async () => {
		const context = await openTestContext();
		const evil = '</script><script>alert(1)</script>&"\'';
		const fields = { title: evil, message: evil };
		const { link } = await makeInvited(context, fields, { firstName: evil });
		const { origin } = await serveForTest(context);
		const html = await (await visit(link(origin))).text();
		expect(html).not.toContain('<script>alert');
		expect(html).toMatch(/id="note"[^>]*>&lt;\/script&gt;&lt;script&gt;alert/);
		expect(html).toContain('&lt;/script>&lt;script>alert(1)');
		expect(html).toContain('&lt;/script&gt;&lt;script&gt;alert(1)&lt;/script&gt;&amp;&quot;&#39;');
	});

	it('asks again by itself without scripts: soon after the doors open', async () => {
		const context = await openTestContext();
		const { link, event } = await makeInvited(context, { earlyEntry: 15 });
		const { origin } = await serveForTest(context);
		const refresh = async () =>
			/<noscript><meta http-equiv="refresh" content="(\d+)">/.exec(
				await (await visit(link(origin))).text()
			)?.[1];
		expect(await refresh()).toBe('1800');
		context.clock.time = event.startsAt - 15 * 60_000 - 30_000;
		expect(await refresh()).toBe('31');
		context.clock.time = event.startsAt + 1000;
		expect(await refresh()).toBe('15');
	});

	it('reloaded without its query, finds address and key in the fragment', async () => {
		const context = await openTestContext();
		const { path } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const answer = await visit(`${origin}${path}/live`);
		const html = await answer.text();
		expect(answer.status).toBe(200);
		expect(html).toContain('location.hash');
		expect(html).toContain(`${path}#link`);
	});

	it('tells its state: when it changed, and nothing of the room', async () => {
		const context = await openTestContext();
		const { path, organisationId, event } = await makeInvited(context);
		const { origin } = await serveForTest(context);
		const state = async () =>
			(await visit(`${origin}${path}/live/state`)).json() as Promise<{
				now: number;
				revision: string;
			}>;
		const before = await state();
		expect(before).toEqual({
			now: context.now(),
			revision: expect.any(String) as string,
			within: 600
		});
		await changeEvent(context, organisationId, event.id, live);
		await until(async () => expect((await state()).revision).not.toBe(before.revision));
	});
});

describe('with the database stopped', () => {
	it('what is known goes on being answered, and the rest says so', async () => {
		const context = await openTestContext();
		const { link, path, organisationId } = await makeInvited(context, live);
		await makeEvent(context.db, organisationId, { permalink: 'other' });
		const { origin } = await serveForTest(context);
		await visit(link(origin));
		vi.spyOn(context.db, 'selectFrom').mockImplementation(() => {
			throw new Error('the connection is gone');
		});
		expect((await visit(link(origin))).status).toBe(303);
		for (const address of [
			link(origin).replace(path, path.replace(/[^/]+$/, 'other')),
			link(origin).replace(/key=.*/, 'key=0')
		]) {
			const answer = await visit(address);
			const html = await answer.text();
			expect(answer.status).toBe(503);
			expect(html).toContain('The door is stuck');
			expect(html).toContain('<meta http-equiv="refresh" content="10">');
		}
	});
});

describe('the logs', () => {
	it('hold neither addresses nor keys, whatever fails', async () => {
		const lines: string[] = [];
		const log = openLog('debug', { write: (line: string) => void lines.push(line) });
		const context = { ...(await openTestContext()), log };
		const { link, key, registration } = await makeInvited(context, live);
		const { origin } = await serveForTest(context);
		await visit(link(origin));
		const rename = (from: string, to: string) =>
			context.db.schema.alterTable(from).renameTo(to).execute();
		await rename('registrations', 'registrations_gone');
		onTestFinished(() => rename('registrations_gone', 'registrations'));
		expect((await visit(link(origin).replace(/key=.*/, `key=${key}&x=1`))).status).toBe(303);
		expect((await visit(link(origin).replace(key, key.split('').reverse().join('')))).status).toBe(
			503
		);
		expect(lines.length).toBeGreaterThan(0);
		for (const secret of [
			key,
			registration.email ?? '',
			encodeURIComponent(registration.email ?? '')
		]) {
			expect(lines.join('\n')).not.toContain(secret);
		}
	});
});
