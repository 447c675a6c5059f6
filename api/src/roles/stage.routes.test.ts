import { createHash, createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import { describe, expect, it, vi } from 'vitest';
import { inRoomUntil, type RoleKind } from '@foyer/shared/roles';
import { createSession } from '../accounts/sessions.writes.ts';
import { changeEvent } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeEvent, makeRegistration } from '../testing/organisations.ts';
import { changeRole, makeRole, makeStaged } from '../testing/roles.ts';
import {
	aBigBlueButton,
	answerBigBlueButton,
	makeRoomServer,
	meetingMade
} from '../testing/rooms.ts';
import { post, serveForTest, visit } from '../testing/served.ts';
import { seatMs } from './stage-seats.writes.ts';

async function open(
	eventFields: Parameters<typeof makeStaged>[1] = {},
	roleFields: Parameters<typeof makeStaged>[2] = {}
) {
	const context = await openTestContext();
	const staged = await makeStaged(context, { language: 'en', ...eventFields }, roleFields);
	const { organisationId, event, role } = staged;
	const { origin } = await serveForTest(context);
	const standing = () =>
		context.db
			.selectFrom('events')
			.select(['status', 'message'])
			.where('id', '=', event.id)
			.executeTakeFirstOrThrow();
	const seats = () => context.db.selectFrom('stageSeats').selectAll().execute();
	const credentials = { role: role.id, key: role.key };
	return {
		...staged,
		context,
		origin,
		standing,
		seats,
		credentials,
		link: staged.link(origin),
		another: (fields: Parameters<typeof makeRole>[3] = {}) =>
			makeRole(context, organisationId, event.id, fields),
		send: (
			deed: string,
			fields: Record<string, string> = {},
			headers: Record<string, string> = {}
		) => post(staged.stage(origin, deed), { ...credentials, ...fields }, headers)
	};
}

const setSeats = (
	{ context, organisationId }: Awaited<ReturnType<typeof open>>,
	presenterSeats: number
) =>
	context.db
		.updateTable('organisations')
		.set({ presenterSeats })
		.where('id', '=', organisationId)
		.execute();

const hostCookie = async ({ context, host }: Awaited<ReturnType<typeof open>>) => ({
	cookie: `foyer_session=${await createSession(context, host.userId)}`
});

describe('a role link', () => {
	it('opens the stage, kept to its holder, and takes nothing by being opened', async () => {
		const { link, seats, event } = await open({ agenda: 'First, a song', notes: 'Water' });
		const answer = await visit(link);
		const html = await answer.text();
		expect(answer.status).toBe(200);
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect(answer.headers.get('x-robots-tag')).toBe('noindex');
		for (const text of [event.title, 'Ada Lovelace', 'First, a song', 'Water', 'Start'])
			expect(html).toContain(text);
		expect(html).not.toContain(event.roomUrl);
		await visit(link, {}, 'HEAD');
		expect(await seats()).toEqual([]);
	});

	it('is not opened ahead of a click', async () => {
		const { link } = await open();
		const answer = await visit(link, { 'sec-purpose': 'prefetch;prerender' });
		expect([answer.status, await answer.text()]).toEqual([403, '']);
	});

	it('that is wrong in any way has one answer, to every deed', async () => {
		const { context, origin, path, organisationId, role, stage, another, standing } = await open();
		const revoked = await another({ revokedAt: 1 });
		const renewed = await another();
		await changeRole(context, organisationId, renewed.id, { keyVersion: 2 });
		const elsewhere = await makeEvent(context.db, organisationId);
		const foreign = await makeRole(context, organisationId, elsewhere.id);
		const wrong = [
			{ role: role.id, key: 'f'.repeat(22) },
			{ role: role.id, key: '' },
			{ role: role.id, key: `${role.key}0` },
			{ role: randomUUID(), key: role.key },
			{ role: 'no id', key: role.key },
			{ role: '', key: role.key },
			{ role: revoked.id, key: revoked.key },
			{ role: renewed.id, key: renewed.key },
			{ role: foreign.id, key: foreign.key }
		];
		const bodies = new Set<string>();
		for (const credentials of wrong) {
			const answer = await visit(
				`${origin}${path}/stage?${new URLSearchParams(credentials).toString()}`
			);
			expect(answer.status).toBe(403);
			bodies.add(await answer.text());
		}
		expect(bodies.size).toBe(1);
		for (const deed of ['seat', 'room', 'start', 'end', 'message', 'return'])
			for (const credentials of wrong) {
				const answer = await post(stage(origin, deed), { ...credentials, message: 'Soon' });
				expect([deed, answer.status]).toEqual([deed, 403]);
			}
		expect(await standing()).toEqual({ status: 'scheduled', message: '' });
	});

	it('has its key in no log', async () => {
		const { context, link, send, role } = await open({ room: null, roomUrl: null });
		const lines: unknown[] = [];
		for (const level of ['info', 'warn', 'error'] as const)
			vi.spyOn(context.log, level).mockImplementation(
				(...line: unknown[]) => void lines.push(line)
			);
		await visit(link);
		await visit(link.replace('?', '%3F'));
		for (const deed of ['seat', 'room', 'start', 'message', 'end', 'leave']) await send(deed);
		expect(JSON.stringify(lines)).not.toContain(role.key);
	});

	it('reloaded without its query waits for the script to take it out of the fragment', async () => {
		const { origin, path } = await open();
		const answer = await visit(`${origin}${path}/stage`);
		expect(answer.status).toBe(200);
		expect(await answer.text()).toContain('Open your link');
		expect((await visit(`${origin}/nobody/nothing/stage?role=a&key=b`)).status).toBe(404);
	});
});

