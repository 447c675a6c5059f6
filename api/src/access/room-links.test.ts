import { describe, expect, it, test, vi } from 'vitest';
import type { RoomServerFields } from '@foyer/shared/rooms';
import { allLevels } from '@foyer/shared/team';
import { createSession } from '../accounts/sessions.writes.ts';
import type { Context } from '../context.ts';
import { changeEvent, changeRegistration, makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeMember, makeOrganisation } from '../testing/organisations.ts';
import {
	aBigBlueButton,
	answerBigBlueButton,
	aRoomServer,
	makeRoomServer,
	meetingMade
} from '../testing/rooms.ts';
import { serveForTest, visit } from '../testing/served.ts';

/** Somebody invited to an event that is live in a room on a server. */
async function setUp(
	server: RoomServerFields & { secret: string },
	person: Parameters<typeof makeInvited>[2] = {}
) {
	const context = await openTestContext();
	const invited = await makeInvited(context, { status: 'live', roomUrl: null }, person);
	const { organisationId, event } = invited;
	const room = { server: await makeRoomServer(context, organisationId, server), name: 'gala' };
	await changeEvent(context, organisationId, event.id, { room: room });
	const { origin, close } = await serveForTest(context);
	return { ...invited, context, origin, close, link: invited.link(origin) };
}

/** Who came by links, and whether a device was noted, as it stands once the server has ended. */
async function cameBy({ context, close }: { context: Context; close(): Promise<void> }) {
	await close();
	return {
		openings: await context.db
			.selectFrom('accessLog')
			.select(['registrationId', 'state'])
			.execute(),
		devices: await context.db.selectFrom('linkDevices').select('registrationId').execute()
	};
}

const hostAlone = { openings: [{ registrationId: null, state: 'live' }], devices: [] };

const locationOf = async (link: string, headers: Record<string, string> = {}) => {
	const answer = await visit(link, headers);
	expect(answer.status).toBe(303);
	expect(answer.headers.get('cache-control')).toBe('no-store');
	return new URL(answer.headers.get('location') ?? '');
};

interface Claims {
	exp: number;
	context: { user: unknown };
}

function claimsOf(url: URL): Claims {
	const [, claims = ''] = (url.searchParams.get('jwt') ?? '').split('.');
	return JSON.parse(Buffer.from(claims, 'base64url').toString('utf8')) as Claims;
}

describe('a room on a Jitsi', () => {
	it('is entered by a link of one’s own, cold and warm', async () => {
		const { link, registration, context } = await setUp(aRoomServer);
		for (const time of ['cold', 'warm']) {
			const url = await locationOf(link);
			expect([time, url.origin + url.pathname]).toEqual([time, 'https://meet.example.org/gala']);
			const { exp, context: told } = claimsOf(url);
			expect(told.user).toEqual({
				id: registration.id,
				name: `${registration.firstName} ${registration.lastName}`,
				moderator: 'false',
				affiliation: 'member'
			});
			expect(exp * 1000).toBeGreaterThan(context.now());
			expect(url.href).not.toContain(encodeURIComponent(registration.email ?? ''));
		}
	});

	it('knows who gave no name as a guest, in their language', async () => {
		const { link } = await setUp(aRoomServer, { firstName: '', lastName: '' });
		expect(claimsOf(await locationOf(link))).toMatchObject({
			context: { user: { name: 'Invité' } }
		});
	});

	it.each([
		['the host, who comes as host', true, { name: 'A member', moderator: 'true' }],
		['another member, who comes as the attendee', false, { moderator: 'false' }]
	])('is entered by %s', async (_who, host, user) => {
		const { link, context, organisationId } = await setUp(aRoomServer);
		const levels = allLevels('manage');
		const { userId } = await makeMember(context.db, organisationId, { host, levels });
		const token = await createSession(context, userId);
		const url = await locationOf(link, { cookie: `foyer_session=${token}` });
		expect(claimsOf(url)).toMatchObject({ context: { user } });
	});

	it('entered by the host by somebody’s link doesn’t say that these came', async () => {
		const opened = await setUp(aRoomServer);
		const levels = allLevels('manage');
		const { userId } = await makeMember(opened.context.db, opened.organisationId, {
			host: true,
			levels
		});
		const token = await createSession(opened.context, userId);
		await locationOf(opened.link, { cookie: `foyer_session=${token}` });
		expect(await cameBy(opened)).toEqual(hostAlone);
	});

	it('is not moderated by the host of another house', async () => {
		const { link, context } = await setUp(aRoomServer);
		const { host } = await makeOrganisation(context.db);
		const token = await createSession(context, host.userId);
		const url = await locationOf(link, { cookie: `foyer_session=${token}` });
		expect(claimsOf(url)).toMatchObject({ context: { user: { moderator: 'false' } } });
	});

	it('gives no link to HEAD or a prefetch', async () => {
		const { link } = await setUp(aRoomServer);
		const head = await visit(link, {}, 'HEAD');
		expect([head.status, head.headers.get('location')]).toEqual([200, null]);
		const ahead = await visit(link, { 'sec-purpose': 'prefetch' });
		expect([ahead.status, ahead.headers.get('location')]).toEqual([403, null]);
	});
});

