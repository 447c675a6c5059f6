import { describe, expect, it, vi } from 'vitest';
import type { Context } from '../context.ts';
import { makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { post, serveForTest, visit } from '../testing/served.ts';
import { doPageRequests } from './page-requests.writes.ts';

const ines = { firstName: 'Inès', lastName: 'Moreau', email: 'Ines.New@example.org' };

async function open(fields: Parameters<typeof makeInvited>[1] = {}) {
	const context = await openTestContext();
	const invited = await makeInvited(context, fields);
	const { origin } = await serveForTest(context);
	const done = () => doPageRequests(context);
	const registrations = () =>
		context.db
			.selectFrom('registrations')
			.select(['firstName', 'email', 'status', 'source', 'language', 'mailState'])
			.where('id', '!=', invited.registration.id)
			.execute();
	const confirmations = () =>
		context.db
			.selectFrom('mails')
			.select(['registrationId', 'kind'])
			.where('kind', '=', 'confirmation')
			.execute();
	const page = `${origin}${invited.path}`;
	return { context, ...invited, page, done, registrations, confirmations };
}

/** The database, noting which of the tables that an answer may wait for each statement is about. */
function listening(db: Context['db'], statements: string[]): Context['db'] {
	const tables = /"(throttles|pageRequests|page_requests|people|registrations|mails)"/g;
	return db.withPlugin({
		transformQuery({ node }) {
			const named = JSON.stringify(node).match(tables) ?? [];
			if (named.length > 0) statements.push([node.kind, ...new Set(named)].join(' '));
			return node;
		},
		transformResult: ({ result }) => Promise.resolve(result)
	});
}

describe('signing up on an event’s page', () => {
	it('registers by the rule of all registrations, in the page’s language, and says to look in the mail', async () => {
		const { page, path, done, registrations, confirmations } = await open();
		const answer = await post(`${page}/register?lang=nl`, ines);
		expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}/sent?lang=nl`]);
		await done();
		expect(await registrations()).toEqual([
			{
				firstName: 'Inès',
				email: 'ines.new@example.org',
				status: 'registered',
				source: 'page',
				language: 'nl',
				mailState: 'queued'
			}
		]);
		expect(await confirmations()).toHaveLength(1);
		const sent = await visit(`${page}/sent?lang=nl`);
		expect(await sent.text()).toContain('Kijk in uw mail');
	});

	it('answers the same for a known address, and makes nobody twice', async () => {
		const { page, registration, done, registrations, confirmations } = await open();
		const answers = await Promise.all([
			post(`${page}/register`, { ...ines, email: registration.email ?? '' }),
			post(`${page}/register`, ines),
			post(`${page}/register`, ines),
			post(`${page}/register`, ines)
		]);
		expect(
			new Set(answers.map(({ status, headers }) => `${status} ${headers.get('location')}`)).size
		).toBe(1);
		await Promise.all([done(), done()]);
		expect(await registrations()).toHaveLength(1);
		expect((await confirmations()).map(({ registrationId }) => registrationId)).toContain(
			registration.id
		);
	});

	it('shows what is wrong, all at once, and keeps what was typed', async () => {
		const { page, registrations } = await open();
		const answer = await post(`${page}/register`, {
			firstName: '"><b>Inès',
			lastName: '',
			email: 'ines@'
		});
		const html = await answer.text();
		expect(answer.status).toBe(422);
		expect(html).toContain('value="&quot;>&lt;b>Inès"');
		expect(html).toContain('Please fill this in.');
		expect(html).toContain('This is not a complete e-mail address.');
		expect(html.match(/aria-invalid="true"/g)).toHaveLength(2);
		expect(await registrations()).toEqual([]);
	});

	it('answers programs that fill in what people don’t see, and registers nobody', async () => {
		const { page, done, registrations } = await open();
		expect(
			(await post(`${page}/register`, { ...ines, website: 'https://spam.example' })).status
		).toBe(303);
		await done();
		expect(await registrations()).toEqual([]);
	});

	it('puts who comes after the last place on the waiting list', async () => {
		const { page, done, registrations } = await open({ capacity: 1 });
		expect(await (await visit(page)).text()).toContain('Put me on the waiting list');
		expect((await post(`${page}/register`, ines)).status).toBe(303);
		await done();
		expect((await registrations())[0]?.status).toBe('waiting_list');
	});

	it.each(['cancelled', 'ended'] as const)('is closed once the event is %s', async (status) => {
		const { page, done, registrations } = await open({ status });
		expect(await (await visit(page)).text()).not.toContain(
			`action="${new URL(page).pathname}/register`
		);
		expect((await post(`${page}/register`, ines)).status).toBe(409);
		await done();
		expect(await registrations()).toEqual([]);
	});

	it('is done by when it was sent: nobody comes too late because we did', async () => {
		const { page, context, event, done, registrations } = await open();
		expect((await post(`${page}/register`, ines)).status).toBe(303);
		context.clock.time = event.endsAt + 86_400_000;
		await done();
		expect(await registrations()).toMatchObject([{ status: 'registered' }]);
	});

	it('gives the last place to who came first', async () => {
		const { page, done, registrations } = await open({ capacity: 2 });
		for (const email of ['first@example.org', 'second@example.org'])
			await post(`${page}/register`, { ...ines, email });
		await done();
		expect(await registrations()).toEqual(
			expect.arrayContaining([
				expect.objectContaining({ email: 'first@example.org', status: 'registered' }),
				expect.objectContaining({ email: 'second@example.org', status: 'waiting_list' })
			])
		);
	});

	it('has an answer that waits for nothing that a known address differs in', async () => {
		const { context, path, registration, registrations } = await open();
		const statements: string[] = [];
		const db = listening(context.db, statements);
		const page = (await serveForTest({ ...context, db })).origin + path;
		const asksFor = async (email: string) => {
			statements.length = 0;
			expect((await post(`${page}/register`, { ...ines, email })).status).toBe(303);
			expect((await post(`${page}/link`, { email })).status).toBe(303);
			return [...statements];
		};
		await asksFor('first@example.org');
		const unknown = await asksFor(ines.email.toLowerCase());
		expect(unknown).toHaveLength(6);
		expect(await asksFor(registration.email ?? '')).toEqual(unknown);
		expect(await registrations()).toEqual([]);
	});

	it('that can’t be done now is done later, and the others meanwhile', async () => {
		const { page, context, done, registrations } = await open();
		for (const email of ['first@example.org', 'second@example.org'])
			await post(`${page}/register`, { ...ines, email });
		const fault = vi.spyOn(context, 'newId').mockImplementationOnce(() => {
			throw new Error('a fault');
		});
		await done();
		fault.mockRestore();
		expect(await registrations()).toMatchObject([{ email: 'second@example.org' }]);
		context.clock.time += 60_000;
		await done();
		expect(await registrations()).toHaveLength(2);
	});

	it('sends one address few mails an hour', async () => {
		const { page, context } = await open();
		const tries: number[] = [];
		for (let i = 0; i < 6; i++) tries.push((await post(`${page}/register`, ines)).status);
		expect(tries).toEqual([303, 303, 303, 303, 303, 429]);
		context.clock.time += 3_600_000;
		expect((await post(`${page}/register`, ines)).status).toBe(303);
	});

	it('refuses forms of other sites and overlong ones', async () => {
		const { page, done, registrations } = await open();
		expect((await post(`${page}/register`, ines, { 'sec-fetch-site': 'cross-site' })).status).toBe(
			403
		);
		expect(
			(await post(`${page}/register`, { ...ines, firstName: 'x'.repeat(20_000) })).status
		).toBe(413);
		await done();
		expect(await registrations()).toEqual([]);
	});
});