describe('on stage', () => {
	it('a presenter starts the event, tells who waits, and ends it', async () => {
		const { send, standing, link, origin } = await open();
		const told = await send('message', { message: 'Five more minutes' });
		expect(told.status).toBe(303);
		expect(await standing()).toEqual({ status: 'scheduled', message: 'Five more minutes' });
		const started = await send('start');
		expect(started.headers.get('location')).toContain('said=started');
		expect((await standing()).status).toBe('live');
		const page = await visit(new URL(started.headers.get('location') ?? '', origin).href);
		expect(await page.text()).toContain('The event is live.');
		await send('end');
		expect((await standing()).status).toBe('ended');
		expect(await (await visit(link)).text()).not.toContain('stage/end');
	});

	it('a start while another event is live is refused with its name', async () => {
		const { context, organisationId, send, standing, origin } = await open();
		await makeEvent(context.db, organisationId, { title: 'The other one', status: 'live' });
		const answer = await send('start');
		const page = await visit(new URL(answer.headers.get('location') ?? '', origin).href);
		expect(await page.text()).toContain('The other one');
		expect((await standing()).status).toBe('scheduled');
	});

	it.each([
		['start', 'scheduled', ['end', 'attendees', 'contacts']],
		['end', 'live', ['start']]
	] as const)('what was taken away is absent, and refused: %s', async (deed, status, rights) => {
		const { link, send, standing } = await open({ status }, { rights: [...rights] });
		expect(await (await visit(link)).text()).not.toContain(`/stage/${deed}"`);
		const answer = await send(deed);
		expect(answer.status).toBe(403);
		expect(await answer.text()).toContain('isn’t among what you may do');
		expect((await standing()).status).toBe(status);
	});

	it.each(['speaker', 'moderator'] as const)('a %s runs nothing', async (kind) => {
		// Not even with rights that the kind can't have.
		const { send, standing } = await open({}, { kind, rights: ['start', 'end'] });
		for (const deed of ['start', 'end', 'message'])
			expect([deed, (await send(deed, { message: 'Now' })).status]).toEqual([deed, 403]);
		expect(await standing()).toEqual({ status: 'scheduled', message: '' });
	});

	it('no other site can do a deed in somebody’s name', async () => {
		const { send, standing } = await open();
		const answer = await send('start', {}, { 'sec-fetch-site': 'cross-site' });
		expect(answer.status).toBe(403);
		const foreign = await send('start', {}, { origin: 'https://elsewhere.example' });
		expect(foreign.status).toBe(403);
		expect((await standing()).status).toBe('scheduled');
	});

	it.each([
		['presenter', undefined, true, true],
		['presenter', ['attendees'], true, false],
		['presenter', ['start', 'end'], false, false],
		['speaker', undefined, false, false],
		['speaker', ['attendees', 'contacts'], true, true],
		['moderator', undefined, true, true]
	] as const)(
		'a %s with %j sees names: %s, addresses: %s',
		async (kind, rights, names, contacts) => {
			const { context, organisationId, event, link } = await open(
				{},
				{ kind, ...(rights && { rights: [...rights] }) }
			);
			const { email } = await makeRegistration(context.db, organisationId, event.id, {
				firstName: 'Grace',
				lastName: 'Hopper'
			});
			const html = await (await visit(link)).text();
			expect([html.includes('Grace Hopper'), html.includes(email ?? '')]).toEqual([
				names,
				contacts
			]);
		}
	);

	it('shows the recording to who may see it', async () => {
		const replayUrl = 'https://replay.example/1';
		const of = async (rights: ('recordings' | 'start')[]) => {
			const { link } = await open({ status: 'ended', replayUrl }, { rights });
			return (await (await visit(link)).text()).includes(replayUrl);
		};
		expect([await of(['recordings']), await of(['start'])]).toEqual([true, false]);
	});

	it('asks for a message that the waiting page can hold', async () => {
		const { send, standing } = await open();
		const answer = await send('message', { message: 'a'.repeat(501) });
		expect(answer.headers.get('location')).toContain('said=too_long');
		expect((await standing()).message).toBe('');
	});
});

