import { expect, it, vi } from 'vitest';
import { makeInvited } from '../testing/access.ts';
import { openTestContext } from '../testing/context.ts';
import { makeRegistration } from '../testing/organisations.ts';
import { readRegistrationsAt, type RegisteredAddress } from './access.reads.ts';
import { TogetherReader } from './together-reader.ts';

async function open() {
	const context = await openTestContext();
	const { organisationId, event, registration } = await makeInvited(context);
	const reader = new TogetherReader((asked: RegisteredAddress[]) =>
		readRegistrationsAt(context.db, asked)
	);
	const at = (email: string, eventId = event.id) =>
		reader.read({ organisationId, eventId, email }).then((found) => found.map(({ id }) => id));
	return { context, organisationId, event, registration, at };
}

it('reads what is asked for together in one statement, each for its own address', async () => {
	const { context, organisationId, event, registration, at } = await open();
	const odd = await makeRegistration(context.db, organisationId, event.id, {
		email: 'o\'b{r,i}"e\\n@example.org'
	});
	const email = registration.email ?? '';
	const elsewhere = await makeInvited(context, {}, { email });
	const reads = vi.spyOn(context.db, 'selectFrom');
	const found = await Promise.all([
		at(email),
		at('nobody@example.org'),
		at(odd.email ?? ''),
		at(email),
		at(email, elsewhere.event.id),
		at('\0')
	]);
	expect(found).toEqual([[registration.id], [], [odd.id], [registration.id], [], []]);
	expect(reads).toHaveBeenCalledTimes(1);
});

it('fails each of them where the statement fails, and not those that follow', async () => {
	const { context, registration, at } = await open();
	const email = registration.email ?? '';
	vi.spyOn(context.db, 'selectFrom').mockImplementationOnce(() => {
		throw new Error('the connection is gone');
	});
	const tried = await Promise.allSettled([at(email), at('nobody@example.org')]);
	expect(tried.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
	expect(await at(email)).toEqual([registration.id]);
});
