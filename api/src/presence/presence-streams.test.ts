import { once } from 'node:events';
import { request as ask, type IncomingMessage } from 'node:http';
import { expect, it } from 'vitest';
import type { Presence } from '@foyer/shared/presence';
import { allLevels } from '@foyer/shared/team';
import { sessionCookie } from '../accounts/session-cookie.ts';
import { createSession, endAllSessions } from '../accounts/sessions.writes.ts';
import { makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeMember } from '../testing/organisations.ts';
import { serveForTest, visit } from '../testing/served.ts';
import { until } from '../testing/until.ts';

/** An event that waits to start, and how a member watches it. */
async function open(options: Partial<Parameters<typeof makeMember>[2]> = {}) {
	const context = await openTestContext();
	const invited = await makeInvited(context, { startsAt: Date.UTC(2026, 4, 14, 12, 20) });
	const { organisationId, event } = invited;
	const member = await makeMember(context.db, organisationId, {
		levels: { ...allLevels('none'), events: 'view' },
		...options
	});
	const { origin, close } = await serveForTest(context);
	const cookie = sessionCookie(context.config, await createSession(context, member.userId));
	const address = (eventId = event.id) =>
		`${origin}/api/presence/stream?organisationId=${organisationId}&eventId=${eventId}`;
	const watch = async (headers: Record<string, string> = {}, eventId?: string) => {
		const told: Presence[] = [];
		let ended = false;
		const asked = ask(address(eventId), { headers: { cookie, ...headers } }).end();
		const [answer] = (await once(asked, 'response')) as [IncomingMessage];
		answer.setEncoding('utf8').on('data', (text: string) => {
			for (const [, data] of text.matchAll(/^data: (\{"now.*)$/gm))
				told.push(JSON.parse(data ?? '') as Presence);
		});
		answer.on('end', () => (ended = true)).on('error', () => {});
		return { status: answer.statusCode, told, ended: () => ended };
	};
	return { ...invited, context, origin, close, member, watch };
}

it('tells who watches how many there are, at once and as they come', async () => {
	const { watch, link, origin } = await open();
	const { status, told } = await watch();
	expect(status).toBe(200);
	await until(() => expect(told).toHaveLength(1));
	expect(told[0]).toMatchObject({ waiting: 0, letIn: 0, arrived: 0, arrivals: [] });
	expect((await visit(link(origin))).status).toBe(200);
	await until(() => expect(told.at(-1)).toMatchObject({ arrived: 1 }));
	expect(told.at(-1)?.arrivals).toEqual([[expect.any(Number), 1]]);
});

it('ends when the member signs out', async () => {
	const { watch, context, member } = await open();
	const { ended } = await watch();
	await endAllSessions(context, member.userId);
	await until(() => expect(ended()).toBe(true));
});

it('ends when the right to see the event goes, or its time is over', async () => {
	for (const fields of [{ levels: JSON.stringify(allLevels('none')) }, { until: 1 }]) {
		const { watch, context, member } = await open();
		const { ended } = await watch();
		await context.db
			.updateTable('members')
			.set(fields)
			.where('userId', '=', member.userId)
			.execute();
		await until(() => expect(ended()).toBe(true));
	}
});

it('is for members alone who may see the event, from our own pages', async () => {
	const { watch } = await open();
	expect((await watch({ cookie: '' })).status).toBe(401);
	expect((await watch({}, crypto.randomUUID())).status).toBe(404);
	expect((await watch({}, 'x')).status).toBe(404);
	expect((await watch({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
	expect((await watch({ 'sec-fetch-site': 'same-origin' })).status).toBe(200);
	for (const options of [
		{ levels: { ...allLevels('manage'), events: 'none' as const } },
		{ events: [] }
	])
		expect((await (await open(options)).watch()).status).toBe(404);
});

it('ends with the process', async () => {
	const { watch, close } = await open();
	const { ended } = await watch();
	await close();
	await until(() => expect(ended()).toBe(true));
});