describe('a seat', () => {
	it('is taken by the page, kept by it, and counts who waits and who came', async () => {
		const { send, seats, context, organisationId, event } = await open();
		const answer = await send('seat');
		expect(await answer.json()).toMatchObject({ state: 'on_stage', waiting: 0, present: 0 });
		expect(await seats()).toHaveLength(1);
		const { revision } = (await (await send('seat')).json()) as { revision: string };
		await changeEvent(context, organisationId, event.id, { status: 'live', startedAt: 5 });
		expect(await (await send('seat')).json()).not.toMatchObject({ revision });
	});

	it('that is not free is said by the link, which does nothing then and tries again', async () => {
		const opened = await open();
		const { origin, another, send, stage, standing, path } = opened;
		await setSeats(opened, 1);
		await send('seat');
		const late = await another({ kind: 'speaker' });
		const credentials = { role: late.id, key: late.key };
		const link = `${path}/stage?${new URLSearchParams(credentials).toString()}`;
		const page = await visit(origin + link);
		expect([page.status, page.headers.get('refresh')]).toEqual([409, `15;url=${link}`]);
		expect(await page.text()).toContain('No seat is free');
		for (const deed of ['seat', 'room'])
			expect((await post(stage(origin, deed), credentials)).status).toBe(409);
		const presenter = await another();
		const start = await post(stage(origin, 'start'), { role: presenter.id, key: presenter.key });
		expect([start.status, (await standing()).status]).toEqual([409, 'scheduled']);
		await send('leave');
		expect((await post(stage(origin, 'seat'), credentials)).status).toBe(200);
	});

	it('that the organizer gave to others is said by the page, which asks for it by a press alone', async () => {
		const opened = await open({ message: 'Soon' });
		const { context, organisationId, role, send, seats, link, standing, credentials } = opened;
		await send('seat');
		await context.db.updateTable('stageSeats').set({ freedAt: context.now() }).execute();
		expect(await (await send('seat')).json()).toEqual({ state: 'freed' });
		const page = await visit(link);
		const html = await page.text();
		expect([page.status, page.headers.get('refresh')]).toEqual([409, null]);
		expect(html).toContain('given to somebody else');
		expect(html).toContain('/stage/return"');
		for (const deed of ['room', 'start', 'message'])
			expect((await send(deed, { message: 'No' })).status).toBe(409);
		expect(await standing()).toEqual({ status: 'scheduled', message: 'Soon' });
		const back = await send('return');
		const { role: id, key } = credentials;
		expect([back.status, back.headers.get('location')]).toEqual([
			303,
			`${opened.path}/stage?role=${id}&key=${key}#`
		]);
		expect((await visit(link)).status).toBe(200);
		await send('seat');
		expect(await seats()).toMatchObject([{ organisationId, roleId: role.id, freedAt: null }]);
	});

	it.each(['ended', 'cancelled'] as const)('is not needed once the event is %s', async (status) => {
		const opened = await open({ status, agenda: 'First, a song' });
		await setSeats(opened, 0);
		const page = await visit(opened.link);
		expect([page.status, (await page.text()).includes('First, a song')]).toEqual([200, true]);
		expect((await opened.send('seat')).status).toBe(200);
		expect(await opened.seats()).toEqual([]);
	});

	it('is always there for the host, who comes as host by anybody’s link', async () => {
		const opened = await open({}, { kind: 'speaker', rights: [] });
		const { link, send, standing, seats } = opened;
		await setSeats(opened, 0);
		const cookie = await hostCookie(opened);
		expect((await visit(link)).status).toBe(409);
		const page = await visit(link, cookie);
		expect([page.status, (await page.text()).includes('/stage/start"')]).toEqual([200, true]);
		expect((await send('start', {}, cookie)).status).toBe(303);
		expect((await standing()).status).toBe('live');
		expect(await seats()).toEqual([]);
	});
});

