import { describe, expect, it, vi } from 'vitest';
import { ownPageLink, unsubscribeLink } from '@foyer/shared/access';
import type { OwnDeed } from '@foyer/shared/pages';
import { allLevels } from '@foyer/shared/team';
import { changeEvent, makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeMember, makeRegistration } from '../testing/organisations.ts';
import { appRouter } from '../router.ts';
import { requestOf } from '../testing/requests.ts';
import { post, serveForTest, visit } from '../testing/served.ts';
import { until } from '../testing/until.ts';

async function open(fields: Parameters<typeof makeInvited>[1] = {}) {
	const context = await openTestContext();
	const invited = await makeInvited(context, fields, { language: 'en' });
	const { origin } = await serveForTest(context);
	const { registration, path, key } = invited;
	const email = registration.email ?? '';
	const page = ownPageLink(origin, path, email, key);
	const form = `${origin}${path}/registration`;
	const send = (deed: OwnDeed, more: Record<string, string> = {}, headers = {}) =>
		post(form, { email, key, deed, ...more }, headers);
	const row = () =>
		context.db
			.selectFrom('registrations')
			.selectAll()
			.where('id', '=', registration.id)
			.executeTakeFirstOrThrow();
	const changes = () =>
		context.db.selectFrom('ownChanges').select(['change', 'before']).orderBy('id').execute();
	return { context, ...invited, origin, email, page, form, send, row, changes };
}

const read = async (address: string) => (await visit(address)).text();

