import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { allLevels } from '@foyer/shared/team';
import { describe, expect, it, onTestFinished } from 'vitest';
import { sessionCookie } from '../accounts/session-cookie.ts';
import { createSession, endAllSessions } from '../accounts/sessions.writes.ts';
import { openTestContext } from '../testing/context.ts';
import { makeMember, makeOrganisation } from '../testing/organisations.ts';
import { openSyncStreams } from './stream.ts';

/** Streams that look after those who hear them all the time. */
async function open() {
	const context = await openTestContext();
	const streams = openSyncStreams(context, 20);
	const server = createServer((request, response) => void streams.handle(request, response));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	onTestFinished(() => {
		streams.close();
		server.close();
	});
	const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/sync/stream`;
	const { organisationId, host } = await makeOrganisation(context.db);
	const listen = async (userId: string) => {
		const cookie = sessionCookie(context.config, await createSession(context, userId));
		const ask = () => fetch(address, { headers: { cookie } });
		const answer = await ask();
		const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
		const read = async () => (await reader?.read())?.value;
		/** Words that are heard until the stream ends. */
		const untilEnd = async (): Promise<number> => {
			for (let words = 0; ; words++) if ((await read()) === undefined) return words;
		};
		return { status: answer.status, read, untilEnd, ask };
	};
	return { context, organisationId, host, listen };
}

describe('a stream', () => {
	it('goes on as long as its session does', async () => {
		const { host, listen } = await open();
		const { status, read } = await listen(host.userId);
		expect(status).toBe(200);
		for (let words = 0; words < 10; words++) expect(await read()).toBeDefined();
	});

	it('ends when its session was ended elsewhere, and isn’t opened again; others go on', async () => {
		const { context, organisationId, host, listen } = await open();
		const { userId } = await makeMember(context.db, organisationId, { levels: allLevels('view') });
		const other = await listen(userId);
		const { untilEnd, ask } = await listen(host.userId);
		await endAllSessions(context, host.userId);
		await untilEnd();
		expect((await ask()).status).toBe(401);
		for (let words = 0; words < 10; words++) expect(await other.read()).toBeDefined();
	});

	it('ends when its user is let go of, or taken in elsewhere: the next one knows of that', async () => {
		const { context, organisationId, host, listen } = await open();
		const { userId } = await makeMember(context.db, organisationId, { levels: allLevels('view') });
		const letGo = await listen(userId);
		await context.db.deleteFrom('members').where('userId', '=', userId).execute();
		await letGo.untilEnd();
		const { untilEnd, ask } = await listen(host.userId);
		const { organisationId: another } = await makeOrganisation(context.db);
		await context.db
			.updateTable('members')
			.set({ userId: host.userId, host: false })
			.where('organisationId', '=', another)
			.execute();
		await untilEnd();
		expect((await ask()).status).toBe(200);
	});
});