const urls = {
	roomUrl: 'https://room.example/attendees',
	presenterUrl: 'https://room.example/presenters',
	speakerUrl: 'https://room.example/speakers'
};

describe('the room', () => {
	it.each([
		['presenter', urls.presenterUrl],
		['speaker', urls.speakerUrl],
		['moderator', urls.roomUrl]
	] as const)('is entered by a %s at %s, ahead of the start too', async (kind, url) => {
		const { send, seats, context, event } = await open(urls, { kind });
		const answer = await send('room');
		expect([answer.status, answer.headers.get('refresh')]).toEqual([200, `0;url=${url}`]);
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		// Longer than the page renews it: a phone lets the page sleep behind the room.
		expect((await seats())[0]).toMatchObject({
			until: inRoomUntil(event, context.now()),
			enteredAt: context.now()
		});
	});

	it('keeps its seat until the event ends, though no page renews it', async () => {
		const opened = await open({ ...urls, status: 'live' });
		const { send, another, stage, origin, context, event, organisationId } = opened;
		await setSeats(opened, 1);
		await send('room');
		const late = await another();
		const ask = () => post(stage(origin, 'seat'), { role: late.id, key: late.key });
		context.clock.time = event.endsAt - 1;
		expect((await ask()).status).toBe(409);
		await changeEvent(context, organisationId, event.id, { status: 'ended' });
		expect((await ask()).status).toBe(200);
	});

	/** Goes from the stage of a role into its event's room on a server. */
	async function goInto(kind: RoleKind, server?: Parameters<typeof makeRoomServer>[2]) {
		const opened = await open({ roomUrl: null }, { kind });
		const { context, organisationId, event, role, send } = opened;
		const room = { server: await makeRoomServer(context, organisationId, server), name: 'gala' };
		await changeEvent(context, organisationId, event.id, { room });
		const answer = await send('room');
		expect([answer.status, answer.headers.get('cache-control')]).toEqual([200, 'no-store']);
		return { role, url: new URL(answer.headers.get('refresh')?.replace('0;url=', '') ?? '') };
	}

	const tokenIn = (url: URL) => (url.searchParams.get('jwt') ?? '').split('.');
	const parsed = (part = ''): unknown =>
		JSON.parse(Buffer.from(part, 'base64url').toString('utf8'));

	it.each([
		['presenter', 'true', 'owner'],
		['speaker', 'false', 'member'],
		['moderator', 'true', 'owner']
	] as const)('on a Jitsi is moderated by a %s: %s', async (kind, moderator, affiliation) => {
		const { role, url } = await goInto(kind);
		expect(parsed(tokenIn(url)[1])).toMatchObject({
			room: 'gala',
			context: { user: { id: role.id, name: 'Ada Lovelace', moderator, affiliation } }
		});
	});

	it.each([
		['presenter', 'true'],
		['speaker', 'false'],
		['moderator', 'true']
	] as const)('on Jitsi as a Service is moderated by a %s: %s', async (kind, moderates) => {
		const { privateKey, publicKey } = generateKeyPairSync('rsa', {
			modulusLength: 2048,
			publicKeyEncoding: { type: 'spki', format: 'pem' },
			privateKeyEncoding: { type: 'pkcs8', format: 'pem' }
		});
		const appId = 'vpaas-magic-cookie-1fc542a3e4414a44b2611668195e2bfe';
		const server = { kind: 'jaas', name: 'JaaS', appId, keyId: `${appId}/4f4910` } as const;
		const { role, url } = await goInto(kind, { ...server, secret: privateKey });
		expect(url.origin + url.pathname).toBe(`https://8x8.vc/${appId}/gala`);
		const [header = '', claims = '', signature = ''] = tokenIn(url);
		// As its documentation publishes them.
		expect(parsed(header)).toEqual({ alg: 'RS256', kid: `${appId}/4f4910`, typ: 'JWT' });
		expect(parsed(claims)).toMatchObject({
			aud: 'jitsi',
			iss: 'chat',
			sub: appId,
			room: 'gala',
			context: {
				user: { id: role.id, name: 'Ada Lovelace', moderator: moderates },
				features: { recording: moderates, livestreaming: moderates, transcription: moderates }
			}
		});
		const signed = createVerify('RSA-SHA256').update(`${header}.${claims}`);
		expect(signed.verify(publicKey, signature, 'base64url')).toBe(true);
	});

	it.each([
		['presenter', 'MODERATOR'],
		['speaker', 'VIEWER'],
		['moderator', 'MODERATOR']
	] as const)(
		'on a BigBlueButton is entered by a %s as %s, asked in by nobody',
		async (kind, as) => {
			const calls = answerBigBlueButton(meetingMade);
			const { role, url } = await goInto(kind, aBigBlueButton);
			expect(calls.map(({ pathname }) => pathname)).toEqual(['/bigbluebutton/api/create']);
			expect(url.origin + url.pathname).toBe('https://bbb.example.org/bigbluebutton/api/join');
			const { checksum, ...told } = Object.fromEntries(url.searchParams);
			expect(told).toEqual({
				fullName: 'Ada Lovelace',
				meetingID: 'gala',
				role: as,
				createTime: '1531155809613',
				userID: role.id,
				guest: 'false'
			});
			const query = url.search.slice(1).replace(/&checksum=.*/, '');
			expect(checksum).toBe(
				createHash('sha256').update(`join${query}${aBigBlueButton.secret}`).digest('hex')
			);
		}
	);

	it('on a server that is gone is said, and the stage stays', async () => {
		const { context, send, seats } = await open({
			roomUrl: null,
			room: { server: randomUUID(), name: 'gala' }
		});
		vi.spyOn(context.log, 'warn');
		const answer = await send('room');
		expect(answer.status).toBe(503);
		expect(await answer.text()).toContain('server doesn’t answer');
		expect(await seats(), 'in no room').toMatchObject([
			{ until: context.now() + seatMs, enteredAt: null }
		]);
	});

	it('that there is none of is said, and holds no seat longer than the page does', async () => {
		const { context, send, seats } = await open({ roomUrl: null });
		expect((await send('room')).status).toBe(409);
		expect(await seats()).toMatchObject([{ until: context.now() + seatMs, enteredAt: null }]);
	});

	it.each(['ended', 'cancelled'] as const)('is closed once the event is %s', async (status) => {
		const { send } = await open({ status });
		expect((await send('room')).status).toBe(409);
	});
});