describe('a registrant’s own page', () => {
	it('shows what stands of them, tells nobody where it is, and changes nothing by being opened', async () => {
		const { page, row, changes } = await open();
		const before = await row();
		for (const method of ['GET', 'HEAD'])
			expect((await visit(`${page}&deed=withdraw&done=withdraw`, {}, method)).status).toBe(200);
		const answer = await visit(page);
		const html = await answer.text();
		expect(html).toContain('You are registered');
		expect(html).toContain('value="Inès"');
		expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
		expect(answer.headers.get('cache-control')).toBe('no-store');
		expect(answer.headers.get('x-robots-tag')).toBe('noindex');
		expect(await row()).toEqual(before);
		expect(await changes()).toEqual([]);
	});

	it('cancels, which frees the place, and takes one again', async () => {
		const { page, path, send, row, changes, email, key, context, organisationId, event } =
			await open({ capacity: 1 });
		const answer = await send('withdraw');
		expect([answer.status, answer.headers.get('location')]).toEqual([
			303,
			`${ownPageLink('', path, email, key)}&done=withdraw#`
		]);
		expect((await row()).status).toBe('cancelled');
		const html = await read(`${page}&done=withdraw`);
		expect(html).toContain('Your registration is cancelled.');
		expect(html).toContain('Register again');
		// Somebody takes the place: the next one waits.
		const other = await makeRegistration(context.db, organisationId, event.id);
		expect((await send('come_back')).status).toBe(303);
		expect((await row()).status).toBe('waiting_list');
		await send('withdraw');
		await context.db.deleteFrom('registrations').where('id', '=', other.id).execute();
		await send('come_back');
		expect(await row()).toMatchObject({ status: 'registered', mailState: 'queued' });
		expect((await changes()).map(({ change }) => change)).toEqual([
			'withdrawn',
			'came_back',
			'withdrawn',
			'came_back'
		]);
	});

	it('takes no place again beside one that the same person has with another address', async () => {
		const { send, row, context, organisationId, event, registration } = await open();
		const kept = await makeRegistration(context.db, organisationId, event.id);
		await context.db
			.updateTable('people')
			.set({ mergedInto: registration.personId })
			.where('id', '=', kept.personId)
			.execute();
		await send('withdraw');
		const answer = await send('come_back');
		expect(answer.status).toBe(409);
		expect(await answer.text()).toContain('You have a place at this event already');
		expect((await row()).status).toBe('cancelled');
	});

	it('corrects the name of the person, who is one in all events', async () => {
		const { send, row, changes, context, registration } = await open();
		expect((await send('correct_name', { firstName: ' ', lastName: 'Moreau-Petit' })).status).toBe(
			422
		);
		await send('correct_name', { firstName: 'Agnès', lastName: 'Moreau-Petit' });
		expect(await row()).toMatchObject({ firstName: 'Agnès', lastName: 'Moreau-Petit' });
		const person = await context.db
			.selectFrom('people')
			.select(['firstName', 'lastName'])
			.where('id', '=', registration.personId)
			.executeTakeFirst();
		expect(person).toEqual({ firstName: 'Agnès', lastName: 'Moreau-Petit' });
		expect(await changes()).toEqual([{ change: 'renamed', before: 'Inès Moreau' }]);
	});

	it('stops reminders, and asks to be erased, after the event too', async () => {
		const { send, row, context, page } = await open({ status: 'ended' });
		expect((await send('stop_reminders')).status).toBe(303);
		expect((await row()).remindersStopped).toBe(true);
		await send('want_reminders');
		expect((await row()).remindersStopped).toBe(false);
		await send('ask_erasure');
		expect(await row()).toMatchObject({
			erasureAskedAt: context.now(),
			remindersStopped: true
		});
		expect(await read(page)).toContain('You asked Maison');
		await send('drop_erasure');
		expect((await row()).erasureAskedAt).toBeNull();
		const late = await send('withdraw');
		expect(late.status).toBe(409);
		expect(await late.text()).toContain('can’t be changed any more');
	});

	it('is the same locked door for an unknown address, a wrong key and a revoked one', async () => {
		const { form, email, key, origin, path, context, registration, row } = await open();
		const before = await row();
		const tries = [
			{ email: 'nobody@example.org', key },
			{ email, key: 'f'.repeat(22) },
			{ email, key: '' }
		];
		const answers: unknown[] = [];
		for (const given of tries) {
			const posted = await post(form, { ...given, deed: 'withdraw' });
			const shown = await visit(ownPageLink(origin, path, given.email, given.key));
			answers.push([posted.status, await posted.text(), shown.status, await shown.text()]);
		}
		expect(answers[0]).toMatchObject([
			403,
			expect.stringContaining('doesn’t open the door'),
			403,
			expect.any(String)
		]);
		for (const answer of answers) expect(answer).toEqual(answers[0]);
		expect(await row()).toEqual(before);
		// Renewed while the form was open; this process has not heard of it.
		await context.db
			.updateTable('registrations')
			.set({ keyVersion: 2 })
			.where('id', '=', registration.id)
			.execute();
		expect([403, 409]).toContain((await post(form, { email, key, deed: 'withdraw' })).status);
		expect((await row()).status).toBe('registered');
	});

	it('takes no forms of other sites, nor deeds that there are none of', async () => {
		const { form, email, key, send, row } = await open();
		expect((await send('withdraw', {}, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
		expect((await post(form, { email, key, deed: 'admit' })).status).toBe(422);
		expect((await row()).status).toBe('registered');
	});

	it('is changed so many times an hour and no more', async () => {
		const { send } = await open();
		const statuses: number[] = [];
		for (let n = 0; n < 31; n++)
			statuses.push((await send(n % 2 ? 'want_reminders' : 'stop_reminders')).status);
		expect(statuses.slice(0, 30).every((status) => status === 303)).toBe(true);
		expect(statuses[30]).toBe(429);
	});

	it('opened without its query finds address and key in the fragment', async () => {
		const { form } = await open();
		expect(await read(form)).toContain('location.hash');
	});

	it('says so where the database is away, and keeps what was typed', async () => {
		const { page, send, context } = await open();
		await visit(page);
		vi.spyOn(context.db, 'insertInto').mockImplementation(() => {
			throw new Error('the connection is gone');
		});
		const answer = await send('correct_name', { firstName: 'Agnès', lastName: 'Petit' });
		expect(answer.status).toBe(503);
	});

	it('what was changed is seen by who sees the event’s people, and nobody else', async () => {
		const { context, organisationId, event, registration, send } = await open();
		await send('stop_reminders');
		await send('correct_name', { firstName: 'Agnès', lastName: 'Petit' });
		const asked = async (people: 'view' | 'none') => {
			const levels = { ...allLevels('none'), people, events: 'view' as const };
			const { userId } = await makeMember(context.db, organisationId, { levels });
			return appRouter.createCaller(requestOf(context, userId)).people.timeline({
				organisationId,
				eventId: event.id,
				personId: registration.personId
			});
		};
		const { entries } = await asked('view');
		expect(entries).toContainEqual(
			expect.objectContaining({ entry: 'renamed', by: { kind: 'attendee' }, eventId: event.id })
		);
		expect(entries).toContainEqual(
			expect.objectContaining({
				entry: 'registration_changed',
				by: { kind: 'attendee' },
				changes: [{ field: 'remindersStopped', before: false, after: true }]
			})
		);
		await expect(asked('none')).rejects.toThrow('missing');
	});
});

describe('ending reminders from a mail program (RFC 8058)', () => {
	const oneClick = (address: string, body = 'List-Unsubscribe=One-Click') =>
		fetch(address, {
			method: 'POST',
			redirect: 'manual',
			headers: { 'content-type': 'application/x-www-form-urlencoded' },
			body
		});

	it('takes one click, without a browser’s headers', async () => {
		const { origin, path, email, key, row } = await open();
		const address = unsubscribeLink(origin, path, email, key);
		expect((await oneClick(address, 'List-Unsubscribe=No')).status).toBe(422);
		expect((await oneClick(address.replace(key, 'f'.repeat(22)))).status).toBe(403);
		expect((await row()).remindersStopped).toBe(false);
		expect((await oneClick(address)).status).toBe(200);
		expect((await oneClick(address)).status).toBe(200);
		expect((await row()).remindersStopped).toBe(true);
	});

	it('opened, leads to the page and changes nothing', async () => {
		const { origin, path, email, key, row, page } = await open();
		const answer = await visit(unsubscribeLink(origin, path, email, key));
		expect([answer.status, answer.headers.get('location')]).toEqual([
			303,
			`${page.replace(origin, '')}#`
		]);
		expect((await row()).remindersStopped).toBe(false);
	});
});

it.each(['registered', 'cancelled', 'waiting_list'] as const)(
	'the link of who is %s leads to their own page, and a wrong one to nobody’s',
	async (status) => {
		const { context, link, organisationId, event, registration, path, email, key } = await open();
		await context.db
			.updateTable('registrations')
			.set({ status })
			.where('id', '=', registration.id)
			.execute();
		const { origin } = await serveForTest(context);
		const own = ownPageLink('', path, email, key).replace('&', '&amp;');
		expect(await read(link(origin))).toContain(`href="${own}"`);
		expect(await read(link(origin).replace(/key=.*/, 'key=0'))).not.toContain('/registration');
		await changeEvent(context, organisationId, event.id, { status: 'ended' });
		await until(async () => expect(await read(link(origin))).toContain(`href="${own}"`));
	}
);