describe('asking for one’s link again', () => {
	it('has the same answer for everyone, and mails who is registered alone', async () => {
		const { page, path, registration, done, confirmations } = await open();
		const answers = [
			await post(`${page}/link`, { email: 'nobody@example.org' }),
			await post(`${page}/link`, { email: (registration.email ?? '').toUpperCase() })
		];
		for (const answer of answers) {
			expect([answer.status, answer.headers.get('location'), await answer.text()]).toEqual([
				303,
				`${path}/sent`,
				''
			]);
		}
		await done();
		expect(await confirmations()).toEqual([
			{ registrationId: registration.id, kind: 'confirmation' }
		]);
	});

	it('says where the address is incomplete', async () => {
		const { page } = await open();
		const answer = await post(`${page}/link`, { email: 'ines' });
		expect(answer.status).toBe(422);
		expect(await answer.text()).toContain('This is not a complete e-mail address.');
	});
});

describe('with the database stopped', () => {
	const stop = (context: Context) => {
		const gone = () => {
			throw new Error('the connection is gone');
		};
		vi.spyOn(context.db, 'selectFrom').mockImplementation(gone);
		vi.spyOn(context.db, 'insertInto').mockImplementation(gone);
		vi.spyOn(context.db, 'transaction').mockImplementation(gone);
	};

	it.each([
		['register', 'fr', 'renvoyez-la dans un moment'],
		['link', 'nl', 'stuur het zo dadelijk opnieuw'],
		['code', 'en', 'send it again in a moment']
	])(
		'the page of the form for “%s” comes again, with what was typed (%s)',
		async (form, lang, words) => {
			const { context, page, done, registrations } = await open({
				opensByCode: true,
				capacity: 9
			});
			await visit(page);
			stop(context);
			const answer = await post(`${page}/${form}?lang=${lang}`, { ...ines, code: '1234' });
			const html = await answer.text();
			expect(answer.status).toBe(503);
			expect(html).toContain(words);
			expect(html).toContain(`value="${ines.email}"`);
			expect(html).not.toContain('http-equiv="refresh"');
			vi.restoreAllMocks();
			await done();
			expect(await registrations()).toEqual([]);
		}
	);

	it('who can’t even be shown the page again is told to go back, not that nothing is lost', async () => {
		const { context, page } = await open();
		stop(context);
		const answer = await post(`${page}/register?lang=en`, ines);
		const html = await answer.text();
		expect(answer.status).toBe(503);
		expect(html).toContain('Go back one page');
		expect(html).not.toContain('Nothing is lost');
		expect(html).not.toContain('http-equiv="refresh"');
	});
});

it.each(['register', 'link', 'code'])(
	'the address that a form was sent to (%s) leads back to the event’s page',
	async (form) => {
		const { page, path } = await open();
		const answer = await visit(`${page}/${form}?lang=fr`);
		expect([answer.status, answer.headers.get('location')]).toEqual([303, `${path}?lang=fr`]);
	}
);
