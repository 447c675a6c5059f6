import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { allLevels } from '@foyer/shared/team';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import {
	makeEvent,
	makeMember,
	makeOrganisation,
	makePerson,
	makeRegistration
} from '../testing/organisations.ts';

const register = 'registrations.register_someone@1';

/** Two events, and a device of somebody who edits the people of the first alone. */
async function open() {
	const context = await openTestContext();
	const { db } = context;
	const { organisationId, host } = await makeOrganisation(db);
	const [event, other] = [await makeEvent(db, organisationId), await makeEvent(db, organisationId)];
	const editor = await makeMember(db, organisationId, {
		levels: { ...allLevels('none'), events: 'view', people: 'edit' },
		events: [event.id]
	});
	const device = new Device(context, organisationId, editor);
	const known = await makePerson(db, organisationId, { email: 'ines@example.org' });
	const typed = (eventId: string, email: string | null) => ({
		eventId,
		id: randomUUID(),
		registrationId: randomUUID(),
		firstName: 'I.',
		lastName: '',
		email,
		confirmations: 'now'
	});
	const people = () =>
		db.selectFrom('people').selectAll().where('organisationId', '=', organisationId).execute();
	return { context, organisationId, host, event, other, device, known, typed, people };
}

test('who holds one event registers somebody new for it, who is in the directory then', async () => {
	const { event, device, typed, people } = await open();
	const args = typed(event.id, 'new@example.org');
	expect((await device.push(1, [register, args])).results).toEqual([
		{ id: 1, outcome: { outcome: 'applied', notices: [] } }
	]);
	await device.pull();
	expect(device.all('registrations').get(args.registrationId)).toMatchObject({
		personId: args.id,
		firstName: 'I.',
		status: 'registered',
		mailState: 'queued'
	});
	expect(device.all('registrationContacts').get(args.registrationId)).toEqual({
		email: 'new@example.org'
	});
	expect(device.all('registrationKeys').get(args.registrationId)?.['key']).toMatch(
		/^[0-9a-f]{22}$/
	);
	expect(device.all('people').size, 'the directory stays away').toBe(0);
	expect((await people()).map(({ email }) => email)).toContain('new@example.org');
});

test('an address that the directory has looks the same from there, and nothing of its person is told or changed', async () => {
	const { context, event, device, known, typed, people } = await open();
	const [fresh, taken] = [typed(event.id, 'new@example.org'), typed(event.id, known.email)];
	const { results } = await device.push(1, [register, fresh], [register, taken]);
	expect(results[1]?.outcome).toEqual(results[0]?.outcome);
	await device.pull();
	const seen = ({ registrationId, email }: typeof fresh) => ({
		...device.all('registrations').get(registrationId),
		...device.all('registrationContacts').get(registrationId),
		personId: null,
		typed: email
	});
	expect({ ...seen(taken), email: null, typed: null }).toEqual({
		...seen(fresh),
		email: null,
		typed: null
	});
	expect(seen(taken)).toMatchObject({ firstName: 'I.', lastName: '', email: taken.email });
	const person = (await people()).find(({ id }) => id === known.id);
	expect(person).toMatchObject({ firstName: known.firstName, lastName: known.lastName });
	const mails = await context.db.selectFrom('mails').select('registrationId').execute();
	expect(mails.map(({ registrationId }) => registrationId).sort()).toEqual(
		[fresh.registrationId, taken.registrationId].sort()
	);
});

test('what is done next to who was registered so finds them, known or not', async () => {
	const { event, device, known, typed } = await open();
	const [fresh, taken] = [typed(event.id, 'new@example.org'), typed(event.id, known.email)];
	const cancel = { eventId: event.id, personIds: [fresh.id, taken.id] };
	const { results } = await device.push(
		1,
		[register, fresh],
		[register, taken],
		['registrations.cancel@1', cancel]
	);
	expect(results.map(({ outcome }) => outcome.outcome)).toEqual(['applied', 'applied', 'applied']);
	await device.pull();
	for (const { registrationId } of [fresh, taken])
		expect(device.all('registrations').get(registrationId)).toMatchObject({ status: 'cancelled' });
});

test('who is registered already stays so once, and gets no second mail', async () => {
	const { context, organisationId, event, device, typed } = await open();
	const before = await makeRegistration(context.db, organisationId, event.id);
	const { results } = await device.push(1, [register, typed(event.id, before.email)]);
	expect(results[0]?.outcome).toEqual({ outcome: 'applied', notices: [] });
	await device.pull();
	expect([...device.all('registrations').keys()]).toEqual([before.id]);
	expect(await context.db.selectFrom('mails').select('id').execute()).toEqual([]);
});

test('another event is not theirs to register for, nor the directory to add to', async () => {
	const { event, other, device, typed, people } = await open();
	const before = await people();
	const { results } = await device.push(
		1,
		[register, typed(other.id, 'new@example.org')],
		[register, typed(randomUUID(), 'new@example.org')],
		['people.add@1', { id: randomUUID(), firstName: 'I.' }],
		[register, { ...typed(event.id, null), firstName: ' ' }]
	);
	const refused = (refusal: string) => ({ outcome: 'refused', refusal });
	expect(results.map(({ outcome }) => outcome)).toEqual([
		refused('not_allowed'),
		refused('not_allowed'),
		refused('not_allowed'),
		refused('malformed')
	]);
	expect(await people()).toEqual(before);
});

test('two who register one new address at the same moment make one person', async () => {
	const { context, organisationId, host, event, device, typed, people } = await open();
	const second = new Device(context, organisationId, host);
	await Promise.all([
		device.push(1, [register, typed(event.id, 'new@example.org')]),
		second.push(1, [register, typed(event.id, 'new@example.org')])
	]);
	const found = (await people()).filter(({ email }) => email === 'new@example.org');
	expect(found).toHaveLength(1);
	await second.pull();
	expect([...second.all('registrations').values()]).toMatchObject([{ personId: found[0]?.id }]);
});
