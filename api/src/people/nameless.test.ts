import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { PersonFields } from '@foyer/shared/people';
import { openTestContext } from '../testing/context.ts';
import { Device } from '../testing/device.ts';
import { makeOrganisation, makePerson } from '../testing/organisations.ts';

async function open(fields: Partial<PersonFields>) {
	const context = await openTestContext();
	const { organisationId, host } = await makeOrganisation(context.db);
	const { id } = await makePerson(context.db, organisationId, fields);
	const device = () => new Device(context, organisationId, host);
	const clears = (cleared: Partial<PersonFields>): [string, unknown] => [
		'people.update@2',
		{ id, fields: cleared }
	];
	const there = () =>
		context.db
			.selectFrom('people')
			.select(['firstName', 'lastName', 'email', 'phone'])
			.where('id', '=', id)
			.executeTakeFirstOrThrow();
	return { context, id, device, clears, there };
}

const outcomes = ({ results }: Awaited<ReturnType<Device['push']>>) =>
	results.map(({ outcome }) => ('refusal' in outcome ? outcome.refusal : outcome.outcome));

const ada = { firstName: 'Ada', lastName: '', email: 'ada@example.org' };
const nobody = { firstName: '', lastName: '', email: null };

test('of two devices that each take one of the two by which somebody is told, the second is refused', async () => {
	const { device, clears, there } = await open(ada);
	const [office, phone] = [device(), device()];
	await Promise.all([office.pull(), phone.pull()]);
	expect(outcomes(await office.push(1, clears({ firstName: '' })))).toEqual(['applied']);
	expect(outcomes(await phone.push(1, clears({ email: null })))).toEqual(['nameless']);
	expect(await there()).toMatchObject({ ...ada, firstName: '' });
	expect(outcomes(await phone.push(2, clears({ firstName: 'A.', email: null })))).toEqual([
		'applied'
	]);
});

test('at the same moment, too, one of them is', async () => {
	const { device, clears, there } = await open(ada);
	const answers = await Promise.all([
		device().push(1, clears({ firstName: '' })),
		device().push(1, clears({ email: null }))
	]);
	expect(answers.flatMap(outcomes).sort()).toEqual(['applied', 'nameless']);
	const { firstName, email } = await there();
	expect([firstName, email].filter(Boolean)).toHaveLength(1);
});

test('nobody is added without either, by whichever device', async () => {
	const { device } = await open(ada);
	const adding = (fields: Partial<PersonFields>): [string, unknown] => [
		'people.add@1',
		{ id: randomUUID(), ...fields }
	];
	const answer = await device().push(1, adding({ phone: '1' }), adding({ lastName: 'L.' }));
	expect(outcomes(answer)).toEqual(['nameless', 'applied']);
});

test('an address that an import brought stays with who has lost their name since, as that is taken back', async () => {
	const { context, id, device, clears, there } = await open({ ...nobody, firstName: 'Ada' });
	const office = device();
	const importId = randomUUID();
	const row = { id, registrationId: randomUUID(), email: ada.email };
	const rows: [string, unknown] = [
		'people.import@3',
		{
			...{ eventId: null, rows: [row], groups: [], confirmations: 'never', part: 0 },
			of: { id: importId, fileName: 'guests.csv', rowCount: 1, parts: 1 }
		}
	];
	expect(outcomes(await office.push(1, rows, clears({ firstName: '' })))).toEqual([
		'applied',
		'applied'
	]);
	await office.push(3, ['people.undo_import@1', { importId, part: 0, eventId: null }]);
	expect(await there()).toMatchObject({ firstName: '', email: ada.email });
	const { kept } = await context.db
		.selectFrom('imports')
		.select('kept')
		.where('id', '=', importId)
		.executeTakeFirstOrThrow();
	expect(kept).toEqual({ count: 1, people: [{ personId: id, why: 'edited' }] });
});

test('who has neither is changed in all else, named by an import, and as before once that is taken back', async () => {
	const { id, device, clears, there } = await open(nobody);
	const office = device();
	const importId = randomUUID();
	const row = { id, registrationId: randomUUID(), firstName: 'Ada', email: ada.email };
	const rows: [string, unknown] = [
		'people.import@3',
		{
			...{ eventId: null, groups: [], confirmations: 'never', part: 0, rows: [row] },
			of: { id: importId, fileName: 'people.csv', rowCount: 1, parts: 1 }
		}
	];
	const changes = await office.push(1, clears({ phone: '1', firstName: '' }), rows);
	expect(outcomes(changes)).toEqual(['applied', 'applied']);
	expect(await there()).toEqual({ ...ada, phone: '1' });
	const undo = { importId, part: 0, eventId: null };
	expect(outcomes(await office.push(3, ['people.undo_import@1', undo]))).toEqual(['applied']);
	expect(await there()).toEqual({ ...nobody, phone: '1' });
});

test('an import takes nothing of what somebody known is told by', async () => {
	const { id, device, there } = await open({ ...nobody, firstName: 'Ada' });
	const row = { id, registrationId: randomUUID(), firstName: '', lastName: '', phone: '1' };
	const answer = await device().push(1, [
		'people.import@2',
		{ eventId: null, groups: [], confirmations: 'never', rows: [row] }
	]);
	expect(outcomes(answer)).toEqual(['applied']);
	expect(await there()).toEqual({ ...nobody, firstName: 'Ada', phone: '1' });
});