describe('a room on a BigBlueButton', () => {
	it('is made once for all who come, and entered as a viewer', async () => {
		const { link, registration, event } = await setUp(aBigBlueButton);
		const calls = answerBigBlueButton(meetingMade);
		const entered = await Promise.all([locationOf(link), locationOf(link), locationOf(link)]);
		expect(calls.map(({ pathname }) => pathname)).toEqual(['/bigbluebutton/api/create']);
		expect(Object.fromEntries(calls[0]?.searchParams ?? [])).toMatchObject({
			name: event.title,
			meetingID: 'gala'
		});
		for (const url of entered) {
			expect(url.pathname).toBe('/bigbluebutton/api/join');
			expect(Object.fromEntries(url.searchParams)).toMatchObject({
				fullName: `${registration.firstName} ${registration.lastName}`,
				meetingID: 'gala',
				role: 'VIEWER',
				guest: 'true',
				userID: registration.id,
				createTime: '1531155809613'
			});
		}
	});

	it('is made anew after a while: it may have ended meanwhile', async () => {
		const { link, context } = await setUp(aBigBlueButton);
		const calls = answerBigBlueButton(meetingMade);
		await locationOf(link);
		context.clock.time += 30_000;
		await locationOf(link);
		expect(calls).toHaveLength(2);
	});

	it('makes nothing for HEAD or a prefetch', async () => {
		const { link } = await setUp(aBigBlueButton);
		const calls = answerBigBlueButton(meetingMade);
		await visit(link, {}, 'HEAD');
		await visit(link, { 'sec-purpose': 'prefetch' });
		expect(calls).toEqual([]);
	});

	it.each([
		['can’t be reached', () => Promise.reject(new TypeError('fetch failed'))],
		['refuses', () => Promise.resolve(new Response('<returncode>FAILED</returncode>'))],
		['answers with something else', () => Promise.resolve(new Response('<html>'))]
	])('that %s is a calm page which tries again', async (_what, answer) => {
		const { link, context } = await setUp(aBigBlueButton);
		const warn = vi.spyOn(context.log, 'warn');
		const spied = answerBigBlueButton(answer);
		const page = await visit(link);
		const html = await page.text();
		expect([page.status, page.headers.get('location')]).toEqual([503, null]);
		expect(html).toContain('La salle n’est pas encore prête');
		expect(html).toContain('http-equiv="refresh"');
		expect(JSON.stringify(warn.mock.calls)).not.toMatch(/checksum|bbb\.example|Moreau/);
		vi.restoreAllMocks();
		answerBigBlueButton(meetingMade);
		await locationOf(link);
		expect(spied).toHaveLength(1);
	});
});

describe('a room at an address', () => {
	const roomUrl = 'https://room.example/attendees';
	const presenterUrl = 'https://room.example/presenters';

	async function setUpAt(fields: Parameters<typeof makeInvited>[1] = {}) {
		const context = await openTestContext();
		const invited = await makeInvited(context, {
			status: 'live',
			roomUrl,
			presenterUrl,
			...fields
		});
		const { origin, close } = await serveForTest(context);
		const cookieOf = async (host: boolean) => {
			const levels = allLevels('manage');
			const member = await makeMember(context.db, invited.organisationId, { host, levels });
			return { cookie: `foyer_session=${await createSession(context, member.userId)}` };
		};
		return { ...invited, context, close, link: invited.link(origin), cookieOf };
	}

	it('is entered by the host where presenters enter, by everybody else where attendees do', async () => {
		const { link, cookieOf } = await setUpAt();
		expect((await locationOf(link)).href).toBe(roomUrl);
		expect((await locationOf(link, await cookieOf(true))).href).toBe(presenterUrl);
		expect((await locationOf(link, await cookieOf(false))).href).toBe(roomUrl);
		expect((await locationOf(link, { cookie: 'foyer_session=none' })).href).toBe(roomUrl);
	});

	it('entered by the host by somebody’s link doesn’t say that these came', async () => {
		const opened = await setUpAt();
		await locationOf(opened.link, await opened.cookieOf(true));
		expect(await cameBy(opened)).toEqual(hostAlone);
	});

	it('entered by an attendee says that they came', async () => {
		const opened = await setUpAt();
		const { id: registrationId } = opened.registration;
		await locationOf(opened.link, await opened.cookieOf(false));
		expect(await cameBy(opened)).toEqual({
			openings: [{ registrationId, state: 'live' }],
			devices: [{ registrationId }]
		});
	});

	it('that only presenters have is entered by the host, while everybody else waits', async () => {
		const { link, cookieOf } = await setUpAt({ roomUrl: null });
		expect((await locationOf(link, await cookieOf(true))).href).toBe(presenterUrl);
		expect((await visit(link)).status).toBe(200);
		expect((await visit(link, await cookieOf(false))).status).toBe(200);
	});

	it.each([
		['that nobody has yet', { roomUrl: null, presenterUrl: null }, 'no_room'],
		['that isn’t open yet', { status: 'scheduled' }, 'waiting']
	] as const)(
		'%s is waited for by the host too, by whoever’s link, which doesn’t say that these wait',
		async (_, fields, state) => {
			for (const status of ['registered', 'waiting_list', 'cancelled'] as const) {
				const opened = await setUpAt(fields);
				const { context, organisationId, registration, link, cookieOf } = opened;
				await changeRegistration(context, organisationId, registration.id, { status });
				const answer = await visit(link, await cookieOf(true));
				expect(await answer.text()).toContain('role="timer"');
				expect(await cameBy(opened)).toEqual({
					openings: [{ registrationId: null, state }],
					devices: []
				});
			}
		}
	);

	it('that has one address for all is the host’s too', async () => {
		const { link, cookieOf } = await setUpAt({ presenterUrl: null });
		expect((await locationOf(link, await cookieOf(true))).href).toBe(roomUrl);
	});

	it('asks the host to claim no place where an event limits devices', async () => {
		const { link, cookieOf } = await setUpAt({ deviceLimit: 1 });
		expect((await visit(link, await cookieOf(false))).status).toBe(200);
		expect((await locationOf(link, await cookieOf(true))).href).toBe(presenterUrl);
	});

	it('keeps a place for the host beyond the capacity, and for nobody else', async () => {
		const { context, organisationId, registration, link, cookieOf } = await setUpAt();
		await changeRegistration(context, organisationId, registration.id, { status: 'waiting_list' });
		expect((await visit(link)).status).toBe(200);
		expect((await visit(link, await cookieOf(false))).status).toBe(200);
		expect((await locationOf(link, await cookieOf(true))).href).toBe(presenterUrl);
	});
});

test('a room whose server was taken away is a calm page too', async () => {
	const { link, context } = await setUp(aRoomServer);
	await removeServers(context);
	expect((await visit(link)).status).toBe(503);
});

const removeServers = (context: Context) => context.db.deleteFrom('roomServers').execute();
